"""GitHub fails at every write below a question or a report: in the end it is all the same."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from bot.process import Bot
from tests.stories.asked import GRACE
from tests.stories.failing import KINDS, EachOnce, calm_down
from tests.stories.lagging import lagging
from tests.stories.questions import CONFIGURATION, STEPS, Thread, sketch
from tests.stories.team import Team, mine
from tests.stories.team import team as start_team

pytestmark = pytest.mark.unmeasured

START = datetime(2021, 3, 4, 12, tzinfo=UTC)


async def play(team: Team, fails: EachOnce) -> list[str]:
    """The story; what is to be seen after each step."""
    team.github.clock.advance(timedelta(days=1))
    await team.sweep()
    await team.wait()
    thread, seen = Thread(team.repo), []
    for happens in STEPS:
        fails.seen.clear()
        happens(thread)
        await calm_down(team, GRACE)
        seen.append(sketch(team.repo))
    return seen


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> list[str]:
    async with start_team(Clock(START), folder, CONFIGURATION) as team:
        seen = await play(team, EachOnce())
        kinds = {write.split(" ")[0] for write in team.writes}
        assert kinds == {"POST", "PATCH", "PUT", "DELETE"}
        assert len(team.writes) == 38
        return seen


@pytest.mark.parametrize("kind", KINDS)
async def test_each_write_fails_once(tmp_path, calm, kind):
    async with start_team(Clock(START), tmp_path, CONFIGURATION) as team:
        fails = EachOnce()
        makes = KINDS[kind]
        for turn, make in enumerate(makes):
            match = fails.turn(turn, len(makes))
            team.github.faults.add(make(match=match, times=None))
        for now, then in zip(await play(team, fails), calm, strict=True):
            assert now == then
        assert fails.writes == 37
        team.github.requests.clear()
        await team.sweep()
        assert team.writes == []


@pytest.mark.parametrize("undone", [False, True])
async def test_a_reply_that_somebody_deletes_while_it_is_edited(tmp_path, undone):
    """GitHub says 404; people wanted no reply, so that none is made again."""
    async with start_team(Clock(START), tmp_path, CONFIGURATION) as team:
        team.github.clock.advance(timedelta(days=1))
        thread = Thread(team.repo)
        for happens in STEPS[: 2 if undone else 3]:
            happens(thread)
            await calm_down(team, GRACE)
        (reply,) = mine(thread.question)
        team.github.faults.add(
            Fault(match="PATCH …/comments/*", callback=lambda _: reply.delete("minrk"))
        )
        if undone:
            thread.question.remove_label("support", by="minrk")
        else:
            thread.question.add_label("support", by="minrk")
        await calm_down(team, GRACE)
        assert reply not in thread.question.comments
        assert (mine(thread.question), thread.question.state) == ([], "open")
        team.github.requests.clear()
        await team.sweep()
        assert team.writes == []


async def test_a_second_process_sweeps_after_each_step(tmp_path, calm):
    """Whatever both make, neither seeing the other's, is there once soon after that."""
    async with (
        start_team(Clock(START), tmp_path, CONFIGURATION) as team,
        team.second_start() as other,
    ):
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        thread = Thread(team.repo)
        for happens, then in zip(STEPS, calm, strict=True):
            happens(thread)
            await asyncio.gather(calm_down(team, GRACE), sweep(other))
            await asyncio.gather(calm_down(team, GRACE), sweep(other))
            team.github.clock.advance(timedelta(minutes=1))
            await asyncio.gather(calm_down(team, GRACE), other.run_idle())
            assert sketch(team.repo) == then


async def sweep(bot: Bot) -> None:
    await bot.sweep()
    await bot.run_idle()


async def test_reads_lag_after_each_step(tmp_path, calm):
    """What is read twice is as it was before; what is not told again the sweep finds."""
    async with start_team(Clock(START), tmp_path, CONFIGURATION) as team:
        team.github.clock.advance(timedelta(days=1))
        await team.sweep()
        thread, seen = Thread(team.repo), 0
        for happens, then in zip(STEPS, calm, strict=True):
            lags = [await lagging(team, issue, 2) for issue in team.repo.issues]
            team.github.faults += lags
            happens(thread)
            await calm_down(team, GRACE)
            seen += sum(fault.seen for fault in lags)
            team.github.faults.clear()
            await team.sweep()
            await calm_down(team, GRACE)
            assert sketch(team.repo) == then
        assert seen >= 2 * (len(STEPS) - 2)
        made = [w for w in team.writes if w.endswith("/comments 201")]
        assert len(made) == 3
