"""That a worker is there: known to all by its heartbeat, which Procrastinate keeps.

A worker that is silent for too long is given up: its jobs run again elsewhere. So it
lets go of them itself, so much earlier that what it has sent to GitHub is done by then;
and what it has still to say of them, or to write, counts for nothing. Whoever was silent
itself, because PostgreSQL was, gives nobody up before it has listened for as long: all
others were not heard either.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog
from procrastinate.manager import JobManager

from bot.todo import postgres_ends
from bot.todo.job import StoreUnavailable
from bot.todo.postgres_address import Connection
from bot.todo.postgres_line import Line

log = structlog.get_logger(__name__)

HEARTBEAT = timedelta(seconds=3)
GIVEN_UP = timedelta(seconds=22)
"""After how long without a heartbeat: its jobs run again some 25 s after its death."""

LETS_GO = 0.45
"""When it lets go of its jobs itself, as a part of that.

A request is broken off then, on which GitHub may be for 10 s more before it gives it up.
"""

WORKER: ContextVar[int | None] = ContextVar("worker")
"""The worker to whom the job was given that is done here and now."""


class Presence:
    """One worker's; `number` is None before the first job, and when it was given up."""

    def __init__(
        self,
        line: Line,
        *,
        now: Callable[[], datetime],
        heartbeat: timedelta,
        given_up: timedelta,
        let_go: Callable[[], None],
        freed: Callable[[], None],
    ) -> None:
        self._line = line
        self._workers = JobManager(line)
        self._now = now
        self._heartbeat = heartbeat.total_seconds()
        self._given_up = given_up.total_seconds()
        self._let_go = let_go
        self._freed = freed
        self._alarm: asyncio.TimerHandle | None = None
        self._steady_since = self._heard = 0.0
        self.number: int | None = None
        self.numbers: list[int] = []

    async def begin(self) -> int:
        """The number by which it is known from now on; raises `StoreUnavailable`."""
        asked = asyncio.get_running_loop().time()
        self.number = number = await self._workers.register_worker()
        self.numbers.append(number)
        self._steady_since = asked
        self._was_heard(asked)
        await self._take_over()
        return number

    async def keep(self) -> None:
        """Be heard for as long as this runs, and look after those that are not."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._heartbeat)
            if self.number is None:
                continue
            asked = loop.time()
            try:
                if not await self._line.do(self._beat):
                    self.number = None
                    self._let_go()
                    continue
                self._was_heard(asked)
                if asked - self._steady_since >= self._given_up:
                    await self._workers.prune_stalled_workers(self._given_up)
                await self._take_over()
            except StoreUnavailable:
                continue  # who looks for work says so

    async def end(self) -> None:
        """Nobody's any more; raises `StoreUnavailable`."""
        if self._alarm is not None:
            self._alarm.cancel()
        if self.number is not None:
            await self._workers.unregister_worker(self.number)

    async def _beat(self, connection: Connection) -> bool:
        cursor = await connection.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %s",
            (self.number,),
        )
        return cursor.rowcount > 0

    def _was_heard(self, asked: float) -> None:
        """Also of use: how long it has been heard without a longer silence."""
        if asked - self._heard > self._given_up / 2:
            self._steady_since = asked
        self._heard = asked
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_at(
            asked + self._given_up * LETS_GO, self._let_go
        )

    async def _take_over(self) -> None:
        keys = await self._line.do(lambda c: postgres_ends.take_over(c, self._now()))
        if keys:
            log.warning("their worker died", jobs=[str(key) for key in keys])
            self._freed()
