"""What a row of the list in SQLite means, and how times and texts are written there."""

import sqlite3
from datetime import UTC, datetime, timedelta

from bot.todo.job import Job, Key
from bot.todo.outcome import Entry, Said

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


def entry_of(row: sqlite3.Row) -> Entry:
    """The row, as `bot.todo.outcome` has it."""
    return Entry(
        number=row["id"],
        state="buried" if row["state"] == "failed" else row["state"],
        newest_comment=row["newest_comment"],
        due=time_of(row["due"]),
        said=Said(time_of(row["said"])),
        attempts=row["attempts"],
        news=not row["timer"],
        again=bool(row["again"]),
        rests=time_of(row["rests"]) if row["rests"] else None,
        why=row["why"],
    )


def columns_of(entry: Entry) -> dict[str, object]:
    """What is written of it; none that has ended has a worker."""
    return {
        "id": entry.number,
        "state": "failed" if entry.state == "buried" else entry.state,
        "newest_comment": entry.newest_comment,
        "due": stamp(entry.due),
        "said": stamp(entry.said.at),
        "attempts": entry.attempts,
        "timer": not entry.news,
        "again": entry.again,
        "rests": stamp(entry.rests) if entry.rests else 0,
        "why": entry.why,
    }


def stamp(time: datetime) -> int:
    """The time as it is written."""
    return (time - _EPOCH) // MICROSECOND


def time_of(stamp: int) -> datetime:
    """What was written as a time."""
    return _EPOCH + stamp * MICROSECOND
