"""The to-do list in PostgreSQL, through Procrastinate: for any number of machines."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import psycopg

from bot.todo import postgres_ends, postgres_leases, postgres_told
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
from bot.todo.order import retried_later
from bot.todo.postgres_address import Address
from bot.todo.postgres_adds import Adds, Wish, add
from bot.todo.postgres_line import Line, T, Work
from bot.todo.postgres_news import News
from bot.todo.postgres_presence import GIVEN_UP, HEARTBEAT
from bot.todo.postgres_rests import TOLD, Rests
from bot.todo.postgres_schema import make_schema
from bot.todo.postgres_work import RowsAtWork, Shift

POLL = timedelta(seconds=0.5)
"""The longest sleep: whatever was not heard of is found then."""

PATIENCE = timedelta(seconds=5)
"""How long an answer may take before the list counts as unavailable."""

CLOSING = timedelta(seconds=1)
"""How long an answer is waited for in the end."""


class PostgresTodo:
    """`bot.todo.job.Todo` for many processes, and any number of `work` in each.

    It takes up to four connections: one on which is added, so that a delivery never
    waits for anything else; one for whoever asks how the list is; `line`, on which a
    worker is heard, gets its jobs and its turns (`bot.todo.postgres_turns`), and says
    what came of them; and one on which it hears of what others add.

    What a worker is cut off from when it ends rests for `doubt`: so long nobody can know
    whether GitHub has done, or still does, what was asked of it.
    """

    def __init__(
        self,
        url: str,
        *,
        now: Callable[[], datetime],
        poll: timedelta = POLL,
        patience: timedelta = PATIENCE,
        heartbeat: timedelta = HEARTBEAT,
        given_up: timedelta = GIVEN_UP,
        doubt: timedelta = timedelta(),
    ) -> None:
        self._address = Address(url)
        self.now = now
        self._poll = poll
        self._heartbeat = heartbeat
        self._given_up = given_up
        self._doubt = doubt
        self.line = Line(self._address, patience=patience)
        self._adding = Line(self._address, patience=patience)
        self._asking = Line(self._address, patience=patience)
        self._lines = (self._adding, self._asking, self.line)
        self._adds = Adds(self._write)
        self._at_work = RowsAtWork()
        self._news = News(
            self._address,
            hear=self._hear,
            own=lambda: {line.process for line in self._lines},
            poll=poll,
        )
        self.rests = Rests(self.line, now=now, listen=self._news.begin)

    async def open(self) -> None:
        """Make or upgrade the schema; raises `StoreUnavailable` with the cure."""
        try:
            async with await self._address.connect() as connection:
                await make_schema(self._address, connection)
        except (psycopg.Error, OSError) as error:
            raise self._address.unavailable(error) from error
        for line in self._lines:
            line.open()
        now = self.now()
        await self.line.do(lambda c: postgres_leases.set_right(c, now))
        await self.line.do(lambda c: postgres_ends.take_over(c, now))

    async def close(self) -> None:
        """Let go of the connections; what was asked for is done, or fails, in time."""
        ends = asyncio.get_running_loop().time() + CLOSING.total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ends):
                await self._adds.settled()
        await asyncio.gather(
            self._news.close(), *(line.end(ends) for line in self._lines)
        )

    async def add(self, wakes: Sequence[Wake]) -> None:
        """Record durably; raises `StoreUnavailable` when that cannot be done."""
        now = self.now()
        await self._adds.add([Wish(wake, now) for wake in wakes])

    async def work(
        self, run: Run, *, concurrency: int, stop: asyncio.Event, idle: bool = False
    ) -> None:
        """Run what is due, as `Todo.work` says.

        While PostgreSQL is unavailable, nothing new is begun and the outcomes of what
        ran wait to be recorded (with `idle`, `StoreUnavailable` is raised instead of
        waiting for work). What runs for too long meanwhile is cancelled and run again.
        """
        shift = Shift(
            self.line,
            self._at_work,
            run,
            concurrency=concurrency,
            now=self.now,
            poll=self._poll,
            heartbeat=self._heartbeat,
            given_up=self._given_up,
            doubt=self._doubt,
        )
        self._news.begin()
        await shift.work(stop, idle=idle)

    def superseded(self, job: Job) -> bool:
        """Whether the same key is due again, so that a long job may end early.

        A timer for later, also one that the job itself has set, does not count. What
        another machine adds is heard of within moments, and not where the connection
        was lost just then.
        """
        return job.key in self._at_work.superseded

    async def ready(self) -> None:
        """Write something for real; raises `StoreUnavailable` when that fails."""
        now = self.now()
        await self._asking.do(lambda c: postgres_told.check(c, now))

    async def counts(self) -> Counts:
        """How much waits, runs, has failed, and is for later."""
        now = self.now()
        return await self._ask(lambda c: postgres_told.counts(c, now))

    async def failed(
        self, most: int = MOST_FAILED, *, after: Failed | None = None
    ) -> Sequence[Failed]:
        """Up to so many of the buried jobs, newest first: of those `after` this one."""
        return await self._ask(lambda c: postgres_told.failed(c, most, after))

    async def pending(self, most: int) -> Sequence[Pending]:
        """Up to so many of those that run, then of those that wait, earliest first."""
        return await self._ask(lambda c: postgres_told.pending(c, most))

    async def ended(self) -> Sequence[Ended]:
        """What came of the last jobs, newest first: at most `ENDED_KEPT`."""
        return await self._ask(postgres_told.ended)

    async def retry(self, *keys: Key, place: int = 0) -> Sequence[Key]:
        """Let buried jobs wait again, as `Todo.retry` says."""
        now, made = self.now(), self._asking.made
        found = await self._ask(lambda c: postgres_ends.retry(c, keys, now, place))
        if not found and self._asking.made != made:
            # An answer may have been lost: that they wait already.
            names = [str(key) for key in keys]
            last = now + retried_later(place + len(keys))
            waiting = await self._ask(
                lambda c: postgres_leases.due_rows(c, names, last)
            )
            found = [key for key in keys if str(key) in waiting]
        self._at_work.say(now)
        self._at_work.ring()
        return found

    async def recall(self, name: str) -> str:
        """What was last remembered under this name; "" where nothing was."""
        return await self._ask(lambda c: postgres_told.recall(c, name))

    async def remember(self, name: str, text: str) -> None:
        """Keep this text under the name; raises `StoreUnavailable` where it cannot be."""
        await self._ask(lambda c: postgres_told.remember(c, name, text))

    async def _ask(self, work: Work[T]) -> T:
        """As of what was added before."""
        await self._adds.settled()
        return await self._asking.do(work)

    async def _write(self, wishes: Sequence[Wish]) -> None:
        now = self.now()
        rows = await self._adding.do(lambda c: add(c, wishes, now))
        self._at_work.say(max(wish.said for wish in wishes))
        due = {wish.wake.key for wish in wishes if wish.due <= now}
        self._at_work.wait({key: row for key, row in rows.items() if key in due})
        self._at_work.ring()

    async def _hear(self, told: str) -> None:
        """Find out which of what runs here is due again; "" means anything may be."""
        if told.startswith(TOLD):
            await self.rests.hear(told)
            return
        running = {str(key): key for key in self._at_work.keys}
        asked = [told] if told in running else [] if told else list(running)
        if asked:
            try:
                rows = await self.line.do(
                    lambda c: postgres_leases.due_rows(c, asked, self.now())
                )
            except StoreUnavailable:
                return  # it was best effort
            self._at_work.wait({running[lock]: row for lock, row in rows.items()})
        self._at_work.ring()
