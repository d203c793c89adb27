"""The points of an installation that only this process asks for."""

import asyncio

from bot.core.points import points


class ProcessPurse:
    """`bot.core.points.Purse` in memory; `interval` is that between two writes."""

    def __init__(self, interval: float) -> None:
        self._points = points(interval)

    async def take(self, resource: str, cost: float, *, patient: bool) -> float:
        """As `bot.core.points.Purse` says."""
        bucket = self._points.get(resource)
        if bucket is None:
            return 0.0
        return bucket.wait(cost, asyncio.get_running_loop().time(), patient=patient)
