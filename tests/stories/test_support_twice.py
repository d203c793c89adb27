"""What makes a second reply: reads that lag, a restart, two processes at the same time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.playground.faults import Fault
from bot.playground.threads import Issue
from bot.todo.freshness import SHOWN
from tests.stories.asked import GRACE, ask
from tests.stories.failing import both_wait
from tests.stories.lagging import lagging
from tests.stories.questions import CONFIGURATION
from tests.stories.team import Team, mine
from tests.stories.team import team as start_team

SOON = timedelta(minutes=2)


@pytest.fixture
async def people(clock, tmp_path, logs) -> AsyncIterator[Team]:
    async with start_team(clock, tmp_path, CONFIGURATION) as team:
        clock.advance(timedelta(days=1))
        await team.sweep()
        ask(team)
        await team.settle()
        yield team
    assert [entry for entry in logs if entry.get("exc_info")] == []


def question(people: Team) -> Issue:
    return ask(people, labels=("support",))


def report(people: Team) -> Issue:
    return people.repo.open_issue("Crashes", "", by="ada")


@pytest.mark.parametrize("opened", [question, report])
async def test_two_processes_at_once(people, opened):
    """GitHub makes both comments; a look soon after that takes the later one away."""
    async with people.second_start() as other:
        issue = opened(people)
        people.github.pending.clear()
        people.github.clock.advance(timedelta(minutes=1))
        held = people.github.faults.add(both_wait(f"POST …/{issue.number}/comments"))
        bots = (people.bot, other)
        await asyncio.gather(*(bot.sweep() for bot in bots))
        await asyncio.gather(*(bot.run_idle() for bot in bots))
        assert held.seen == 2
        first, second = mine(issue)
        assert first.body == second.body

        people.github.clock.advance(SOON)
        await asyncio.gather(*(bot.run_idle() for bot in bots))
        assert mine(issue) == [first]
        await people.settle()
        people.github.requests.clear()
        await asyncio.gather(*(bot.sweep() for bot in bots))
        await asyncio.gather(*(bot.run_idle() for bot in bots))
        assert people.writes == []


@pytest.mark.parametrize("opened", [question, report])
async def test_a_restart_while_reads_lag(people, opened):
    """Nothing tells the new process of the reply, but for long there are not two.

    They lag for longer than it waits to look again.
    """
    issue = opened(people)
    stale = await lagging(people, issue, times=1)
    people.github.faults.add(
        Fault(match="POST */comments", reset=True, after_effect=True)
    )
    await people.settle()
    if not mine(issue):
        people.github.clock.advance(GRACE)
        await people.bot.run_idle()
    (first,) = mine(issue)
    await people.stop()
    await people.start()
    people.github.clock.advance(SHOWN)
    people.github.faults.add(stale)
    await people.bot.run_idle()
    assert len(mine(issue)) == 2
    await people.settle()
    people.github.clock.advance(SOON)
    await people.bot.run_idle()
    assert mine(issue) == [first]
