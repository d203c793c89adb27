"""Whatever goes wrong with several processes and their database, the end is the same."""

import asyncio
from collections.abc import Mapping

import pytest

from bot.playground import Playground
from bot.playground.faults import Fault
from tests.chaos.calm import SECRET, play_calmly
from tests.chaos.company import CommonClock
from tests.chaos.crew import KILLS, Crew, SharedDatabase, play_with_crew
from tests.chaos.loops import conducted
from tests.chaos.ordeal import Trial
from tests.chaos.picture import differences
from tests.chaos.places import BEGIN
from tests.chaos.told import Telling, script

pytestmark = pytest.mark.unmeasured

SEED = 4
MOMENTS = 6
"""Of the story, so many are told."""

FAULTS = ("500", "502 after effect", "resets", "10 s")
EXPLAINED = {
    "jobs wait for the store",
    "jobs not counted",
    "delivery not recorded",
}
"""What processes say while their database is restarted."""


def test_the_end_is_that_of_a_calm_run(tmp_path, cluster, shown):
    told = script(SEED).first(MOMENTS)
    calm = asyncio.run(play_calmly(told, tmp_path))

    crew = play_with_crew(told, tmp_path, cluster)

    assert differences(calm.picture, crew.picture) == ""
    assert crew.twice == []
    assert crew.broken == []
    errors = [line for line in crew.log if line["level"] == "error"]
    assert [line for line in errors if line["event"] not in EXPLAINED] == []
    figures = crew.figures
    assert figures["kills"] >= KILLS
    assert figures["database restarts"] == 1
    for fault in FAULTS:
        assert 0.03 < figures[fault] / figures["requests"] < 0.07
    shown(f"2. Chaos on PostgreSQL, seed {SEED}: {in_words(figures)}")


def test_what_github_still_does_for_who_has_let_go_is_not_done_twice(tmp_path, cluster):
    database = SharedDatabase(cluster)
    with asyncio.Runner(loop_factory=conducted(database.company)) as runner:
        assert runner.run(twins_of_silence(tmp_path, database)) == []


async def twins_of_silence(folder, database):
    """PostgreSQL says nothing for 11 s in the middle of a write, which takes 16.5 s."""
    told, clock = script(1).at("jupyterhub"), CommonClock(BEGIN, database.company)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        telling = Telling(told, github)
        crew = Crew(Trial(telling, folder, database.company, kills=0), database)
        crew.calm_down()

        async def silence(_request):
            with database.cluster.frozen(database.url):
                await asyncio.sleep(11)
            await asyncio.sleep(5.5)

        late = github.faults.add(Fault(match="POST …/comments", callback=silence))
        try:
            await crew.settle()
            await asyncio.sleep(30)
            await crew.settle()
            assert late.seen
        finally:
            await crew.close()
        return telling.witness.twice


def in_words(figures: Mapping[str, int]) -> str:
    return (
        f"two web and two worker processes, {figures['kills']} times kill -9"
        f" ({figures['times no worker was left']} times both workers), the database"
        f" restarted once, {figures['requests']:,} requests of which"
        f" {figures['500']} were 500, {figures['502 after effect']} 502 after the effect,"
        f" {figures['resets']} resets and {figures['10 s']} took 10 s;"
        f" {figures['deliveries']} deliveries came, {figures['lost']} were lost,"
        f" {figures['doubled']} doubled, {figures['delayed']} late:"
        " the same text, no write twice, no rule broken"
    )
