"""What every to-do list promises, whatever it is made of."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from workbench import SECOND, A, B, Bench, C, drain, wake

from bot.todo.job import (
    Done,
    Job,
    Key,
    StoreUnavailable,
    Wake,
)


async def test_a_key_that_is_woken_is_looked_at_once(todo):
    await todo.add([wake(comment=5)])

    assert await drain(todo) == [Job(A, installation=7, newest_comment=5, attempt=1)]
    assert await drain(todo) == []


async def test_twenty_comments_on_one_issue_are_one_job_with_the_newest_of_them(todo):
    for comment in [*range(1, 20), 3]:
        await todo.add([wake(comment=comment)])

    (job,) = await drain(todo)

    assert job.newest_comment == 19


async def test_the_installation_that_was_heard_of_last_is_the_one_to_use(todo):
    await todo.add([Wake(A, installation=7)])
    await todo.add([Wake(A, installation=8)])

    assert [job.installation for job in await drain(todo)] == [8]


async def test_what_has_been_due_longest_runs_first(todo, clock):
    await todo.add([wake(B), wake(C)])
    await todo.add([wake(A, due=clock.now() - SECOND)])

    assert [job.key for job in await drain(todo)] == [A, B, C]


async def test_a_job_for_later_waits_for_its_time(todo, clock):
    await todo.add([wake(due=clock.now() + 30 * SECOND)])
    assert await drain(todo) == []

    clock.advance(30 * SECOND)

    assert len(await drain(todo)) == 1


async def test_the_earliest_of_several_times_counts(todo, clock):
    for seconds in (60, 30, 90):
        await todo.add([wake(due=clock.now() + seconds * SECOND)])
    clock.advance(30 * SECOND)

    assert len(await drain(todo)) == 1


async def test_a_worker_begins_at_once_when_something_is_added(todo, bench):
    await todo.add([wake()])

    assert (await bench.begun()).key == A


async def test_a_waiting_worker_begins_when_the_time_has_come(todo, clock, bench):
    await todo.add([wake(due=clock.now() + timedelta(days=3))])
    clock.advance(timedelta(days=3))

    assert (await bench.begun()).key == A


async def test_different_keys_run_side_by_side(todo, bench):
    await todo.add([wake(A), wake(B), wake(C)])

    assert {(await bench.begun()).key for _ in range(3)} == {A, B, C}
    assert (await todo.counts()).running == 3


async def test_never_more_jobs_at_once_than_asked_for(todo):
    bench = Bench(todo, concurrency=2)
    others = [Key("agenda", f"{name}/{name}#1") for name in "xy"]
    await todo.add([wake(A), *(wake(key, installation=8) for key in others)])
    first, second = await bench.begun(), await bench.begun()
    counts = await todo.counts()
    assert (counts.running, counts.waiting) == (2, 1)

    bench.end(second)

    assert (await bench.begun()).key == others[1]
    bench.end(first)
    await bench.close()


async def test_what_is_added_while_its_key_runs_runs_after_it_with_the_newest(
    todo, bench
):
    await todo.add([wake(comment=1)])
    first = await bench.begun()
    await todo.add([wake(comment=3)])
    await todo.add([wake(comment=2)])
    counts = await todo.counts()
    assert (counts.running, counts.waiting) == (1, 1)
    assert bench.nothing_begun()

    bench.end(first)

    assert (await bench.begun()).newest_comment == 3


@pytest.mark.parametrize("jump", [timedelta(0), timedelta(days=14)])
async def test_several_workers_never_run_one_key_at_once(todo, clock, jump):
    """Also when the clock is moved by days: a slow worker keeps what is its own."""
    at_work, most, ran, all_ran = Counter(), Counter(), Counter(), asyncio.Event()
    stop = asyncio.Event()

    async def run(job):
        at_work[job.key] += 1
        most[job.key] = max(most[job.key], at_work[job.key])
        clock.advance(jump)
        if ran[job.key] < 5:
            await todo.add([wake(job.key)])
        at_work[job.key] -= 1
        ran[job.key] += 1
        if sum(ran.values()) == 18:
            all_ran.set()
        return Done()

    await todo.add([wake(A), wake(B), wake(C)])
    async with asyncio.timeout(20), asyncio.TaskGroup() as workers:
        for _ in range(3):
            workers.create_task(todo.work(run, concurrency=3, stop=stop))
        await all_ran.wait()
        stop.set()

    assert most == {A: 1, B: 1, C: 1}
    assert ran == {A: 6, B: 6, C: 6}


async def test_a_long_job_may_see_that_it_is_superseded(todo, clock, bench):
    await todo.add([wake(comment=1)])
    job = await bench.begun()
    await todo.add([wake(B), wake(due=clock.now() + SECOND)])
    assert not todo.superseded(job)

    await todo.add([wake(comment=2)])
    assert todo.superseded(job)

    bench.end(job)
    next_one = await bench.begun()
    if next_one.key == B:
        next_one = await bench.begun()
    assert not todo.superseded(next_one)


async def test_told_to_stop_a_worker_finishes_what_it_is_at_and_begins_nothing(
    todo, bench
):
    await todo.add([wake(comment=1)])
    job = await bench.begun()
    await todo.add([wake(comment=2)])

    bench.stop.set()
    bench.end(job)
    await asyncio.wait_for(bench.task, 10)

    assert bench.nothing_begun()
    counts = await todo.counts()
    assert (counts.waiting, counts.running) == (1, 0)


async def test_cancelled_a_worker_hands_its_jobs_back(todo, bench):
    await todo.add([wake(A, comment=1), wake(B)])
    for _ in range(2):
        await bench.begun()
    await todo.add([wake(A, comment=2)])

    await bench.close()

    assert (await todo.counts()).waiting == 2
    jobs = {job.key: job for job in await drain(todo)}
    assert jobs[A] == Job(A, installation=7, newest_comment=2, attempt=1)
    assert jobs[B].attempt == 1


async def test_what_a_cancelled_worker_was_at_rests_until_github_is_through(
    doubtful, clock
):
    """Also where somebody tells of it, before or after; nothing else waits."""
    todo, until = doubtful, clock.now() + timedelta(seconds=30)
    bench = Bench(todo)
    await todo.add([wake(A, comment=1), wake(B), wake(C, news=False)])
    for _ in range(3):
        await bench.begun()
    await todo.add([wake(A, comment=2)])

    await bench.close()

    await todo.add([wake(B, comment=3), wake(C, news=False)])
    other = Key("agenda", "o/r#1")
    await todo.add([wake(other)])
    assert [job.key for job in await drain(todo)] == [other]
    clock.set(until - SECOND)
    assert await drain(todo) == []
    clock.set(until)
    jobs = {job.key: job for job in await drain(todo, concurrency=4)}
    assert jobs[A] == Job(A, installation=7, newest_comment=2, attempt=1)
    assert jobs[B] == Job(B, installation=7, newest_comment=3, attempt=1)
    assert jobs[C] == Job(C, installation=7, newest_comment=0, attempt=1, news=False)


async def test_one_workers_end_leaves_another_its_jobs(todo, bench):
    await todo.add([wake()])
    job = await bench.begun()

    assert await drain(todo) == []

    bench.end(job)
    bench.stop.set()
    await asyncio.wait_for(bench.task, 10)
    assert bench.nothing_begun()
    assert (await todo.counts()).waiting == 0


async def test_an_idle_worker_waits_for_the_jobs_it_has_begun(todo):
    ran = []

    async def run(job):
        ran.append(job.key)
        if job.key == A:
            await todo.add([wake(B)])
        return Done()

    await todo.add([wake(A)])
    await todo.work(run, concurrency=2, stop=asyncio.Event(), idle=True)

    assert ran == [A, B]


async def test_a_ready_list_can_be_written(todo):
    await todo.ready()
    await todo.ready()

    await todo.close()

    with pytest.raises(StoreUnavailable):
        await todo.ready()


async def test_closing_writes_what_was_asked_for(lasting):
    todo = lasting()
    await todo.open()
    adds = asyncio.gather(
        *(todo.add([wake(Key("agenda", f"o/r#{n}"))]) for n in range(1000))
    )
    await asyncio.sleep(0)
    await todo.close()
    await adds
    await todo.close()

    again = lasting()
    await again.open()
    assert (await again.counts()).waiting == 1000
    await again.close()


async def test_an_add_that_nobody_waits_for_any_more_counts_like_any_other(todo, bench):
    await todo.add([wake(comment=1)])
    job = await bench.begun()

    adding = asyncio.create_task(todo.add([wake(comment=2)]))
    await asyncio.sleep(0)
    adding.cancel()

    assert (await todo.counts()).waiting == 1
    assert todo.superseded(job)
