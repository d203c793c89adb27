"""Two machines write in one installation as if they were one."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from machines import FAST
from scribes import INTERVAL

from bot.core.errors import RetryLater
from bot.core.pace import MOST_TO_ONE, Held
from bot.todo import postgres_told
from bot.todo.job import StoreUnavailable

THREAD = "/repos/jupyterhub/hub/issues/7"


async def test_one_write_at_a_time_over_two_machines_and_a_pause_after_each(writers):
    await asyncio.gather(*(writers.write(n % 2, place=THREAD) for n in range(10)))

    assert len(writers.wrote) == 10
    for (_, ended), (begun, _) in pairwise(writers.wrote):
        assert begun - ended > INTERVAL * 0.9


async def test_installations_do_not_wait_for_each_other(writers):
    same, another = writers.turn(0, installation=8), writers.turn(1, installation=9)
    async with asyncio.timeout(60), writers.turn(0), same, another:
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
        INSERT INTO compass_writes (installation, number, place, at, until)
        SELECT 7, n, '{THREAD}', now() - interval '30 minutes' - n * interval '1 second',
            now()
        FROM generate_series(1, {MOST_TO_ONE}) AS n
        """,
        database,
    )

    with pytest.raises(Held, match="enough for") as told:
        await writers.write(0, place=THREAD)
    assert timedelta(minutes=25) < told.value.after < timedelta(minutes=30)
    await writers.write(0, place="/repos/jupyterhub/hub/issues/8")


@pytest.mark.parametrize("at", ["- interval '61 minutes'", "+ interval '1 day'"])
async def test_what_counts_no_more_is_let_go_of(writers, database, cluster, at):
    """What was written long ago, or while PostgreSQL's clock was ahead."""
    cluster.execute(
        f"""
        INSERT INTO compass_writes (installation, number, place, at, until)
        SELECT 7, n, '', now() {at}, now() {at} FROM generate_series(1, 100) AS n
        """,
        database,
    )

    await asyncio.wait_for(writers.write(0, place=THREAD), 60)

    places = cluster.execute("SELECT number, place FROM compass_writes", database)
    assert places == [(101, THREAD)]


async def test_when_github_wants_to_be_left_alone_all_machines_do(writers, clock):
    await writers.rest(0, clock.now() + timedelta(minutes=5), "secondary rate limit")
    await writers.rest(1, clock.now() + timedelta(minutes=1), "shorter")

    with pytest.raises(RetryLater, match="secondary rate limit") as told:
        await writers.write(1)
    assert told.value.patience
    assert timedelta(minutes=4) < told.value.after <= timedelta(minutes=5)
    async with writers.turn(1, installation=8):
        pass


async def test_whoever_has_stood_in_line_for_long_comes_again_later(make_writers):
    """So that other jobs are done, and it has not failed."""
    writers, hasty = await make_writers(), await make_writers(longest=FAST)
    async with writers.turn(0):
        waiting = [hasty.write(0), hasty.write(0), hasty.write(1, patient=True)]
        for told in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(told, RetryLater)
            assert (str(told), told.patience) == ("others are writing", True)

    await writers.write(1)


@pytest.mark.parametrize("table", ["compass_writes", "compass_rests"])
async def test_where_no_turn_can_be_written_down_nobody_writes_and_all_hear_of_it(
    writers, database, cluster, table
):
    cluster.execute(f"ALTER TABLE {table} RENAME TO away", database)

    with pytest.raises(StoreUnavailable):
        await writers.write(0)
    with pytest.raises(StoreUnavailable):
        await writers.todos[0].ready()

    cluster.execute(f"ALTER TABLE away RENAME TO {table}", database)
    await writers.todos[0].ready()
    await writers.write(0)


async def test_an_interval_of_nothing_is_no_pace_but_still_one_at_a_time(make_writers):
    writers = await make_writers(interval=0)

    await asyncio.gather(*(writers.write(n % 2, place=THREAD) for n in range(6)))

    assert len(writers.wrote) == 6


async def test_what_is_over_is_forgotten_though_nobody_writes_there_again(
    todo, database, cluster
):
    """An App is uninstalled, and nobody would ever ask for its limits."""
    cluster.execute(
        """
        INSERT INTO compass_writes (installation, number, place, at, until)
        SELECT number, 1, '', now() - age, now() - age + interval '1 minute'
        FROM (VALUES (1, interval '3 hours'), (2, interval '50 minutes')) AS one (number, age);
        INSERT INTO compass_rests (installation, until, why)
        VALUES (1, now() - interval '1 second', ''), (2, now() + interval '1 hour', '');
        INSERT INTO compass_points (installation, resource, full_at)
        VALUES (1, '', now() - interval '1 second'), (2, '', now() + interval '1 hour')
        """,
        database,
    )
    await todo.line.do(postgres_told.forget)
    for table in ("compass_writes", "compass_rests", "compass_points"):
        assert cluster.execute(f"SELECT installation FROM {table}", database) == [(2,)]
