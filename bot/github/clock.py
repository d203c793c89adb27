"""What time it is at GitHub, whatever this machine believes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog

TOLERANCE = timedelta(seconds=5)
"""Differences up to this are latency and whole seconds, not a wrong clock."""

_log = structlog.get_logger(__name__)


class ServerClock:
    """This machine's clock, corrected by the `Date` header of GitHub's answers.

    Tokens are dated and limits end in GitHub's time: a machine that is five minutes
    wrong would otherwise be refused for ever ("'Issued at' claim is in the future").
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.offset = timedelta()

    def __call__(self) -> datetime:
        """The time at GitHub, aware and in UTC."""
        return self._now() + self.offset

    def here(self) -> datetime:
        """The time on this machine."""
        return self._now()

    def hear(self, date: str | None, asked: datetime) -> None:
        """Learn from an answer's `Date` header; an absent or odd one teaches nothing.

        `asked` is the time here when the request was made. Afterwards `offset` is the
        difference, or nothing where the answer can have been dated on the way.
        """
        try:
            heard = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if heard.tzinfo is None:
            heard = heard.replace(tzinfo=UTC)
        now = self._now()
        on_the_way = asked - TOLERANCE <= heard <= now + TOLERANCE
        offset = timedelta() if on_the_way else heard - now
        if abs(offset - self.offset) > TOLERANCE:
            _log.warning("clock_differs", seconds=round(offset.total_seconds()))
        self.offset = offset
