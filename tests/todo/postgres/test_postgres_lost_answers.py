"""PostgreSQL has done what it was asked for, and nobody hears of it."""

import asyncio
from contextlib import asynccontextmanager

import psycopg
from machines import held_up
from structlog.testing import capture_logs
from workbench import A, Bench, drain, wake

from bot.todo.job import Again, Buried, Done
from bot.todo.postgres_ends import record
from bot.todo.postgres_rows import leased


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


async def test_what_is_said_twice_ends_only_what_it_was_said_of(todo):
    """The same worker may have been given the job anew before it says so once more."""
    bench = Bench(todo)
    await todo.add([wake(A)])
    first = await given(todo, bench)
    bench.end(first.job, Again(todo.now(), "502"))
    second = await given(todo, bench)
    assert (second.row, second.worker) == (first.row, first.worker)

    for said in (Done(), Buried("no"), Again(todo.now(), "502")):
        assert not await todo.line.do(
            lambda c, said=said: record(c, first, said, todo.now())
        )

    assert (await todo.counts()).running == 1
    bench.end(second.job)
    bench.stop.set()
    await bench.task
    assert not await todo.pending(9)


async def given(todo, bench):
    """The next job, as it was given to this worker."""
    job, rows = await bench.begun(), "SELECT * FROM procrastinate_jobs"
    (row,) = await (await todo.line.do(lambda c: c.execute(rows))).fetchall()
    assert leased(row).job == job
    return leased(row)


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
