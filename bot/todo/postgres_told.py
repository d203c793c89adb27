"""What the list in PostgreSQL tells of itself, and what it remembers for others."""

from collections.abc import Sequence
from datetime import datetime

from bot.todo.job import ENDED_KEPT, Counts, Ended, Failed, Key, Pending
from bot.todo.postgres_address import Connection
from bot.todo.postgres_rows import TIMER, key_of, time_of

_COUNTS = """
    SELECT count(*) FILTER (WHERE status = 'todo' AND NOT is_timer) AS waiting,
        count(*) FILTER (WHERE status = 'todo' AND is_timer) AS timers,
        count(*) FILTER (WHERE status = 'doing') AS running,
        count(*) FILTER (WHERE status = 'failed') AS failed,
        min(scheduled_at) FILTER (WHERE status = 'todo' AND is_due) AS oldest,
        min(scheduled_at) FILTER (WHERE status = 'todo' AND NOT is_due) AS next_due
    FROM procrastinate_jobs,
        LATERAL (SELECT scheduled_at <= %(now)s AS is_due) AS due,
        LATERAL (SELECT priority < 0 AND NOT is_due
            AND NOT coalesce((args ->> 'again')::boolean, false) AS is_timer) AS timer
    """


async def counts(connection: Connection, now: datetime) -> Counts:
    """How much waits, runs and has failed."""
    (row,) = await (await connection.execute(_COUNTS, {"now": now})).fetchall()
    oldest, next_due = row["oldest"], row["next_due"]
    return Counts(
        waiting=row["waiting"],
        running=row["running"],
        failed=row["failed"],
        oldest=oldest and time_of(oldest),
        timers=row["timers"],
        next_due=next_due and time_of(next_due),
    )


_FAILED = """
    SELECT * FROM procrastinate_jobs WHERE status = 'failed'
        AND (scheduled_at < coalesce(%(due)s::timestamptz, 'infinity')
            OR scheduled_at = %(due)s::timestamptz AND lock > %(lock)s)
    ORDER BY scheduled_at DESC, lock LIMIT %(most)s
    """


async def failed(
    connection: Connection, most: int, after: Failed | None
) -> Sequence[Failed]:
    """Up to so many of the buried jobs, newest first: of those after this one."""
    due, lock = (after.at, str(after.key)) if after else (None, "")
    cursor = await connection.execute(_FAILED, {"due": due, "lock": lock, "most": most})
    return [
        Failed(
            key=key_of(row),
            installation=row["args"]["installation"],
            attempts=row["attempts"],
            why=row["args"]["why"],
            at=time_of(row["scheduled_at"]),
        )
        for row in await cursor.fetchall()
    ]


async def pending(connection: Connection, most: int) -> Sequence[Pending]:
    """Up to so many of those that run, then of those that wait, earliest first."""
    cursor = await connection.execute(
        """
        SELECT * FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
        ORDER BY status = 'todo', scheduled_at, id LIMIT %s
        """,
        (most,),
    )
    return [
        Pending(
            key=key_of(row),
            installation=row["args"]["installation"],
            state="running" if row["status"] == "doing" else "waiting",
            timer=row["priority"] == TIMER and not row["args"].get("again"),
            due=time_of(row["scheduled_at"]),
            attempts=row["attempts"],
            why=row["args"]["why"],
        )
        for row in await cursor.fetchall()
    ]


async def ended(connection: Connection) -> Sequence[Ended]:
    """What came of the last jobs, newest first."""
    cursor = await connection.execute(
        "SELECT * FROM compass_ended ORDER BY id DESC LIMIT %s", (ENDED_KEPT,)
    )
    return [
        Ended(
            Key(row["feature"], row["place"]),
            row["outcome"],
            row["why"],
            time_of(row["at"]),
        )
        for row in await cursor.fetchall()
    ]


async def forget(connection: Connection) -> None:
    """Let go of what ended too long ago to be told of, and of limits that are over.

    Who writes to an installation forgets its own, but nobody may ever write there again.
    """
    await connection.execute(
        """
        DELETE FROM compass_ended
        WHERE id <= (SELECT max(id) FROM compass_ended) - %s
        """,
        (ENDED_KEPT,),
    )
    for table, is_over in _OVER.items():
        await connection.execute(
            f"""
            DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table} WHERE {is_over} FOR UPDATE SKIP LOCKED
            ))
            """  # noqa: S608 - both are ours
        )


_OVER = {
    "compass_writes": "at < now() - interval '2 hours' AND until < now()",
    "compass_rests": "until < now()",
    "compass_points": "full_at < now()",
}
"""When a row of a table is as good as none; whoever is at one keeps it."""


async def recall(connection: Connection, name: str) -> str:
    """What was last remembered under this name; "" where nothing was."""
    cursor = await connection.execute(
        "SELECT text FROM compass_remembered WHERE name = %s", (name,)
    )
    row = await cursor.fetchone()
    return str(row["text"]) if row else ""


async def remember(connection: Connection, name: str, text: str) -> None:
    """Keep this text under the name."""
    await connection.execute(
        """
        INSERT INTO compass_remembered (name, text) VALUES (%s, %s)
        ON CONFLICT (name) DO UPDATE SET text = excluded.text
        """,
        (name, text),
    )


_TURNS = (
    ("compass_writes", "0, 0, '', now(), NULL, now()"),
    ("compass_rests", "0, now(), ''"),
)


async def check(connection: Connection, now: datetime) -> None:
    """Write something, to see whether that can be done, to what writes take turns by too.

    Nobody may write on GitHub whose turn cannot be written down.
    """
    for table, columns in _TURNS:
        await connection.execute(f"INSERT INTO {table} SELECT {columns} WHERE false")
    await connection.execute(
        """
        INSERT INTO compass_checked (id, at) VALUES (1, %s)
        ON CONFLICT (id) DO UPDATE SET at = excluded.at
        """,
        (now,),
    )
