"""Two machines write in one installation as if they were one."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.core.errors import RetryLater
from bot.core.pace import MOST_TO_ONE, Held
from bot.todo.postgres_turns import PostgresTurns

THREAD = "/repos/jupyterhub/hub/issues/7"
INTERVAL = 0.05


class Writers:
    """Who writes, from which machine, and when by the event loop's clock."""

    def __init__(self, machines, interval=INTERVAL):
        self._turns = [PostgresTurns(todo, interval) for todo in machines]
        self.wrote = []
        self.inside = 0

    def turn(self, machine, place="", installation=7, patient=False):
        return self._turns[machine].of(installation).turn(place, patient=patient)

    def rest(self, machine, until, why):
        return self._turns[machine].of(7).rest(until, why)

    async def write(self, machine, **more):
        async with self.turn(machine, **more):
            self.inside += 1
            assert self.inside == 1
            begun = asyncio.get_running_loop().time()
            await asyncio.sleep(0.02)
            self.wrote.append((begun, asyncio.get_running_loop().time()))
            self.inside -= 1


@pytest.fixture
async def writers(machines):
    return Writers([await machines(), await machines()])


async def test_one_write_at_a_time_over_two_machines_and_a_pause_after_each(writers):
    await asyncio.gather(*(writers.write(n % 2, place=THREAD) for n in range(10)))

    assert len(writers.wrote) == 10
    for (_, ended), (begun, _) in pairwise(writers.wrote):
        assert begun - ended > INTERVAL * 0.9


async def test_installations_do_not_wait_for_each_other(writers):
    same, another = writers.turn(0, installation=8), writers.turn(1, installation=9)
    async with asyncio.timeout(10), writers.turn(0), same, another:
        pass


async def test_many_more_writers_than_connections_all_get_their_turn(writers):
    async def write(number):
        async with writers.turn(number % 2, installation=number % 50):
            pass

    async with asyncio.timeout(20):
        await asyncio.gather(*(write(number) for number in range(100)))


async def test_the_ceilings_count_what_all_machines_wrote(writers, database, cluster):
    cluster.execute(
        f"""
        INSERT INTO compass_writes (installation, place, at)
        SELECT 7, '{THREAD}', now() - interval '30 minutes' - n * interval '1 second'
        FROM generate_series(1, {MOST_TO_ONE}) AS n
        """,
        database,
    )

    with pytest.raises(Held, match="enough for") as told:
        await writers.write(0, place=THREAD)
    assert timedelta(minutes=25) < told.value.after < timedelta(minutes=30)
    await writers.write(0, place="/repos/jupyterhub/hub/issues/8")


async def test_what_is_older_than_an_hour_is_let_go_of(writers, database, cluster):
    old = "INSERT INTO compass_writes (installation, place, at) VALUES (7, '', '2021-03-01')"
    cluster.execute(old, database)

    await writers.write(0, place=THREAD)

    places = cluster.execute("SELECT place FROM compass_writes", database)
    assert places == [(THREAD,)]


async def test_when_github_wants_to_be_left_alone_all_machines_do(writers, clock):
    await writers.rest(0, clock.now() + timedelta(minutes=5), "secondary rate limit")
    await writers.rest(1, clock.now() + timedelta(minutes=1), "shorter")

    with pytest.raises(RetryLater, match="secondary rate limit") as told:
        await writers.write(1)
    assert told.value.patience
    assert timedelta(minutes=4) < told.value.after <= timedelta(minutes=5)
    async with writers.turn(1, installation=8):
        pass


async def test_who_gives_up_waiting_leaves_nothing_locked(writers):
    async with writers.turn(0):
        others = [asyncio.create_task(writers.write(n % 2)) for n in range(4)]
        await asyncio.sleep(0)
        others[0].cancel()
        others[1].cancel()
        await asyncio.wait(others[:2])
    async with asyncio.timeout(10):
        await asyncio.gather(*others[2:])
    assert len(writers.wrote) == 2


async def test_who_gives_up_at_any_moment_leaves_nothing_locked(writers):
    for steps in range(12):
        trying = asyncio.create_task(writers.write(0))
        for _ in range(steps):
            await asyncio.sleep(0)
        trying.cancel()
        await asyncio.wait([trying])
    writers.inside = 0

    async with asyncio.timeout(10):
        await writers.write(1)


async def test_a_machine_that_dies_inside_frees_its_turn(writers, database, cluster):
    stack = AsyncExitStack()
    await stack.enter_async_context(writers.turn(0))
    waiting = asyncio.create_task(writers.write(1))
    holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    ((pid,),) = cluster.execute(holder, database)

    cluster.execute(f"SELECT pg_terminate_backend({pid})")

    await asyncio.wait_for(waiting, 10)
    await stack.aclose()


async def test_without_the_database_nobody_writes(writers, cluster):
    await writers.write(0)
    cluster.stop()
    try:
        with pytest.raises(RetryLater, match="whose turn") as told:
            await writers.write(0)
        assert told.value.patience
    finally:
        cluster.start()
    await writers.write(0)


async def test_an_interval_of_nothing_is_no_pace_but_still_one_at_a_time(machines):
    writers = Writers([await machines(), await machines()], interval=0)

    await asyncio.gather(*(writers.write(n % 2, place=THREAD) for n in range(6)))

    assert len(writers.wrote) == 6
