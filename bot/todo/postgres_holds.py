"""A key that somebody has who does no job of the list: until then no worker runs it.

It is a job like others that is at work, so that whoever looks for one passes it over, and
where its holder dies a worker does it.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from psycopg.types.json import Jsonb

from bot.core.errors import RetryLater
from bot.core.turns import NEXT_TRY
from bot.todo.job import Job, StoreUnavailable, Wake
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_address import Connection
from bot.todo.postgres_presence import WORKER
from bot.todo.postgres_rows import CHANNEL, QUEUE, args_of

log = structlog.get_logger(__name__)

LOOK = timedelta(seconds=0.2)
"""How often it is looked whether the key is free."""

LONGEST = timedelta(minutes=3)
"""How long a key is waited for: longer than a job may take."""

_HOLD = """
    WITH held AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args,
            scheduled_at, status, worker_id)
        SELECT %(queue)s, %(feature)s, %(key)s, %(key)s, %(args)s, %(now)s, 'doing', id
        FROM procrastinate_workers WHERE id = %(worker)s
        ON CONFLICT (lock) WHERE status = 'doing' DO NOTHING RETURNING worker_id
    )
    SELECT worker_id FROM held UNION ALL
    SELECT worker_id FROM procrastinate_jobs
    WHERE lock = %(key)s AND status = 'doing' AND worker_id = %(worker)s
    """
"""One that is this worker's already was given to it when the answer was lost."""
_LET_GO = """
    WITH gone AS (
        DELETE FROM procrastinate_jobs
        WHERE lock = %(key)s AND status = 'doing' AND worker_id = %(worker)s
        RETURNING lock
    )
    SELECT pg_notify(%(channel)s, '') FROM gone
    """


class Holds:
    """Holds keys for a worker that is `attending` the list."""

    def __init__(
        self,
        todo: PostgresTodo,
        *,
        look: timedelta = LOOK,
        longest: timedelta = LONGEST,
    ) -> None:
        self._line = todo.line
        self._now = todo.now
        self._look = look.total_seconds()
        self._longest = longest.total_seconds()

    @asynccontextmanager
    async def hold(self, job: Job) -> AsyncIterator[None]:
        """Inside nobody else does a job of this key; broken off, it is left to others.

        Raises `RetryLater` where somebody does for too long, and `StoreUnavailable`
        where nobody can know.
        """
        values = {
            "key": str(job.key),
            "feature": job.key.feature,
            "worker": WORKER.get(),
            "queue": QUEUE,
            "channel": CHANNEL,
        }
        is_at_it = False
        try:
            await self._wait_for(job, values)
            is_at_it = True
            yield
            is_at_it = False
        finally:
            # What is broken off waits for GitHub to be through with it: `attending`.
            if not is_at_it:
                with suppress(StoreUnavailable):  # its worker goes, or is given up
                    await self._line.do(lambda c: c.execute(_LET_GO, values))

    async def _wait_for(self, job: Job, values: Mapping[str, object]) -> None:
        wake = Wake(job.key, job.installation, newest_comment=job.newest_comment)
        told = False
        try:
            async with asyncio.timeout(self._longest):
                while not await self._line.do(lambda c: self._take(c, wake, values)):
                    if not told:
                        log.info("another process is at it", job=str(job.key))
                    told = True
                    await asyncio.sleep(self._look)
        except TimeoutError:
            raise RetryLater(
                "another process is at it", after=NEXT_TRY, patience=True
            ) from None

    async def _take(
        self, connection: Connection, wake: Wake, values: Mapping[str, object]
    ) -> bool:
        now = self._now()
        saying = {**values, "now": now, "args": Jsonb(args_of(wake, now))}
        return (await connection.execute(_HOLD, saying)).rowcount > 0
