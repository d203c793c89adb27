"""GitHub's limits as decisions over values: time is an argument, nothing waits here.

The rules are those of https://docs.github.com/rest/using-the-rest-api/
(rate-limits-for-the-rest-api and best-practices-for-using-the-rest-api).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import RetryLater

FIRST_WAIT = timedelta(minutes=1)
"""GitHub: where a limit names no time, wait at least one minute, then ever longer."""

LONGEST_WAIT = timedelta(hours=1)
"""Where doubling stops: the primary limit starts anew every hour."""

MOST_OBEYED = timedelta(days=1)
"""A header that asks for more than a day is taken for a day."""

_SPOKEN = re.compile(r"secondary rate limit|abuse|rate limit exceeded", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Limited:
    """GitHub asks to wait this long, and why."""

    wait: timedelta
    why: str


def limit_in(
    status: int,
    headers: Mapping[str, str],
    message: str,
    *,
    now: datetime,
    strikes: int,
) -> Limited | None:
    """The limit that an answer speaks of, or None where it speaks of none.

    `headers` have lower-case names, `now` is GitHub's time, `strikes` counts the limits
    in a row before this one. A 403 without a sign of a limit is a refusal, not a limit.
    """
    if status not in (403, 429):
        return None
    asked = _number(headers.get("retry-after"))
    if asked is not None:
        return Limited(_span(asked), "secondary rate limit, with retry-after")
    if _number(headers.get("x-ratelimit-remaining")) == 0:
        reset = until_reset(headers, now)
        if reset is not None:
            return Limited(reset, "primary rate limit")
    elif status == 403 and not _SPOKEN.search(message):
        return None
    # Ten doublings are beyond the longest wait already.
    doubled = FIRST_WAIT * 2 ** min(strikes, 10)
    return Limited(min(doubled, LONGEST_WAIT), "secondary rate limit")


def until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until the primary limit starts anew; None where it is not said.

    One second more than the header says, which has whole seconds only.
    """
    epoch = _number(headers.get("x-ratelimit-reset"))
    return None if epoch is None else _span(epoch + 1 - now.timestamp())


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, 1), MOST_OBEYED.total_seconds()))


def _number(header: str | None) -> int | None:
    return int(header) if header and _DIGITS.fullmatch(header) else None


class Limits:
    """Until when one installation must leave GitHub alone."""

    def __init__(self) -> None:
        self.remaining: int | None = None
        self._until: datetime | None = None
        self._why = ""
        self._strikes = 0
        self._for_writes = False

    def obey(self, now: datetime) -> None:
        """Raise `RetryLater` while GitHub wants to be left alone."""
        if self._until is not None and now < self._until:
            raise RetryLater(self._why, after=self._until - now, patience=True)

    def hear(
        self,
        method: str,
        status: int,
        headers: Mapping[str, str],
        message: str,
        now: datetime,
    ) -> Limited | None:
        """Learn from any answer, also from 304; returns the limit it speaks of.

        The wait doubles with each limit in a row. A read that succeeds does not end a
        row of refused writes: reads often pass while writes do not.
        """
        core = headers.get("x-ratelimit-resource", "core") == "core"
        remaining = _number(headers.get("x-ratelimit-remaining"))
        if core and remaining is not None:
            self.remaining = remaining
        limited = limit_in(status, headers, message, now=now, strikes=self._strikes)
        writes = method != "GET"
        if limited is not None:
            self._strikes += 1
            self._for_writes = writes
        elif status < 400:
            if writes or not self._for_writes:
                self._strikes = 0
            reset = until_reset(headers, now)
            if core and remaining == 0 and reset is not None:
                self._wait_until(now + reset, "primary rate limit used up")
        if limited is not None:
            self._wait_until(now + limited.wait, limited.why)
        return limited

    def _wait_until(self, until: datetime, why: str) -> None:
        if self._until is None or until > self._until:
            self._until, self._why = until, why


_PLACE = re.compile(r"/repos/[^/]+/[^/]+(?:/issues/(?:comments/)?[0-9]+)?(?=[/?]|$)")


def place_of(address: str) -> str:
    """The thread or comment that an address is about, else its repository, else ""."""
    found = _PLACE.search(address)
    return found[0].lower() if found else ""
