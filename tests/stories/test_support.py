"""A support question from its label to the forum, and back again."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.features.support.feature import FEATURE as SUPPORT_FEATURE
from bot.playground import Clock
from bot.settings import load_settings
from bot.tick import tick
from tests.detection.hostile import BROKEN, LONG, NOTHING, SPEAKS
from tests.detection.hostile import TITLE as HOSTILE_TITLE
from tests.stories.asked import (
    BODY,
    BUG,
    SUPPORT,
    TITLE,
    ask,
    asked,
    deeds,
    link,
    look,
    replies,
    reply,
    told,
)
from tests.stories.team import FILE, Team, mine, reactions


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    section = SUPPORT + "  detect: 'off'\n"
    async with asked(clock, tmp_path, section) as team:
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def test_a_label_hands_the_question_over_once(people):
    issue = ask(people)
    await look(people)
    assert mine(issue) == []

    issue.add_label("support", by="manics")
    await people.settle()
    assert mine(issue) == []  # it waits for a second look
    await look(people)

    asked_for = parse_qs(urlsplit(link(issue)).query)
    assert asked_for["title"] == [TITLE]
    assert asked_for["category"] == ["jupyterhub"]
    assert "How can I add users?" in asked_for["body"][0]
    assert issue_url(issue) in asked_for["body"][0]
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []
    assert len(mine(issue)) == 1


async def test_it_costs_at_most_six_requests(people):
    """Of the feature's own, which are no 304; others that listen look for themselves."""
    people.repo.commit(FILE, f"{SUPPORT}  lock: true\n")
    await people.settle()
    await people.stop()
    await people.start(features=[SUPPORT_FEATURE])
    ask(people, labels=("support",))
    await look(people)
    await people.sweep()  # the configuration and a token are there
    issue = ask(people, labels=("support",))
    people.github.requests.clear()
    await look(people)
    assert (told(issue), issue.locked) == ("locked", True)
    requests = [str(request) for request in people.github.requests.counted]
    assert len(requests) <= 6, requests


async def test_a_label_that_was_a_slip_is_gone_by_the_second_look(people):
    issue = ask(people)
    issue.add_label("support", by="manics")
    await people.settle()
    issue.remove_label("support", by="manics")
    await look(people)
    assert mine(issue) == []
    assert issue.state == "open"


async def test_taking_the_label_off_undoes_what_the_bot_did(people):
    issue = ask(people, labels=("support",))
    await look(people)
    issue.remove_label("support", by="minrk")
    await look(people)
    assert (issue.state, told(issue), len(replies(issue))) == ("open", "undone", 1)

    issue.add_label("support", by="minrk")
    await look(people)
    assert (issue.state, told(issue), len(replies(issue))) == ("closed", "closed", 1)


async def test_its_author_brings_it_back_for_ever(people):
    issue = ask(people, labels=("support",))
    await look(people)
    said = issue.comment("/not-support it crashes", by="newcomer")
    await people.settle()
    assert (issue.state, issue.label_names, told(issue)) == ("open", [], "declined")
    assert reactions(said) == ["+1"]

    issue.add_label("support", by="minrk")
    await look(people)
    assert (issue.state, issue.label_names) == ("open", ["support"])


async def test_a_mended_word_keeps_its_thumb(people):
    issue = ask(people, labels=("support",))
    await look(people)
    said = issue.comment("/not-support it is a bgu", by="newcomer")
    await people.settle()
    said.edit("/not-support it is a bug", by="newcomer")
    await people.settle()
    assert (reactions(said), told(issue)) == (["+1"], "declined")


async def test_the_team_says_support_in_a_comment(people):
    issue = ask(people)
    said = issue.comment("Thanks!\n\n/support", by="manics")
    await people.settle()
    assert (issue.state, issue.label_names) == ("closed", ["support"])
    assert reactions(said) == ["+1"]

    said.delete(by="manics")
    await people.settle()
    assert (issue.state, issue.label_names, told(issue)) == ("open", [], "undone")


async def test_strangers_may_not_and_mend_it(people):
    issue = ask(people, labels=("support",))
    await look(people)
    said = issue.comment("/not-support", by="passerby")
    await people.settle()
    assert reactions(said) == ["confused"]
    assert "passerby, this could not be done" in mine(issue)[-1].body
    said.edit("I have the same.", by="passerby")
    await people.settle()
    assert (reactions(said), len(mine(issue)), issue.state) == ([], 1, "closed")


async def test_a_locked_issue_is_unlocked_again(people):
    people.repo.commit(FILE, f"{SUPPORT}  lock: true\n")
    issue = ask(people, labels=("support",))
    await look(people)
    assert (issue.locked, issue.lock_reason, issue.state) == (
        True,
        "resolved",
        "closed",
    )
    issue.remove_label("support", by="minrk")
    await look(people)
    assert (issue.locked, issue.state, told(issue)) == (False, "open", "undone")


async def test_pull_requests_are_no_questions(people):
    pull = people.repo.open_issue(TITLE, BODY, by="ada", pull_request=True)
    pull.add_label("support", by="minrk")
    await look(people)
    assert (mine(pull), pull.state) == ([], "open")
    said = pull.comment("/support", by="minrk")
    await look(people)
    assert reactions(said) == ["confused"]


async def test_a_transferred_question_is_not_answered_twice(people):
    hub = people.github.add_repository("jupyterhub/jupyterhub")
    hub.commit(FILE, SUPPORT)
    issue = ask(people, labels=("support",))
    await look(people)
    moved = issue.transfer(hub, by="minrk")
    await look(people)
    await people.sweep()
    assert len(replies(moved)) == 1


async def test_what_was_missed_is_found_by_the_sweep(people):
    lost = [ask(people), ask(people, labels=("support",)), ask(people)]
    closed = ask(people, labels=("support",))
    await look(people)
    lost[0].add_label("support", by="manics")
    lost[2].comment("/support", by="minrk")
    closed.comment("/not-support", by="newcomer")
    people.github.pending.clear()
    people.github.clock.advance(timedelta(minutes=5))
    await people.sweep()
    assert [issue.state for issue in lost] == ["closed"] * 3
    assert closed.state == "open"
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []


async def test_what_was_labelled_before_it_was_configured_is_answered_then(people):
    people.repo.commit(FILE, "timezone: UTC\n")
    issue = ask(people, labels=("support",))
    await look(people)
    assert mine(issue) == []
    people.repo.commit(FILE, SUPPORT)
    await look(people)
    assert told(issue) == "closed"


async def test_one_repository_can_be_swept_alone(people):
    issue = ask(people, labels=("support",))
    people.github.pending.clear()
    people.github.clock.advance(timedelta(hours=1))
    await people.stop()
    settings = load_settings(people.environ(), directory=people.folder)
    now = people.github.clock.now()
    failures = await tick(settings, now, people.repo.full_name)
    assert (list(failures), told(issue)) == ([], "closed")
    await people.start()


async def test_the_sweep_asks_once_for_a_hundred_open_questions(people):
    people.repo.commit(FILE, f"{SUPPORT}  close: false\n")
    for n in range(100):
        ask(people, f"{TITLE} {n}", labels=("support",))
    await look(people)
    people.github.clock.advance(timedelta(hours=1))
    await people.sweep()
    people.github.clock.advance(timedelta(hours=1))
    missed = ask(people, "A hundred and first")
    missed.add_label("support", by="manics")
    people.github.pending.clear()
    people.github.clock.advance(timedelta(hours=1))
    people.github.requests.clear()
    await people.sweep()
    assert len(replies(missed)) == 1
    looks = [r for r in people.github.requests if r.path == "/graphql"]
    # the repositories, two pages of labelled issues, and the one that was missed
    assert len(looks) <= 4


@pytest.mark.parametrize("seed", range(3))
async def test_however_deliveries_come_the_end_is_the_same(people, seed):
    chance = random.Random(seed)
    issues = [ask(people, f"{TITLE} {n}", labels=("support",)) for n in range(3)]
    await people.settle(duplicate=True, shuffle=chance)
    people.github.clock.advance(timedelta(minutes=1))
    await people.bot.run_idle()
    issues[0].comment("/not-support", by="newcomer")
    issues[1].remove_label("support", by="minrk")
    await people.settle(shuffle=chance, lose=lambda _delivery: chance.random() < 0.5)
    await people.sweep()
    assert [told(issue) for issue in issues] == ["declined", "undone", "closed"]
    assert [issue.state for issue in issues] == ["open", "open", "closed"]
    assert all(len(replies(issue)) == 1 for issue in issues)


async def test_its_own_deeds_wake_nothing(people):
    for _ in range(2):  # a minute, after which a meeting that was opened is looked at
        await look(people)
    issue = ask(people, labels=("support",))
    await look(people)
    issue.comment("/not-support", by="newcomer")
    await people.settle()
    people.github.requests.clear()
    await look(people)
    assert len(people.github.requests) == 0


async def test_whatever_they_write_gets_its_answer(people):
    written = {**NOTHING, **BROKEN, **SPEAKS, "long": LONG["60 KB of logs only"]}
    issues = {
        name: ask(people, HOSTILE_TITLE, body, labels=("support",))
        for name, body in written.items()
    }
    await look(people)
    for name, issue in issues.items():
        assert told(issue) == "closed", name
        assert len(link(issue)) <= 4000, name
        for forbidden in ("@everyone", "{author}", "{link}"):
            assert forbidden not in reply(issue).body, name


async def test_a_likely_question_is_labelled_and_stays_open(clock, tmp_path):
    async with asked(clock, tmp_path) as people:
        question, bug = ask(people), ask(people, "Hub crashes on dots in names", BUG)
        member = ask(people, by="manics")
        await look(people)
        assert (question.state, question.label_names) == ("open", ["support"])
        assert told(question) == "guess"
        assert deeds(question) == ["labeled"]
        assert mine(bug) == mine(member) == []

        question.comment("/support", by="manics")
        await people.settle()
        assert (question.state, told(question)) == ("closed", "closed")


async def test_detection_that_was_missed_is_made_up_for(clock, tmp_path):
    async with asked(clock, tmp_path) as people:
        question = ask(people)
        ask(people, "Hub crashes on dots in names", BUG)
        people.github.pending.clear()
        people.github.clock.advance(timedelta(hours=1))
        await people.sweep()
        assert told(question) == "guess"
        people.github.requests.clear()
        await people.sweep()
        assert people.writes == []


def issue_url(issue) -> str:
    server = issue.world.server_url
    return f"{server}/{issue.repository.full_name}/issues/{issue.number}"
