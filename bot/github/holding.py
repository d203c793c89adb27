"""Tells the operator of writes that a ceiling of the bot's own holds back."""

import structlog
from cachetools import LRUCache

from bot.core.pace import HOUR, Held
from bot.github.metrics import HELD

_log = structlog.get_logger(__name__)

_LOUD = ("thread", "repository")
"""Ceilings that are reached only where something goes round in circles, or nearly so."""

_QUIET = ("minute",)
"""It is over before anybody has looked."""


class Holding:
    """What is held back in one installation, told once an hour for each place."""

    def __init__(self) -> None:
        self._told: LRUCache[tuple[str, str], float] = LRUCache(1000)

    def tell(self, held: Held, installation: int, now: float) -> None:
        """Count it, and log it unless that was done within the hour; `now` in seconds."""
        HELD.labels(held.reason).inc()
        what = held.reason, held.place
        if held.reason in _QUIET or now < self._told.get(what, -HOUR) + HOUR:
            return
        self._told[what] = now
        tell = _log.error if held.reason in _LOUD else _log.warning
        tell(
            "writes_held",
            installation=installation,
            place=held.place,
            reason=held.reason,
            why=str(held),
            minutes=round((held.after.total_seconds() if held.after else 0) / 60),
        )
