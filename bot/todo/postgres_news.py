"""What other machines add to the list, heard over one connection."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta

import psycopg
from psycopg import sql

from bot.todo.postgres_address import Address, Connection
from bot.todo.postgres_line import hang_up
from bot.todo.postgres_rests import TOLD
from bot.todo.postgres_rows import CHANNEL

Hear = Callable[[str], Awaitable[None]]

_LOOK_AFTER = 10.0
"""After so many seconds without a word the connection is tried, and for as many."""


class News:
    """Hears of news from `begin` to `close`; a lost connection is made anew.

    `hear` gets what was told: a key that is due, or "" where anything may be, or of whose
    rests (`bot.todo.postgres_rests`). It is not
    told what `own` connections tell, which is known here already.
    """

    def __init__(
        self,
        address: Address,
        *,
        hear: Hear,
        own: Callable[[], Collection[int]],
        poll: timedelta,
    ) -> None:
        self._address = address
        self._hear = hear
        self._own = own
        self._poll = poll.total_seconds()
        self._task: asyncio.Task[None] | None = None
        self._asked: Connection | None = None

    def begin(self) -> None:
        """Listen from now on, if nobody does; it takes a moment."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Let go of the connection."""
        task, self._task = self._task, None
        if task is None:
            return
        if self._asked is not None:
            hang_up(self._asked)
        else:
            task.cancel()
        await asyncio.wait([task])

    async def _listen(self) -> None:
        while True:
            with suppress(psycopg.Error, OSError):
                async with await self._address.connect() as connection:
                    await self._listen_on(connection)
            if self._task is None:
                return
            await asyncio.sleep(self._poll)

    async def _listen_on(self, connection: Connection) -> None:
        channel = sql.Identifier(CHANNEL)
        await self._ask(connection, sql.SQL("LISTEN {}").format(channel))
        for told in ("", TOLD):  # of whatever was told meanwhile
            await self._hear(told)
        while True:
            async for notify in connection.notifies(timeout=_LOOK_AFTER):
                if notify.pid not in self._own():
                    await self._hear(notify.payload)
            await self._ask(connection, sql.SQL("SELECT 1"))

    async def _ask(self, connection: Connection, query: sql.SQL | sql.Composed) -> None:
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(_LOOK_AFTER, hang_up, connection)
        self._asked = connection
        try:
            await connection.execute(query)
        finally:
            self._asked = None
            alarm.cancel()
