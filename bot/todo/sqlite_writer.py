"""The one thread that touches the SQLite file, and the file's way into the world.

Whatever is asked of it while a commit is under way goes into the next one together
(group commit): with `synchronous=FULL` every commit waits for the disk, so sharing
it is what makes thousands of durable records a second possible.
"""

import asyncio
import fcntl
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from bot.todo.job import StoreUnavailable

Memory = Literal[":memory:"]
T = TypeVar("T")

MOST = 1000
"""Orders in one commit: more would keep the first of them waiting for the last."""


@dataclass(frozen=True, slots=True)
class _Order:
    work: Callable[[sqlite3.Connection], Any]
    then: Callable[[Any], None]
    answer: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
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

    `prepare` is run once on the new connection, in a transaction.
    """

    def __init__(
        self, path: Path | None, prepare: Callable[[sqlite3.Connection], None]
    ) -> None:
        self._path = path
        self._prepare = prepare
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock: int | None = None
        self._inode: int | None = None

    async def open(self) -> None:
        """Make file and schema where missing, lock them, and start to write."""
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
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.put(_Order(work, then, answer))
        return await answer

    def _write(
        self, connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        closing = False
        while not closing:
            batch = self._next_batch()
            closing = batch[-1] is None
            orders = [order for order in batch if order is not None]
            answers = self._commit(connection, orders) if orders else []
            loop.call_soon_threadsafe(_give, answers)
        connection.close()
        self._unlock()

    def _next_batch(self) -> list[_Order | None]:
        """Wait for an order, and take what else is there; None is the end."""
        batch = [self._orders.get()]
        while batch[-1] is not None and len(batch) < MOST and not self._orders.empty():
            batch.append(self._orders.get())
        return batch

    def _commit(
        self, connection: sqlite3.Connection, batch: Sequence[_Order]
    ) -> list[_Answer]:
        try:
            self._check_file()
            results = _transaction(connection, [order.work for order in batch])
        except Exception as error:  # noqa: BLE001 - whoever ordered it is told, and the thread lives on
            if len(batch) == 1:
                return [_Answer(batch[0], error=self._unavailable(error))]
            # One of them cannot be written: it alone shall hear so.
            return [a for order in batch for a in self._commit(connection, [order])]
        return [_Answer(*pair) for pair in zip(batch, results, strict=True)]

    def _check_file(self) -> None:
        """SQLite would go on writing happily into a file that has lost its name."""
        if self._path is None:
            return
        try:
            inode = self._path.stat().st_ino
        except OSError:
            inode = None
        if inode != self._inode:
            raise StoreUnavailable(
                f"{self._path} was moved or deleted under the running bot; restart it"
            )

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._connect_or_raise()
        except Exception as error:
            self._unlock()
            raise self._unavailable(error) from error

    def _connect_or_raise(self) -> sqlite3.Connection:
        if self._path is not None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = _lock(self._path)
            # SQLite gives the files it adds (-wal, -shm) the mode of this one.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            self._inode = self._path.stat().st_ino
        connection = sqlite3.connect(
            self._path or ":memory:",
            isolation_level=None,
            check_same_thread=False,  # opened here, then only the writer's
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _transaction(connection, [self._prepare])
        except BaseException:
            connection.close()
            raise
        return connection

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _unavailable(self, error: Exception) -> StoreUnavailable:
        if isinstance(error, StoreUnavailable):
            return error
        cure = "; is it on a disk with room, and may this user write there?"
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        ):
            cure = (
                "; move it away and start again: everything on the list is found"
                " anew by the sweep"
            )
        unavailable = StoreUnavailable(f"{self._path or 'memory'}: {error}{cure}")
        unavailable.__cause__ = error
        return unavailable


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


def _lock(path: Path) -> int:
    """Hold the file for this process alone; the system lets go when the process dies.

    So a lease needs no clock here: whatever is leased in a file that can be locked
    has lost its worker.
    """
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        os.close(lock)
        raise StoreUnavailable(
            f"another compass-bot (process {holder}) uses {path.parent}; stop it, or"
            " set DATA_DIR to another directory"
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock
