"""GitHub fails at every write of a pulse's life: in the end it is all the same."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.stories.failing import KINDS, EachOnce, both_wait, calm_down
from tests.stories.lagging import lagging
from tests.stories.pulsing import live, pulse, pulses
from tests.stories.small_pulse import CLOSES, OPENS, STEPS, Told, noon, sketch, small
from tests.stories.team import Team, mine

pytestmark = pytest.mark.unmeasured

WRITES = 18
"""At least: issue, list, pin, three claims and a skip, a note and its end, two releases."""


async def play(team: Team, fails: EachOnce) -> list[str]:
    """A pulse's life; what is to be seen after each step."""
    await team.sweep()
    await calm_down(team)
    told, seen = Told(team), [sketch(team.repo)]
    for day, happens in enumerate(STEPS):
        fails.seen.clear()
        team.github.clock.set(noon(day))
        happens(told)
        await calm_down(team)
        seen.append(sketch(team.repo))
    return seen


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> list[str]:
    async with small(folder) as team:
        seen = await play(team, EachOnce())
        assert len(seen) == len(set(seen))  # each step had an effect
        below = [write for write in team.writes if "/issues" in write]
        assert len(below) >= WRITES
        assert len(mine(pulse(team))) == 2
        return seen


def _may_fail(kind: str, match: Callable[[Request], bool]) -> Callable[[Request], bool]:
    """Where GitHub refuses to pin, it is taken for one that cannot."""

    def matches(request: Request) -> bool:
        return not (kind == "refused" and request.path.endswith("/pin")) and match(
            request
        )

    return matches


async def assert_nothing_is_left(team: Team) -> None:
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


@pytest.mark.parametrize("kind", KINDS)
async def test_each_write_fails_once(tmp_path, calm, kind):
    async with small(tmp_path) as team:
        fails = EachOnce()
        makes = KINDS[kind]
        for turn, make in enumerate(makes):
            match = fails.turn(turn, len(makes))
            team.github.faults.add(make(match=_may_fail(kind, match), times=None))
        for now, then in zip(await play(team, fails), calm, strict=True):
            assert now == then
        assert fails.writes >= WRITES - 1
        team.github.faults.clear()
        await assert_nothing_is_left(team)


async def test_reads_lag_after_each_step(tmp_path, calm):
    """What is read twice is as it was before; what is not told again the sweep finds."""
    async with small(tmp_path) as team:
        await team.sweep()
        await calm_down(team)
        told, seen = Told(team), 0
        for day, (happens, then) in enumerate(zip(STEPS, calm[1:], strict=True)):
            team.github.clock.set(noon(day))
            lag = await lagging(team, pulse(team), 2)
            team.github.faults.append(lag)
            happens(told)
            await calm_down(team)
            seen += lag.seen
            team.github.faults.clear()
            await team.sweep()
            await calm_down(team)
            assert sketch(team.repo) == then
        assert seen >= len(STEPS)


@pytest.mark.parametrize("step", [2, len(STEPS) - 1])
async def test_the_live_comment_is_deleted_while_it_is_edited(tmp_path, step):
    """GitHub says 404; there is one again soon, with what is known then."""
    async with small(tmp_path) as team:
        await team.sweep()
        told = Told(team)
        for day, happens in enumerate(STEPS[: step + 1]):
            team.github.clock.set(noon(day))
            if day == step:
                old = live(pulse(team))
                fault = Fault(
                    match=f"PATCH …/comments/{old.id}",
                    callback=lambda _, old=old: old.delete("minrk"),
                )
                team.github.faults.add(fault)
            happens(told)
            await calm_down(team)
        issue = pulse(team)
        if fault.seen:
            assert old not in issue.comments
            assert live(issue).id > old.id
        await assert_nothing_is_left(team)


async def test_what_is_released_before_the_issue_can_be_made(tmp_path):
    """No pulse opens that has nothing to tell."""
    async with small(tmp_path) as team:
        team.github.faults.add(Fault(match="POST …/issues", status=502))
        await team.sweep()
        for name in ("hub", "spawner", "charts"):
            team.github.repository(f"jupyterhub/{name}").tags.create("1.1.0")
        team.github.pending.clear()
        await team.wait()
        assert pulses(team) == []
        await assert_nothing_is_left(team)


class TestTwoProcessesAtOnce:
    """GitHub makes what both make; a look soon after that leaves the first of each."""

    async def settle(self, *bots) -> None:
        await asyncio.gather(*(bot.sweep() for bot in bots))
        await asyncio.gather(*(bot.run_idle() for bot in bots))

    async def later(self, team: Team, *bots) -> None:
        team.github.clock.advance(timedelta(minutes=2))
        await asyncio.gather(*(bot.run_idle() for bot in bots))
        await team.settle()
        team.github.requests.clear()
        await self.settle(*bots)
        assert team.writes == []

    async def test_open_one_pulse(self, tmp_path):
        async with small(tmp_path, now=OPENS - timedelta(days=1)) as team:
            await team.sweep()
            async with team.second_start() as other:
                bots = (team.bot, other)
                team.github.clock.set(OPENS)
                held = team.github.faults.add(both_wait("POST …/issues"))
                await self.settle(*bots)
                assert held.seen == 2
                await self.later(team, *bots)
                first, second = pulses(team)
                assert (first.state, second.state) == ("open", "closed")
                assert second.state_reason == "not_planned"
                first.comment("/release skip hub not now", by="minrk")
                await team.settle()
                team.github.clock.set(CLOSES)
                await team.sweep()
                team.github.clock.set(OPENS.replace(month=7))
                await team.sweep()
                *_, third = pulses(team)
                assert "skipped in an earlier pulse" in live(third).body

    @pytest.mark.parametrize(
        ("moment", "number"), [("live", 1), ("note", 2), ("summary", 2)]
    )
    async def test_comment_once(self, tmp_path, moment, number):
        async with small(tmp_path) as team:
            if moment == "live":
                team.github.faults.add(Fault(match="POST …/comments", status=403))
            await team.sweep()
            issue = pulse(team)
            async with team.second_start() as other:
                bots = (team.bot, other)
                if moment == "live":
                    for comment in mine(issue):
                        comment.delete("minrk")
                if moment == "note":
                    issue.comment("/release claim nothing", by="minrk")
                if moment == "summary":
                    team.github.clock.set(CLOSES)
                team.github.pending.clear()
                held = team.github.faults.add(both_wait("POST …/comments"))
                team.github.requests.clear()
                await self.settle(*bots)
                assert held.seen == 2
                made = [one for one in team.writes if one.endswith("/comments 201")]
                assert len(made) == 2
                await self.later(team, *bots)
                assert len(mine(issue)) == number
                assert live(issue)
