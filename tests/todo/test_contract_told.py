"""What every to-do list tells an operator, and remembers for the bot."""

from datetime import timedelta

import pytest
from workbench import SECOND, A, B, C, drain, wake

from bot.todo.buried import all_failed
from bot.todo.job import (
    ENDED_KEPT,
    Again,
    Buried,
    Done,
    Ended,
    Key,
    Pending,
    StoreUnavailable,
)
from bot.todo.order import RETRIED_AT_ONCE, RETRIED_EVERY

DAY = timedelta(days=1)


async def test_what_runs_and_what_waits_is_told_earliest_first(todo, clock, bench):
    now = clock.now()
    await todo.add([wake(A)])
    await bench.begun()
    await todo.add([wake(C, due=now + DAY, news=False), wake(B, due=now + SECOND)])
    await todo.add([wake(A)])

    assert list(await todo.pending(10)) == [
        Pending(A, 7, "running", timer=False, due=now, attempts=0, why=""),
        Pending(A, 7, "waiting", timer=False, due=now, attempts=0, why=""),
        Pending(B, 7, "waiting", timer=False, due=now + SECOND, attempts=0, why=""),
        Pending(C, 7, "waiting", timer=True, due=now + DAY, attempts=0, why=""),
    ]
    assert [it.key for it in await todo.pending(3)] == [A, A, B]
    assert [it.state for it in await todo.pending(1)] == ["running"]


async def test_what_is_to_be_retried_tells_how_often_it_failed_and_why(todo, clock):
    await todo.add([wake(A)])
    later = clock.now() + 5 * SECOND
    await drain(todo, lambda _: Again(later, "GitHub says 502"))

    (pending,) = await todo.pending(10)

    assert (pending.attempts, pending.why) == (1, "GitHub says 502")
    assert (pending.due, pending.timer) == (later, False)


async def test_what_is_buried_is_not_pending(todo):
    await todo.add([wake(A)])
    await drain(todo, lambda _: Buried("no permission"))

    assert list(await todo.pending(10)) == []


async def test_what_came_of_the_last_jobs_is_told_newest_first(todo, clock):
    outcomes = {
        A: Done(),
        B: Again(clock.now() + DAY, "GitHub says 502"),
        C: Buried("no permission"),
    }
    times = []
    for key, outcome in outcomes.items():
        clock.advance(SECOND)
        times.append(clock.now())
        await todo.add([wake(key)])
        await drain(todo, lambda _, outcome=outcome: outcome)
    clock.advance(SECOND)
    await todo.add([wake(A)])
    await drain(todo, lambda _: Done("gone"))

    assert list(await todo.ended()) == [
        Ended(A, "done", "gone", clock.now()),
        Ended(C, "buried", "no permission", times[2]),
        Ended(B, "again", "GitHub says 502", times[1]),
        Ended(A, "done", "", times[0]),
    ]


async def test_no_more_of_the_past_is_kept_than_is_of_use(todo):
    keys = [Key("agenda", f"o/r#{number}") for number in range(ENDED_KEPT + 5)]
    await todo.add([wake(key) for key in keys])
    ran = await drain(todo, concurrency=8)

    ended = await todo.ended()

    assert len(ended) == ENDED_KEPT
    assert {it.key for it in ended} <= {job.key for job in ran}
    assert keys[-1] in {it.key for it in ended}
    assert keys[0] not in {it.key for it in ended}


async def test_a_job_that_was_handed_back_has_not_ended(todo, bench):
    await todo.add([wake(A)])
    await bench.begun()

    await bench.close()

    assert list(await todo.ended()) == []
    assert [it.state for it in await todo.pending(10)] == ["waiting"]


async def test_a_buried_job_that_is_retried_has_all_its_attempts_and_runs_now(
    todo, bench
):
    await todo.add([wake(A, comment=5)])
    bench.end(await bench.begun(), Buried("no permission"))
    while not await todo.failed():
        pass

    assert await todo.retry(A)

    job = await bench.begun()
    assert (job.attempt, job.newest_comment, job.installation) == (1, 5, 7)
    assert job.news
    assert not await todo.failed()


async def test_a_buried_job_that_is_retried_does_not_wait_for_its_timer(todo, clock):
    await todo.add([wake(A, comment=5)])
    await drain(todo, lambda _: Buried("no permission"))
    await todo.add([wake(A, due=clock.now() + DAY, news=False)])

    assert await todo.retry(A)

    (job,) = await drain(todo)
    assert (job.attempt, job.newest_comment) == (1, 5)
    counts = await todo.counts()
    assert (counts.waiting, counts.timers, counts.failed) == (0, 0, 0)


async def test_only_what_is_buried_can_be_retried(todo, clock):
    await todo.add([wake(A, due=clock.now() + DAY)])

    assert not await todo.retry(A)
    assert not await todo.retry(B)

    assert await drain(todo) == []
    assert [it.due for it in await todo.pending(10)] == [clock.now() + DAY]


async def test_what_is_retried_and_fails_is_buried_again(todo):
    await todo.add([wake(A)])
    for why in ("no permission", "still none"):
        await drain(todo, lambda _, why=why: Buried(why))
        assert [failed.why for failed in await todo.failed()] == [why]
        assert await todo.retry(A)


async def test_of_many_that_are_retried_the_later_ones_let_people_go_ahead(todo, clock):
    keys = [Key("agenda", f"o/r#{n}") for n in range(2 * RETRIED_AT_ONCE + 1)]
    await todo.add([wake(key, comment=5) for key in keys])
    await drain(todo, lambda _: Buried("no permission"))
    now, last = clock.now(), keys[-1]
    await todo.add([wake(last, due=now + DAY, news=False)])

    assert list(await todo.retry(*keys, A)) == keys
    assert not await todo.failed()
    assert not await todo.retry(*keys)

    first = await drain(todo)
    assert [job.key for job in first] == keys[:RETRIED_AT_ONCE]
    clock.advance(RETRIED_EVERY)
    await todo.add([wake(B)])
    second = await drain(todo)
    assert second[0].key == B
    assert [job.key for job in second[1:]] == keys[RETRIED_AT_ONCE:-1]
    clock.advance(RETRIED_EVERY)
    third = await drain(todo)
    assert [job.key for job in third] == [last]
    ran = first + second[1:] + third
    assert {(job.attempt, job.newest_comment, job.installation) for job in ran} == {
        (1, 5, 7)
    }
    assert {job.news for job in first} == {True}
    assert {job.news for job in second[1:] + third} == {False}


@pytest.mark.parametrize(
    ("why", "kept"),
    [
        ("\ud800 is half a sign", "? is half a sign"),
        ("no\0thing", "no\ufffdthing"),
        ("long " * 10**5, "long " * 200),
    ],
)
async def test_a_job_ends_whatever_the_reason_is_made_of(todo, clock, why, kept):
    """Otherwise it would never be off the list, and one worker fewer be at work."""
    outcomes = {A: Done(why), B: Again(clock.now() + DAY, why), C: Buried(why)}
    await todo.add([wake(key) for key in outcomes])

    ran = await drain(todo, lambda job: outcomes[job.key])

    assert [job.key for job in ran] == [A, B, C]
    assert {it.why for it in await todo.ended()} == {kept}
    assert [it.why for it in await todo.pending(10)] == [kept]
    assert [it.why for it in await todo.failed()] == [kept]


async def test_what_is_remembered_is_recalled(todo):
    assert await todo.recall("deliveries") == ""

    await todo.remember("deliveries", "2021-03-04T12:00:00Z 42")
    await todo.remember("other", "ж" * 10_000)
    await todo.remember("deliveries", "2021-03-04T13:00:00Z 43")

    assert await todo.recall("deliveries") == "2021-03-04T13:00:00Z 43"
    assert await todo.recall("other") == "ж" * 10_000


async def test_of_what_is_buried_a_part_is_told_and_all_can_be_gone_through(
    todo, clock
):
    keys = [Key(name, f"o/r#{n}") for name in ("agenda", "support") for n in range(3)]
    for some in (keys[:1], keys[1:5], keys[5:]):
        clock.advance(SECOND)
        await todo.add([wake(key) for key in some])
        await drain(todo, lambda _: Buried("no permission"))

    newest_first = [keys[5], *keys[1:5], keys[0]]
    assert [one.key for one in await todo.failed(3)] == newest_first[:3]
    parts = [some async for some in all_failed(todo, 2)]

    assert [one.key for some in parts for one in some] == newest_first
    assert [len(some) for some in parts] == [2, 2, 2]
    assert list(await todo.failed()) == [one for some in parts for one in some]


async def test_parts_of_all_that_are_retried_together_have_their_places(todo, clock):
    await todo.add([wake(A), wake(B)])
    await drain(todo, lambda _: Buried("no permission"))

    assert len(await todo.retry(A)) == 1
    assert len(await todo.retry(B, place=RETRIED_AT_ONCE)) == 1

    assert [job.key for job in await drain(todo)] == [A]
    clock.advance(RETRIED_EVERY)
    assert [(job.key, job.news) for job in await drain(todo)] == [(B, False)]


async def test_what_is_told_and_remembered_survives_a_restart(lasting):
    todo = lasting()
    await todo.open()
    await todo.remember("deliveries", "42")
    await todo.add([wake(A), wake(B)])
    await drain(todo, lambda job: Buried("no") if job.key == A else Done())
    await todo.close()

    again = lasting()
    await again.open()
    assert await again.recall("deliveries") == "42"
    assert [it.outcome for it in await again.ended()] == ["done", "buried"]
    assert await again.retry(A)
    await again.close()


async def test_a_list_that_is_not_open_remembers_nothing(todo):
    await todo.close()

    with pytest.raises(StoreUnavailable):
        await todo.remember("deliveries", "42")
