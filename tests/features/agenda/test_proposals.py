"""A thread as a topic: whose words count, since when, and that they stay inside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.core.mark import Mark
from bot.core.models import Account, Comment, Identity, IssueEvent
from bot.core.repository_models import LabelledThread
from bot.features.agenda.proposals import last_labelled, source_of
from bot.features.agenda.render import Agenda, render_agenda
from bot.features.agenda.sources import shown_threads, thread_fingerprint
from bot.features.agenda.values import Topic
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.features.agenda.thread import ME, OCCURRENCE

AT = datetime(2021, 3, 8, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = "https://github.com/jupyterhub/binderhub"
THREAD = LabelledThread(
    "jupyterhub/binderhub", 12, "Builds hang", Account("zoe"), f"{PAGE}/issues/12", AT
)


def event(what: str, minutes: int, by: str = "minrk", label: str = "agenda"):
    return IssueEvent(minutes, what, Account(by), AT + minutes * MINUTE, label)


def comment(text: str, minutes: int, by: str = "ada", edited: int | None = None):
    at = AT + minutes * MINUTE
    changed = at if edited is None else AT + edited * MINUTE
    return Comment(minutes, text, Account(by), at, changed)


def source(events, comments, thread=THREAD, me: Identity = ME):
    labelled = last_labelled(me, events, "agenda", thread.created_at)
    return source_of(me, thread, labelled, comments)


def test_labelled_by_hand_it_is_the_thread_and_whoever_did_it():
    found = source([event("labeled", 5)], [])
    assert (found.title, found.owner, found.proposer) == (
        "Builds hang",
        "minrk",
        "minrk",
    )
    assert found.minutes is None
    assert found.arrived == (AT + 5 * MINUTE).timestamp()
    assert found.thread == ("jupyterhub/binderhub", 12)


def test_labelled_by_a_machine_it_is_its_author_s():
    assert source([event("labeled", 5, by="triage[bot]")], []).owner == "zoe"


def test_without_a_record_of_the_label_it_came_with_the_thread():
    assert source([], []).arrived == AT.timestamp()


def test_another_label_means_nothing():
    events = [event("labeled", 5), event("unlabeled", 6, label="bug")]
    assert last_labelled(ME, events, "AGENDA", AT).at == AT + 5 * MINUTE


def test_a_command_counts_from_when_it_was_written():
    found = source(
        [event("labeled", 9, by=ME.login)], [comment("/agenda Why? 10min", 3)]
    )
    assert found.arrived == (AT + 3 * MINUTE).timestamp()
    assert (found.title, found.minutes, found.proposer) == ("Why?", 10, "ada")


@pytest.mark.parametrize(
    "text",
    ["/agenda", "/agenda add", "/agenda   ", "/agenda (10 min)", "/agenda add 10 min"],
)
def test_a_command_without_words_is_about_the_thread(text):
    found = source([event("labeled", 9, by=ME.login)], [comment(text, 3)])
    assert (found.title, found.proposer) == ("Builds hang", "ada")
    assert found.minutes == (10 if "10" in text else None)


def test_what_was_said_before_the_label_was_last_taken_off_is_over():
    events = [event("labeled", 2), event("unlabeled", 10), event("labeled", 20)]
    old, new = comment("/agenda Old words", 1), comment("/agenda New words", 19)
    assert source(events, [old, new]).title == "New words"
    assert source(events, [old]).title == "Builds hang"
    rewritten = comment("/agenda Old words, new again", 1, edited=15)
    found = source(events, [rewritten])
    assert found.title == "Old words, new again"
    assert found.arrived == (AT + 10 * MINUTE).timestamp()


def test_bots_propose_nothing():
    found = source(
        [event("labeled", 5)], [comment("/agenda Buy this", 1, by="ads[bot]")]
    )
    assert found.title == "Builds hang"


def test_the_owner_that_a_command_names_may_change_it_if_it_is_a_login():
    by_login = source([], [comment("/agenda @grace: Why?", 1)])
    by_name = source([], [comment("/agenda [Grace] Why?", 1)])
    assert (by_login.owner, by_login.owner_login) == ("grace", "grace")
    assert (by_name.owner, by_name.owner_login) == ("Grace", "")


def shown(found) -> str:
    topic = Topic(
        1, None, found.title, found.details, found.owner, "", found.minutes, False,
        source=found,
    )  # fmt: skip
    agenda = Agenda(OCCURRENCE, (topic,), (), 5, PAGE)
    fields = {"next": "2", "t": f"1.0.{found.fingerprint}.5.0", "by": "1.ada"}
    return render_agenda(Mark("agenda", fields), agenda)


@settings(max_examples=150, deadline=None)
@given(markdown, markdown, markdown)
def test_nothing_of_a_stranger_escapes_its_entry(title, words, below):
    thread = replace(THREAD, title=title)
    comments = [
        comment(f"/agenda {words}\n{below}", 1),
        comment(f"/agenda {below}\n{words}", 2, by="bob"),
    ]
    for found in (source([], [], thread), source([], comments, thread)):
        text = shown(found)
        tree, marks = render(text.partition("\n")[2])
        assert marks == []
        assert pings(tree) == []
        assert references(tree) == []
        assert {h.text for h in tree.all("h1", "h2", "h3", "h4", "h5", "h6")} <= {
            "Agenda"
        }
        known = thread_fingerprint("jupyterhub/binderhub", 12)
        assert shown_threads(text)[known].thread == ("jupyterhub/binderhub", 12)
