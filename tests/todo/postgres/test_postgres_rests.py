"""What GitHub asked of one machine, all know; and all spend its points from one bucket."""

import asyncio
from datetime import timedelta

import pytest
from machines import FAST

from bot.core.errors import RetryLater
from bot.core.points import points
from bot.todo.postgres_points import AT_A_TIME, KEPT, PostgresPurses
from bot.todo.postgres_rows import CHANNEL
from bot.todo.postgres_turns import PostgresTurns

MINUTE = timedelta(minutes=1)


async def known(turns):
    """The rests that a machine knows of, once there are some."""
    async with asyncio.timeout(60):
        while not (found := await turns.rests()):
            await asyncio.sleep(0)
    return found


@pytest.fixture
async def two(machines):
    """The turns of installation 7 on two machines that have asked GitHub before."""
    turns = [PostgresTurns(await machines(), 1).of(7) for _ in range(2)]
    for each in turns:
        assert await each.rests() == {}
    return turns


async def test_what_one_is_told_the_other_hears(two, clock):
    await two[0].rest(clock.now() + MINUTE, "secondary rate limit")
    (rest,) = (await known(two[1])).values()
    assert rest.why == "secondary rate limit"
    assert timedelta(seconds=50) < rest.left(clock.now()) <= MINUTE


async def test_each_limit_is_told_for_itself_and_stops_no_write(two, clock, writers):
    await two[0].rest(clock.now() + MINUTE, "used up", "search")
    assert list(await known(two[1])) == ["search"]
    async with writers.turn(1):
        pass


async def test_who_tells_nonsense_ends_nobodys_listening(two, clock, cluster, database):
    for nonsense in ("rests:7;", "rests:" + "9" * 30, "rests", ""):
        cluster.execute(f"SELECT pg_notify('{CHANNEL}', '{nonsense}')", database)
    await two[0].rest(clock.now() + MINUTE, "limited")
    assert await known(two[1])


async def test_whoever_comes_later_knows_it(two, clock, machines):
    await two[0].rest(clock.now() + MINUTE, "limited")
    turns = PostgresTurns(await machines(), 1)
    assert list(await turns.of(7).rests()) == [""]
    assert await turns.of(8).rests() == {}


async def test_what_was_told_while_the_connection_was_lost_is_looked_for(
    two, clock, cluster, database
):
    """Nobody hears of it: it is written by somebody else's hand."""
    cluster.execute(
        """
        INSERT INTO compass_rests (installation, resource, until, why)
        VALUES (7, 'core', now() + interval '1 minute', 'limited')
        """,
        database,
    )
    cluster.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND query ILIKE 'listen%'
        """,
        database,
    )
    for turns in two:
        assert list(await known(turns)) == ["core"]


async def test_whoever_takes_points_looks_as_well(machines, cluster, database):
    """At the latest: a word may be lost that nobody knows of."""
    todo = await machines()
    turns = PostgresTurns(todo, 1).of(7)
    assert await turns.rests() == {}
    cluster.execute(
        """
        INSERT INTO compass_rests (installation, resource, until, why)
        VALUES (7, '', now() + interval '1 minute', 'limited')
        """,
        database,
    )
    await PostgresPurses(todo, 1).of(7).take("core", 1, patient=False)
    assert list(await turns.rests()) == [""]


async def spent(purse, *, patient=False):
    """How many points are to be had without waiting, and how long to wait then."""
    number = 0
    while not (wait := await purse.take("core", 1, patient=patient)):
        number += 1
    return number, wait


async def test_two_machines_spend_no_more_than_one(machines):
    purses = [PostgresPurses(await machines(), 1).of(0) for _ in range(2)]
    time = asyncio.get_running_loop().time
    begun = time()
    found = [await spent(purse) for purse in purses]
    bucket = points(kept=KEPT)["core"]
    most = bucket.burst + bucket.each_second * (time() - begun)
    assert bucket.burst - AT_A_TIME <= sum(number for number, _ in found) <= most
    assert all(0 < wait <= AT_A_TIME / bucket.each_second for _, wait in found)


async def test_installations_and_graphql_have_points_of_their_own(machines):
    purses = PostgresPurses(await machines(), 1)
    await spent(purses.of(7))
    assert await purses.of(7).take("graphql", 1, patient=True) == 0
    assert await purses.of(8).take("core", 5, patient=True) == 0


async def test_who_is_patient_leaves_half_to_the_others(machines):
    first, second = [PostgresPurses(await machines(), 1).of(7) for _ in range(2)]
    time = asyncio.get_running_loop().time
    begun = time()
    number, _ = await spent(first, patient=True)
    bucket = points(kept=KEPT)["core"]
    assert number <= bucket.burst / 2 + bucket.each_second * (time() - begun)
    assert await second.take("core", 5, patient=False) == 0


async def test_what_a_clock_took_that_was_set_back_since_is_forgotten(
    machines, cluster, database
):
    cluster.execute(
        "INSERT INTO compass_points VALUES (7, 'core', now() + interval '1 day')",
        database,
    )
    purse = PostgresPurses(await machines(), 1).of(7)
    assert (await spent(purse))[0] >= 50


async def test_without_a_pace_nothing_is_counted(machines, cluster, database):
    purse = PostgresPurses(await machines(), 0).of(7)
    assert await purse.take("core", 1000, patient=True) == 0
    assert cluster.execute("SELECT FROM compass_points", database) == []


async def test_what_cannot_be_known_is_waited_for(machines, cluster):
    """It is no fault of the job's."""
    todo = await machines(patience=10 * FAST)
    turns, purse = PostgresTurns(todo, 1).of(7), PostgresPurses(todo, 1).of(7)
    cluster.stop()
    try:
        for asked in (turns.rests(), purse.take("core", 1, patient=False)):
            with pytest.raises(RetryLater) as told:
                await asked
            assert told.value.patience
    finally:
        cluster.start()
    assert await turns.rests() == {}
