"""What every to-do list promises about jobs that fail."""

from datetime import timedelta

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
        clock.advance(5 * SECOND)
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
