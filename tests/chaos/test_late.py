"""GitHub goes on with what it has begun, though whoever asked for it has died."""

import asyncio

import pytest

from bot.playground import Playground
from bot.playground.faults import Fault
from tests.chaos.alone import Alone
from tests.chaos.calm import SECRET
from tests.chaos.company import CommonClock, Company
from tests.chaos.loops import conducted
from tests.chaos.ordeal import Trial
from tests.chaos.places import BEGIN
from tests.chaos.told import Telling, script


@pytest.mark.parametrize("match", ["POST …/issues", "POST …/comments"])
def test_what_it_does_seconds_later_is_not_done_twice(tmp_path, match):
    company = Company(tmp_path / "time")
    with asyncio.Runner(loop_factory=conducted(company)) as runner:
        assert runner.run(twins(tmp_path, company, match)) == []


async def twins(folder, company, match):
    told = script(1).at("jupyterhub")
    clock = CommonClock(BEGIN, company)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        telling = Telling(told, github)
        bots = Alone(Trial(telling, folder, company, kills=0))
        bots.calm_down()

        async def kill(_request):
            await bots.restart()
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
