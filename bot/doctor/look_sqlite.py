"""What the store in a SQLite file looks like from outside, beside a bot that uses it.

Nothing is locked and nothing written: readers of a file in SQLite's WAL mode disturb no
writer, and whoever holds the file is known by the process that its lock file names.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from bot.doctor.facts import StoreFacts
from bot.rounds import SWEEP
from bot.todo import sqlite_told
from bot.todo.job import MOST_FAILED, SWEPT
from bot.todo.sqlite_schema import VERSION

VARIABLE = "DATA_DIR"

_ENOUGH = b"\0" * 4096
_CORRUPT = (
    "restart the bot: it moves the file aside, and finds anew what was on the list"
)


class _Wrong(Exception):
    """The store cannot be used: what is wrong, and the cure."""

    def __init__(self, says: str, cure: str) -> None:
        super().__init__(says, cure)
        self.says, self.cure = says, cure


def look_at_file(path: Path, now: datetime) -> StoreFacts:
    """The store in this file, which may not be there yet, at this time."""
    facts = StoreFacts(str(path), VARIABLE)
    path = path.resolve()  # the lock is beside the file itself
    try:
        _try_writing(path.parent)
        free = shutil.disk_usage(_nearest(path.parent)).free
        if not _is_there(path):
            made = ("it is made when the bot starts",)
            return StoreFacts(facts.where, VARIABLE, details=made, free=free)
        holder = _holder(path)
        used = f"in use by a running bot (process {holder})" if holder else "not in use"
        with _reading(path) as connection:
            version = _check(connection)
            details = (used, *_age(version))
            if version != VERSION:
                return StoreFacts(facts.where, VARIABLE, details=details, free=free)
            return StoreFacts(
                facts.where,
                VARIABLE,
                details=details,
                counts=sqlite_told.counts(connection, now),
                failed=tuple(sqlite_told.failed(connection, MOST_FAILED, None)),
                workers=1 if holder else 0,
                swept=sqlite_told.recall(connection, SWEPT),
                has_rounds=_has_rounds(connection),
                free=free,
            )
    except _Wrong as wrong:
        return StoreFacts(facts.where, VARIABLE, wrong=(wrong.says, wrong.cure))
    except sqlite3.OperationalError as error:  # also where it may not be read
        says, cure = f"cannot be read ({error})", "may this user read and write there?"
        return StoreFacts(facts.where, VARIABLE, wrong=(says, cure))
    except sqlite3.DatabaseError as error:
        says = f"is damaged ({error})"
        return StoreFacts(facts.where, VARIABLE, wrong=(says, _CORRUPT))


def _try_writing(folder: Path) -> None:
    """Write where the store is, or is to be made, into a file that never had a name there.

    Rights do not tell: the system makes no folder in some of its own, for nobody.
    """
    nearest = _nearest(folder)
    in_the_way = next((one for one in (folder, *folder.parents) if one.is_file()), None)
    if in_the_way or not nearest.is_dir():
        raise _Wrong(
            f"{in_the_way or nearest} is a file", f"set {VARIABLE} to a directory"
        )
    try:
        with TemporaryFile(dir=nearest) as file:
            file.write(_ENOUGH)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        verb = "written" if nearest == folder else f"made in {nearest}"
        raise _Wrong(
            f"{folder} cannot be {verb} ({error.strerror})",
            f"free the place, let this user write there, or set {VARIABLE} to another"
            " directory",
        ) from None


def _is_there(path: Path) -> bool:
    """Whether anything is in it; raises where it is lost but for its log.

    SQLite would throw such a log away, even when it is only to read.
    """
    if path.exists() and path.stat().st_size:
        return True
    log = Path(f"{path}-wal")
    if log.exists() and log.stat().st_size:
        raise _Wrong("is empty, and its write-ahead log is not", _CORRUPT)
    return False


def _nearest(folder: Path) -> Path:
    """The folder, or the one above it that is there already."""
    return next((one for one in (folder, *folder.parents) if one.is_dir()), Path("/"))


def _holder(path: Path) -> int | None:
    """The process that has the store open, as its lock file names it."""
    lock = Path(f"{path}.lock")
    try:
        number = int(lock.read_text(encoding="ascii"))
        os.kill(number, 0)
    except PermissionError:
        pass  # it lives, and is another user's
    except (OSError, ValueError):
        return None
    return number if _may_have_open(number, lock.resolve()) else None


def _may_have_open(process: int, file: Path) -> bool:
    """Whether it has; True also where nobody can tell.

    A number may have been given to another process since.
    """
    try:
        opened = [*Path(f"/proc/{process}/fd").iterdir()]
    except OSError:
        return True
    for one in opened:
        with suppress(OSError):  # closed meanwhile
            if one.readlink() == file:
                return True
    return False


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, opened so that it cannot be changed.

    Without its log beside it nobody has it open: then it is read as if it could not
    change, since SQLite would make that log even to read.
    """
    is_open = Path(f"{path}-wal").exists()
    mode = "mode=ro" if is_open else "immutable=1"
    address = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    with closing(connection):
        yield connection


def _check(connection: sqlite3.Connection) -> int:
    """The version of the schema; raises where the file is damaged."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _Wrong(f"is damaged ({verdict})", _CORRUPT)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise _Wrong(
            f"was written by a newer compass-bot (schema {version}, this one knows"
            f" {VERSION})",
            "start that one, or move the file away",
        )
    return version


def _has_rounds(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM job WHERE feature = ? AND place = ? AND state <> 'failed'"
    values = (SWEEP.feature, SWEEP.place)
    return connection.execute(query, values).fetchone() is not None


def _age(version: int) -> tuple[str, ...]:
    older = f"of an older compass-bot (schema {version}): the next start upgrades it"
    return (older,) if version < VERSION else ()
