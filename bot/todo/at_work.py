"""What all who work in one process at a list share: bells, complaints and the clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from bot.todo.job import Key

log = structlog.get_logger(__name__)

MOMENT = timedelta(seconds=1)
"""A clock that goes back by no more than this is one that is being set right."""


class AtWork:
    """Whom to wake, and what those who are at work should know."""

    def __init__(self) -> None:
        self.bells: set[asyncio.Event] = set()
        self.superseded: set[Key] = set()
        """The keys that run here and are due again."""
        self._complaint = ""
        self._said = datetime.min.replace(tzinfo=UTC)

    def say(self, now: datetime) -> None:
        """Something on the list was said by this time."""
        self._said = max(self._said, now)

    def went_back(self, now: datetime) -> bool:
        """Whether the clock was set back since anything was said."""
        return self._said - now > MOMENT

    def set_right(self, now: datetime) -> None:
        """Nothing waits any more for what was said by a later time."""
        seconds = round((self._said - now).total_seconds())
        log.warning("clock_went_back", seconds=seconds)
        self._said = now

    def ring(self) -> None:
        """There may be something to do."""
        for bell in self.bells:
            bell.set()

    def complain(self, why: str) -> None:
        """Once, not at every look: an outage or a full disk must not fill the logs."""
        if why != self._complaint:
            log.error("jobs wait for the store", why=why)
        self._complaint = why

    def praise(self) -> None:
        """The store is there again, if it was not."""
        self._complaint = ""


async def ring_on(stop: asyncio.Event, bell: asyncio.Event) -> None:
    """Let whoever hears the bell hear of the end, too."""
    await stop.wait()
    bell.set()


async def sleep(
    bell: asyncio.Event, next_due: datetime | None, now: datetime, poll: float
) -> None:
    """Until the bell rings, or a job becomes due, or for a poll's length.

    What is due already waits for a free worker or for its key, and both ring.
    """
    seconds = poll
    if next_due is not None and next_due > now:
        seconds = min(seconds, (next_due - now).total_seconds())
    alarm = asyncio.get_running_loop().call_later(seconds, bell.set)
    await bell.wait()
    alarm.cancel()
