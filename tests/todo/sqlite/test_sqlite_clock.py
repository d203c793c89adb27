"""A clock that was wrong for a while: nothing waits for a time that never was."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from on_file import FAST
from structlog.testing import capture_logs
from workbench import A, B, Bench, drain, wake

from bot.todo.job import Again, Buried
from bot.todo.sqlite import SqliteTodo

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
YEARS = timedelta(days=3650)
WRONG = pytest.mark.parametrize("ahead", [HOUR, YEARS], ids=["an hour", "ten years"])


class WrongClock:
    """The machine's clock, which somebody sets."""

    def __init__(self):
        self.time = datetime(2021, 3, 4, 12, tzinfo=UTC)

    def now(self):
        return self.time


@pytest.fixture
def clock():
    return WrongClock()


@WRONG
async def test_what_was_heard_while_it_was_ahead_is_done_now(todo, clock, ahead):
    clock.time += ahead
    await todo.add([wake(A)])
    clock.time -= ahead

    assert [job.key for job in await drain(todo)] == [A]


@WRONG
async def test_a_worker_that_waits_hears_of_it_by_itself(todo, clock, ahead):
    right = clock.time
    clock.time += ahead
    await todo.add([wake(A, due=clock.time + SECOND)])
    bench = Bench(todo)

    clock.time = right
    while (await todo.counts()).next_due != right + SECOND:
        await asyncio.sleep(0)
    clock.time += SECOND

    assert (await bench.begun()).key == A
    await bench.close()


@WRONG
async def test_what_is_to_be_retried_waits_as_long_as_it_was_to_wait(
    todo, clock, ahead
):
    clock.time += ahead
    await todo.add([wake(A)])
    await drain(todo, lambda _: Again(clock.time + 5 * SECOND, "502"))
    clock.time -= ahead

    assert await drain(todo) == []
    clock.time += 5 * SECOND

    assert [job.attempt for job in await drain(todo)] == [2]


@WRONG
async def test_what_comes_every_hour_comes_within_an_hour(todo, clock, ahead):
    clock.time += ahead
    await todo.add([wake(A, due=clock.time + HOUR, news=False)])
    clock.time -= ahead

    assert await drain(todo) == []
    clock.time += HOUR

    assert [job.key for job in await drain(todo)] == [A]


@WRONG
async def test_what_waited_for_its_time_before_still_waits_for_that(todo, clock, ahead):
    tomorrow = clock.time + YEARS + DAY
    await todo.add([wake(A, due=tomorrow, news=False)])
    clock.time += ahead
    await todo.add([wake(B)])
    clock.time -= ahead
    await drain(todo)

    assert (await todo.counts()).next_due == tomorrow


async def test_what_is_said_again_by_the_right_clock_counts(todo, clock):
    """Where the two are said of one key, the earlier time is the right clock's."""
    clock.time += YEARS
    await todo.add([wake(A, due=clock.time + DAY, news=False)])
    clock.time -= YEARS
    tomorrow = clock.time + DAY
    await todo.add([wake(A, due=tomorrow, news=False), wake(B)])
    await drain(todo)

    assert (await todo.counts()).next_due == tomorrow


@WRONG
async def test_a_job_that_runs_meanwhile_still_runs_alone(todo, clock, ahead):
    clock.time += ahead
    bench = Bench(todo)
    await todo.add([wake(A, comment=1)])
    job = await bench.begun()

    clock.time -= ahead
    await todo.add([wake(A, comment=2), wake(B)])

    assert (await bench.begun()).key == B
    assert bench.nothing_begun()
    bench.end(job, Again(clock.time, "502"))
    assert (await bench.begun()).newest_comment == 2
    await bench.close()


async def test_a_job_that_is_handed_back_meanwhile_is_done_at_once(todo, clock):
    clock.time += YEARS
    bench = Bench(todo)
    await todo.add([wake(A)])
    await bench.begun()

    clock.time -= YEARS
    await bench.close()

    assert [job.attempt for job in await drain(todo)] == [1]


async def test_an_outcome_that_could_not_be_recorded_until_then(file, todo, clock):
    right = clock.time
    clock.time += YEARS
    bench = Bench(todo)
    await todo.add([wake(A)])
    job = await bench.begun()
    with capture_logs() as logs:
        away = file.rename(file.with_suffix(".away"))
        bench.end(job, Again(clock.time + 5 * SECOND, "502"))
        while not logs:
            await asyncio.sleep(0)
        clock.time = right
        away.rename(file)

    while (await todo.counts()).next_due != right + 5 * SECOND:
        await asyncio.sleep(0)
    clock.time += 5 * SECOND

    assert (await bench.begun()).attempt == 2
    await bench.close()


async def test_a_start_after_the_clock_was_set_right(file, clock):
    clock.time += YEARS
    before = SqliteTodo(file, now=clock.now)
    await before.open()
    await before.add([wake(A), wake(B)])
    again = Again(clock.time + SECOND, "502")
    await drain(before, lambda job: Buried("no") if job.key == A else again)
    await before.close()
    clock.time -= YEARS

    after = SqliteTodo(file, now=clock.now, poll=FAST)
    await after.open()

    assert [failed.at for failed in await after.failed()] == [clock.time]
    clock.time += SECOND
    assert [job.key for job in await drain(after)] == [B]
    await after.close()


async def test_a_clock_that_leaps_ahead_keeps_nobody_waiting(todo, clock):
    """What waits for its time is early, by that clock; then all is well again."""
    await todo.add([wake(A, due=clock.time + DAY, news=False)])
    clock.time += YEARS
    assert (await todo.counts()).oldest

    await drain(todo)

    counts = await todo.counts()
    assert (counts.waiting, counts.oldest) == (0, None)


async def test_a_step_is_told_once_and_a_moment_is_none(todo, clock):
    with capture_logs() as logs:
        clock.time += HOUR
        await todo.add([wake(A)])
        for step in (HOUR, SECOND / 2, SECOND / 4):
            clock.time -= step
            await drain(todo)
            await drain(todo)

    assert [(log["event"], log["seconds"]) for log in logs] == [
        ("clock_went_back", 3600)
    ]
