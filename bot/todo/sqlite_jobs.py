"""What becomes of the list in SQLite: each operation, inside a transaction."""

import sqlite3
from collections.abc import Iterable, Sequence
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
    retried_later,
)
from bot.todo.reason import kept
from bot.todo.sqlite_file import Damaged
from bot.todo.sqlite_rows import job_of, key_of, named, stamp, time_of
from bot.todo.sqlite_schema import make_schema, repository_of

_END = """
    DELETE FROM job
    WHERE feature = :feature AND place = :place AND state = 'running'
    """
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
_SELECT_WAITING = """
    SELECT * FROM job
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """
_TAKE_OVER = """
    UPDATE job SET newest_comment = max(newest_comment, :comment),
        said = CASE WHEN :due < due THEN :said ELSE said END,
        due = min(due, ifnull(:due, due))
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """
_ONCE_MORE = """
    UPDATE job SET newest_comment = max(newest_comment, :comment), attempts = :last
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """

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
        job, why = job_of(row), "its worker died"
        once_too_often = job.attempt >= ATTEMPTS
        outcome = Buried(why) if once_too_often else Again(time_of(row["due"]), why)
        finish(connection, job, outcome, now)


def dig_up(connection: sqlite3.Connection, keys: Iterable[Key]) -> None:
    """None of these is buried any longer: what comes of the next try is what counts."""
    connection.executemany(_DIG_UP, [named(key) for key in keys])


def set_right(connection: sqlite3.Connection, now: datetime) -> None:
    """Let nothing wait for a time that was set by a clock which was ahead of `now`.

    It waits as long as it was to wait then, and what was to run at once runs now.
    """
    connection.execute(
        "UPDATE job SET due = due - (said - :now), said = :now WHERE said > :now",
        {"now": stamp(now)},
    )


def add(connection: sqlite3.Connection, wakes: Sequence[Wake], now: datetime) -> None:
    """Let each wake's key wait; what was buried under it no longer is if there is news.

    What is buried otherwise stays so until it runs, which it does once.
    """
    for wake in wakes:
        same = named(wake.key)
        if wake.news:
            dig_up(connection, [wake.key])
        connection.execute(
            """
            INSERT INTO job (feature, place, state, installation, newest_comment, due,
                             attempts, timer, repository, said)
            VALUES (:feature, :place, 'waiting', :installation, :comment, :due,
                    CASE WHEN EXISTS (SELECT 1 FROM job WHERE feature = :feature
                                      AND place = :place AND state = 'failed')
                        THEN :last ELSE 0 END,
                    NOT :news, :repository, :said)
            ON CONFLICT (feature, place, state) DO UPDATE SET
                installation = excluded.installation,
                newest_comment = max(newest_comment, excluded.newest_comment),
                said = CASE WHEN (timer OR :news) AND excluded.due < due
                    THEN excluded.said ELSE said END,
                due = CASE WHEN timer OR :news THEN min(due, excluded.due)
                    ELSE due END,
                attempts = CASE WHEN :news THEN 0 ELSE attempts END,
                timer = timer AND NOT :news
            """,
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


def finish(
    connection: sqlite3.Connection, job: Job, outcome: Outcome, now: datetime
) -> None:
    """Record what came of a running job, and keep that as one of the last."""
    _settle(connection, job, outcome, now)
    name = {Done: "done", Again: "again", Buried: "buried"}[type(outcome)]
    values = named(job.key) | {
        "outcome": name,
        "why": kept(outcome.why),
        "now": stamp(now),
    }
    cursor = connection.execute(
        "INSERT INTO ended (feature, place, outcome, why, at)"
        " VALUES (:feature, :place, :outcome, :why, :now)",
        values,
    )
    connection.execute(
        "DELETE FROM ended WHERE id <= ? - ?", (cursor.lastrowid, ENDED_KEPT)
    )


def hand_back(
    connection: sqlite3.Connection, worker: int, until: datetime | None
) -> tuple[Key, ...]:
    """Let everything that `worker` has leased wait again, no attempt being used up.

    It waits until then, if it is not for later anyway.
    """
    rows = connection.execute(
        "SELECT * FROM job WHERE state = 'running' AND worker = ?", (worker,)
    ).fetchall()
    for row in rows:
        due = time_of(row["due"])
        again = Again(max(due, until or due), row["why"], counts=False)
        _settle(connection, job_of(row), again, time_of(row["said"]))
    return tuple(key_of(row) for row in rows)


def retry(
    connection: sqlite3.Connection, keys: Sequence[Key], now: datetime
) -> tuple[Key, ...]:
    """Let buried jobs wait again, the first ones as if somebody had just told of them.

    Where such a key waits for a time, it waits no longer.
    """
    found: list[Key] = []
    for key in keys:
        buried = connection.execute(_SELECT_BURIED, named(key)).fetchone()
        if buried is None:
            continue
        later = retried_later(len(found))
        dig_up(connection, [key])
        connection.execute(_ALL_ATTEMPTS, named(key))
        wake = Wake(
            key,
            buried["installation"],
            buried["newest_comment"],
            due=now + later,
            news=not later,
        )
        add(connection, [wake], now)
        found.append(key)
    return tuple(found)


def _settle(
    connection: sqlite3.Connection, job: Job, outcome: Outcome, said: datetime
) -> None:
    """Let the row of a running job say what is left to do.

    Where its key waits again because of news, that job takes over what is left to do:
    it knows of something newer, and starts with all its attempts. A timer takes over
    as well, but what has failed counts: it is a retry from now on, at the retry's time,
    or after the burial one more try at its own.
    """
    same = named(job.key)
    if isinstance(outcome, Done):
        connection.execute(_END, same)
        return
    again = isinstance(outcome, Again)
    due = stamp(outcome.due) if isinstance(outcome, Again) else None
    values = same | {
        "comment": job.newest_comment,
        "state": "waiting" if again else "failed",
        "due": due,
        "said": stamp(said),
        "attempts": job.attempt - (isinstance(outcome, Again) and not outcome.counts),
        "why": kept(outcome.why),
        "last": ATTEMPTS - 1,
    }
    waiting = connection.execute(_SELECT_WAITING, same).fetchone()
    if waiting and not waiting["timer"]:
        connection.execute(_TAKE_OVER, values)
        connection.execute(_END, same)
        return
    if waiting and again:
        values["comment"] = max(job.newest_comment, waiting["newest_comment"])
        connection.execute("DELETE FROM job WHERE id = ?", (waiting["id"],))
    elif waiting:
        connection.execute(_ONCE_MORE, values)
    connection.execute(
        """
        UPDATE job SET state = :state, newest_comment = :comment, timer = 0,
            due = ifnull(:due, :said), said = :said, attempts = :attempts, why = :why,
            worker = NULL
        WHERE feature = :feature AND place = :place AND state = 'running'
        """,
        values,
    )
