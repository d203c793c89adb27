"""What becomes of a job in PostgreSQL that was given to a worker.

Procrastinate would retry a job by letting its row wait again, which fails where its key
waits already. Here one takes the other over, in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from bot.todo.job import (
    ATTEMPTS,
    Again,
    Buried,
    Done,
    Key,
    Outcome,
    Wake,
    retried_later,
)
from bot.todo.postgres_address import Connection
from bot.todo.postgres_adds import Wish, add
from bot.todo.postgres_rows import (
    CHANNEL,
    TIMER,
    Leased,
    Row,
    leased,
    said,
    stamped,
)
from bot.todo.reason import kept

_DONE = """
    WITH gone AS (
        DELETE FROM procrastinate_jobs
        WHERE id = %(row)s AND status = 'doing' AND worker_id = %(worker)s
        RETURNING lock, args
    ), told AS (
        INSERT INTO compass_ended (feature, place, outcome, why, at)
        SELECT args ->> 'feature', args ->> 'place', 'done', %(why)s, %(now)s FROM gone
    )
    SELECT CASE WHEN EXISTS (
            SELECT FROM procrastinate_jobs WHERE queueing_lock = gone.lock
                AND status = 'todo' AND scheduled_at <= %(now)s)
        THEN pg_notify(%(channel)s, '') END
    FROM gone
    """
"""Ends a job with which nothing is left to do, and tells of one that waited for it."""


_DIG_UP = """
    WITH buried AS (
        DELETE FROM procrastinate_jobs
        WHERE status = 'failed' AND lock = ANY(%(locks)s) RETURNING lock, args
    ), with_all_attempts AS (
        UPDATE procrastinate_jobs AS job SET attempts = 0 FROM buried
        WHERE status = 'todo' AND queueing_lock = buried.lock AND attempts > 0
    )
    SELECT lock, args FROM buried
    """


async def record(
    connection: Connection, job: Leased, outcome: Outcome, now: datetime
) -> bool:
    """Record what came of a job, and keep that as one of the last.

    False, and nothing changes, where it is no longer its worker's.
    """
    if isinstance(outcome, Done):
        values: dict[str, Any] = {
            "row": job.row,
            "worker": job.worker,
            "why": kept(outcome.why),
            "now": now,
            "channel": CHANNEL,
        }
        return (await connection.execute(_DONE, values)).rowcount > 0
    async with connection.transaction():
        rows = await _lock(
            connection, "id = %s AND worker_id = %s FOR UPDATE", job.row, job.worker
        )
        for row in rows:
            await _end(connection, row, outcome, now)
            if await _is_due(connection, row["lock"], now):
                await _tell(connection)
    return bool(rows)


async def hand_back(connection: Connection, workers: Sequence[int]) -> Sequence[Key]:
    """Let everything that these have wait again, no attempt being used up."""
    async with connection.transaction():
        rows = await _lock(connection, "worker_id = ANY(%s) FOR UPDATE", list(workers))
        for row in rows:
            again = Again(row["scheduled_at"], row["args"]["why"], counts=False)
            await _settle(connection, row, again, row["args"]["said"])
        if rows:
            await _tell(connection)
    return [leased(row).key for row in rows]


async def take_over(connection: Connection, now: datetime) -> Sequence[Key]:
    """Let what has lost its worker run again; an attempt is used up."""
    why = "its worker died"
    async with connection.transaction():
        rows = await _lock(connection, "worker_id IS NULL FOR UPDATE SKIP LOCKED")
        for row in rows:
            once_too_often = leased(row).job.attempt >= ATTEMPTS
            again = Again(row["scheduled_at"], why)
            await _end(connection, row, Buried(why) if once_too_often else again, now)
    return [leased(row).key for row in rows]


async def retry(
    connection: Connection, keys: Sequence[Key], now: datetime
) -> Sequence[Key]:
    """Let buried jobs wait again, the first ones as if somebody had just told of them.

    Where such a key waits for a time, it waits no longer.
    """
    locks = [str(key) for key in keys]
    async with connection.transaction():
        cursor = await connection.execute(_DIG_UP, {"locks": locks})
        buried = {row["lock"]: row["args"] for row in await cursor.fetchall()}
        found = [key for key in keys if str(key) in buried]
        wishes: list[Wish] = []
        for place, key in enumerate(found):
            args, later = buried[str(key)], retried_later(place)
            installation, newest = args["installation"], args["newest_comment"]
            wake = Wake(key, installation, newest, due=now + later, news=not later)
            wishes.append(Wish(wake, now))
        await add(connection, wishes, now)
    return found


async def _lock(connection: Connection, condition: str, *values: object) -> list[Row]:
    running = "SELECT * FROM procrastinate_jobs WHERE status = 'doing' AND "
    cursor = await connection.execute(running + condition, values)
    return await cursor.fetchall()


async def _is_due(connection: Connection, lock: str, now: datetime) -> bool:
    waiting = await _waiting(connection, lock)
    return waiting is not None and waiting["scheduled_at"] <= now


async def _tell(connection: Connection) -> None:
    """Let all who look for work look now."""
    await connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))


async def _end(
    connection: Connection, row: Row, outcome: Again | Buried, now: datetime
) -> None:
    await _settle(connection, row, outcome, said(now))
    await connection.execute(
        """
        INSERT INTO compass_ended (feature, place, outcome, why, at)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (
            row["args"]["feature"],
            row["args"]["place"],
            "again" if isinstance(outcome, Again) else "buried",
            kept(outcome.why),
            now,
        ),
    )


async def _settle(
    connection: Connection, row: Row, outcome: Again | Buried, saying: dict[str, Any]
) -> None:
    """Let the row of a running job say what is left to do.

    Where its key waits again because of news, that job takes over what is left to do:
    it knows of something newer, and starts with all its attempts. A timer takes over
    as well, but what has failed counts: it is a retry from now on, at the retry's time,
    or after the burial one more try at its own.
    """
    again = outcome if isinstance(outcome, Again) else None
    waiting = await _waiting(connection, row["lock"])
    newest = row["args"]["newest_comment"]
    if waiting is not None:
        newest = max(newest, waiting["args"]["newest_comment"])
        waiting["args"]["newest_comment"] = newest
        if waiting["priority"] != TIMER:
            if again and again.due < waiting["scheduled_at"]:
                waiting["scheduled_at"] = again.due
                waiting["args"]["said"] = saying
            await _delete(connection, row)
            await _write(connection, waiting)
            return
        if again:
            await _delete(connection, waiting)
        else:
            waiting["attempts"] = ATTEMPTS - 1
            await _write(connection, waiting)
    row["status"] = "todo" if again else "failed"
    row["priority"] = 0
    row["scheduled_at"] = again.due if again else stamped(saying["at"])
    row["attempts"] += again.counts if again else 1
    row["args"] |= {"said": saying, "why": kept(outcome.why)}
    if again:
        row["args"]["newest_comment"] = newest
    await _write(connection, row)


async def _waiting(connection: Connection, lock: str) -> Row | None:
    cursor = await connection.execute(
        """
        SELECT * FROM procrastinate_jobs
        WHERE queueing_lock = %s AND status = 'todo' FOR UPDATE
        """,
        (lock,),
    )
    return await cursor.fetchone()


async def _delete(connection: Connection, row: Row) -> None:
    await connection.execute(
        "DELETE FROM procrastinate_jobs WHERE id = %(id)s", {"id": row["id"]}
    )


async def _write(connection: Connection, row: Row) -> None:
    """Let the row be so; what Procrastinate noted of it before is of no use any more.

    It notes every change, and of a key that always waits again that would never end.
    """
    await connection.execute(
        "DELETE FROM procrastinate_events WHERE job_id = %(id)s", {"id": row["id"]}
    )
    await connection.execute(
        """
        UPDATE procrastinate_jobs SET status = %(status)s, priority = %(priority)s,
            scheduled_at = %(scheduled_at)s, attempts = %(attempts)s, args = %(args)s,
            worker_id = NULL, abort_requested = false
        WHERE id = %(id)s
        """,
        row | {"args": Jsonb(row["args"])},
    )
