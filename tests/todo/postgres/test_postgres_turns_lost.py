"""Who is inside dies, sleeps, gives up or cannot say that it has left."""

import asyncio
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from machines import GONE, held_up
from structlog.testing import capture_logs
from workbench import wake

from bot.core.errors import InDoubt, RetryLater
from bot.todo.job import Done, StoreUnavailable
from bot.todo.postgres_turns import PostgresTurns

HOLDER = Path(__file__).with_name("holder.py")
UNDER_WAY = "SELECT count(*) FROM compass_writes WHERE worker IS NOT NULL"


async def test_a_process_that_is_stopped_holds_up_its_installation_for_a_moment(
    machines, database
):
    """Its connections stay, and nobody at the other end says anything."""
    todo, wrote = await machines(given_up=GONE), asyncio.Event()
    turns = PostgresTurns(todo, 0.05).of(7)

    async def run(job):
        assert job.attempt == 2
        async with turns.turn("", patient=False):
            wrote.set()
        return Done()

    with subprocess.Popen(
        [sys.executable, HOLDER, database], stdout=subprocess.PIPE, text=True
    ) as holder:
        await todo.add([wake()])
        assert holder.stdout.readline() == "writes 1\n"
        holder.send_signal(signal.SIGSTOP)
        stop = asyncio.Event()
        work = asyncio.create_task(todo.work(run, concurrency=1, stop=stop))
        await asyncio.wait_for(wrote.wait(), 60)
        stop.set()
        await work
        holder.send_signal(signal.SIGCONT)
        assert holder.stdout.readline() == "ends 1\n"
        holder.kill()


async def test_when_a_worker_is_given_up_its_turn_is_free_and_it_gets_no_other(
    writers, database, cluster
):
    """As after kill -9; or it was asleep, and believes that it is still there."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(writers.turn(0))
        waiting = asyncio.create_task(writers.write(1))
        lost = writers.workers[0]
        cluster.execute(
            f"DELETE FROM procrastinate_workers WHERE id = {lost}", database
        )
        await asyncio.wait_for(waiting, 60)

        with pytest.raises(RetryLater, match="given up") as told:
            await writers.write(0, installation=8)
        assert told.value.patience


async def test_whoever_is_inside_for_too_long_is_cut_off_before_others_begin(
    make_writers,
):
    writers = await make_writers(lease=timedelta(seconds=0.4))

    async def never_end():
        async with writers.turn(0):
            await asyncio.get_running_loop().create_future()

    with pytest.raises(InDoubt, match="not done within a turn"):
        await never_end()
    await asyncio.wait_for(writers.write(1), 60)


@pytest.mark.parametrize("until", ["- interval '1 second'", "+ interval '1 day'"])
async def test_a_turn_that_has_lasted_too_long_is_over_whoever_has_it(
    writers, database, cluster, until
):
    """The second is what is left of one where PostgreSQL's clock was set back."""
    cluster.execute(
        f"""
        INSERT INTO compass_writes (installation, number, place, at, worker, until)
        VALUES (7, 1, '', now(), {writers.workers[0]}, now() {until})
        """,
        database,
    )

    await asyncio.wait_for(writers.write(1), 60)


async def test_who_could_not_say_that_it_left_gets_its_next_turn(writers, cluster):
    with capture_logs() as logs:
        async with writers.turn(0):
            cluster.stop()
        cluster.start()
    assert [log["event"] for log in logs] == ["when a write ended is not known"]

    await asyncio.wait_for(writers.write(0), 60)
    await asyncio.wait_for(writers.write(1), 60)


async def test_who_gives_up_waiting_leaves_nothing_locked(writers):
    async with writers.turn(0):
        others = [asyncio.create_task(writers.write(n % 2)) for n in range(4)]
        await asyncio.sleep(0)
        others[0].cancel()
        others[1].cancel()
        await asyncio.wait(others[:2])
    async with asyncio.timeout(60):
        await asyncio.gather(*others[2:])
    assert len(writers.wrote) == 2


@pytest.mark.parametrize(
    "table", ["compass_rests", "compass_writes", "procrastinate_workers"]
)
async def test_who_gives_up_while_it_is_let_in_leaves_nothing_locked(
    writers, database, cluster, table
):
    """PostgreSQL is about to say that it may: it looks, begins, or is as good as in."""
    mode = "ACCESS EXCLUSIVE" if table == "compass_rests" else "EXCLUSIVE"
    async with await psycopg.AsyncConnection.connect(database) as other:
        await other.execute(f"LOCK TABLE {table} IN {mode} MODE")
        trying = asyncio.create_task(writers.write(0))
        await held_up(cluster, 1)
        trying.cancel()
        await asyncio.sleep(0)
        await other.rollback()
    await asyncio.wait([trying])

    assert trying.cancelled()
    assert not writers.wrote
    assert cluster.execute(UNDER_WAY, database) == [(0,)]


async def test_who_gives_up_while_postgresql_is_silent_is_gone_soon(
    make_writers, database, cluster
):
    writers = await make_writers(patience=timedelta(seconds=0.3))
    await writers.write(0)
    with cluster.frozen(database):
        trying = asyncio.create_task(writers.write(0))
        await asyncio.sleep(0)
        trying.cancel()
        await asyncio.wait([trying])
        assert trying.cancelled()


async def test_without_the_database_nobody_writes(writers, cluster):
    await writers.write(0)
    cluster.stop()
    try:
        with pytest.raises(StoreUnavailable):
            await writers.write(0)
    finally:
        cluster.start()
    await writers.write(0)
