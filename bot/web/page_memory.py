"""The pages about repositories that strangers ask for, remembered for a while.

Anybody may ask for any name as often as they like, and GitHub counts what the bot asks.
So every answer is kept for some minutes, also that there is no page; whoever asks while
GitHub is asked already waits for the same answer; and for names that are not known to
have a page GitHub is asked so many times a minute and no more.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from cachetools import LRUCache

from bot.core.errors import Refused, RetryLater

log = structlog.get_logger(__name__)

FRESH = timedelta(minutes=5)
"""For so long GitHub is not asked again, whatever it said."""

STALE = timedelta(days=1)
"""For so long a page is shown while GitHub does not answer."""

AGAIN = timedelta(minutes=1)
"""After so long a GitHub that did not answer is asked once more."""

PATIENCE = timedelta(seconds=10)
"""Nobody waits for GitHub any longer; what it says then is for the next who asks."""

LOOKUPS = 30
"""In a minute, for names that have no page as far as is known."""

MOST_BYTES = 32 * 1024 * 1024

Read = Callable[[str], Awaitable[Mapping[str, bytes] | None]]
"""Makes a repository's page anew, in every form in which it can be had, by what their
addresses end with; None where there is none."""


class Unavailable(Exception):
    """GitHub does not tell just now; ask again after `after`."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"ask again in {after}")
        self.after = after


class Lookups:
    """How often GitHub was asked in the last minute for names that have no page."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last: deque[datetime] = deque(maxlen=LOOKUPS)

    def count(self) -> None:
        """One more; raises Unavailable where there have been enough."""
        now = self._now()
        if len(self._last) == LOOKUPS and now - self._last[0] < AGAIN:
            raise Unavailable(AGAIN)
        self._last.append(now)


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one of its forms; the `etag` tells its content from any other."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What GitHub told at `read`, good until `until`; no page has `forms` of None."""

    forms: Mapping[str, Form] | None
    read: datetime
    until: datetime


class PageMemory:
    """Pages of one kind by the names under which they were asked for.

    Those of several kinds may share what they may look up.
    """

    def __init__(
        self,
        read: Read,
        *,
        now: Callable[[], datetime],
        lookups: Lookups | None = None,
        patience: timedelta = PATIENCE,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._read = read
        self._now = now
        self._patience = patience.total_seconds()
        self._kept: LRUCache[str, Kept] = LRUCache(most_bytes, getsizeof=_weight)
        self._flights: dict[str, asyncio.Task[Kept]] = {}
        self._lookups = lookups or Lookups(now)

    async def get(self, full_name: str) -> Kept:
        """The repository's page, no older than `FRESH` while GitHub answers.

        Raises Unavailable where it does not and nothing is known that could be shown.
        """
        key = full_name.lower()
        kept = self._kept.get(key)
        if kept is not None and self._now() < kept.until:
            return kept
        flight = self._flights.get(key)
        if flight is None:
            if kept is None or kept.forms is None:
                self._lookups.count()
            flight = asyncio.create_task(self._renew(full_name, kept))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        try:
            async with asyncio.timeout(self._patience):
                # Shielded: one who gives up does not take it from the others.
                return await asyncio.shield(flight)
        except TimeoutError:
            if kept is None or kept.forms is None:
                raise Unavailable(AGAIN) from None
            return kept

    async def close(self) -> None:
        """End what is under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _renew(self, full_name: str, before: Kept | None) -> Kept:
        asked = self._now()
        try:
            made = await self._read(full_name)
        except (RetryLater, Refused) as error:
            log.warning("no new page", repository=full_name, why=str(error))
            after = error.after if isinstance(error, RetryLater) else None
            kept = self._as_before(before, after)
        except Exception:  # a fault of ours must not take the last page away
            log.exception("no new page", repository=full_name)
            kept = self._as_before(before)
        else:
            forms = None if made is None else {k: _form(v) for k, v in made.items()}
            kept = Kept(forms, asked, self._now() + FRESH)
        if _weight(kept) <= self._kept.maxsize:
            self._kept[full_name.lower()] = kept
        return kept

    def _as_before(self, before: Kept | None, after: timedelta | None = None) -> Kept:
        now = self._now()
        if before is None or before.forms is None or now - before.read > STALE:
            raise Unavailable(min(max(after or AGAIN, AGAIN), timedelta(hours=1)))
        return replace(before, until=now + AGAIN)

    def _landed(self, key: str, flight: asyncio.Task[Kept]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # seen, even if all who waited have given up


def _form(body: bytes) -> Form:
    return Form(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _weight(kept: Kept) -> int:
    # The key and the objects around it: less than 500 bytes.
    return 500 + sum(len(form.body) for form in (kept.forms or {}).values())
