"""What GitHub tells for `/admin`: its log of deliveries, and what is configured where.

It is asked when somebody looks at the page, once a minute at most, and nobody waits for
it longer than two seconds: what it says later is for the next look at the page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import structlog

from bot.core.ahead import Deed, deeds
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.neighbours import Neighbour
from bot.github.app import App
from bot.github.deliveries import Attempt
from bot.github.overview import Overview

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
PATIENCE = timedelta(seconds=2)
AHEAD = timedelta(days=90)
LOGGED = timedelta(days=3)
"""So long GitHub keeps its log."""

MOST_ACCOUNTS = 100
"""Installations whose repositories are looked at for a page."""

MOST_DEEDS = 50
"""Of one repository."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """What GitHub told at `at` (None: nothing yet), and why that is not newer, if it is."""

    value: T | None = None
    at: datetime | None = None
    why: str = ""


class Asked(Generic[T]):
    """What `ask` found out last; it is asked again by whoever wants to know."""

    def __init__(
        self,
        ask: Callable[[], Awaitable[T]],
        *,
        now: Callable[[], datetime],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._ask = ask
        self._now = now
        self._patience = patience.total_seconds()
        self._told: Told[T] = Told()
        self._not_before: datetime | None = None
        self._asking: asyncio.Task[None] | None = None

    async def get(self) -> Told[T]:
        """What is known when nobody wants to wait any longer."""
        if self._asking is None or self._asking.done():
            if self._not_before is not None and self._now() < self._not_before:
                return self._told
            self._not_before = self._now() + EVERY
            self._asking = asyncio.create_task(self._find_out())
        await asyncio.wait({self._asking}, timeout=self._patience)
        if self._asking.done():
            return self._told
        return Told(self._told.value, self._told.at, "GitHub has not answered yet")

    async def close(self) -> None:
        """End what is under way."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _find_out(self) -> None:
        try:
            value, at = await self._ask(), self._now()
        except (Gone, Refused, RetryLater) as error:
            why = str(error)
        except Exception:  # the rest of the page must stand all the same
            log.exception("not told for /admin")
            why = "this went wrong here: see the log"
        else:
            self._told = Told(value, at)
            return
        self._told = Told(self._told.value, self._told.at, why)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A repository, the sections that are in force there, and what will be done.

    `more` counts what is not in `deeds`.
    """

    repository: str
    sections: tuple[str, ...]
    deeds: tuple[Deed, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is configured in the repositories of the first `MOST_ACCOUNTS` installations.

    `accounts` has all logins by installation, `suspended` and `unread` those of which
    nothing can be told, the latter with the reason; `left_out` counts the others.
    """

    repositories: tuple[Ahead, ...]
    accounts: Mapping[int, str]
    suspended: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    left_out: int


class Looks:
    """Asks as one App; `overview` is the process's own, which mostly knows already."""

    def __init__(
        self, app: App, overview: Overview, *, now: Callable[[], datetime]
    ) -> None:
        self._app = app
        self._overview = overview
        self._now = now
        self.outlook: Asked[Outlook] = Asked(self._look, now=now)
        self.log: Asked[tuple[Attempt, ...]] = Asked(self._read_log, now=now)

    async def close(self) -> None:
        """End what is under way."""
        await self.outlook.close()
        await self.log.close()

    async def _look(self) -> Outlook:
        installations = await self._app.installations()
        used = [one for one in installations if not one.suspended]
        found: list[Ahead] = []
        unread: list[tuple[str, str]] = []
        for one in used[:MOST_ACCOUNTS]:
            github = self._app.installation(one.id)
            try:
                seen = await self._overview.neighbours(github, "", anew=False)
            except (Gone, Refused, RetryLater) as error:
                unread.append((one.account.login, str(error)))
                continue
            for neighbour in seen:
                found.append(_ahead(neighbour, self._now()))
                await asyncio.sleep(0)  # deliveries must not wait for a thousand dates
        return Outlook(
            repositories=tuple(found),
            accounts={one.id: one.account.login for one in installations},
            suspended=tuple(
                one.account.login for one in installations if one.suspended
            ),
            unread=tuple(unread),
            left_out=max(len(used) - MOST_ACCOUNTS, 0),
        )

    async def _read_log(self) -> tuple[Attempt, ...]:
        """The newest attempts, and those that failed before them, the newest first."""
        deliveries, since = self._app.deliveries(), self._now() - LOGGED
        listed = await deliveries.since(since, pages=1)
        if listed.whole:
            return listed.attempts
        failed = await deliveries.since(since, pages=1, failed=True)
        known = {attempt.id for attempt in listed.attempts}
        older = [attempt for attempt in failed.attempts if attempt.id not in known]
        return (*listed.attempts, *older)


def _ahead(neighbour: Neighbour, now: datetime) -> Ahead:
    name, configuration = neighbour.repository.full_name, neighbour.configuration
    if configuration is None:
        return Ahead(name, (), (), 0)
    found = deeds(configuration, now, now + AHEAD)
    shown = found[:MOST_DEEDS]
    sections = tuple(sorted(configuration.sections))
    return Ahead(name, sections, shown, len(found) - len(shown))
