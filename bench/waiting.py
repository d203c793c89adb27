"""Waits for what a bot in another process does, as its requests tell of it."""

import asyncio
import time
from collections.abc import Callable

from bot.playground import Fault, Playground


def moments(github: Playground, match: str) -> list[float]:
    """When such requests came, filled as they come."""
    found: list[float] = []
    github.faults.add(
        Fault(
            match=match,
            times=None,
            callback=lambda _request: found.append(time.perf_counter()),
        )
    )
    return found


async def quiet(github: Playground) -> None:
    """The bot has heard of everything, and asks for nothing any more."""
    still, seen = 0, -1
    while still < 10 or github.pending:
        await github.deliver()
        await asyncio.sleep(0.01)
        still = still + 1 if len(github.requests) == seen else 0
        seen = len(github.requests)


async def until(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Return once it is so; it is asked every millisecond, for a minute."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.001)
