"""What has to be looked at: a key, never a payload.

The store promises, whatever it is made of (`tests/todo/test_contract.py`):

- `add` returns once the jobs survive `kill -9` and a power cut;
- at most one job of a key waits; adding it again keeps the newest comment id and the
  earliest time, and, if there is news, starts its attempts anew;
- a timer is a key that waits for its time without any news: news and the sweep bring it
  forward, a later time never delays it, and no failure is forgotten because of it;
- at most one job of a key runs; a job added while it runs waits for its end;
- what comes of a job that ran is what `bot.todo.outcome` says, and who goes ahead of whom
  is as `bot.todo.order` has it: one repository that is noisy starves none;
- a job whose worker died runs again, and has used up an attempt: one that kills its
  worker every time is buried in the end.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What to look at: a feature's name and a thread, commit or repository.

    `agenda jupyterhub/team-compass#378`, `meetings jupyterhub/team-compass`,
    `configuration jupyterhub/team-compass@6dcb09b…`.
    """

    feature: str
    place: str

    def __str__(self) -> str:
        return f"{self.feature} {self.place}"

    @property
    def repository(self) -> str:
        """The `full_name` of the repository, or the account's login."""
        return self.place.partition("#")[0].partition("@")[0]

    @property
    def number(self) -> int:
        """The issue's number; ValueError where the key names no thread."""
        return int(self.place.partition("#")[2])

    @property
    def commit(self) -> str:
        """The commit's sha; "" where the key names no commit."""
        return self.place.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Wake:
    """A wish that `key` be looked at, not before `due` (None: now).

    `newest_comment` is the id of the newest comment that a delivery told of (0: none):
    a read that lacks it is too old.

    Without `news` nobody told of anything: the sweep only looks again, or with `due` a
    timer is set. What is to be retried keeps its time and attempts then, and what is
    buried stays so until it is tried once more. An hourly sweep would otherwise keep a
    failing job from ever being buried, and so would a job that sets its own timer.

    A key has one time, the earliest: a job that runs says anew when it wants to run next.
    """

    key: Key
    installation: int
    newest_comment: int = 0
    due: datetime | None = None
    news: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """A leased piece of work; `attempt` counts from 1.

    Without `news` nobody told of anything: the sweep looks again, or its time has come.
    """

    key: Key
    installation: int
    newest_comment: int
    attempt: int
    news: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to do; `why` where that is because of something."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """To be looked at again at `due`; what nobody told of is as patient then.

    `counts` is False where waiting was asked for by GitHub and is no failed attempt.
    Until `rests`, if it does, nothing that is told meanwhile begins it: GitHub may still
    do, or not yet show, what the job asked for.
    """

    due: datetime
    why: str
    counts: bool = True
    rests: datetime | None = None


@dataclass(frozen=True, slots=True)
class Buried:
    """Given up until a person retries it or something new wakes the key.

    It `rests` as what is to be looked at again does, whoever does that.
    """

    why: str
    rests: datetime | None = None


Outcome = Done | Again | Buried
Run = Callable[[Job], Awaitable[Outcome]]
"""Does one job and says what became of it; it has no other way to fail."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A buried job, for `/admin`."""

    key: Key
    installation: int
    attempts: int
    why: str
    at: datetime


MOST_FAILED = 200
"""So many of the buried jobs are told of at once, unless it is said how many."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that waits or runs, for `/admin`; a `timer` has no news to wait for.

    `attempts` are those that have failed, `why` is the last failure.
    """

    key: Key
    installation: int
    state: Literal["waiting", "running"]
    timer: bool
    due: datetime
    attempts: int
    why: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a job that ran, for `/admin`: `done`, `again` or `buried`, and why."""

    key: Key
    outcome: Literal["done", "again", "buried"]
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is; `oldest` is since when the oldest due job has been waiting.

    `waiting` is what is due or to be retried, `timers` what only waits for its time;
    `next_due` is when the first of all that is not due yet will be.
    """

    waiting: int
    running: int
    failed: int
    oldest: datetime | None
    timers: int
    next_due: datetime | None


class Todo(Protocol):
    """The to-do list, on SQLite or (for many machines) PostgreSQL."""

    async def open(self) -> None:
        """Make or upgrade the schema; the list is usable afterwards.

        Raises `StoreUnavailable`, with the cure, where that cannot be.
        """
        ...

    async def close(self) -> None:
        """Let go of files and connections; what was added stays (unless in memory)."""
        ...

    async def add(self, wakes: Sequence[Wake]) -> None:
        """Record durably; raises `StoreUnavailable` when that cannot be done."""
        ...

    async def work(
        self, run: Run, *, concurrency: int, stop: asyncio.Event, idle: bool = False
    ) -> None:
        """Run what is due, up to `concurrency` jobs at once, until `stop` is set.

        With `idle` it also ends once nothing due is left. What still runs when `stop`
        is set is finished; cancelled, it is handed back and no attempt is used up.
        """
        ...

    def superseded(self, job: Job) -> bool:
        """Whether the same key is due again, so that a long job may end early.

        A timer for later, also one that the job itself has set, does not count.
        """
        ...

    async def ready(self) -> None:
        """Write something for real; raises `StoreUnavailable` when that fails."""
        ...

    async def counts(self) -> Counts:
        """How much waits, runs, has failed, and is for later."""
        ...

    async def failed(
        self, most: int = MOST_FAILED, *, after: Failed | None = None
    ) -> Sequence[Failed]:
        """Up to so many of the buried jobs, newest first: of those `after` this one.

        How many there are in all `counts` tells; `bot.todo.buried` goes through them.
        """
        ...

    async def pending(self, most: int) -> Sequence[Pending]:
        """Up to so many of those that run, then of those that wait, earliest first."""
        ...

    async def ended(self) -> Sequence[Ended]:
        """What came of the last jobs, newest first: at most `ENDED_KEPT`."""
        ...

    async def retry(self, *keys: Key, place: int = 0) -> Sequence[Key]:
        """Let buried jobs wait again, due now and with all their attempts.

        The keys under which something was buried; nothing changes for the others. Of
        many, all but the first `RETRIED_AT_ONCE` are as if nobody had told of them, and
        as many at a time `RETRIED_EVERY` later: people go ahead. `place` is that of the
        first of these among all that are retried together.
        """
        ...

    async def recall(self, name: str) -> str:
        """What was last remembered under this name; "" where nothing was."""
        ...

    async def remember(self, name: str, text: str) -> None:
        """Keep this text under the name; raises `StoreUnavailable` where it cannot be."""
        ...


class StoreUnavailable(Exception):
    """The store cannot record just now (disk full, read-only, gone)."""


ENDED_KEPT = 200
"""How many ended jobs are kept for `/admin`."""

SWEPT = "swept"
"""Under this name the list remembers when everything was last looked at."""

ATTEMPTS = 8
"""Tries before a job is buried: with the waits below about two hours."""


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the failed attempt number `attempt` (from 1).

    5 s, 20 s, 80 s … at most 30 min: long enough for an incident at GitHub, short
    enough that the hourly sweep never overtakes the first tries.
    """
    return timedelta(seconds=min(5 * 4 ** (attempt - 1), 1800))
