"""The to-do list as rows: what each operation is in SQL, each inside a transaction.

Times are whole microseconds since 1970, UTC.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.todo.job import (
    ATTEMPTS,
    Again,
    Buried,
    Counts,
    Done,
    Failed,
    Job,
    Key,
    Outcome,
    StoreUnavailable,
    Wake,
)

VERSION = 2

SCHEMA = (
    """
    CREATE TABLE job (
        id INTEGER PRIMARY KEY,           -- order of arrival
        feature TEXT NOT NULL,
        place TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'failed')),
        installation INTEGER NOT NULL,
        newest_comment INTEGER NOT NULL,
        due INTEGER NOT NULL,             -- of a failed one: when it was buried
        attempts INTEGER NOT NULL,        -- those that have failed
        timer INTEGER NOT NULL DEFAULT 0, -- of a waiting one: nobody told of anything
        worker INTEGER,                   -- of a running one: who has leased it
        why TEXT NOT NULL DEFAULT '',     -- the last failure
        UNIQUE (feature, place, state)    -- one waits, one runs, one is buried
    )
    """,
    "CREATE INDEX job_due ON job (state, due, id)",
    "CREATE TABLE checked (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL)",
)

UPGRADES = ("", "ALTER TABLE job ADD COLUMN timer INTEGER NOT NULL DEFAULT 0")
"""From each version to the next; there was none before the first."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_END = """
    DELETE FROM job
    WHERE feature = :feature AND place = :place AND state = 'running'
    """
_DIG_UP = """
    DELETE FROM job
    WHERE feature = :feature AND place = :place AND state = 'failed'
    """
_SELECT_WAITING = """
    SELECT * FROM job
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """
_TAKE_OVER = """
    UPDATE job SET newest_comment = max(newest_comment, :comment),
        due = min(due, ifnull(:due, due))
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """
_ONCE_MORE = """
    UPDATE job SET newest_comment = max(newest_comment, :comment), attempts = :last
    WHERE feature = :feature AND place = :place AND state = 'waiting'
    """


@dataclass(frozen=True, slots=True)
class Leased:
    """Jobs to run now, and when the next of those that are left is due."""

    jobs: tuple[Job, ...]
    next_due: datetime | None


def prepare(connection: sqlite3.Connection) -> None:
    """Make the schema where there is none; take the jobs of a dead worker back."""
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise StoreUnavailable(
            f"the to-do list was written by a newer compass-bot (schema {found}, this"
            f" one knows {VERSION}); start that one, or move the file away"
        )
    if found < VERSION:
        for statement in SCHEMA if found == 0 else UPGRADES[found:]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    orphans = connection.execute("SELECT * FROM job WHERE state = 'running'").fetchall()
    for row in orphans:
        job, due, why = _job(row), _time(row["due"]), "its worker died"
        once_too_often = job.attempt >= ATTEMPTS
        finish(connection, job, Buried(why) if once_too_often else Again(due, why), due)


def add(connection: sqlite3.Connection, wakes: Sequence[Wake], now: datetime) -> None:
    """Let each wake's key wait; what was buried under it no longer is if there is news.

    What is buried otherwise stays so until it runs, which it does once.
    """
    for wake in wakes:
        same = _key(wake.key)
        if wake.news:
            connection.execute(_DIG_UP, same)
        connection.execute(
            """
            INSERT INTO job (feature, place, state, installation, newest_comment, due,
                             attempts, timer)
            VALUES (:feature, :place, 'waiting', :installation, :comment, :due,
                    CASE WHEN EXISTS (SELECT 1 FROM job WHERE feature = :feature
                                      AND place = :place AND state = 'failed')
                        THEN :last ELSE 0 END,
                    NOT :news)
            ON CONFLICT (feature, place, state) DO UPDATE SET
                installation = excluded.installation,
                newest_comment = max(newest_comment, excluded.newest_comment),
                due = CASE WHEN timer OR :news THEN min(due, excluded.due)
                    ELSE due END,
                attempts = CASE WHEN :news THEN 0 ELSE attempts END,
                timer = timer AND NOT :news
            """,
            same
            | {
                "installation": wake.installation,
                "comment": wake.newest_comment,
                "due": _stamp(wake.due or now),
                "last": ATTEMPTS - 1,
                "news": wake.news,
            },
        )


def lease(
    connection: sqlite3.Connection, worker: int, most: int, now: datetime
) -> Leased:
    """Give `worker` up to `most` due jobs whose keys nobody is at.

    None of them is buried any longer: what comes of this try is what counts.
    """
    rows = connection.execute(
        """
        SELECT * FROM job WHERE state = 'waiting' AND due <= ? AND NOT EXISTS (
            SELECT 1 FROM job AS other WHERE other.state = 'running'
            AND other.feature = job.feature AND other.place = job.place)
        ORDER BY due, id LIMIT ?
        """,
        (_stamp(now), most),
    ).fetchall()
    connection.executemany(
        "UPDATE job SET state = 'running', worker = ? WHERE id = ?",
        [(worker, row["id"]) for row in rows],
    )
    jobs = tuple(_job(row) for row in rows)
    connection.executemany(_DIG_UP, [_key(job.key) for job in jobs])
    (due,) = connection.execute(
        "SELECT min(due) FROM job WHERE state = 'waiting'"
    ).fetchone()
    return Leased(jobs, None if due is None else _time(due))


def finish(
    connection: sqlite3.Connection, job: Job, outcome: Outcome, now: datetime
) -> None:
    """Record what came of a running job.

    Where its key waits again because of news, that job takes over what is left to do:
    it knows of something newer, and starts with all its attempts. A timer takes over
    as well, but what has failed counts: it is a retry from now on, at the retry's time,
    or after the burial one more try at its own.
    """
    same = _key(job.key)
    if isinstance(outcome, Done):
        connection.execute(_END, same)
        return
    again = isinstance(outcome, Again)
    due = _stamp(outcome.due) if isinstance(outcome, Again) else None
    values = same | {
        "comment": job.newest_comment,
        "state": "waiting" if again else "failed",
        "due": due,
        "now": _stamp(now),
        "attempts": job.attempt - (isinstance(outcome, Again) and not outcome.counts),
        "why": outcome.why,
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
            due = ifnull(:due, :now), attempts = :attempts, why = :why, worker = NULL
        WHERE feature = :feature AND place = :place AND state = 'running'
        """,
        values,
    )


def hand_back(connection: sqlite3.Connection, worker: int) -> tuple[Key, ...]:
    """Let everything that `worker` has leased wait again, no attempt being used up."""
    rows = connection.execute(
        "SELECT * FROM job WHERE state = 'running' AND worker = ?", (worker,)
    ).fetchall()
    for row in rows:
        again = Again(_time(row["due"]), row["why"], counts=False)
        finish(connection, _job(row), again, again.due)
    return tuple(_job(row).key for row in rows)


def counts(connection: sqlite3.Connection, now: datetime) -> Counts:
    """How much waits, runs and has failed."""
    query = """
        SELECT CASE WHEN state = 'waiting' AND timer AND due > ? THEN 'timer'
               ELSE state END, count(*)
        FROM job GROUP BY 1
        """
    by_state: dict[str, int] = dict(connection.execute(query, (_stamp(now),)))
    oldest, next_due = connection.execute(
        """
        SELECT (SELECT min(due) FROM job WHERE state = 'waiting' AND due <= :now),
               (SELECT min(due) FROM job WHERE state = 'waiting' AND due > :now)
        """,
        {"now": _stamp(now)},
    ).fetchone()
    return Counts(
        waiting=by_state.get("waiting", 0),
        running=by_state.get("running", 0),
        failed=by_state.get("failed", 0),
        oldest=None if oldest is None else _time(oldest),
        timers=by_state.get("timer", 0),
        next_due=None if next_due is None else _time(next_due),
    )


def failed(connection: sqlite3.Connection) -> tuple[Failed, ...]:
    """The buried jobs, newest first."""
    rows = connection.execute(
        "SELECT * FROM job WHERE state = 'failed' ORDER BY due DESC, id DESC"
    )
    return tuple(
        Failed(
            key=Key(row["feature"], row["place"]),
            installation=row["installation"],
            attempts=row["attempts"],
            why=row["why"],
            at=_time(row["due"]),
        )
        for row in rows
    )


def check(connection: sqlite3.Connection, now: datetime) -> None:
    """Write something, to see whether that can be done."""
    statement = "INSERT OR REPLACE INTO checked (id, at) VALUES (1, ?)"
    connection.execute(statement, (_stamp(now),))


def _key(key: Key) -> dict[str, object]:
    return {"feature": key.feature, "place": key.place}


def _job(row: sqlite3.Row) -> Job:
    return Job(
        key=Key(row["feature"], row["place"]),
        installation=row["installation"],
        newest_comment=row["newest_comment"],
        attempt=row["attempts"] + 1,
        news=not row["timer"],
    )


def _stamp(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND


def _time(stamp: int) -> datetime:
    return _EPOCH + stamp * _MICROSECOND
