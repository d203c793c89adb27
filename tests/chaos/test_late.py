"""GitHub goes on with what it has begun, though whoever asked for it has died."""

import asyncio
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.chaos.calm import SECRET
from tests.chaos.chaos import Chaotic
from tests.chaos.hasty import HastyClock, HastyLoop, SharedTime
from tests.chaos.places import BEGIN
from tests.chaos.told import Script, Telling, script


@pytest.mark.parametrize("match", ["POST …/issues", "POST …/comments"])
def test_what_it_does_seconds_later_is_not_done_twice(tmp_path, match):
    shared = SharedTime(tmp_path / "time")
    with asyncio.Runner(loop_factory=lambda: HastyLoop(shared)) as runner:
        assert runner.run(twins(tmp_path, HastyClock(BEGIN, shared), match)) == []


async def twins(folder: Path, clock: HastyClock, match: str) -> list[str]:
    told = script(1)
    ground = tuple(place for place in told.ground if place.owner == "jupyterhub")
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        telling = Telling(Script(1, ground, ()), github)
        bots = Chaotic(telling, folder, folder / "time", 1, kills=0)
        github.faults.chance = lambda _request: None
        bots.post.is_bad = False

        async def kill(_request: Request) -> None:
            await bots.kill()
            await asyncio.sleep(9.5)

        late = github.faults.add(Fault(match=match, callback=kill))
        try:
            await bots.settle()
            await asyncio.sleep(10)
            await bots.settle()
            assert late.seen
            assert bots.figures["kills"] == 1
        finally:
            await bots.close()
        return telling.witness.twice
