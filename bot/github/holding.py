"""Tells the operator of writes that a ceiling of the bot's own holds back."""

from datetime import datetime, timedelta
from math import ceil

import structlog
from cachetools import LRUCache

from bot.core.pace import Held
from bot.github.metrics import HELD

_log = structlog.get_logger(__name__)

_LOUD = ("thread", "repository")
"""Ceilings that are reached only where something goes round in circles, or nearly so."""

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_QUIET = ("minute",)
"""It is over before anybody has looked."""


class Holding:
    """What is held back, told once an hour for each place and ceiling."""

    def __init__(self) -> None:
        self._told: LRUCache[tuple[int, str, str], datetime] = LRUCache(1000)

    def tell(self, held: Held, installation: int, now: datetime) -> None:
        """Count it, and log it unless that was done within the hour."""
        HELD.labels(held.reason).inc()
        what = installation, held.reason, held.place
        told = self._told.get(what)
        if held.reason in _QUIET or (told and now < told + _HOUR):
            return
        self._told[what] = now
        tell = _log.error if held.reason in _LOUD else _log.warning
        tell(
            "writes_held",
            installation=installation,
            place=held.place,
            reason=held.reason,
            why=str(held),
            minutes=ceil(held.after / _MINUTE) if held.after else 0,
        )
