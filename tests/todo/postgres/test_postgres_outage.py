"""PostgreSQL goes away and comes back, and nobody has to start the bot anew."""

import asyncio
from contextlib import contextmanager, suppress
from datetime import timedelta

import psycopg
import pytest
from machines import GONE, held_up
from structlog.testing import capture_logs
from workbench import SECOND, A, B, Bench, C, drain, wake

from bot.todo.job import Again, Done, Key, StoreUnavailable
from bot.todo.postgres import PATIENCE

LONG = timedelta(minutes=1)


@contextmanager
def takes_no_writes(database, cluster):
    """Nobody who connects inside can write, then or later."""
    name = database.partition("@/")[2].partition("?")[0]
    cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        cluster.cut(database)
        yield
    finally:
        cluster.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")


async def test_without_it_nothing_is_accepted_and_it_says_so(todo, cluster):
    await todo.add([wake(A)])
    cluster.stop()
    try:
        for what in (todo.add([wake(B)]), todo.ready(), todo.counts(), drain(todo)):
            with pytest.raises(StoreUnavailable, match="can it be reached"):
                await what
    finally:
        cluster.start()

    await todo.add([wake(C)])
    await todo.ready()
    assert {job.key for job in await drain(todo)} == {A, C}


async def test_where_it_does_not_answer_nobody_waits_for_long(
    machines, database, cluster
):
    todo = await machines(patience=timedelta(seconds=0.2))
    await todo.add([wake(A)])
    loop = asyncio.get_running_loop()
    with cluster.frozen(database):
        begun = loop.time()
        asked = [todo.add([wake(B)]), todo.ready(), todo.counts(), todo.failed()]
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(answer, StoreUnavailable)
            assert "no answer within" in str(answer)
        assert loop.time() - begun < PATIENCE.total_seconds()

    await until_added(todo, C)
    patient = await machines()
    assert {A, C} <= {job.key for job in await drain(patient)}


async def test_a_delivery_that_comes_while_another_waits_in_vain_waits_no_longer(
    machines, database, cluster
):
    """GitHub gives up after ten seconds, and must have heard 503 by then."""
    todo = await machines(patience=timedelta(seconds=0.2))
    await todo.add([wake(A)])
    with cluster.frozen(database):
        first = asyncio.create_task(todo.add([wake(B)]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        second = asyncio.create_task(todo.add([wake(C)]))
        await asyncio.wait([first])
        await asyncio.sleep(0)
        for delivery in (first, second):
            assert isinstance(delivery.exception(), StoreUnavailable)

    await until_added(todo, C)


async def until_added(todo, key):
    """Whoever is so impatient may have to try twice where the machine is slow."""
    async with asyncio.timeout(60):
        while True:
            with suppress(StoreUnavailable):
                return await todo.add([wake(key)])


async def test_whoever_asks_how_the_list_is_keeps_nobody_from_work(
    todo, database, cluster
):
    """Nor a delivery from being recorded, nor the worker from being heard."""
    bench = Bench(todo)
    await todo.add([wake(A)])
    job = await bench.begun()
    async with await psycopg.AsyncConnection.connect(database) as other:
        await other.execute("LOCK TABLE compass_remembered, compass_checked")
        asked = [
            asyncio.create_task(ask) for ask in (todo.ready(), todo.recall("mark"))
        ]
        await held_up(cluster, 1)

        await todo.add([wake(B)])
        assert (await bench.begun()).key == B
        bench.end(job)
        heard = "SELECT max(last_heartbeat), count(*) FROM procrastinate_workers"
        before = cluster.execute(heard, database)
        running = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
        async with asyncio.timeout(60):
            while cluster.execute(heard, database) == before:
                await asyncio.sleep(0)
            while cluster.execute(running, database) != [(1,)]:
                await asyncio.sleep(0)
        assert not any(task.done() for task in asked)
    await asyncio.gather(*asked)
    await bench.close()


async def test_a_server_that_takes_no_writes_any_more_is_left_for_the_one_that_does(
    machines, database, cluster
):
    """As after a failover: the name leads to another one by now."""
    await machines()
    todo = await machines(at=f"{database}&target_session_attrs=any")
    with takes_no_writes(database, cluster):
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="one that takes writes"):
                await todo.add([wake(A)])

    await todo.add([wake(A)])
    assert len(await drain(todo)) == 1


async def test_a_server_that_takes_no_writes_is_not_connected_to(
    todo, database, cluster
):
    with takes_no_writes(database, cluster):
        for what in (todo.add([wake(A)]), todo.recall("mark")):
            with pytest.raises(StoreUnavailable, match="one that takes writes"):
                await what


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_restart_is_not_noticed_by_those_who_are_at_work(
    machines, cluster, how
):
    web, worker = await machines(), await machines(given_up=LONG)
    bench = Bench(worker)
    await web.add([wake(A)])
    job = await bench.begun()

    cluster.restart(how)

    await web.add([wake(A, comment=2), wake(B)])
    assert (await bench.begun()).key == B
    bench.end(job)
    assert (await bench.begun()).newest_comment == 2
    await bench.close()


async def test_what_ended_meanwhile_is_recorded_as_soon_as_it_is_back(
    machines, cluster
):
    todo = await machines(given_up=LONG)
    bench = Bench(todo)
    await todo.add([wake(A), wake(B)])
    jobs = [await bench.begun(), await bench.begun()]
    with capture_logs() as logs:
        cluster.stop()
        try:
            for job in jobs:
                bench.end(job, Again(todo.now() + SECOND, "502"))
            async with asyncio.timeout(60):
                while not logs:
                    await asyncio.sleep(0)
        finally:
            cluster.start()
        async with asyncio.timeout(60):
            while (await todo.counts()).running:
                await asyncio.sleep(0)

    assert {(job.attempts, job.why) for job in await todo.pending(9)} == {(1, "502")}
    complaints = [log["event"] for log in logs if log["log_level"] == "error"]
    assert complaints == ["jobs wait for the store"]
    await bench.close()


async def test_what_runs_for_too_long_meanwhile_is_let_go_of_and_runs_again(
    machines, cluster
):
    """Others cannot tell this machine from a dead one, and may have begun it."""
    todo = await machines(given_up=GONE)
    bench = Bench(todo)
    await todo.add([wake(A)])
    job = await bench.begun()
    cluster.stop()
    try:
        await bench.let_go(job)
    finally:
        cluster.start()

    assert (await bench.begun()).attempt == 1
    await bench.close()


async def test_whose_connections_are_cut_over_and_over_loses_nothing(
    todo, database, cluster
):
    keys = [Key("agenda", f"o/r#{n}") for n in range(100)]
    ran, all_ran, stop = [], asyncio.Event(), asyncio.Event()

    async def run(job):
        ran.append(job.key)
        if set(keys) <= set(ran):
            all_ran.set()
        return Done()

    worker = asyncio.create_task(todo.work(run, concurrency=8, stop=stop))
    for number, key in enumerate(keys):
        adding = asyncio.create_task(todo.add([wake(key)]))
        if number % 10 == 0:
            cluster.cut(database)
        await adding
    await asyncio.wait_for(all_ran.wait(), 20)
    stop.set()
    await worker

    counts = await todo.counts()
    assert (counts.waiting, counts.running, counts.failed) == (0, 0, 0)


async def test_a_job_whose_answer_was_lost_is_run_by_whom_it_was_given_to(
    todo, database, cluster
):
    bench = Bench(todo)
    await todo.add([wake(A)])
    bench.end(await bench.begun())
    await todo.add([wake(B, due=todo.now() + SECOND)])
    cluster.execute(
        """
        UPDATE procrastinate_jobs SET status = 'doing',
            worker_id = (SELECT max(id) FROM procrastinate_workers),
            args = args || '{"lease": 1}'
        """,
        database,
    )

    cluster.cut(database)

    job = await bench.begun()
    assert job.key == B
    bench.end(job)
    await bench.close()
    assert not await todo.pending(9)
