"""The one thread that writes to the SQLite file and reads what is in it.

Whatever is asked of it while a commit is under way goes into the next one together
(group commit): with `synchronous=FULL` every commit waits for the disk, so sharing
it is what makes thousands of durable records a second possible.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from bot.todo.job import StoreUnavailable
from bot.todo.sqlite_file import Corrupt, Place, connect, is_corrupt, unavailable

Memory = Literal[":memory:"]
T = TypeVar("T")

MOST = 1000
"""Orders in one commit, and hardly more: the first of them waits for the last."""

ROUNDS = 4
"""So often the event loop comes round before the thread is given what was asked for.

That takes it a few microseconds where it has nothing else to do. Where it has, more
comes meanwhile, and goes into the same commit. Given the first order alone, the thread
would begin with that, and the rest would wait for the disk twice.
"""

_SLOW = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""What is waited for, which once is enough: then it is the same for all."""


@dataclass(slots=True)
class _Order:
    work: Callable[[sqlite3.Connection], Any]
    then: Callable[[Any], None]
    answer: asyncio.Future[Any]


@dataclass(slots=True)
class _Answer:
    order: _Order
    result: Any = None
    error: StoreUnavailable | None = None

    def give(self) -> None:
        """Tell who asked; `then` also hears of it when nobody waits any more."""
        if self.error is None:
            self.order.then(self.result)
        if self.order.answer.done():
            return
        if self.error is None:
            self.order.answer.set_result(self.result)
        else:
            self.order.answer.set_exception(self.error)


class Writer:
    """A connection with a thread of its own; `path` None means in memory.

    `prepare` is run once on the new connection, in a transaction. A file that is
    corrupt then is moved aside, and a new one made.
    """

    def __init__(
        self,
        path: Path | None,
        prepare: Callable[[sqlite3.Connection, datetime], None],
        now: Callable[[], datetime],
    ) -> None:
        self._place = None if path is None else Place(path)
        self._prepare = prepare
        self._now = now
        self._asked: list[_Order] = []
        """Asked for, and not given to the thread yet."""
        self._orders: queue.SimpleQueue[list[_Order] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._corrupt: Corrupt | None = None
        """What was wrong with the file once: nothing more is written there."""

    async def open(self) -> None:
        """Make file and schema where missing, lock them, and start to write."""
        self._corrupt = None
        connection = await asyncio.to_thread(self._connect)
        self._thread = threading.Thread(
            target=self._write,
            args=(connection, asyncio.get_running_loop()),
            name="todo-writer",
            daemon=True,  # what nobody waits for must not keep the process alive
        )
        self._thread.start()

    async def close(self) -> None:
        """Write what was asked for, then let go of the file; twice does no harm."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._hand_over()
            self._orders.put(None)
            await asyncio.to_thread(thread.join)

    async def do(
        self,
        work: Callable[[sqlite3.Connection], T],
        then: Callable[[T], None] = lambda _result: None,
    ) -> T:
        """Run `work` in a transaction and return its result once that is durable.

        `then` is called with the result on the event loop, in the order of the
        commits, also when the caller was cancelled meanwhile. Raises
        `StoreUnavailable`, with nothing changed, where `work` or the commit fails.
        `work` may be run twice, the first time being rolled back.
        """
        if self._thread is None:
            raise StoreUnavailable("the to-do list is not open")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._come_round, loop, ROUNDS - 1)
        self._asked.append(_Order(work, then, answer))
        return await answer

    def _come_round(self, loop: asyncio.AbstractEventLoop, again: int) -> None:
        if again:
            loop.call_soon(self._come_round, loop, again - 1)
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the thread what was asked for, together."""
        asked, self._asked = self._asked, []
        if asked:
            self._orders.put(asked)

    def _write(
        self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        closing = False
        while not closing:
            orders, closing = self._next_batch()
            if orders:
                answers = self._commit(connection, orders)
                loop.call_soon_threadsafe(_give, answers)
        connection.close()
        if self._place is not None:
            self._place.let_go()

    def _next_batch(self) -> tuple[list[_Order], bool]:
        """Wait for orders, and take what else is there; and whether that is the end."""
        batch: list[_Order] = []
        while len(batch) < MOST and not (batch and self._orders.empty()):
            orders = self._orders.get()
            if orders is None:
                return batch, True
            batch += orders
        return batch, False

    def _commit(
        self, connection: sqlite3.Connection, batch: Sequence[_Order]
    ) -> list[_Answer]:
        try:
            if self._corrupt is not None:
                raise _again(self._corrupt)
            if self._place is not None:
                self._place.check()
            results = _transaction(connection, [order.work for order in batch])
        except Exception as error:  # noqa: BLE001 - whoever ordered it is told, and the thread lives on
            if len(batch) == 1 or _is_of_all(error):
                told = self._unavailable(error)
                if isinstance(told, Corrupt):
                    self._corrupt = told
                return [_Answer(order, error=_again(told)) for order in batch]
            # One of them cannot be written: it alone shall hear so.
            return [a for order in batch for a in self._commit(connection, [order])]
        return [_Answer(*pair) for pair in zip(batch, results, strict=True)]

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._connect_or_raise()
        except Exception as error:
            if self._place is not None:
                self._place.let_go()
            raise self._unavailable(error) from error

    def _connect_or_raise(self) -> sqlite3.Connection:
        if self._place is None:
            return self._ready(connect(":memory:"))
        self._place.take()
        try:
            return self._ready(self._place.connect())
        except Exception as error:
            if not is_corrupt(error):
                raise
            self._place.move_aside(error, self._now())
        return self._ready(self._place.connect())

    def _ready(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """The connection with its schema; closed where that cannot be."""
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _transaction(connection, [lambda c: self._prepare(c, self._now())])
        except BaseException:
            connection.close()
            raise
        return connection

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        return unavailable(str(self._place or "memory"), error)


def _is_of_all(error: Exception) -> bool:
    """Whether none of a batch can be done; on a full disk some may fit, or only read."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, StoreUnavailable) or code in _SLOW


def _again(error: StoreUnavailable) -> StoreUnavailable:
    """The same for one more who is told: each adds to the traceback of its own."""
    told = type(error)(*error.args)
    told.__cause__ = error.__cause__
    return told


def _give(answers: Sequence[_Answer]) -> None:
    for answer in answers:
        answer.give()


def _transaction(
    connection: sqlite3.Connection, works: Sequence[Callable[[sqlite3.Connection], T]]
) -> list[T]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        results = [work(connection) for work in works]
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # after some errors SQLite has left it itself
            connection.execute("ROLLBACK")
        raise
    return results
