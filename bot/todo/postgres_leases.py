"""How a job in PostgreSQL is given to a worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.todo.at_work import MOMENT
from bot.todo.order import PEOPLE_FIRST, most_beside_first, most_of_installation
from bot.todo.postgres_address import Connection
from bot.todo.postgres_rows import HERE, Leased, leased, stamp

_BAD_ERROR = timedelta(hours=1)
"""Two machines whose clocks differ by no more than this may both mean what they say."""

_SOME = 20
"""So many workers may look for a job at the same instant, and each finds another."""

_IDLE = "args ->> 'repository' NOT IN (SELECT repository FROM running)"
_FREE = "lock NOT IN (SELECT lock FROM running)"
_HAS_ROOM_BESIDE = """
    args ->> 'installation' NOT IN (SELECT installation FROM full_beside_first)
    """
_HAS_ROOM_FIRST = f"""
    ((args ->> 'installation', args ->> 'repository') NOT IN (
        SELECT installation, repository FROM asked)
    OR {_HAS_ROOM_BESIDE})
    """  # noqa: S608 - made of this file's own words
_HAS_ROOM = {0: _HAS_ROOM_FIRST, -1: _HAS_ROOM_BESIDE}
"""Beside that in its installation, by priority."""


def _first(condition: str, group: int, priority: int) -> str:
    return f"""
        (SELECT id, {group} AS grouped,
            scheduled_at - {priority} * %(later)s::interval AS turn
        FROM procrastinate_jobs
        WHERE status = 'todo' AND priority = {priority} AND scheduled_at <= %(now)s
            AND {condition} AND (args ->> 'installation' = '0' OR
                args ->> 'installation' NOT IN (SELECT installation FROM full_installation)
                AND {_HAS_ROOM[priority]})
        ORDER BY scheduled_at, id LIMIT {_SOME})
        """  # noqa: S608 - made of this file's own words


_CANDIDATES = " UNION ALL ".join(
    _first(condition, group, priority)
    for group, condition in enumerate((_IDLE, _FREE))
    for priority in (0, -1)
)
_LEASE = f"""
    WITH running AS MATERIALIZED (
        SELECT lock, args ->> 'repository' AS repository,
            args ->> 'installation' AS installation, worker_id, priority
        FROM procrastinate_jobs WHERE status = 'doing'
    ), full_installation AS MATERIALIZED (
        SELECT installation FROM running WHERE worker_id = %(worker)s
        GROUP BY installation HAVING count(*) >= %(of_installation)s
    ), asked AS MATERIALIZED (
        SELECT installation, repository FROM running
        WHERE worker_id = %(worker)s AND priority = 0
    ), full_beside_first AS MATERIALIZED (
        SELECT installation FROM running WHERE worker_id = %(worker)s
        GROUP BY installation HAVING count(*) - count(DISTINCT repository)
            FILTER (WHERE priority = 0) >= %(beside)s
    ), wanted AS MATERIALIZED (
        SELECT array_agg(id ORDER BY grouped, turn, id) AS ids
        FROM ({_CANDIDATES}) AS candidate
    ), given AS (
        SELECT id, lock FROM procrastinate_jobs
        WHERE id = ANY((SELECT ids FROM wanted)::bigint[])
            AND status = 'todo' AND scheduled_at <= %(now)s
            AND EXISTS (SELECT FROM procrastinate_workers WHERE id = %(worker)s)
        ORDER BY array_position((SELECT ids FROM wanted), id) LIMIT 1
        FOR UPDATE SKIP LOCKED
    ), dug_up AS (
        DELETE FROM procrastinate_jobs AS buried USING given
        WHERE buried.status = 'failed' AND buried.lock = given.lock
    )
    UPDATE procrastinate_jobs AS job SET status = 'doing', worker_id = %(worker)s,
        args = args || jsonb_build_object('lease',
            coalesce((args ->> 'lease')::bigint, 0) + 1)
    FROM given WHERE job.id = given.id RETURNING job.*
    """  # noqa: S608 - made of this file's own words
"""Gives the first due job whose key nobody is at, as `bot.todo.job` has the order.

Each of the inner queries is in the order of the index `compass_turn`, so that no length
of list is sorted. What they find is looked up by its numbers, not joined: PostgreSQL may
have planned this while the list was empty.
"""

_NEXT_DUE = """
    SELECT least(
        (SELECT scheduled_at FROM procrastinate_jobs
         WHERE status = 'todo' AND priority = 0 ORDER BY scheduled_at LIMIT 1),
        (SELECT scheduled_at FROM procrastinate_jobs
         WHERE status = 'todo' AND priority = -1 ORDER BY scheduled_at LIMIT 1)) AS due
    """


async def lease(
    connection: Connection, worker: int, now: datetime, *, concurrency: int
) -> Leased | None:
    """Give `worker` the next due job; None where there is none, or no such worker.

    With it, it runs no more than `concurrency` at once. It is no longer buried: what
    comes of this try is what counts.
    """
    values = {
        "worker": worker,
        "now": now,
        "later": PEOPLE_FIRST,
        "of_installation": most_of_installation(concurrency),
        "beside": most_beside_first(concurrency),
    }
    row = await (await connection.execute(_LEASE, values)).fetchone()
    return leased(row) if row else None


async def leased_unheard(
    connection: Connection, worker: int, known: Sequence[Leased]
) -> Sequence[Leased]:
    """What was given to `worker` beside what it knows of.

    So it is where the connection was lost before the answer came.
    """
    cursor = await connection.execute(
        """
        SELECT * FROM procrastinate_jobs
        WHERE status = 'doing' AND worker_id = %s AND NOT EXISTS (
            SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS known (row, lease)
            WHERE known.row = id AND lease = (args ->> 'lease')::bigint)
        """,
        (worker, [job.row for job in known], [job.lease for job in known]),
    )
    return [leased(row) for row in await cursor.fetchall()]


async def next_due(connection: Connection) -> datetime | None:
    """When the first of all that wait is due, or was."""
    row = await (await connection.execute(_NEXT_DUE)).fetchone()
    return row["due"] if row else None


async def due_rows(
    connection: Connection, locks: Sequence[str], now: datetime
) -> Mapping[str, int]:
    """The rows in which some of these keys are due."""
    cursor = await connection.execute(
        """
        SELECT lock, id FROM procrastinate_jobs
        WHERE status = 'todo' AND queueing_lock = ANY(%s) AND scheduled_at <= %s
        """,
        (list(locks), now),
    )
    return {row["lock"]: row["id"] for row in await cursor.fetchall()}


async def set_right(connection: Connection, now: datetime) -> None:
    """Let nothing wait for a time that was set by a clock which was ahead of `now`.

    It waits as long as it was to wait then, and what was to run at once runs now. That
    is for what this machine has said; of another's clock only a bad error is one.
    """
    await connection.execute(
        """
        UPDATE procrastinate_jobs SET
            scheduled_at = scheduled_at
                - ((args #>> '{said,at}')::bigint - %(now)s) * interval '1 microsecond',
            args = jsonb_set(args, '{said,at}', to_jsonb(%(now)s::bigint))
                || jsonb_build_object('rests', greatest(0,
                    coalesce((args ->> 'rests')::bigint, 0)
                    - ((args #>> '{said,at}')::bigint - %(now)s)))
        WHERE (args #>> '{said,at}')::bigint
            > CASE args #>> '{said,by}' WHEN %(here)s THEN %(late)s ELSE %(wrong)s END
        """,
        {
            "now": stamp(now),
            "here": HERE,
            "late": stamp(now + MOMENT),
            "wrong": stamp(now + _BAD_ERROR),
        },
    )
