"""The SQLite file and its place: this process's alone, whole, and still there."""

import fcntl
import os
import sqlite3
from datetime import datetime
from pathlib import Path

import structlog

from bot.todo.job import StoreUnavailable

log = structlog.get_logger(__name__)

BUSY = 1.0
"""Seconds that another program's write is waited for: GitHub waits ten in all."""

_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Damaged(sqlite3.DatabaseError):
    """SQLite's own check has found something wrong with the file."""


class Corrupt(StoreUnavailable):
    """Nothing can be recorded in this file any more, only in a new one."""


class InUse(StoreUnavailable):
    """Another process has it; `by` says which, and where."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by

    def __str__(self) -> str:
        return f"{self.by}; stop it, or set DATA_DIR to another directory"


class Place:
    """Where the list is, from `take` to `let_go`.

    The lock is on a file of its own, for SQLite locks the list's file itself. It is held
    as long as the process lives, also while that hangs, and no longer. So a lease needs
    no clock: whatever is leased in a file that can be locked has lost its worker.
    """

    def __init__(self, path: Path) -> None:
        self._asked = path
        self._path = path
        self._lock: int | None = None
        self._there: tuple[tuple[Path, int | None], ...] = ()

    def __str__(self) -> str:
        return str(self._path)

    def hold(self) -> None:
        """Make the directory where missing, and let no other process use it."""
        self._asked.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The same file by another name is the same file.
        self._path = self._asked.resolve()
        self._lock = _lock(Path(f"{self._path}.lock"), self._asked.parent)

    def take(self) -> None:
        """Hold it, and make the file where missing."""
        self.hold()
        self._make()
        paths = (self._path, Path(f"{self._path}.lock"))
        self._there = tuple((path, _inode(path)) for path in paths)

    def connect(self) -> sqlite3.Connection:
        """A connection in which nothing has been done yet.

        Raises Damaged where only the write-ahead log is left of what was in the file:
        SQLite would throw that away without a word.
        """
        log = self._log
        if log.exists() and log.stat().st_size and not self._path.stat().st_size:
            raise Damaged("the file is empty, but its write-ahead log is not")
        return connect(str(self._path))

    def check(self) -> None:
        """Raise StoreUnavailable where the file is no longer this process's alone.

        SQLite would go on writing happily into a file that has lost its name; and where
        the lock has, another process may have begun.
        """
        for path, inode in self._there:
            if _inode(path) != inode:
                raise StoreUnavailable(
                    f"{path} was moved or deleted under the running bot; restart it"
                )

    def move_aside(self, why: Exception, now: datetime) -> None:
        """Keep a file that is corrupt under another name, and begin a new one.

        Nothing but the list was in it, and everything on that is found anew by the
        look at the start. Its write-ahead log goes with it and first, for SQLite would
        read that into the new file.
        """
        aside = _unused(f"{self._path}.corrupt-{now:%Y%m%dT%H%M%SZ}")
        if self._log.exists():
            self._log.rename(f"{aside}-wal")
        self._path.rename(aside)
        Path(f"{self._path}-shm").unlink(missing_ok=True)
        log.error(
            "list_moved_aside",
            why=f"{self._path}: {why}",
            moved_to=str(aside),
            then="a new list is begun, and everything found anew by the next look",
        )
        self._make()
        self._there = tuple((path, _inode(path)) for path, _ in self._there)

    def let_go(self) -> None:
        """Let another process use it; twice does no harm."""
        lock, self._lock, self._there = self._lock, None, ()
        if lock is not None:
            os.close(lock)

    @property
    def _log(self) -> Path:
        return Path(f"{self._path}-wal")

    def _make(self) -> None:
        # SQLite gives the files it adds (-wal, -shm) the mode of this one.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))


def connect(database: str) -> sqlite3.Connection:
    """Opened here, then only the writer's."""
    connection = sqlite3.connect(
        database, isolation_level=None, timeout=BUSY, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    return connection


def is_corrupt(error: Exception) -> bool:
    """Whether the file is not what SQLite has written; a disk that fails is no such."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, Damaged) or code in _CORRUPT


def unavailable(where: str, error: Exception) -> StoreUnavailable:
    """The error, with its cure, as whoever wanted something of the list hears of it."""
    if isinstance(error, StoreUnavailable):
        return error
    kind = Corrupt if is_corrupt(error) else StoreUnavailable
    found = kind(f"{where}: {error}; {_cure(error)}")
    found.__cause__ = error
    return found


def _cure(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if is_corrupt(error):
        return "restart the bot: it moves the file aside and begins anew"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "set DATA_DIR to a directory"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "which other program has it open? End that"
    if code == sqlite3.SQLITE_ERROR:
        return "move the file away and start again: everything on it is found anew"
    return "is it on a disk with room, and may this user write there?"


def _lock(path: Path, directory: Path) -> int:
    """Hold this file; the system lets go of it when the process dies, however it does."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # In this order it is never empty.
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        os.ftruncate(lock, len(f"{os.getpid()}\n"))
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace").partition("\n")[0]
        os.close(lock)
        by = f"another compass-bot (process {holder}) uses {directory}"
        raise InUse(by) from None
    except BaseException:
        os.close(lock)
        raise
    return lock


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _unused(name: str) -> Path:
    path, number = Path(name), 1
    while path.exists():
        number += 1
        path = Path(f"{name}-{number}")
    return path
