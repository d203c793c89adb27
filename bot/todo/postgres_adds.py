"""What is added to the list in PostgreSQL: many keys in one statement and one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import errors
from psycopg.types.json import Jsonb

from bot.todo.job import ATTEMPTS, Key, Wake
from bot.todo.postgres_address import Connection
from bot.todo.postgres_rows import CHANNEL, QUEUE, args_of

MOST = 1000
"""Wishes in one commit: more would keep the first of them waiting for the last."""

_REST = "'epoch'::timestamptz + {} * interval '1 microsecond'"
_RESTED = _REST.format("coalesce((job.args ->> 'rests')::bigint, 0)")
_DUE = f"greatest(excluded.scheduled_at, {_RESTED})"
_IS_SOONER = f"""(
    (excluded.priority = 0
        OR job.priority < 0 AND NOT coalesce((job.args ->> 'again')::boolean, false))
    AND {_DUE} < job.scheduled_at)
    """
_ADD = f"""
    WITH wish AS (
        SELECT nextval(pg_get_serial_sequence('procrastinate_jobs', 'id')) AS number, *,
            (SELECT coalesce((buried.args ->> 'rests')::bigint, 0)
            FROM procrastinate_jobs AS buried
            WHERE buried.status = 'failed' AND buried.lock = key) AS rests
        FROM unnest(%(keys)s::text[], %(args)s::jsonb[], %(dues)s::timestamptz[],
            %(priorities)s::integer[]) AS wish (key, args, due, priority)
    ), dug_up AS (
        DELETE FROM procrastinate_jobs
        WHERE status = 'failed' AND lock = ANY(%(news)s::text[])
    ), added AS (
        INSERT INTO procrastinate_jobs AS job (id, queue_name, task_name, priority,
            lock, queueing_lock, args, scheduled_at, attempts)
        SELECT number, %(queue)s, args ->> 'feature', priority, key, key,
            args || jsonb_build_object('rests', coalesce(rests, 0)),
            greatest(due, {_REST.format("rests")}),
            CASE WHEN priority < 0 AND rests IS NOT NULL THEN %(last)s ELSE 0 END
        FROM wish ORDER BY key
        ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET
            priority = greatest(job.priority, excluded.priority),
            attempts = CASE excluded.priority WHEN 0 THEN 0 ELSE job.attempts END,
            scheduled_at = CASE WHEN {_IS_SOONER} THEN {_DUE}
                ELSE job.scheduled_at END,
            args = job.args || jsonb_build_object(
                'installation', excluded.args -> 'installation',
                'newest_comment', greatest(job.args -> 'newest_comment',
                                           excluded.args -> 'newest_comment'),
                'said', CASE WHEN {_IS_SOONER}
                    THEN excluded.args -> 'said' ELSE job.args -> 'said' END)
        WHERE excluded.priority > job.priority
            OR excluded.priority = 0 AND job.attempts > 0
            OR {_IS_SOONER}
            OR excluded.args -> 'newest_comment' > job.args -> 'newest_comment'
            OR excluded.args -> 'installation' <> job.args -> 'installation'
        RETURNING id, lock, scheduled_at
    )
    SELECT lock, id,
        CASE WHEN scheduled_at <= %(now)s THEN pg_notify(%(channel)s, lock) END
    FROM added
    """  # noqa: S608 - made of this file's own words
"""Lets keys wait, and tells the rows in which something is new.

What changes nothing is not written: a sweep that finds all its timers set costs no
more than a look. The numbers are those of arrival; but the rows are locked in the order
of their keys, so that two that add the same ones never wait for each other.
"""

Rows = dict[Key, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """A wake, as it was said at a time: its `due` is never None."""

    wake: Wake
    said: datetime

    @property
    def due(self) -> datetime:
        """When, at the latest, its key is to be looked at."""
        return self.wake.due or self.said


def rounds_of(wishes: Sequence[Wish]) -> list[list[Wish]]:
    """What has the same effect in as few rounds as can be, a key only once in each.

    What nobody told of is lost in news that came before, and news in news.
    """
    rounds: list[dict[Key, Wish]] = [{}]
    for wish in wishes:
        key = wish.wake.key
        place = max((n for n, found in enumerate(rounds) if key in found), default=0)
        before = rounds[place].get(key)
        if before is None:
            rounds[place][key] = wish
        elif before.wake.news or not wish.wake.news:
            rounds[place][key] = _merged(before, wish)
        else:
            if place + 1 == len(rounds):
                rounds.append({})
            rounds[place + 1][key] = wish
    return [list(found.values()) for found in rounds if found]


def _merged(before: Wish, after: Wish) -> Wish:
    earlier = before
    if before.wake.news == after.wake.news and after.due < before.due:
        earlier = after
    comment = max(before.wake.newest_comment, after.wake.newest_comment)
    wake = Wake(
        before.wake.key,
        after.wake.installation,
        newest_comment=comment,
        due=earlier.due,
        news=before.wake.news,
    )
    return Wish(wake, earlier.said)


async def add(connection: Connection, wishes: Sequence[Wish], now: datetime) -> Rows:
    """Let each wish's key wait; the rows of those for which that changed something.

    What was buried under it no longer is if there is news; what is buried otherwise
    stays so until it runs, which it does once.
    """
    rows: Rows = {}
    async with connection.transaction():
        for wanted in rounds_of(wishes):
            rows |= await _add(connection, wanted, now)
    return rows


async def _add(connection: Connection, wishes: Sequence[Wish], now: datetime) -> Rows:
    by_name = {str(wish.wake.key): wish.wake.key for wish in wishes}
    cursor = await connection.execute(
        _ADD,
        {
            "keys": list(by_name),
            "news": [str(wish.wake.key) for wish in wishes if wish.wake.news],
            "args": [Jsonb(args_of(wish.wake, wish.said)) for wish in wishes],
            "dues": [wish.due for wish in wishes],
            "priorities": [0 if wish.wake.news else -1 for wish in wishes],
            "queue": QUEUE,
            "channel": CHANNEL,
            "last": ATTEMPTS - 1,
            "now": now,
        },
    )
    return {by_name[row["lock"]]: row["id"] for row in await cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class _Order:
    wishes: Sequence[Wish]
    written: asyncio.Future[None]

    def end(self, error: Exception | None) -> None:
        if error is None:
            self.written.set_result(None)
        else:
            self.written.set_exception(error)
            self.written.exception()  # who asked may be gone


class Adds:
    """Lets what is added at the same time share a commit, as many as there are.

    `write` makes a number of wishes durable, and tells whoever has to hear of it.
    """

    def __init__(self, write: Callable[[Sequence[Wish]], Awaitable[None]]) -> None:
        self._write = write
        self._orders: list[_Order] = []
        self._last: asyncio.Future[None] | None = None
        self._writer: asyncio.Task[None] | None = None

    async def add(self, wishes: Sequence[Wish]) -> None:
        """Durable afterwards, also where nobody waits for that any more.

        Raises `StoreUnavailable` where they cannot be written.
        """
        if not wishes:
            return
        self._last = asyncio.get_running_loop().create_future()
        self._orders.append(_Order(wishes, self._last))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        await asyncio.shield(self._last)

    async def settled(self) -> None:
        """Whatever was added before is durable by now, or known not to be."""
        if self._last is not None:
            await asyncio.wait([self._last])

    async def _write_all(self) -> None:
        while self._orders:
            taken, wishes = 0, 0
            while taken < len(self._orders) and wishes < MOST:
                wishes += len(self._orders[taken].wishes)
                taken += 1
            some, self._orders = self._orders[:taken], self._orders[taken:]
            if (error := await self._write_some(some)) is not None:
                # They have waited meanwhile, and would wait as long for the same answer.
                late, self._orders = self._orders, []
                for order in late:
                    order.end(error)
        self._writer = None

    async def _write_some(self, orders: Sequence[_Order]) -> Exception | None:
        """End these orders; what keeps anything at all from being written."""
        error: Exception | None = None
        try:
            await self._write([wish for order in orders for wish in order.wishes])
        except Exception as found:  # noqa: BLE001 - whoever asked is told
            error = found
        is_about_one = error is not None and _is_about_one(error)
        if is_about_one and len(orders) > 1:
            hopeless: Exception | None = None
            for order in orders:
                if hopeless is None:
                    hopeless = await self._write_some([order])
                else:
                    order.end(hopeless)
            return hopeless
        for order in orders:
            order.end(error)
        return None if is_about_one else error


def _is_about_one(error: Exception) -> bool:
    """Whether one of several cannot be written, and the others can."""
    cause = error.__cause__
    return cause is not None and not isinstance(
        cause, psycopg.OperationalError | errors.ReadOnlySqlTransaction
    )
