"""PostgreSQL has done what it was asked for, and nobody hears of it."""

import asyncio
from contextlib import asynccontextmanager

import psycopg
from machines import held_up
from structlog.testing import capture_logs
from workbench import A, Bench, drain, wake

from bot.todo.job import Buried


@asynccontextmanager
async def answer_lost(cluster, database, effect):
    """What is asked for inside has this effect, and then its connection is lost."""
    cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted"
    async with await psycopg.AsyncConnection.connect(database) as other:
        await other.execute("LOCK TABLE procrastinate_jobs IN EXCLUSIVE MODE")
        yield
        await held_up(cluster, 1)
        await other.execute(effect)
        await other.execute(cut)


async def test_nobody_is_said_to_have_taken_over_what_was_recorded(
    todo, database, cluster
):
    bench = Bench(todo)
    await todo.add([wake(A)])
    job = await bench.begun()
    done = "DELETE FROM procrastinate_jobs WHERE status = 'doing'"
    with capture_logs() as logs:
        async with answer_lost(cluster, database, done):
            bench.end(job)
            bench.stop.set()
        await bench.task

    assert not [log["event"] for log in logs if log["log_level"] != "info"]
    assert (await todo.counts()).running == 0


async def test_a_job_that_is_retried_is_said_to_be(todo, database, cluster):
    await todo.add([wake(A)])
    await drain(todo, lambda job: Buried("no"))
    assert len(await todo.failed()) == 1
    waits = "UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = '2021-03-01'"
    async with answer_lost(cluster, database, waits):
        retried = asyncio.create_task(todo.retry(A))

    assert await retried
    assert len(await drain(todo)) == 1
    assert not await todo.retry(A)
