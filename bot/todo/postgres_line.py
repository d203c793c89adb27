"""A connection to PostgreSQL that is made when it is needed, and anew when it was lost.

What is asked of a line is done in that order, one after the other, so that a few lines
serve any number of jobs, and none of them waits for a connection that another one has.
"""

import asyncio
import math
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any, LiteralString, TypeVar

import psycopg
from procrastinate.connector import BaseAsyncConnector
from psycopg import errors

from bot.todo.job import StoreUnavailable
from bot.todo.postgres_address import Address, Connection

T = TypeVar("T")
Work = Callable[[Connection], Awaitable[T]]

_COLLISIONS = (
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.UniqueViolation,
)
"""Somebody else was at the same rows: it is as if nothing had been asked for."""

COLLISIONS = 5


class Line(BaseAsyncConnector):
    """One connection at a time; also a connector for Procrastinate's `JobManager`.

    `made` is how many there were: after another one, an answer may have been lost.
    """

    def __init__(self, address: Address, *, patience: timedelta) -> None:
        self._address = address
        self._patience = patience.total_seconds()
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()
        self._asked: set[asyncio.Task[Any]] = set()
        self._waits: set[asyncio.Timeout] = set()
        self._is_open = False
        self._ends = math.inf
        self.made = 0

    @property
    def process(self) -> int:
        """What PostgreSQL calls the connection; 0 where there is none."""
        there = self._connection is not None and not self._connection.closed
        return self._connection.info.backend_pid if self._connection and there else 0

    def open(self, pool: object = None) -> None:
        """Let it be used from now on; it connects when it is."""
        self._is_open, self._ends = True, math.inf

    async def end(self, at: float) -> None:
        """Let go of the connection; what was asked for is done, or fails, by then.

        `at` is by the event loop's clock. To end it twice does no harm.
        """
        self._is_open = False
        if self._asked:
            seconds = at - asyncio.get_running_loop().time()
            await asyncio.wait(self._asked, timeout=max(seconds, 0))
        self._ends = at
        for wait in self._waits:
            wait.reschedule(at)
        if self._asked and self._connection is not None:
            hang_up(self._connection)
        while self._asked:
            await asyncio.wait(self._asked)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def do(self, work: Work[T]) -> T:
        """The result of `work`, which is its own transaction or a single statement.

        It is done also where nobody waits for it any more. Where the connection is
        lost, or others were at the same rows, it is done again, so that it must be
        right twice. Raises `StoreUnavailable`, with the cure, after the line's patience
        at the latest.
        """
        if not self._is_open:
            raise StoreUnavailable("the to-do list is not open")
        task = asyncio.create_task(self._do_in_turn(work))
        self._asked.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """For Procrastinate."""
        await self.execute_query_all_async(query, **arguments)

    async def execute_query_one_async(
        self, query: LiteralString, **arguments: Any
    ) -> dict[str, Any]:
        """For Procrastinate."""
        return (await self.execute_query_all_async(query, **arguments))[0]

    async def execute_query_all_async(
        self, query: LiteralString, **arguments: Any
    ) -> list[dict[str, Any]]:
        """For Procrastinate."""

        async def ask(connection: Connection) -> list[dict[str, Any]]:
            cursor = await connection.execute(query, arguments)
            return await cursor.fetchall()

        return await self.do(ask)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._asked.discard(task)
        if not task.cancelled():
            task.exception()  # who asked may be gone

    async def _do_in_turn(self, work: Work[T]) -> T:
        deadline = asyncio.get_running_loop().time() + self._patience
        async with self._no_longer_than(deadline):
            await self._turn.acquire()
        try:
            return await self._do(work, deadline)
        finally:
            self._turn.release()

    async def _do(self, work: Work[T], deadline: float) -> T:
        collisions = 0
        while True:
            connection, is_new = self._connection, False
            if connection is None or connection.closed:
                connection = self._connection = await self._connect(deadline)
                is_new = True
            loop = asyncio.get_running_loop()
            alarm = loop.call_at(deadline, hang_up, connection)
            try:
                if is_new:
                    await self._prepare(connection)
                return await work(connection)
            except _COLLISIONS as error:
                collisions += 1
                if collisions == COLLISIONS:
                    raise self._address.unavailable(error) from error
            except Exception as error:
                if isinstance(error, errors.ReadOnlySqlTransaction):
                    await connection.close()  # another server takes the writes now
                if loop.time() >= deadline:
                    raise self._too_slow() from error
                if not connection.closed or is_new:
                    raise self._address.unavailable(error) from error
            finally:
                alarm.cancel()

    async def _prepare(self, connection: Connection) -> None:
        """What nobody waits for any more does not hold on to rows."""
        milliseconds = int((self._patience + 1) * 1000)
        await connection.execute(
            f"SET statement_timeout = {milliseconds};"
            f"SET idle_in_transaction_session_timeout = {milliseconds}"
        )

    async def _connect(self, deadline: float) -> Connection:
        try:
            async with self._no_longer_than(deadline):
                connection = await self._address.connect()
        except psycopg.Error as error:
            raise self._address.unavailable(error) from error
        self.made += 1
        return connection

    @asynccontextmanager
    async def _no_longer_than(self, deadline: float) -> AsyncIterator[None]:
        """Nor than the line is there."""
        limit = asyncio.timeout_at(min(deadline, self._ends))
        self._waits.add(limit)
        try:
            async with limit:
                yield
        except TimeoutError:
            raise self._too_slow() from None
        finally:
            self._waits.discard(limit)

    def _too_slow(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self._address}: no answer within {self._patience:g} s; is it overloaded,"
            " or the network between?"
        )


def hang_up(connection: Connection) -> None:
    """Whoever waits for an answer hears at once that the connection is lost.

    To cancel a query would wait for the server's answer to that.
    """
    with suppress(OSError, psycopg.Error):
        copy = socket.socket(fileno=os.dup(connection.fileno()))
        with copy:
            copy.shutdown(socket.SHUT_RDWR)
