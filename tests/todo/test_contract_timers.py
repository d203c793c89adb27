"""What every to-do list promises about keys that wait for their time."""

from datetime import timedelta

from workbench import SECOND, A, B, drain, wake

from bot.todo.job import ATTEMPTS, Again, Buried, Done

DAY = timedelta(days=1)


def timer(due, key=A):
    return wake(key, due=due, news=False)


async def test_a_job_that_sets_its_own_timer_ends_and_runs_again_then(
    todo, clock, bench
):
    await todo.add([wake(comment=5)])
    job = await bench.begun()
    await todo.add([timer(clock.now() + DAY)])
    assert not todo.superseded(job)
    bench.end(job)

    clock.advance(DAY)

    again = await bench.begun()
    assert (again.key, again.attempt, again.newest_comment) == (A, 1, 0)


async def test_a_later_time_never_delays_an_earlier_one(todo, clock):
    tomorrow = clock.now() + DAY
    await todo.add([timer(tomorrow)])
    await todo.add([timer(tomorrow + DAY), wake(due=tomorrow + DAY)])
    clock.set(tomorrow)

    assert len(await drain(todo)) == 1


async def test_an_earlier_time_brings_a_timer_forward(todo, clock):
    await todo.add([timer(clock.now() + 2 * DAY)])
    await todo.add([timer(clock.now() + DAY)])
    clock.advance(DAY)

    assert len(await drain(todo)) == 1
    assert (await todo.counts()).timers == 0


async def test_the_list_tells_when_the_next_is_due(todo, clock):
    assert (await todo.counts()).next_due is None
    await todo.add([timer(clock.now() + 2 * DAY), timer(clock.now() + DAY, B)])
    assert (await todo.counts()).next_due == clock.now() + DAY
    clock.advance(DAY)

    counts = await todo.counts()
    assert (counts.oldest, counts.next_due) == (clock.now(), clock.now() + DAY)


async def test_news_do_not_wait_for_the_timer(todo, clock):
    await todo.add([timer(clock.now() + DAY)])
    await todo.add([wake(comment=7)])

    assert [job.newest_comment for job in await drain(todo)] == [7]
    assert (await todo.counts()).timers == 0


async def test_the_sweep_does_not_wait_for_the_timer(todo, clock):
    await todo.add([timer(clock.now() + DAY)])
    await todo.add([timer(clock.now())])

    assert [job.attempt for job in await drain(todo)] == [1]


async def test_the_sweep_leaves_what_github_asked_to_wait_for_its_time(todo, clock):
    await todo.add([wake()])
    later = clock.now() + timedelta(minutes=1)
    await drain(todo, lambda _: Again(later, "secondary limit", counts=False))
    await todo.add([timer(clock.now())])
    assert await drain(todo) == []

    clock.set(later)

    assert [job.attempt for job in await drain(todo)] == [1]


async def test_a_timer_moves_no_retry(todo, clock):
    await todo.add([wake()])
    await drain(todo, lambda _: Again(clock.now() + 80 * SECOND, "502"))
    await todo.add([timer(clock.now() + 5 * SECOND)])
    clock.advance(79 * SECOND)
    assert await drain(todo) == []

    clock.advance(SECOND)

    assert [job.attempt for job in await drain(todo)] == [2]


async def test_a_job_that_sets_its_timer_and_fails_is_tried_again_and_buried(
    todo, clock, bench
):
    """Otherwise it would begin anew with its attempts each time, for ever."""
    await todo.add([wake(comment=5)])
    for attempt in range(1, ATTEMPTS):
        job = await bench.begun()
        assert (job.attempt, job.newest_comment) == (attempt, 5)
        await todo.add([timer(clock.now() + DAY)])
        bench.end(job, Again(clock.now() + 5 * SECOND, "502"))
        clock.advance(5 * SECOND)
    job = await bench.begun()
    await todo.add([timer(clock.now() + DAY)])
    bench.end(job, Buried("502"))
    bench.stop.set()
    await bench.task

    (failed,) = await todo.failed()
    assert failed.attempts == ATTEMPTS


async def test_a_timer_of_what_is_buried_is_one_more_try_at_its_time(
    todo, clock, bench
):
    await todo.add([wake()])
    job = await bench.begun()
    await todo.add([timer(clock.now() + DAY)])
    bench.end(job, Buried("no permission"))
    bench.stop.set()
    await bench.task
    await todo.add([timer(clock.now() + 2 * DAY)])
    assert await drain(todo) == []

    clock.advance(DAY)

    assert [failed.why for failed in await todo.failed()] == ["no permission"]
    assert [job.attempt for job in await drain(todo)] == [ATTEMPTS]
    assert not await todo.failed()
    assert (await todo.counts()).timers == 0


async def test_a_timer_set_for_what_is_buried_does_not_hide_that(todo, clock):
    await todo.add([wake()])
    await drain(todo, lambda _: Buried("no permission"))
    await todo.add([timer(clock.now() + DAY)])
    assert (await todo.counts()).failed == 1
    clock.advance(DAY)

    assert [job.attempt for job in await drain(todo)] == [ATTEMPTS]
    assert (await todo.counts()).failed == 0


async def test_news_dig_up_what_was_buried_whatever_its_timer_says(todo, clock):
    await todo.add([wake()])
    await drain(todo, lambda _: Buried("no permission"))
    await todo.add([timer(clock.now() + DAY)])
    await todo.add([wake()])

    assert not await todo.failed()
    assert [job.attempt for job in await drain(todo)] == [1]


async def test_news_while_a_job_runs_take_its_timer_over(todo, clock, bench):
    await todo.add([wake(comment=1)])
    job = await bench.begun()
    await todo.add([timer(clock.now() + DAY)])
    await todo.add([wake(comment=2)])
    assert todo.superseded(job)
    bench.end(job, Again(clock.now() + DAY, "502"))

    after = await bench.begun()

    assert (after.attempt, after.newest_comment) == (1, 2)
    assert (await todo.counts()).timers == 0


async def test_an_idle_worker_ends_though_timers_wait(todo, clock):
    async def outcome(job):
        await todo.add([timer(clock.now() + DAY, key=job.key)])
        return Done()

    await todo.add([wake(A), wake(B)])
    ran = await drain(todo, outcome)

    assert [job.key for job in ran] == [A, B]
    counts = await todo.counts()
    assert (counts.waiting, counts.timers, counts.oldest) == (0, 2, None)


async def test_a_timer_is_late_only_from_its_time_on(todo, clock):
    tomorrow = clock.now() + DAY
    await todo.add([timer(tomorrow)])
    clock.set(tomorrow + SECOND)

    counts = await todo.counts()

    assert (counts.waiting, counts.timers, counts.oldest) == (1, 0, tomorrow)


async def test_timers_survive_a_restart(lasting, clock):
    todo = lasting()
    await todo.open()
    await todo.add([timer(clock.now() + DAY)])
    await todo.close()

    again = lasting()
    await again.open()
    assert (await again.counts()).timers == 1
    clock.advance(DAY)
    assert len(await drain(again)) == 1
    await again.close()
