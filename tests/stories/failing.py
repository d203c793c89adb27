"""GitHub fails at each write below issues, the first time that it is tried."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.playground.faults import Fault, secondary_limit
from bot.playground.requests import Request
from tests.stories.team import Team

LOCKED = {"message": "Unable to create comment because issue is locked."}

Kind = Callable[..., Fault]
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "before": (
        lambda **when: Fault(status=502, body="<p>", **when),
        lambda **when: Fault(status=500, **when),
        lambda **when: Fault(reset=True, **when),
    ),
    "after": (
        lambda **when: Fault(status=502, body="<p>", after_effect=True, **when),
        lambda **when: Fault(status=504, after_effect=True, **when),
        lambda **when: Fault(reset=True, after_effect=True, **when),
    ),
    "too many": (lambda **when: secondary_limit(90, **when),),
    "refused": (
        lambda **when: Fault(status=422, body={"message": "Validation Failed"}, **when),
        lambda **when: Fault(status=403, body=LOCKED, **when),
    ),
}


class EachOnce:
    """Every write below an issue, the first time that it is tried after a step."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str, bytes]] = set()
        self.writes = 0

    def turn(self, turn: int, of: int) -> Callable[[Request], bool]:
        """Those of them that are the turn of one of so many faults."""

        def matches(request: Request) -> bool:
            what = (request.method, request.path, request.raw)
            found = (
                request.is_write
                and "/issues" in request.path
                and what not in self.seen
                and self.writes % of == turn
            )
            if found:
                self.seen.add(what)
                self.writes += 1
            return found

        return matches


async def calm_down(team: Team, grace: timedelta = timedelta(0)) -> None:
    """Give the bot the time that it needs, with sweeps after what nobody can mend."""
    assert team.bot
    for _ in range(10):
        await team.wait()
        team.github.clock.advance(grace)
        await team.bot.run_idle()
        await team.wait()
        if not await team.bot.todo.failed():
            return
        await team.sweep()
    raise AssertionError("it never recovers")


def both_wait(match: str) -> Fault:
    """Neither of two such requests is done before both have come."""
    barrier = asyncio.Barrier(2)

    async def wait(_request: Request) -> None:
        async with asyncio.timeout(10):
            await barrier.wait()

    return Fault(match=match, callback=wait, times=2)
