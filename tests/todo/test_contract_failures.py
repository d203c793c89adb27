"""What every to-do list promises about jobs that fail."""

from datetime import timedelta

import pytest
from workbench import SECOND, A, B, drain, wake

from bot.todo.job import (
    ATTEMPTS,
    Again,
    Buried,
    Failed,
    wait_before,
)


async def test_a_failing_job_is_tried_again_later_and_later_and_then_buried(
    todo, clock
):
    await todo.add([wake(comment=5)])
    waits = []

    def fail(job):
        if job.attempt == ATTEMPTS:
            return Buried("GitHub says 502")
        waits.append(wait_before(job.attempt).total_seconds())
        return Again(clock.now() + wait_before(job.attempt), "GitHub says 502")

    tries = await drain(todo, fail)
    while (await todo.counts()).waiting:
        clock.advance((waits[-1] - 1) * SECOND)
        assert await drain(todo, fail) == []
        clock.advance(SECOND)
        tries += await drain(todo, fail)

    assert [job.attempt for job in tries] == list(range(1, ATTEMPTS + 1))
    assert {job.newest_comment for job in tries} == {5}
    assert waits == [5, 20, 80, 320, 1280, 1800, 1800]
    assert list(await todo.failed()) == [
        Failed(A, 7, attempts=ATTEMPTS, why="GitHub says 502", at=clock.now())
    ]
    assert await drain(todo) == []


async def test_waiting_that_github_asked_for_uses_up_no_attempt(todo, clock):
    await todo.add([wake()])
    later = clock.now() + timedelta(minutes=1)

    await drain(todo, lambda _: Again(later, "secondary limit", counts=False))
    assert await drain(todo) == []
    clock.set(later)

    assert [job.attempt for job in await drain(todo)] == [1]


@pytest.mark.parametrize("counts", [True, False], ids=["failed", "postponed"])
async def test_what_nobody_told_of_is_as_patient_when_it_is_tried_again(
    todo, clock, counts
):
    """And still to be retried: the sweep leaves it its time."""
    await todo.add([wake(news=False)])
    await drain(todo, lambda _: Again(clock.now() + 5 * SECOND, "502", counts))
    await todo.add([wake(news=False)])
    assert (await todo.counts()).timers == 0
    assert not (await todo.pending(1))[0].timer
    assert await drain(todo) == []
    clock.advance(5 * SECOND)

    assert [job.news for job in await drain(todo)] == [False]


async def test_news_of_what_nobody_told_of_make_it_theirs(todo, clock):
    await todo.add([wake(news=False)])
    await drain(todo, lambda _: Again(clock.now() + 5 * SECOND, "502"))

    await todo.add([wake()])

    assert [(job.attempt, job.news) for job in await drain(todo)] == [(1, True)]


async def test_news_begin_the_attempts_anew_and_do_not_wait(todo, clock):
    await todo.add([wake(comment=1)])
    await drain(todo, lambda _: Again(clock.now() + timedelta(hours=1), "502"))

    await todo.add([wake(comment=2)])

    (job,) = await drain(todo)
    assert (job.attempt, job.newest_comment) == (1, 2)


async def test_news_while_a_job_fails_take_over_from_it(todo, clock, bench):
    await todo.add([wake(comment=4)])
    job = await bench.begun()
    await todo.add([wake(comment=2)])
    bench.end(job, Again(clock.now() + timedelta(hours=1), "502"))

    after = await bench.begun()

    assert (after.attempt, after.newest_comment) == (1, 4)
    assert (await todo.counts()).waiting == 0


async def test_what_may_have_been_done_rests_whatever_is_told(todo, clock):
    """Else it would be looked for before it is shown, and made once more."""
    rests = clock.now() + 30 * SECOND
    await todo.add([wake(comment=1)])
    again = Again(clock.now() + 80 * SECOND, "502", rests=rests)
    await drain(todo, lambda _: again)

    await todo.add([wake(comment=2)])
    await todo.add([wake(comment=3), wake(news=False)])
    assert await drain(todo) == []
    assert (await todo.counts()).next_due == rests
    clock.set(rests)

    (job,) = await drain(todo)
    assert (job.attempt, job.newest_comment) == (1, 3)


@pytest.mark.parametrize("is_last", [False, True])
async def test_what_was_told_while_it_ran_lets_it_rest_too(todo, clock, bench, is_last):
    rests = clock.now() + 30 * SECOND
    await todo.add([wake(comment=1)])
    job = await bench.begun()
    await todo.add([wake(comment=2)])
    outcome = Buried("502", rests) if is_last else Again(rests, "502", rests=rests)
    bench.end(job, outcome)
    while (await todo.counts()).running:
        pass
    assert [it.due for it in await todo.pending(9)] == [rests]
    clock.set(rests)

    assert (await bench.begun()).newest_comment == 2


@pytest.mark.parametrize("dig_up", ["news", "sweep", "by hand"])
async def test_what_is_buried_and_may_have_been_done_rests_whoever_digs_it_up(
    todo, clock, dig_up
):
    rests = clock.now() + 30 * SECOND
    await todo.add([wake(A, comment=5), wake(B)])
    await drain(todo, lambda _: Buried("502", rests))

    if dig_up == "by hand":
        assert len(await todo.retry(A, B)) == 2
    else:
        await todo.add([wake(key, news=dig_up == "news") for key in (A, B)])
    await todo.add([wake(A)])
    assert await drain(todo) == []
    clock.set(rests)

    assert {job.key for job in await drain(todo)} == {A, B}
    assert not await todo.failed()


async def test_a_retry_brings_a_later_wish_forward(todo, clock, bench):
    await todo.add([wake()])
    job = await bench.begun()
    await todo.add([wake(due=clock.now() + timedelta(days=14))])
    bench.end(job, Again(clock.now() + SECOND, "502"))
    clock.advance(SECOND)

    assert (await bench.begun()).key == A


async def test_a_key_with_news_is_not_buried(todo, bench):
    await todo.add([wake(comment=1)])
    job = await bench.begun()
    await todo.add([wake(comment=2)])
    bench.end(job, Buried("no permission"))

    assert (await bench.begun()).newest_comment == 2
    assert not await todo.failed()


async def test_news_dig_up_what_was_buried(todo):
    await todo.add([wake()])
    await drain(todo, lambda _: Buried("no permission"))
    assert (await todo.counts()).failed == 1

    await todo.add([wake()])

    assert not await todo.failed()
    assert [job.attempt for job in await drain(todo)] == [1]


async def test_the_sweep_leaves_a_retry_its_time_and_attempts(todo, clock):
    await todo.add([wake()])
    await drain(todo, lambda _: Again(clock.now() + 5 * SECOND, "502"))

    await todo.add([wake(news=False)])
    assert await drain(todo) == []
    clock.advance(5 * SECOND)

    assert [job.attempt for job in await drain(todo)] == [2]


async def test_the_sweep_gives_what_was_buried_one_more_try(todo):
    await todo.add([wake()])
    await drain(todo, lambda _: Buried("no permission"))

    await todo.add([wake(news=False)])

    assert [job.attempt for job in await drain(todo)] == [ATTEMPTS]


async def test_the_newest_failure_is_shown_first(todo, clock):
    for key in (A, B):
        clock.advance(SECOND)
        await todo.add([wake(key)])
        await drain(todo, lambda job: Buried(f"no {job.key.number}"))

    assert [failed.why for failed in await todo.failed()] == ["no 379", "no 378"]


async def test_counts_tell_how_long_the_oldest_due_job_has_waited(todo, clock):
    begin = clock.now()
    await todo.add([wake(A), wake(B, due=begin + timedelta(days=14))])
    clock.advance(timedelta(minutes=6))
    assert (await todo.counts()).oldest == begin

    await drain(todo)

    counts = await todo.counts()
    assert (counts.waiting, counts.running, counts.failed) == (1, 0, 0)
    assert counts.oldest is None
