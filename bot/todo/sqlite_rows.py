"""What a row of the list in SQLite means, and how times and texts are written there."""

import sqlite3
from datetime import UTC, datetime, timedelta

from bot.todo.job import Job, Key

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def named(key: Key) -> dict[str, object]:
    """The key, as the queries name its parts."""
    return {"feature": key.feature, "place": key.place}


def key_of(row: sqlite3.Row) -> Key:
    """The key that is in the row."""
    return Key(row["feature"], row["place"])


def job_of(row: sqlite3.Row) -> Job:
    """The row as a piece of work."""
    return Job(
        key=key_of(row),
        installation=row["installation"],
        newest_comment=row["newest_comment"],
        attempt=row["attempts"] + 1,
        news=not row["timer"],
    )


def stamp(time: datetime) -> int:
    """The time as it is written."""
    return (time - _EPOCH) // MICROSECOND


def time_of(stamp: int) -> datetime:
    """What was written as a time."""
    return _EPOCH + stamp * MICROSECOND
