"""An agenda with topics from elsewhere, and what is said of those that come too late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.agenda_text import parse_agenda_text
from bot.features.agenda.carried import Around, Following, Previous
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.rights import seconds
from bot.features.agenda.sources import thread_fingerprint
from bot.features.agenda.values import Source
from tests.features.agenda.life import ENDS, PUZZLED, say
from tests.features.agenda.thread import STARTS, URL, Thread

HUB = "https://github.com/jupyterhub/binderhub/issues/"
WEEK = timedelta(days=7)


def labelled(number: int, title: str) -> Source:
    """A thread of another repository with the agenda's label."""
    return Source(
        fingerprint=thread_fingerprint("jupyterhub/binderhub", number),
        arrived=seconds(STARTS - WEEK),
        title=title,
        owner="ada",
        link=f"{HUB}{number}",
        link_text=f"jupyterhub/binderhub#{number}",
        proposer="ada",
        thread=("jupyterhub/binderhub", number),
    )


def previous(*topics: str) -> Previous:
    """The meeting before, over since the week before, with these topics left open."""
    thread = Thread()
    for topic in topics:
        thread.comment(f"/agenda {topic}", by="grace")
    thread.settle()
    agenda = thread.agenda.replace(URL, URL.replace("378", "371"))
    return Previous(371, parse_agenda_text(agenda), over=STARTS - WEEK)


def entries(thread: Thread) -> list[str]:
    return [line for line in thread.agenda.splitlines() if line.endswith("`")]


def break_mark(thread: Thread, broken: str) -> None:
    """Somebody edits the first line of the agenda comment."""
    agenda = next(
        n for n, c in thread.comments.items() if "team-compass:agenda" in c.body
    )
    _, _, rest = thread.comments[agenda].body.partition("\n")
    thread.edit(agenda, f"{broken}\n{rest}")


@pytest.fixture
def thread() -> Thread:
    """Two topics are carried over, two are threads, one is proposed here."""
    thread = Thread()
    thread.around = Around(
        known_previous=371,
        previous=previous("Carried", "Carried as well"),
        outside=(labelled(12, "Builds hang"), labelled(13, "Builds hang")),
    )
    thread.now = STARTS - timedelta(days=5)
    say(thread, "/agenda Our own")
    assert len(entries(thread)) == 5
    return thread


@pytest.mark.parametrize("broken", ["<!-- hello", "", "<!-- team-compass:agenda t=x"])
def test_a_broken_mark_changes_no_id_wherever_topics_come_from(thread, broken):
    before = entries(thread)
    break_mark(thread, broken)
    thread.settle()
    assert entries(thread) == before
    assert thread.settle() == []


def test_nor_where_a_thread_was_found_after_one_that_is_newer():
    """Nobody told the bot of the label; it has the later id."""
    thread = Thread()
    thread.now = STARTS - timedelta(days=5)
    older, newer = labelled(12, "Builds hang"), labelled(13, "Builds hang")
    newer = replace(newer, arrived=older.arrived + 60)
    thread.around = Around(outside=(newer,))
    thread.settle()
    thread.around = Around(outside=(older, newer))
    thread.settle()
    before = entries(thread)
    assert [line[-5:] for line in before if "#13" in line] == [" `A1`"]
    break_mark(thread, "oh")
    thread.settle()
    assert entries(thread) == before


def test_what_came_from_a_thread_that_is_none_any_more_is_gone_with_the_mark(thread):
    break_mark(thread, "oh")
    thread.around = replace(thread.around, outside=(labelled(13, "Builds hang"),))
    thread.settle()
    assert [HUB in line for line in entries(thread)].count(True) == 1
    assert "#13" in thread.agenda
    assert "#12" not in thread.agenda
    say(thread, "/agenda One more")
    assert entries(thread)[-1].endswith("`A6`")  # no id is ever used twice


def test_what_comes_too_late_where_no_meeting_follows_is_refused():
    thread = Thread()
    thread.settle()
    thread.around = Around(over=ENDS, outside=())
    thread.now = ENDS
    comment = say(thread, "/agenda What I forgot", by="ada")
    (note,) = thread.notes
    assert "`/agenda What I forgot`: it comes too late for this meeting" in note
    assert thread.reaction(comment) == PUZZLED
    assert entries(thread) == []


def test_where_one_follows_it_is_told_of_that():
    thread = Thread()
    thread.settle()
    following = (Following(390, STARTS + 4 * WEEK),)
    thread.around = Around(over=ENDS, outside=(), following=following)
    thread.now = ENDS
    comment = say(thread, "/agenda What I forgot", by="ada")
    assert thread.notes == []
    assert thread.reaction(comment) == ["+1"]
    assert any("#390" in said for said in thread.mine)


def test_what_is_too_much_at_an_earlier_meeting_is_answered_there():
    thread = Thread(config=AgendaConfig(most=2))
    late = say(thread, "/agenda One\n/agenda Two\n/agenda Three", by="ada")
    guest = replace(
        thread.comments.pop(late), html_url=f"{HUB}1#issuecomment-{late}", id=99
    )
    thread.reactions.clear()
    thread.settle()
    thread.around = Around(late=(guest,))
    thread.settle()
    assert [line.split(" · ")[0] for line in entries(thread)] == ["1. One", "2. Two"]
    assert thread.notes == []
