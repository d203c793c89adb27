"""How a job in SQLite is given to a worker, inside a transaction."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.todo.job import Job
from bot.todo.order import PEOPLE_FIRST, most_beside_first, most_of_installation
from bot.todo.sqlite_jobs import NOBODY, dig_up
from bot.todo.sqlite_rows import MICROSECOND, job_of, stamp, time_of

_HAS_ROOM = """
    (installation = 0 OR installation NOT IN (
            SELECT installation FROM job WHERE state = 'running' AND worker = :worker
            GROUP BY installation HAVING count(*) >= :of_installation)
        AND (NOT timer AND (installation, repository) NOT IN (
                SELECT installation, repository FROM job
                WHERE state = 'running' AND worker = :worker AND NOT timer)
            OR installation NOT IN (
                SELECT installation FROM job WHERE state = 'running' AND worker = :worker
                GROUP BY installation HAVING count(*) - count(
                    DISTINCT CASE WHEN NOT timer THEN repository END) >= :beside)))
    """
"""In the installation, and, if people ask for it first in its repository, only there."""
FIRST_OF_IDLE_REPOSITORIES = f"""
    SELECT * FROM job WHERE id = (
        SELECT id FROM job WHERE state = 'waiting' AND timer = :timer AND due <= :now
        AND repository NOT IN (SELECT repository FROM job WHERE state = 'running')
        AND {_HAS_ROOM}
        ORDER BY due, id LIMIT 1)
    """  # noqa: S608 - made of this file's own words
FIRST_OF_FREE_KEYS = f"""
    SELECT * FROM job WHERE id = (
        SELECT id FROM job WHERE state = 'waiting' AND timer = :timer AND due <= :now
        AND {_HAS_ROOM}
        AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.state = 'running'
            AND other.feature = job.feature AND other.place = job.place)
        ORDER BY due, id LIMIT 1)
    """  # noqa: S608 - made of this file's own words
_NEXT = """
    SELECT due FROM job WHERE state = 'waiting'
    AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.state = 'running'
        AND other.feature = job.feature AND other.place = job.place
        AND other.worker = :nobody)
    ORDER BY due LIMIT 1
    """
_COUNTS_AS_LATER = {False: 0, True: PEOPLE_FIRST // MICROSECOND}
"""By how much, for what somebody told of and for what nobody did."""


@dataclass(frozen=True, slots=True)
class Leased:
    """Jobs to run now, and when the next of those that are left is due."""

    jobs: tuple[Job, ...]
    next_due: datetime | None


def lease(
    connection: sqlite3.Connection,
    worker: int,
    most: int,
    now: datetime,
    *,
    concurrency: int,
) -> Leased:
    """Give `worker` up to `most` due jobs whose keys nobody is at, in their order.

    With them it runs no more than `concurrency` at once. None of them is buried any
    longer: what comes of this try is what counts.
    """
    values = {
        "now": stamp(now),
        "worker": worker,
        "of_installation": most_of_installation(concurrency),
        "beside": most_beside_first(concurrency),
    }
    jobs: list[Job] = []
    idle = True
    while len(jobs) < most:
        row = _first(connection, FIRST_OF_IDLE_REPOSITORIES, values) if idle else None
        if row is None:
            idle = False
            row = _first(connection, FIRST_OF_FREE_KEYS, values)
        if row is None:
            break
        connection.execute(
            "UPDATE job SET state = 'running', worker = ? WHERE id = ?",
            (worker, row["id"]),
        )
        jobs.append(job_of(row))
    dig_up(connection, [job.key for job in jobs])
    next_one = connection.execute(_NEXT, {"nobody": NOBODY}).fetchone()
    return Leased(tuple(jobs), time_of(next_one["due"]) if next_one else None)


def _first(
    connection: sqlite3.Connection, query: str, values: Mapping[str, object]
) -> sqlite3.Row | None:
    """The first of the jobs that the query means.

    It is asked twice, each time in the order of an index: no long list is sorted.
    """
    found: list[tuple[int, int, sqlite3.Row]] = []
    for timer, later in _COUNTS_AS_LATER.items():
        row = connection.execute(query, {**values, "timer": timer}).fetchone()
        if row is not None:
            found.append((row["due"] + later, row["id"], row))
    return min(found)[2] if found else None
