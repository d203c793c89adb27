"""Deliveries that GitHub could not hand over: found in its log, and looked at by us.

A round reads the log since the last one. A delivery that was taken in none of its
attempts, for whatever reason, is read once and wakes what it would have woken; nothing is
delivered anew. However many failed, GitHub is asked a few hundred times at most: where
they are too many, the account is looked at as a whole instead.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from prometheus_client import Counter

from bot.core.errors import Gone, RetryLater
from bot.github.app import App
from bot.github.deliveries import Attempt, Deliveries, Listed
from bot.github.shapes import parse_time
from bot.todo.job import Key, StoreUnavailable, Todo, Wake

log = structlog.get_logger(__name__)

NAME = "deliveries"
"""Under which the list remembers the bookmark."""

KEY = Key(NAME, "*")
EVERY = timedelta(minutes=5)
"""How often the log is read: one request, where nothing has failed."""

WINDOW = timedelta(days=7)
"""As long as a GHES keeps its log; github.com keeps 3 days, and lists no more."""

LATE = timedelta(minutes=15)
"""So much of the log is read again: an attempt may appear in it minutes late."""

PAGES, FAILED_PAGES = 10, 100
"""Of 100 attempts each. All attempts are looked through first: they tell what was taken
after all, and what failed without any status. Where that does not reach back far enough,
so are those that GitHub takes for failed."""

MOST_READ = 250
"""Payloads in one round."""

SHARE = 4
"""A round reads no more than one in so many of the requests that the App has left: its
installations' tokens are asked for with the same ones."""

STUMBLES = 3
"""Payloads that GitHub may fail to tell before it is asked for no more of them: the rest
is looked at as a whole, so that a few that cannot be told keep none of the others."""

MOST_KNOWN = 1000

MISSED = Counter(
    "compass_missed_deliveries",
    "Deliveries that GitHub could not hand over, by what became of them: looked, swept"
    " (with all of the account), nothing (they could wake none), too_old.",
    ["outcome"],
)


class Meaning(Protocol):
    """What deliveries ask for."""

    @property
    def events(self) -> Collection[str]:
        """The events that can wake anything."""
        ...

    def wakes(self, guid: str, event: str, answer: bytes) -> Sequence[Wake] | None:
        """What GitHub's answer about a delivery asks for; None where it tells nothing."""
        ...


@dataclass(slots=True)
class Looked:
    """How many had failed, and what became of them."""

    found: int = 0
    looked: int = 0
    swept: int = 0
    nothing: int = 0
    too_old: int = 0


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Up to when the log is dealt with, as the list remembers it (None: never yet).

    `known` are the GUIDs of what is dealt with already and will be listed once more.
    """

    until: datetime | None = None
    known: frozenset[str] = frozenset()

    def __str__(self) -> str:
        until = self.until and self.until.isoformat()
        return json.dumps({"until": until, "known": sorted(self.known)})

    def has(self, attempt: Attempt) -> bool:
        """Whether that is dealt with."""
        past = self.until is not None and attempt.delivered_at < self.until - LATE
        return past or attempt.guid in self.known


def parse_bookmark(text: str) -> Bookmark:
    """What was remembered; where that is lost, it is as if nothing ever had been."""
    try:
        data = json.loads(text)
        until = parse_time(data["until"]) if data["until"] else None
        return Bookmark(until, frozenset(map(str, data["known"])))
    except (ValueError, LookupError, TypeError):
        return Bookmark()


async def look(
    app: App,
    todo: Todo,
    meaning: Meaning,
    sweep: Callable[[str], Key],
    now: datetime,
) -> Looked:
    """What every delivery asks for that has failed since the last round is on the list.

    `sweep` is the key of the look at all that an account has, by its login. Raises
    `RetryLater` where GitHub or the list cannot be used just now; the next round then
    goes on where this one was.
    """
    try:
        return await _Round(app, todo, meaning, sweep, now).run()
    except StoreUnavailable as error:
        raise RetryLater(str(error)) from error


class _Round:
    def __init__(
        self,
        app: App,
        todo: Todo,
        meaning: Meaning,
        sweep: Callable[[str], Key],
        now: datetime,
    ) -> None:
        self._app = app
        self._deliveries = app.deliveries()
        self._todo = todo
        self._meaning = meaning
        self._sweep = sweep
        self._now = now
        self._looked = Looked()
        self._dealt: set[str] = set()

    async def run(self) -> Looked:
        bookmark = parse_bookmark(await self._todo.recall(NAME))
        since = self._now - WINDOW
        if bookmark.until is not None:
            since = max(since, min(bookmark.until, self._now) - LATE)
        listed = await _listed(self._deliveries, since)
        missed = _missed(listed.attempts, bookmark.known)
        self._looked.found = len(missed)
        done = False
        try:
            await self._deal_with(missed)
            done = True
        finally:
            if done:
                after = self._moved(bookmark, listed.attempts)
            else:
                after = Bookmark(bookmark.until, bookmark.known | self._dealt)
            if after != bookmark:
                await self._todo.remember(NAME, str(after))
            if missed:
                log.info("missed deliveries", **asdict(self._looked))
        if not listed.whole:
            log.warning("older missed deliveries are left to the hourly look")
        return self._looked

    async def _deal_with(self, missed: Sequence[Attempt]) -> None:
        asking = [one for one in missed if one.event in self._meaning.events]
        left = self._deliveries.left
        most = MOST_READ if left is None else min(MOST_READ, left // SHARE)
        few, many = _shared_out(asking, most)
        many += await self._read(few)
        if many:
            await self._sweep_accounts(many)
        for one in missed:
            if one.event not in self._meaning.events:
                self._done("nothing", one)

    async def _read(self, attempts: Iterable[Attempt]) -> list[Attempt]:
        """Wake what each asks for; returns those of which GitHub cannot tell that."""
        untold: list[Attempt] = []
        stumbles = 0
        for one in attempts:
            if stumbles > STUMBLES:
                untold.append(one)
                continue
            try:
                answer = await self._deliveries.read(one.id)
            except Gone:
                self._done("too_old", one)
                continue
            except RetryLater as error:
                if error.patience:
                    raise
                stumbles += 1
                untold.append(one)
                continue
            wakes = self._meaning.wakes(one.guid, one.event, answer)
            if wakes is None:
                untold.append(one)
                continue
            if wakes:
                await self._todo.add(wakes)
            self._done("looked", one)
        return untold

    async def _sweep_accounts(self, attempts: Sequence[Attempt]) -> None:
        """One look at all that each account has, where the App is still allowed to."""
        concerned = {one.installation for one in attempts}
        wakes = [
            Wake(self._sweep(found.account.login), found.id, news=False)
            for found in await self._app.installations()
            if found.id in concerned and not found.suspended
        ]
        if wakes:
            await self._todo.add(wakes)
        for one in attempts:
            self._done("swept", one)

    def _done(self, outcome: str, attempt: Attempt) -> None:
        setattr(self._looked, outcome, getattr(self._looked, outcome) + 1)
        MISSED.labels(outcome).inc()
        self._dealt.add(attempt.guid)

    def _moved(self, bookmark: Bookmark, listed: Sequence[Attempt]) -> Bookmark:
        """The bookmark when all that was listed is dealt with."""
        times = [one.delivered_at for one in listed]
        if bookmark.until is not None:
            times.append(bookmark.until)
        if not times:
            return bookmark
        until = min(max(times), self._now)
        dealt = bookmark.known | self._dealt
        again = [
            one.guid
            for one in listed
            if one.delivered_at >= until - LATE and one.guid in dealt
        ]
        return Bookmark(until, frozenset(list(dict.fromkeys(again))[:MOST_KNOWN]))


async def _listed(deliveries: Deliveries, since: datetime) -> Listed:
    listed = await deliveries.since(since, pages=PAGES)
    if listed.whole:
        return listed
    seen = {one.id for one in listed.attempts}
    failed = await deliveries.since(since, pages=FAILED_PAGES, failed=True)
    further = [one for one in failed.attempts if one.id not in seen]
    return Listed((*listed.attempts, *further), failed.whole)


def _missed(listed: Iterable[Attempt], known: Collection[str]) -> list[Attempt]:
    """The newest attempt of each delivery that was never taken, the oldest first."""
    newest: dict[str, Attempt] = {}
    taken = set(known)
    for one in listed:
        newest.setdefault(one.guid, one)
        if one.ok:
            taken.add(one.guid)
    return [one for guid, one in reversed(newest.items()) if guid not in taken]


def _shared_out(
    attempts: Iterable[Attempt], most: int
) -> tuple[list[Attempt], list[Attempt]]:
    """Those to be read one by one, of quiet repositories first, and those too many."""
    places: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    for one in attempts:
        places[one.installation, one.repository].append(one)
    few: list[Attempt] = []
    many: list[Attempt] = []
    for place in sorted(places.values(), key=len):
        (few if len(few) + len(place) <= most else many).extend(place)
    return few, many
