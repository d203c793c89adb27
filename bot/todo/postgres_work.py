"""One worker at the list in PostgreSQL, from its first job to its last.

Procrastinate's own worker ends where the database goes away, and cannot hand back what
it runs; so this loop is ours, over its tables, locks and workers.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.todo import postgres_ends, postgres_leases, postgres_told
from bot.todo.at_work import AtWork, ring_on, sleep
from bot.todo.job import Again, Key, Outcome, Run, StoreUnavailable
from bot.todo.postgres_line import Line
from bot.todo.postgres_presence import LETS_GO, WORKER, Presence
from bot.todo.postgres_rows import Leased

log = structlog.get_logger(__name__)

TIDY = timedelta(minutes=1)
"""How often what is of no use any more is let go of."""


class RowsAtWork(AtWork):
    """The same, and in which rows what runs is."""

    def __init__(self) -> None:
        super().__init__()
        self._jobs: dict[Key, Leased] = {}

    @property
    def keys(self) -> Collection[Key]:
        """Of what runs."""
        return tuple(self._jobs)

    def begin(self, job: Leased) -> None:
        """It runs from now on."""
        self._jobs[job.key] = job
        self.superseded.discard(job.key)

    def end(self, job: Leased) -> None:
        """It runs no longer; what waited for its key may."""
        if self._jobs.get(job.key) is job:  # else it has begun again already
            del self._jobs[job.key]
            self.superseded.discard(job.key)
        self.ring()

    def wait(self, rows: Mapping[Key, int]) -> None:
        """These keys are due, in these rows: the jobs of others are superseded."""
        for key, row in rows.items():
            if key in self._jobs and self._jobs[key].row != row:
                self.superseded.add(key)


class Shift:
    """One `work`: leases, runs and records jobs."""

    def __init__(
        self,
        line: Line,
        at_work: RowsAtWork,
        run: Run,
        *,
        concurrency: int,
        now: Callable[[], datetime],
        poll: timedelta,
        heartbeat: timedelta,
        given_up: timedelta,
        doubt: timedelta,
    ) -> None:
        self._line = line
        self._at_work = at_work
        self._run = run
        self._concurrency = concurrency
        self._now = now
        self._poll = poll.total_seconds()
        self._doubt = doubt
        self._broken_off = given_up.total_seconds() * (1 - LETS_GO)
        self._bell = asyncio.Event()
        self._presence = Presence(
            line,
            now=now,
            heartbeat=heartbeat,
            given_up=given_up,
            let_go=self._let_go,
            freed=at_work.ring,
        )
        self._running: dict[asyncio.Task[None], Leased] = {}
        self._at_it: dict[Leased, asyncio.Task[None]] = {}
        self._let_go_of: set[Leased] = set()
        self._sure_of = 0

    async def work(self, stop: asyncio.Event, *, idle: bool) -> None:
        """Run what is due, as `Todo.work` says."""
        self._at_work.bells.add(self._bell)
        try:
            async with asyncio.TaskGroup() as tasks:
                beside = [
                    tasks.create_task(self._presence.keep()),
                    tasks.create_task(ring_on(stop, self._bell)),
                    tasks.create_task(self._tidy()),
                ]
                error = await self._lease_until(stop, tasks, idle=idle)
                while self._running:
                    await asyncio.wait(self._running)
                for task in beside:
                    task.cancel()
        finally:
            self._at_work.bells.discard(self._bell)
            await self._leave()
        if error is not None:
            raise error

    async def _lease_until(
        self, stop: asyncio.Event, tasks: asyncio.TaskGroup, *, idle: bool
    ) -> StoreUnavailable | None:
        """Until it is told to stop; the error that ends it where it is `idle`."""
        while not stop.is_set():
            self._bell.clear()
            next_due = None
            try:
                next_due = await self._lease_all(stop, tasks)
                self._at_work.praise()
            except StoreUnavailable as error:
                if idle:
                    return error
                self._at_work.complain(str(error))
            now = self._now()
            if idle and not self._running and (next_due is None or next_due > now):
                break
            await sleep(self._bell, next_due, now, self._poll)
        return None

    async def _lease_all(
        self, stop: asyncio.Event, tasks: asyncio.TaskGroup
    ) -> datetime | None:
        """Begin what is due, as far as there is room; when the first of the rest is."""
        worker = self._presence.number or await self._presence.begin()
        if self._sure_of != self._line.made:
            self._sure_of = self._line.made
            known = list(self._running.values())
            for job in await self._line.do(
                lambda c: postgres_leases.leased_unheard(c, worker, known)
            ):
                self._begin(job, tasks)
        now = self._now()
        if self._at_work.went_back(now):
            await self._line.do(lambda c: postgres_leases.set_right(c, now))
            self._at_work.set_right(now)
        while len(self._running) < self._concurrency and not stop.is_set():
            found = await self._line.do(
                lambda c: postgres_leases.lease(
                    c, worker, self._now(), concurrency=self._concurrency
                )
            )
            if found is None:
                return await self._line.do(postgres_leases.next_due)
            self._begin(found, tasks)
        return None

    def _begin(self, job: Leased, tasks: asyncio.TaskGroup) -> None:
        self._at_work.begin(job)
        task = tasks.create_task(self._do(job))
        self._running[task] = job
        self._at_it[job] = task
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        self._at_it.pop(job, None)
        self._let_go_of.discard(job)
        self._at_work.end(job)

    async def _do(self, job: Leased) -> None:
        WORKER.set(job.worker)
        try:
            outcome = await self._run(job.job)
        except asyncio.CancelledError:
            task = self._at_it[job]
            if job not in self._let_go_of or task.uncancel():
                raise
            # It is nobody's until GitHub is through with what was broken off.
            await asyncio.sleep(self._broken_off)
            outcome = Again(job.due, "cut off from PostgreSQL", counts=False)
        del self._at_it[job]
        if not await self._record(job, outcome):
            log.warning("another worker has taken this over", job=str(job.key))

    async def _record(self, job: Leased, outcome: Outcome) -> bool:
        """False where it was another worker's by then, as far as can be known."""
        now, made = self._now(), self._line.made
        while True:
            try:
                recorded = await self._line.do(
                    lambda c: postgres_ends.record(c, job, outcome, now)
                )
                self._at_work.say(now)
                # An answer may have been lost: that it was recorded already.
                return recorded or self._line.made != made
            except StoreUnavailable as error:
                self._at_work.complain(str(error))
                await asyncio.sleep(self._poll)

    def _let_go(self) -> None:
        """What runs may by now be run by others; what has ended may be recorded."""
        for job, task in self._at_it.items():
            if job not in self._let_go_of:
                self._let_go_of.add(job)
                task.cancel()

    async def _leave(self) -> None:
        numbers, now = self._presence.numbers, self._now()
        rests = now + self._doubt if self._doubt else None
        try:
            await self._line.do(
                lambda c: postgres_ends.hand_back(c, numbers, now, rests)
            )
            await self._presence.end()
        except StoreUnavailable as error:
            log.error("jobs come back when their worker is given up", why=str(error))

    async def _tidy(self) -> None:
        while True:
            await asyncio.sleep(TIDY.total_seconds())
            with suppress(StoreUnavailable):
                await self._line.do(postgres_told.forget)
                # Other machines have other clocks, and one may be wrong.
                await self._line.do(lambda c: postgres_leases.set_right(c, self._now()))
