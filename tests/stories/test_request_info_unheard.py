"""Requests and answers of which nobody told, or not in time."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from tests.features.request_info.resources import body
from tests.stories.requested import (
    DAY,
    HOUR,
    LABEL,
    UNFILLED,
    ask,
    items,
    pass_by,
    report,
    requested,
)
from tests.stories.team import Team, mine


@pytest.fixture
async def people(
    clock: Clock, tmp_path: Path, logs: list[dict[str, object]]
) -> AsyncIterator[Team]:
    async with requested(clock, tmp_path) as people:
        yield people
    assert [entry for entry in logs if entry.get("exc_info")] == []


async def test_an_issue_that_was_answered_unheard_is_not_closed(people):
    issue = report(people, "")
    await people.settle()
    await pass_by(people, 13 * DAY)
    issue.comment("It crashes when I log in.", by="ada")
    await people.github.deliver(lose=lambda _: True)
    await pass_by(people, 2 * DAY)
    assert issue.state == "open"
    assert mine(issue) == []


async def test_the_sweep_finds_what_nobody_told_of(people):
    def lost(_delivery: object) -> bool:
        return True

    issues = [ask(people, body(who="")), report(people, ""), report(people, UNFILLED)]
    await people.github.deliver(lose=lost)
    await people.sweep()
    assert [len(items(issue)) for issue in issues] == [1, 1, 1]

    issues[0].comment("I am Ada.", by="ada")
    await people.github.deliver(lose=lost)
    people.github.clock.advance(15 * DAY)
    await people.sweep()
    assert mine(issues[0]) == []
    assert issues[1].state == "closed"

    issues[1].comment("It crashes.", by="ada")
    await people.github.deliver(lose=lost)
    people.github.clock.advance(HOUR)
    await people.sweep()
    assert issues[1].state == "open"
    assert mine(issues[1]) == []
    people.github.requests.clear()
    await people.sweep()
    assert people.writes == []


@pytest.mark.parametrize("seed", range(2))
async def test_however_deliveries_come_the_end_is_the_same(people, seed):
    chance = random.Random(seed)

    async def hear() -> None:
        await people.settle(
            duplicate=True, shuffle=chance, lose=lambda _: chance.random() < 0.3
        )

    issue = ask(people, body(who="", number=""))
    await hear()
    issue.comment("Who you are: Ada", by="ada")
    await hear()
    issue.comment("Eighty people", by="ada")
    await hear()
    await people.sweep()
    assert mine(issue) == []
    assert issue.label_names == ["impact"]
    assert [e.event for e in issue.events if e.via_app].count("labeled") <= 1


async def test_the_sweep_sets_the_timer_again(people):
    issue = report(people, "")
    await people.settle()
    await people.stop()
    for file in (people.folder / "data").iterdir():
        file.unlink()
    await people.start()
    await people.sweep()
    await pass_by(people, 14 * DAY)
    assert issue.state == "closed"


async def test_a_long_thread_is_read_to_its_end_before_it_is_judged(people):
    issue = report(people, "")
    await people.settle()
    for number in range(20):
        issue.comment(f"I have that too, {number}", by="grace")
    issue.comment("It crashes when I log in.", by="ada")
    for number in range(31):
        issue.comment(f"So have I, {number}", by="grace")
    await people.github.deliver(lose=lambda _: True)
    people.github.requests.clear()
    await people.sweep()
    assert mine(issue) == []
    assert len(people.writes) == 2


async def test_an_answer_at_the_last_moment_keeps_it_open(people):
    """no-response#116: what is read when the time has come is read once more."""
    issue = report(people, "")
    await people.settle()
    people.github.faults.add(
        Fault(
            match="POST /graphql",
            after_effect=True,
            callback=lambda _: issue.comment("It crashes when I log in.", by="ada"),
        )
    )
    await pass_by(people, 14 * DAY)
    assert issue.state == "open"
    assert [event.event for event in issue.events if event.via_app] == [
        "labeled",
        "unlabeled",
    ]


async def test_a_request_that_goes_while_the_bot_writes_is_not_missed(people):
    issue = ask(people, body(who="", number=""))
    await people.settle()
    people.github.faults.add(
        Fault(match="PATCH *", callback=lambda _: mine(issue)[0].delete(by="minrk"))
    )
    issue.comment("Who you are: Ada", by="ada")
    await people.wait()
    assert mine(issue) == []
    assert people.bot
    assert not await people.bot.todo.failed()


async def test_an_answer_of_github_that_is_lost_makes_no_second_request(people):
    issue = report(people, "")
    await people.github.deliver()
    people.github.faults.add(
        Fault(match="POST */comments", status=502, after_effect=True)
    )
    await people.wait()
    assert len(mine(issue)) == 1
    assert issue.label_names == [LABEL]
