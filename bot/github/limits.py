"""Until when an installation leaves GitHub alone, and what it leaves to people.

Nothing waits here: time is an argument.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import RetryLater
from bot.core.turns import Rest
from bot.github.limited import (
    FIRST_WAIT,
    LONGEST_WAIT,
    Limited,
    dated,
    limit_in,
    number,
    primary,
    until_reset,
)

GIVE_UP = 7
"""Limits in a row after which a request counts as failed: the next wait is an hour."""

RESERVE = 0.1
"""The part of a primary limit that is left to what people ask for."""


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


class Limits:
    """Until when one installation must leave GitHub alone, or one of its resources.

    All times are this machine's, but for those that an answer tells.
    """

    def __init__(self) -> None:
        self.remaining: dict[str, int] = {}
        """Requests or points left, by resource."""
        self._left: dict[str, Left] = {}
        self._rests: dict[str, Rest] = {}
        self._told: dict[str, Rest] = {}
        self._news: dict[str, Rest] = {}
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
                f"{left.remaining} left of the {primary(resource)}: they are for what"
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

    def tell(self, resource: str, rest: Rest, now: datetime) -> bool:
        """Others were asked for this rest; whether that is longer than what is known.

        To be told the same over and over costs nothing, and makes nothing longer.
        """
        if self._told.get(resource) is rest:
            return False
        self._told[resource] = rest
        return self._lasts(resource, rest.seen(now), now)

    def news(self) -> Mapping[str, Rest]:
        """The rests that were learnt since this was asked last, by resource."""
        news, self._news = self._news, {}
        return news

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
        remaining = number(headers.get("x-ratelimit-remaining"))
        if remaining is None:
            return
        self.remaining[resource] = remaining
        reset = until_reset(headers, there)
        if reset is None:
            return
        limit = number(headers.get("x-ratelimit-limit")) or 0
        self._left[resource] = Left(remaining, limit, now + reset)
        if remaining == 0:
            self._rest(resource, reset, f"{primary(resource)} used up", now)

    def _rest(self, resource: str, wait: timedelta, why: str, now: datetime) -> None:
        rest = Rest(now + wait, wait, why)
        if self._lasts(resource, rest, now):
            self._news[resource] = rest

    def _lasts(self, resource: str, rest: Rest, now: datetime) -> bool:
        """Whether it is longer than what is known, and known from now on."""
        known = self._rests.get(resource)
        if rest.left(now) <= timedelta():
            return False
        if known is not None and rest.left(now) <= known.seen(now).left(now):
            return False
        self._rests[resource] = rest
        return True
