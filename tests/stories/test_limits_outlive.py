"""The bot dies while GitHub wants to be left alone: the next one leaves it alone, too."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import pytest

from bot.playground.faults import Fault, secondary_limit
from bot.playground.requests import Request
from tests.stories.killed import NOW, story
from tests.stories.served import PATIENCE, Served
from tests.stories.team import ids, the_meeting

pytestmark = pytest.mark.unmeasured

SECOND = timedelta(seconds=1)
ASKED = 900
PACE = {"WRITE_INTERVAL": "0.02"}


def a_limit(at: Callable[[Request], bool]) -> Fault:
    return secondary_limit(ASKED, match=at)


def is_write(request: Request) -> bool:
    return request.is_write


async def test_after_a_restart_nothing_is_asked_for_before_the_time_is_over(team):
    issue = await team.meeting()
    await team.stop()
    bot = await team.start(**PACE)
    team.github.requests.clear()
    limit = team.github.faults.add(a_limit(is_write))
    issue.comment("/agenda Release pulses", by="ada")
    limited = team.github.clock.now()
    await team.settle()
    assert len(team.writes) == limit.seen == 1

    await team.stop()
    bot = await team.start(**PACE)
    issue.comment("/agenda Costs", by="grace")
    asked = len(team.github.requests)
    await team.settle()
    (failure,) = (await bot.sweep()).failures
    assert "secondary rate limit" in failure
    whose = {request.authorization for request in list(team.github.requests)[asked:]}
    assert whose == {"app"}
    for left in (1, 0):
        assert (len(team.writes), ids(issue)) == (1, [])
        over = limited + (ASKED - left) * SECOND
        team.github.clock.advance(over - team.github.clock.now())
        await bot.run_idle()
    assert ids(issue) == ["A1", "A2"]
    assert team.github.broken_rules(apart=0, under_way=0) == []


CONFIGURATION = f"""\
meetings:
  team:
    title: Team Meeting
    when: FREQ=DAILY;COUNT=1
    start: {NOW + timedelta(days=7):%Y-%m-%d}
    time: "17:00"
"""


async def test_nor_after_kill_9(tmp_path):
    async with story(tmp_path, CONFIGURATION) as told:
        await told.team.start()
        await told.team.sweep()
        await told.team.stop()
        issue = the_meeting(told.team.repo)
        told.bot = Served(told.team.environ() | PACE, tmp_path)
        told.github.requests.clear()
        told.github.faults.add(a_limit(is_write))

        async def say(topic: str) -> None:
            said = len(told.bot.log)
            address = await told.bot.start()
            told.github.deliver_to(f"{address}/api/github/webhooks")
            issue.comment(f"/agenda {topic}", by="ada")
            await told.github.deliver()
            await postponed(told.bot, said)
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{address}/readyz") as response,
            ):
                assert response.ok  # so that what was to be recorded before is

        await say("Release pulses")
        assert len(told.team.writes) == 1
        await told.bot.kill()
        await say("Costs")
        assert (len(told.team.writes), ids(issue)) == (1, [])


async def postponed(bot: Served, said: int) -> None:
    """Until it has put something off, as it was told to, after so many lines of its log."""
    async with asyncio.timeout(PATIENCE):
        while not any(line["event"] == "postponed" for line in bot.log[said:]):
            await asyncio.sleep(0)
