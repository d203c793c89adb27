"""What becomes of the list in SQLite: each operation, inside a transaction."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.todo.job import (
    ATTEMPTS,
    ENDED_KEPT,
    Again,
    Buried,
    Done,
    Job,
    Key,
    Outcome,
    Wake,
)
from bot.todo.order import retried_later
from bot.todo.outcome import Entry, Said, after_death, handed_back, left
from bot.todo.reason import kept
from bot.todo.sqlite_file import Damaged
from bot.todo.sqlite_rows import columns_of, entry_of, key_of, named, stamp
from bot.todo.sqlite_schema import make_schema, repository_of

_DIG_UP = """
    DELETE FROM job
    WHERE feature = :feature AND place = :place AND state = 'failed'
    """
_SELECT_BURIED = """
    SELECT * FROM job
    WHERE feature = :feature AND place = :place AND state = 'failed'
    """
_ALL_ATTEMPTS = """
    UPDATE job SET attempts = 0
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """
_END = """
    DELETE FROM job
    WHERE feature = :feature AND place = :place AND state = 'running'
    """
_SELECT_OF_KEY = """
    SELECT * FROM job
    WHERE feature = :feature AND place = :place AND state IN ('running', 'waiting')
    """
_WRITE = """
    UPDATE job SET state = :state, newest_comment = :newest_comment, due = :due,
        said = :said, attempts = :attempts, timer = :timer, again = :again,
        rests = :rests, why = :why, worker = NULL
    WHERE id = :id
    """
_IS_SOONER = """
    (:news OR timer AND NOT again) AND max(excluded.due, job.rests) < job.due
    """
_ADD = f"""
    INSERT INTO job (feature, place, state, installation, newest_comment, due,
                     attempts, timer, repository, said, rests)
    SELECT :feature, :place, 'waiting', :installation, :comment,
        max(:due, ifnull(buried.rests, 0)),
        CASE WHEN buried.id IS NULL OR :news THEN 0 ELSE :last END,
        NOT :news, :repository, :said, ifnull(buried.rests, 0)
    FROM (SELECT 1) LEFT JOIN job AS buried ON buried.feature = :feature
        AND buried.place = :place AND buried.state = 'failed'
    WHERE true
    ON CONFLICT (feature, place, state) DO UPDATE SET
        installation = excluded.installation,
        newest_comment = max(newest_comment, excluded.newest_comment),
        said = CASE WHEN {_IS_SOONER} THEN excluded.said ELSE said END,
        due = CASE WHEN {_IS_SOONER} THEN max(excluded.due, job.rests) ELSE due END,
        attempts = CASE WHEN :news THEN 0 ELSE attempts END,
        timer = timer AND NOT :news
    """  # noqa: S608 - made of this file's own words

NOBODY = 0
"""The worker of what a dead process was at: those of this one count from 1."""


def prepare(connection: sqlite3.Connection, now: datetime) -> None:
    """Make the schema where there is none; what ran is what a dead process was at."""
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise Damaged(verdict.splitlines()[-1])
    make_schema(connection)
    set_right(connection, now)
    connection.execute("UPDATE job SET worker = ? WHERE state = 'running'", (NOBODY,))


def take_back(connection: sqlite3.Connection, now: datetime) -> None:
    """Let what a dead process was at wait again, an attempt being used up."""
    query = "SELECT * FROM job WHERE state = 'running' AND worker = ?"
    for row in connection.execute(query, (NOBODY,)).fetchall():
        _end(connection, key_of(row), after_death(entry_of(row)), now)


def dig_up(connection: sqlite3.Connection, keys: Iterable[Key]) -> None:
    """None of these is buried any longer: what comes of the next try is what counts."""
    connection.executemany(_DIG_UP, [named(key) for key in keys])


def set_right(connection: sqlite3.Connection, now: datetime) -> None:
    """Let nothing wait for a time that was set by a clock which was ahead of `now`.

    It waits as long as it was to wait then, and what was to run at once runs now.
    """
    connection.execute(
        """
        UPDATE job SET due = due - (said - :now), said = :now,
            rests = max(0, rests - (said - :now))
        WHERE said > :now
        """,
        {"now": stamp(now)},
    )


def add(connection: sqlite3.Connection, wakes: Sequence[Wake], now: datetime) -> None:
    """Let each wake's key wait; what was buried under it no longer is if there is news.

    What is buried otherwise stays so until it runs, which it does once.
    """
    for wake in wakes:
        same = named(wake.key)
        connection.execute(
            _ADD,
            same
            | {
                "installation": wake.installation,
                "comment": wake.newest_comment,
                "due": stamp(wake.due or now),
                "last": ATTEMPTS - 1,
                "news": wake.news,
                "repository": repository_of(wake.key.place),
                "said": stamp(now),
            },
        )
        if wake.news:
            connection.execute(_DIG_UP, same)


def finish(
    connection: sqlite3.Connection, job: Job, outcome: Outcome, now: datetime
) -> None:
    """Record what came of a running job, and keep that as one of the last."""
    _end(connection, job.key, outcome, now)


def hand_back(
    connection: sqlite3.Connection,
    worker: int,
    now: datetime,
    rests: datetime | None,
) -> tuple[Key, ...]:
    """Let everything that `worker` has leased wait again, no attempt being used up."""
    rows = connection.execute(
        "SELECT * FROM job WHERE state = 'running' AND worker = ?", (worker,)
    ).fetchall()
    for row in rows:
        again = handed_back(entry_of(row), rests)
        _settle(connection, key_of(row), again, now)
    return tuple(key_of(row) for row in rows)


def retry(
    connection: sqlite3.Connection, keys: Sequence[Key], now: datetime, place: int
) -> tuple[Key, ...]:
    """Let buried jobs wait again, the first ones as if somebody had just told of them.

    Where such a key waits for a time, it waits no longer.
    """
    found: list[Key] = []
    for key in keys:
        buried = connection.execute(_SELECT_BURIED, named(key)).fetchone()
        if buried is None:
            continue
        later = retried_later(place + len(found))
        wake = Wake(
            key,
            buried["installation"],
            buried["newest_comment"],
            due=now + later,
            news=not later,
        )
        add(connection, [wake], now)
        dig_up(connection, [key])
        connection.execute(_ALL_ATTEMPTS, named(key))
        found.append(key)
    return tuple(found)


def _end(
    connection: sqlite3.Connection, key: Key, outcome: Outcome, now: datetime
) -> None:
    _settle(connection, key, outcome, now)
    name = {Done: "done", Again: "again", Buried: "buried"}[type(outcome)]
    cursor = connection.execute(
        "INSERT INTO ended (feature, place, outcome, why, at)"
        " VALUES (:feature, :place, :outcome, :why, :now)",
        named(key) | {"outcome": name, "why": kept(outcome.why), "now": stamp(now)},
    )
    connection.execute(
        "DELETE FROM ended WHERE id <= ? - ?", (cursor.lastrowid, ENDED_KEPT)
    )


def _settle(
    connection: sqlite3.Connection, key: Key, outcome: Outcome, now: datetime
) -> None:
    """Let there be under the key of a running job what is left of it."""
    if isinstance(outcome, Done):  # what waits is left as it was
        connection.execute(_END, named(key))
        return
    found = connection.execute(_SELECT_OF_KEY, named(key)).fetchall()
    there = {entry.state: entry for entry in map(entry_of, found)}
    before = there.values()
    after = left(there["running"], there.get("waiting"), outcome, Said(now))
    _write(connection, before, after)


def _write(
    connection: sqlite3.Connection, before: Collection[Entry], after: Collection[Entry]
) -> None:
    """In this order, as only one row of a key is in each state."""
    stays = {entry.number for entry in after}
    for entry in before:
        if entry.number not in stays:
            connection.execute("DELETE FROM job WHERE id = ?", (entry.number,))
    for entry in after:
        if entry not in before:
            connection.execute(_WRITE, columns_of(entry))
