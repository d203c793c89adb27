"""What the list in SQLite tells of itself, and what it remembers for others."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.todo.job import Counts, Ended, Failed, Pending
from bot.todo.sqlite_rows import key_of, named, stamp, time_of


def counts(connection: sqlite3.Connection, now: datetime) -> Counts:
    """How much waits, runs and has failed."""
    query = """
        SELECT CASE WHEN state = 'waiting' AND timer AND due > ? AND NOT again THEN 'timer'
               ELSE state END, count(*)
        FROM job GROUP BY 1
        """
    by_state: dict[str, int] = dict(connection.execute(query, (stamp(now),)))
    oldest, next_due = connection.execute(
        """
        SELECT (SELECT min(due) FROM job WHERE state = 'waiting' AND due <= :now),
               (SELECT min(due) FROM job WHERE state = 'waiting' AND due > :now)
        """,
        {"now": stamp(now)},
    ).fetchone()
    return Counts(
        waiting=by_state.get("waiting", 0),
        running=by_state.get("running", 0),
        failed=by_state.get("failed", 0),
        oldest=None if oldest is None else time_of(oldest),
        timers=by_state.get("timer", 0),
        next_due=None if next_due is None else time_of(next_due),
    )


_FAILED = """
    SELECT * FROM job WHERE state = 'failed' AND due <= :due
        AND (due < :due OR feature > :feature OR feature = :feature AND place > :place)
    ORDER BY due DESC, feature, place LIMIT :most
    """
_FIRST = {"due": 2**63 - 1, "feature": "", "place": ""}


def failed(
    connection: sqlite3.Connection, most: int, after: Failed | None
) -> Sequence[Failed]:
    """Up to so many of the buried jobs, newest first: of those after this one."""
    last = named(after.key) | {"due": stamp(after.at)} if after else _FIRST
    rows = connection.execute(_FAILED, {**last, "most": most})
    return tuple(
        Failed(
            key=key_of(row),
            installation=row["installation"],
            attempts=row["attempts"],
            why=row["why"],
            at=time_of(row["due"]),
        )
        for row in rows
    )


def pending(connection: sqlite3.Connection, most: int) -> Sequence[Pending]:
    """Up to so many of those that run, then of those that wait, earliest first."""
    found: list[sqlite3.Row] = []
    for state in ("running", "waiting"):
        found += connection.execute(
            "SELECT * FROM job WHERE state = ? ORDER BY due, id LIMIT ?",
            (state, max(0, most - len(found))),
        )
    return tuple(
        Pending(
            key=key_of(row),
            installation=row["installation"],
            state=row["state"],
            timer=bool(row["timer"]) and not row["again"],
            due=time_of(row["due"]),
            attempts=row["attempts"],
            why=row["why"],
        )
        for row in found
    )


def ended(connection: sqlite3.Connection) -> Sequence[Ended]:
    """What came of the last jobs, newest first."""
    return tuple(
        Ended(key_of(row), row["outcome"], row["why"], time_of(row["at"]))
        for row in connection.execute("SELECT * FROM ended ORDER BY id DESC")
    )


def recall(connection: sqlite3.Connection, name: str) -> str:
    """What was last remembered under this name; "" where nothing was."""
    found = connection.execute("SELECT text FROM remembered WHERE name = ?", (name,))
    return str((found.fetchone() or ("",))[0])


def remember(connection: sqlite3.Connection, name: str, text: str) -> None:
    """Keep this text under the name."""
    connection.execute("INSERT OR REPLACE INTO remembered VALUES (?, ?)", (name, text))


def check(connection: sqlite3.Connection, now: datetime) -> None:
    """Write something, to see whether that can be done."""
    statement = "INSERT OR REPLACE INTO checked (id, at) VALUES (1, ?)"
    connection.execute(statement, (stamp(now),))
