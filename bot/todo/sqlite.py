"""The to-do list in a SQLite file: for one process, and with no service to run."""

import asyncio
import itertools
import sqlite3
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.todo import sqlite_jobs, sqlite_leases, sqlite_told
from bot.todo.at_work import AtWork, ring_on, sleep
from bot.todo.job import (
    MOST_FAILED,
    Counts,
    Ended,
    Failed,
    Job,
    Key,
    Pending,
    Run,
    StoreUnavailable,
    Wake,
)
from bot.todo.room import Room
from bot.todo.sqlite_file import Corrupt
from bot.todo.sqlite_leases import Leased
from bot.todo.sqlite_writer import Memory, Writer

log = structlog.get_logger(__name__)

POLL = timedelta(seconds=1)
"""The longest sleep: `now` may be a clock that is moved by hand."""


class SqliteTodo:
    """`bot.todo.job.Todo` for one process; any number of `work` within it.

    A lease lasts as long as the process, which holds a lock on the file: a job is
    never taken from a worker that is merely slow, whatever the clock says, and after
    `kill -9` the next start has it back.

    It has it back after `doubt`: so long nobody can know whether GitHub has done, or
    still does, what a worker asked for that is no more, and a look would not show it.
    """

    def __init__(
        self,
        path: Path | Memory,
        *,
        now: Callable[[], datetime],
        poll: timedelta = POLL,
        doubt: timedelta = timedelta(),
    ) -> None:
        file = Path(path) if path != ":memory:" else None
        self._writer = Writer(file, sqlite_jobs.prepare, now)
        self._now = now
        self._poll = poll.total_seconds()
        self._doubt = doubt
        self._in_doubt: datetime | None = None
        """Until when what a dead process was at rests; None once it was taken back."""
        self._workers = itertools.count(1)
        self._at_work = AtWork()
        self._keys: set[Key] = set()
        """Of what runs."""
        self._rooms: dict[asyncio.Event, Room] = {}
        """By the bell of whose it is."""

    @property
    def writer(self) -> Writer:
        """Who writes to the file while it is open."""
        return self._writer

    async def open(self) -> None:
        """Make directory, file and schema; raises `StoreUnavailable` with the cure."""
        await self._writer.open()
        now = self._now()
        if self._doubt:
            self._in_doubt = now + self._doubt
        else:
            await self._writer.do(lambda c: sqlite_jobs.take_back(c, now))

    async def close(self) -> None:
        """Let go of the file; what was added stays, unless it was in memory."""
        await self._writer.close()

    async def add(self, wakes: Sequence[Wake]) -> None:
        """Record durably; raises `StoreUnavailable` when that cannot be done."""
        now = self._now()

        def then(_result: None) -> None:
            self._at_work.say(now)
            for wake in wakes:
                if wake.key in self._keys and (wake.due is None or wake.due <= now):
                    self._at_work.superseded.add(wake.key)
            for bell, room in self._rooms.items():
                if any(room.has(wake) for wake in wakes):
                    bell.set()

        await self._writer.do(lambda c: sqlite_jobs.add(c, wakes, now), then)

    async def work(
        self, run: Run, *, concurrency: int, stop: asyncio.Event, idle: bool = False
    ) -> None:
        """Run what is due, as `Todo.work` says.

        While the store is unavailable, nothing new is begun and the outcomes of what
        ran wait to be recorded. `StoreUnavailable` is raised instead of waiting with
        `idle`, and where the file is corrupt: only a new start makes a new one.
        """
        worker, bell = next(self._workers), asyncio.Event()
        self._at_work.bells.add(bell)
        room = self._rooms[bell] = Room(concurrency)
        try:
            async with asyncio.TaskGroup() as jobs:
                relay = jobs.create_task(ring_on(stop, bell))
                at_work: set[asyncio.Task[None]] = set()
                while not stop.is_set():
                    bell.clear()
                    most = concurrency - len(at_work)
                    leased = await self._lease(worker, most, room, patient=not idle)
                    for job in leased.jobs:
                        task = jobs.create_task(self._do(run, job))
                        at_work.add(task)
                        task.add_done_callback(at_work.discard)
                        task.add_done_callback(lambda _: bell.set())
                    now = self._now()
                    if idle and not at_work and _later(leased.next_due, now):
                        break
                    await sleep(bell, leased.next_due, now, self._poll)
                relay.cancel()
        finally:
            self._at_work.bells.discard(bell)
            del self._rooms[bell]
            await self._hand_back(worker)

    def superseded(self, job: Job) -> bool:
        """Whether the same key is due again, so that a long job may end early.

        A timer for later, also one that the job itself has set, does not count.
        """
        return job.key in self._at_work.superseded

    async def ready(self) -> None:
        """Write something for real; raises `StoreUnavailable` when that fails."""
        now = self._now()
        await self._writer.do(lambda c: sqlite_told.check(c, now))

    async def counts(self) -> Counts:
        """How much waits, runs, has failed, and is for later."""
        now = self._now()
        return await self._writer.do(lambda c: sqlite_told.counts(c, now))

    async def failed(
        self, most: int = MOST_FAILED, *, after: Failed | None = None
    ) -> Sequence[Failed]:
        """Up to so many of the buried jobs, newest first: of those `after` this one."""
        return await self._writer.do(lambda c: sqlite_told.failed(c, most, after))

    async def pending(self, most: int) -> Sequence[Pending]:
        """Up to so many of those that run, then of those that wait, earliest first."""
        return await self._writer.do(lambda c: sqlite_told.pending(c, most))

    async def ended(self) -> Sequence[Ended]:
        """What came of the last jobs, newest first: at most `ENDED_KEPT`."""
        return await self._writer.do(sqlite_told.ended)

    async def retry(self, *keys: Key, place: int = 0) -> Sequence[Key]:
        """Let buried jobs wait again, as `Todo.retry` says."""
        now = self._now()

        def then(_found: Sequence[Key]) -> None:
            self._at_work.say(now)
            self._at_work.ring()

        return await self._writer.do(
            lambda c: sqlite_jobs.retry(c, keys, now, place), then
        )

    async def recall(self, name: str) -> str:
        """What was last remembered under this name; "" where nothing was."""
        return await self._writer.do(lambda c: sqlite_told.recall(c, name))

    async def remember(self, name: str, text: str) -> None:
        """Keep this text under the name; raises `StoreUnavailable` where it cannot be."""
        await self._writer.do(lambda c: sqlite_told.remember(c, name, text))

    async def _lease(
        self, worker: int, most: int, room: Room, *, patient: bool
    ) -> Leased:
        if not most:
            return Leased((), None)
        now = self._now()
        went_back = self._at_work.went_back(now)
        known = self._in_doubt is not None and not self._is_in_doubt(now)

        def work(connection: sqlite3.Connection) -> Leased:
            if went_back:
                sqlite_jobs.set_right(connection, now)
            if known:
                sqlite_jobs.take_back(connection, now)
            return sqlite_leases.lease(
                connection, worker, most, now, concurrency=room.concurrency
            )

        def then(leased: Leased) -> None:
            if known:
                self._in_doubt = None
            self._keys |= {job.key for job in leased.jobs}
            room.take(leased.jobs)
            if went_back:
                self._at_work.set_right(now)

        try:
            leased = await self._writer.do(work, then)
        except StoreUnavailable as error:
            if not patient or isinstance(error, Corrupt):
                raise
            self._at_work.complain(str(error))
            return Leased((), None)
        self._at_work.praise()
        if self._in_doubt is not None:
            due = min(leased.next_due or self._in_doubt, self._in_doubt)
            return Leased(leased.jobs, due)
        return leased

    def _is_in_doubt(self, now: datetime) -> bool:
        """Whether what a dead process was at rests; a clock that goes back ends it."""
        until = self._in_doubt
        return until is not None and now < until <= now + self._doubt

    async def _do(self, run: Run, job: Job) -> None:
        outcome = await run(job)
        now, recorded = self._now(), False

        def then(_result: None) -> None:
            self._at_work.say(now)
            self._free({job.key})

        while not recorded:
            try:
                await self._writer.do(
                    lambda c: sqlite_jobs.finish(c, job, outcome, now), then
                )
                recorded = True
            except Corrupt:
                raise
            except StoreUnavailable as error:
                self._at_work.complain(str(error))
                await asyncio.sleep(self._poll)

    async def _hand_back(self, worker: int) -> None:
        now = self._now()
        rests = now + self._doubt if self._doubt else None
        try:
            await self._writer.do(
                lambda c: sqlite_jobs.hand_back(c, worker, now, rests), self._free
            )
        except Corrupt as error:
            log.error(
                "the list is corrupt, and a new start begins anew", why=str(error)
            )
        except StoreUnavailable as error:
            log.error("jobs come back at the next start only", why=str(error))

    def _free(self, keys: Collection[Key]) -> None:
        self._keys.difference_update(keys)
        for room in self._rooms.values():
            room.leave(keys)
        self._at_work.superseded.difference_update(keys)
        self._at_work.ring()


def _later(due: datetime | None, now: datetime) -> bool:
    return due is None or due > now
