"""GitHub's limits as decisions over values: time is an argument, nothing waits here.

The rules are those of https://docs.github.com/rest/using-the-rest-api/
(rate-limits-for-the-rest-api and best-practices-for-using-the-rest-api), and for GraphQL
https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.core.errors import RetryLater

FIRST_WAIT = timedelta(minutes=1)
"""GitHub: where a limit names no time, wait at least one minute, then ever longer."""

LONGEST_WAIT = timedelta(hours=1)
"""Where doubling stops: the primary limit starts anew every hour."""

MOST_OBEYED = timedelta(days=1)
"""A `retry-after` that asks for more than a day is taken for a day."""

GIVE_UP = 7
"""Limits in a row after which a request counts as failed: the next wait is an hour."""

RESERVE = 0.1
"""The part of a primary limit that is left to what people ask for."""

_SPOKEN = re.compile(r"secondary rate limit|abuse|rate limit exceeded", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Limited:
    """GitHub asks to wait this long, and why; `resource` is what for ("": for all)."""

    wait: timedelta
    why: str
    resource: str = ""


def resource_of(path: str) -> str:
    """Whose limit a REST request counts for; `path` is that below the API's base."""
    return "search" if path.startswith("/search/") else "core"


def complaint(status: int, content: bytes) -> str:
    """What an answer may say of a limit; "" where it is about something else.

    GraphQL answers 200 to what is too much, with a list of errors; what people wrote
    may stand beside them.
    """
    refused = status in (403, 429)
    # As the name of a field: in what people wrote, quotes are escaped.
    if not (refused or (status == 200 and b'"errors"' in content)):
        return ""
    try:
        data = json.loads(content)
    except ValueError:
        return content[:1000].decode("utf-8", "replace") if refused else ""
    if not isinstance(data, dict):
        return ""
    if refused and "message" in data:
        return str(data["message"])
    errors = data.get("errors")
    return "; ".join(
        str(error.get("message", "")) or "rate limit exceeded"
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict) and (refused or _is_limit(error))
    )


def _is_limit(error: Mapping[str, Any]) -> bool:
    """GitHub's own errors have no type, and those of a part of the data have a path."""
    kind = error.get("type")
    spoken = _SPOKEN.search(str(error.get("message", "")))
    return kind == "RATE_LIMITED" or bool(spoken and not (kind or error.get("path")))


def limit_in(
    status: int,
    headers: Mapping[str, str],
    said: str,
    *,
    now: datetime,
    strikes: int,
    resource: str = "core",
) -> Limited | None:
    """The limit that an answer speaks of, or None where it speaks of none.

    `headers` have lower-case names, `said` is its `complaint`, `now` is GitHub's time,
    `strikes` counts the limits in a row before this one. A 403 without a sign of a
    limit is a refusal, not a limit.
    """
    if status not in (403, 429) and not said:
        return None
    asked = _asked(headers.get("retry-after"), now)
    if asked is not None:
        # No time at all, over and over, must not become a request every second.
        seconds = asked if asked > 0 else float(min(2**strikes, 60))
        wait = timedelta(seconds=min(max(seconds, 1), MOST_OBEYED.total_seconds()))
        return Limited(wait, "secondary rate limit, with retry-after")
    if _number(headers.get("x-ratelimit-remaining")) == 0:
        reset = until_reset(headers, now)
        if reset is not None:
            return Limited(reset, _primary(resource), resource)
    elif status == 403 and not _SPOKEN.search(said):
        return None
    # Ten doublings are beyond the longest wait already.
    doubled = FIRST_WAIT * 2 ** min(strikes, 10)
    unnamed = "rate limit exceeded" in said and "secondary" not in said
    why = "rate limit exceeded" if unnamed else "secondary rate limit"
    return Limited(min(doubled, LONGEST_WAIT), why)


def until_reset(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long until the primary limit starts anew; None where it is not said.

    One second more than the header says, which has whole seconds only; at most an hour
    or so, as it starts anew every hour. What is over for long is no answer.
    """
    epoch = _number(headers.get("x-ratelimit-reset"))
    if epoch is None:
        return None
    left = timedelta(seconds=epoch + 1 - now.timestamp())
    if left < timedelta(seconds=-1):
        return None
    return min(max(left, timedelta(seconds=1)), LONGEST_WAIT + FIRST_WAIT)


def dated(headers: Mapping[str, str]) -> datetime | None:
    """When GitHub says that it answered."""
    return _date(headers.get("date"))


def _asked(header: str | None, now: datetime) -> float | None:
    """Seconds, which GitHub asks for, or a date, as HTTP also allows."""
    seconds = _number(header)
    if seconds is not None:
        return seconds
    date = _date(header)
    return None if date is None else max((date - now).total_seconds(), 0)


def _number(header: str | None) -> int | None:
    return int(header) if header and _DIGITS.fullmatch(header) else None


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _primary(resource: str) -> str:
    return (
        f"primary rate limit of {resource}"
        if resource != "core"
        else "primary rate limit"
    )


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a primary limit until it starts anew."""

    remaining: int
    limit: int
    until: datetime

    def is_low(self, now: datetime) -> bool:
        """Whether the rest belongs to what people ask for."""
        lasts = timedelta() < self.until - now <= LONGEST_WAIT + FIRST_WAIT
        return lasts and self.remaining < self.limit * RESERVE


@dataclass(frozen=True, slots=True)
class Rest:
    """GitHub wants to be left alone until then; `asked` is for how long it said so."""

    until: datetime
    asked: timedelta
    why: str

    def left(self, now: datetime) -> timedelta:
        """How long it lasts yet."""
        return self.until - now

    def seen(self, now: datetime) -> "Rest":
        """The same by a clock that was set back since: no longer than was asked."""
        if self.left(now) <= self.asked:
            return self
        return Rest(now + self.asked, self.asked, self.why)


class Limits:
    """Until when one installation must leave GitHub alone, or one of its resources.

    All times are this machine's, but for those that an answer tells.
    """

    def __init__(self) -> None:
        self.remaining: dict[str, int] = {}
        """Requests or points left, by resource."""
        self._left: dict[str, Left] = {}
        self._rests: dict[str, Rest] = {}
        self._strikes: Counter[str] = Counter()

    def obey(self, resource: str, now: datetime, *, patient: bool = False) -> None:
        """Raise `RetryLater` while GitHub wants to be left alone.

        Who is `patient` also leaves the rest of a limit that is nearly used up.
        """
        rest = self.rest(resource, now)
        if rest is not None:
            raise RetryLater(rest.why, after=rest.left(now), patience=True)
        left = self._left.get(resource)
        if patient and left is not None and left.is_low(now):
            raise RetryLater(
                f"{left.remaining} left of the {_primary(resource)}: they are for what"
                " people ask for",
                after=left.until - now,
                patience=True,
            )

    def rest(self, resource: str, now: datetime) -> Rest | None:
        """The rest that a request has to wait for."""
        lasting: list[Rest] = []
        for known in {"", resource} & self._rests.keys():
            rest = self._rests[known] = self._rests[known].seen(now)
            if rest.left(now) > timedelta():
                lasting.append(rest)
        return max(lasting, key=lambda rest: rest.until, default=None)

    def hear(
        self,
        status: int,
        headers: Mapping[str, str],
        said: str,
        now: datetime,
        *,
        resource: str = "core",
        writes: bool = False,
    ) -> Limited | None:
        """Learn from any answer, also from 304; returns the limit it speaks of.

        The wait doubles with each limit in a row. A read that succeeds does not end a
        row of refused writes, nor another resource's: reads often pass while writes do
        not.
        """
        resource = headers.get("x-ratelimit-resource", resource)
        there = dated(headers) or now
        kind = "write" if writes else resource
        strikes = self._strikes[kind]
        limited = limit_in(
            status, headers, said, now=there, strikes=strikes, resource=resource
        )
        if limited is not None:
            self._strikes[kind] += 1
            self._rest(limited.resource, limited.wait, limited.why, now)
        elif status < 400:
            del self._strikes[kind]
        self._count(resource, headers, now, there)
        return limited

    def gives_up(self, resource: str, *, writes: bool) -> bool:
        """Whether so many requests in a row were refused that the last is a failure."""
        return self._strikes["write" if writes else resource] >= GIVE_UP

    def _count(
        self, resource: str, headers: Mapping[str, str], now: datetime, there: datetime
    ) -> None:
        remaining = _number(headers.get("x-ratelimit-remaining"))
        if remaining is None:
            return
        self.remaining[resource] = remaining
        reset = until_reset(headers, there)
        if reset is None:
            return
        limit = _number(headers.get("x-ratelimit-limit")) or 0
        self._left[resource] = Left(remaining, limit, now + reset)
        if remaining == 0:
            self._rest(resource, reset, f"{_primary(resource)} used up", now)

    def _rest(self, resource: str, wait: timedelta, why: str, now: datetime) -> None:
        known = self._rests.get(resource)
        if known is None or wait > known.seen(now).left(now):
            self._rests[resource] = Rest(now + wait, wait, why)


_PLACE = re.compile(
    r"(/repos/[^/]+/[^/]+)(/issues/(?:comments/)?[0-9]+)?(?=[/?]|$)", re.IGNORECASE
)
_THREAD = re.compile(r"([^#]+)#([0-9]+)")


def place_of(address: str, thread: str = "") -> str:
    """What an address is about: a thread, else a repository, else "".

    An address of a comment does not say where that is. It is below the `thread` that
    is worked at, as `owner/name#7`, where both are in one repository.
    """
    found = _PLACE.search(address)
    if found is None:
        return ""
    repository, rest = found[1].lower(), found[2] or ""
    about = _THREAD.fullmatch(thread.lower())
    near = about is not None and repository == f"/repos/{about[1]}"
    if about and near and rest.startswith("/issues/comments/"):
        rest = f"/issues/{about[2]}{rest.removeprefix('/issues')}"
    return repository + rest
