"""A clock that was wrong for a while, of this machine or of another."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from workbench import SECOND, A, B, Bench, drain, wake

from bot.todo.job import Again, Buried

SAID_ELSEWHERE = """
    UPDATE procrastinate_jobs SET args = jsonb_set(args, '{said,by}', '"elsewhere"')
    """
HOUR, DAY, YEARS = timedelta(hours=1), timedelta(days=1), timedelta(days=3650)


class WrongClock:
    """The machine's clock, which somebody sets."""

    def __init__(self):
        self.time = datetime(2021, 3, 4, 12, tzinfo=UTC)

    def now(self):
        return self.time


@pytest.fixture
def clock():
    return WrongClock()


@pytest.mark.parametrize("ahead", [HOUR, YEARS], ids=["an hour", "ten years"])
async def test_what_was_said_while_it_was_ahead_waits_as_long_as_it_was_to_wait(
    todo, clock, ahead
):
    tomorrow = clock.time + DAY
    await todo.add([wake(B, due=tomorrow, news=False)])
    clock.time += ahead
    await todo.add([wake(A)])
    await drain(todo, lambda job: Again(clock.time + 5 * SECOND, "502"))
    clock.time -= ahead

    assert await drain(todo) == []
    assert (await todo.counts()).next_due == clock.time + 5 * SECOND
    clock.time += 5 * SECOND
    assert [job.attempt for job in await drain(todo)][:1] == [2]


async def test_a_worker_that_waits_hears_by_itself_that_it_was_set_back(todo, clock):
    right = clock.time
    clock.time += YEARS
    await todo.add([wake(A, due=clock.time + SECOND)])
    bench = Bench(todo)

    clock.time = right
    async with asyncio.timeout(60):
        while (await todo.counts()).next_due != right + SECOND:
            await asyncio.sleep(0)
    clock.time += SECOND

    assert (await bench.begun()).key == A
    await bench.close()


async def test_what_another_machine_has_said_by_a_wrong_clock_is_set_right(
    machines, clock, database, cluster
):
    clock.time += YEARS
    wrong = await machines()
    await wrong.add([wake(A), wake(B)])
    again = Again(clock.time + SECOND, "502")
    await drain(wrong, lambda job: Buried("no") if job.key == A else again)
    clock.time -= YEARS
    cluster.execute(SAID_ELSEWHERE, database)

    right = await machines()

    assert [failed.at for failed in await right.failed()] == [clock.time]
    clock.time += SECOND
    assert [job.key for job in await drain(right)] == [B]


async def test_what_another_machine_says_by_a_clock_of_its_own_waits_as_long_as_it_said(
    todo, machines, clock, database, cluster
):
    """No two clocks are the same: GitHub would be asked too early, over and over."""
    clock.time += timedelta(minutes=5)
    in_a_minute = clock.time + timedelta(minutes=1)
    await todo.add([wake(A, due=in_a_minute), wake(B, due=in_a_minute, news=False)])
    cluster.execute(SAID_ELSEWHERE, database)
    clock.time -= timedelta(minutes=5)

    other = await machines()

    assert {job.due for job in await other.pending(9)} == {in_a_minute}


async def test_a_moment_between_two_machines_changes_nothing(machines, clock):
    tomorrow = clock.time + DAY
    await (await machines()).add([wake(A, due=tomorrow)])
    clock.time -= SECOND / 2

    assert (await (await machines()).counts()).next_due == tomorrow
