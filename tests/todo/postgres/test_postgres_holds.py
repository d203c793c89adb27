"""Who does no job of the list does none that another is at, nor they one of its."""

import asyncio
from datetime import timedelta

import pytest
from machines import BEAT, FAST
from workbench import A, B, Bench, drain, wake

from bot.core.errors import RetryLater
from bot.todo.freshness import SHOWN
from bot.todo.job import Job
from bot.todo.postgres_attendance import attending
from bot.todo.postgres_holds import Holds

LONG = timedelta(minutes=1)
JOB = Job(A, installation=7, newest_comment=12, attempt=1)


async def test_what_it_is_at_waits_for_it(machines):
    todo, other = await machines(), await machines()
    bench = Bench(todo)
    async with attending(other, heartbeat=BEAT):
        async with Holds(other).hold(JOB):
            await todo.add([wake(A), wake(B)])
            first = await bench.begun()
            bench.end(first)
        second = await bench.begun()
    await bench.close()
    assert [first.key, second.key] == [B, A]


async def test_what_a_worker_is_at_it_waits_for(machines):
    todo, other = await machines(), await machines()
    bench = Bench(todo)
    await todo.add([wake(A)])
    job = await bench.begun()

    async def hold(longest=timedelta(minutes=1)):
        holds = Holds(other, look=FAST, longest=longest)
        async with attending(other, heartbeat=BEAT), holds.hold(JOB):
            return (await todo.counts()).running

    with pytest.raises(RetryLater, match="another process is at it") as told:
        await hold(longest=FAST)
    assert told.value.patience
    holding = asyncio.create_task(hold())
    bench.end(job)
    assert await holding == 1
    await bench.close()
    assert await drain(todo) == []


async def test_where_it_dies_a_worker_does_it(machines, cluster, database):
    todo, other = await machines(), await machines()
    async with attending(other, heartbeat=LONG), Holds(other).hold(JOB):
        cluster.execute("DELETE FROM procrastinate_workers", database)
        (job,) = await drain(todo)
        assert (job.key, job.newest_comment, job.attempt) == (A, 12, 2)


async def test_what_it_breaks_off_a_worker_does_once_github_is_through(machines, clock):
    todo, other = await machines(), await machines()
    inside = asyncio.Event()

    async def at_it():
        async with attending(other, heartbeat=BEAT), Holds(other).hold(JOB):
            inside.set()
            await asyncio.get_running_loop().create_future()

    task = asyncio.create_task(at_it())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    assert await drain(todo) == []
    clock.advance(SHOWN)
    (job,) = await drain(todo)
    assert (job.key, job.attempt) == (A, 1)
