"""What becomes of a job in PostgreSQL that was given to a worker.

Procrastinate would retry a job by letting its row wait again, which fails where its key
waits already. Here one takes the other over, in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from bot.todo.job import (
    Again,
    Buried,
    Done,
    Key,
    Outcome,
    Wake,
)
from bot.todo.order import retried_later
from bot.todo.outcome import Entry, Said, after_death, handed_back, left
from bot.todo.postgres_address import Connection
from bot.todo.postgres_adds import Wish, add
from bot.todo.postgres_rows import (
    CHANNEL,
    HERE,
    Leased,
    Row,
    columns_of,
    entry_of,
    key_of,
)
from bot.todo.reason import kept

_DONE = """
    WITH gone AS (
        DELETE FROM procrastinate_jobs
        WHERE id = %(row)s AND status = 'doing' AND worker_id = %(worker)s
            AND (args ->> 'lease')::bigint = %(lease)s
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
"""Ends a job with which nothing is left to do, and tells of one that waited for it.

What waits is as `bot.todo.outcome` leaves it then: as it was.
"""

_BURIED = """
    SELECT lock, args FROM procrastinate_jobs
    WHERE status = 'failed' AND lock = ANY(%(locks)s) FOR UPDATE
    """
_DIG_UP = """
    WITH buried AS (
        DELETE FROM procrastinate_jobs
        WHERE status = 'failed' AND lock = ANY(%(locks)s)
    )
    UPDATE procrastinate_jobs SET attempts = 0
    WHERE status = 'todo' AND queueing_lock = ANY(%(locks)s) AND attempts > 0
    """
"""Of what waits again: it has all its attempts."""


async def record(
    connection: Connection, job: Leased, outcome: Outcome, now: datetime
) -> bool:
    """Record what came of a job, and keep that as one of the last.

    False, and nothing changes, where it was given away anew, or has ended.
    """
    if isinstance(outcome, Done):
        values: dict[str, Any] = {
            "row": job.row,
            "worker": job.worker,
            "lease": job.lease,
            "why": kept(outcome.why),
            "now": now,
            "channel": CHANNEL,
        }
        return (await connection.execute(_DONE, values)).rowcount > 0
    async with connection.transaction():
        condition = (
            "id = %s AND worker_id = %s AND (args ->> 'lease')::bigint = %s FOR UPDATE"
        )
        rows = await _lock(connection, condition, job.row, job.worker, job.lease)
        for row in rows:
            await _end(connection, row, outcome, now)
            if await _is_due(connection, row["lock"], now):
                await _tell(connection)
    return bool(rows)


async def hand_back(
    connection: Connection,
    workers: Sequence[int],
    now: datetime,
    rests: datetime | None,
) -> Sequence[Key]:
    """Let everything that these have wait again, no attempt being used up."""
    async with connection.transaction():
        rows = await _lock(connection, "worker_id = ANY(%s) FOR UPDATE", list(workers))
        for row in rows:
            await _settle(connection, row, handed_back(entry_of(row), rests), now)
        if rows:
            await _tell(connection)
    return [key_of(row) for row in rows]


async def take_over(connection: Connection, now: datetime) -> Sequence[Key]:
    """Let what has lost its worker run again; an attempt is used up."""
    async with connection.transaction():
        rows = await _lock(connection, "worker_id IS NULL FOR UPDATE SKIP LOCKED")
        for row in rows:
            await _end(connection, row, after_death(entry_of(row)), now)
    return [key_of(row) for row in rows]


async def retry(
    connection: Connection, keys: Sequence[Key], now: datetime, place: int
) -> Sequence[Key]:
    """Let buried jobs wait again, the first ones as if somebody had just told of them.

    Where such a key waits for a time, it waits no longer.
    """
    locks = [str(key) for key in keys]
    async with connection.transaction():
        cursor = await connection.execute(_BURIED, {"locks": locks})
        buried = {row["lock"]: row["args"] for row in await cursor.fetchall()}
        found = [key for key in keys if str(key) in buried]
        wishes: list[Wish] = []
        for number, key in enumerate(found, place):
            args, later = buried[str(key)], retried_later(number)
            installation, newest = args["installation"], args["newest_comment"]
            wake = Wake(key, installation, newest, due=now + later, news=not later)
            wishes.append(Wish(wake, now))
        await add(connection, wishes, now)
        await connection.execute(_DIG_UP, {"locks": list(buried)})
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
    await _settle(connection, row, outcome, now)
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
    connection: Connection, row: Row, outcome: Again | Buried, now: datetime
) -> None:
    """Let there be under the key of a running job what is left of it."""
    found, running = await _waiting(connection, row["lock"]), entry_of(row)
    waiting = entry_of(found) if found else None
    after = left(running, waiting, outcome, Said(now, HERE))
    stays = {entry.number for entry in after}
    for entry in (running, waiting):  # first, as only one row of a key waits
        if entry is not None and entry.number not in stays:
            await _delete(connection, entry.number)
    for entry in after:
        if entry not in (running, waiting):
            await _write(connection, entry)


async def _waiting(connection: Connection, lock: str) -> Row | None:
    cursor = await connection.execute(
        """
        SELECT * FROM procrastinate_jobs
        WHERE queueing_lock = %s AND status = 'todo' FOR UPDATE
        """,
        (lock,),
    )
    return await cursor.fetchone()


async def _delete(connection: Connection, number: int) -> None:
    await connection.execute("DELETE FROM procrastinate_jobs WHERE id = %s", (number,))


async def _write(connection: Connection, entry: Entry) -> None:
    """Let the row be so; what Procrastinate noted of it before is of no use any more.

    It notes every change, and of a key that always waits again that would never end.
    """
    await connection.execute(
        "DELETE FROM procrastinate_events WHERE job_id = %s", (entry.number,)
    )
    columns = columns_of(entry)
    await connection.execute(
        """
        UPDATE procrastinate_jobs SET status = %(status)s, priority = %(priority)s,
            scheduled_at = %(scheduled_at)s, attempts = %(attempts)s,
            args = args || %(args)s, worker_id = NULL, abort_requested = false
        WHERE id = %(id)s
        """,
        columns | {"args": Jsonb(columns["args"])},
    )
