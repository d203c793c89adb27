"""What is written for what is added, and what is not."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_model import Model
from workbench import SECOND, A, B, Bench, C, drain, wake

from bot.todo.job import Again, Buried, Key, StoreUnavailable, Wake
from bot.todo.postgres_adds import Wish, rounds_of

NOON = datetime(2021, 3, 1, 12, tzinfo=UTC)
LONE = "\ud800"


def wishes(keys):
    return st.builds(
        lambda key, comment, wait, news: Wish(
            Wake(key, 7, comment, NOON + timedelta(seconds=wait), news), NOON
        ),
        st.sampled_from(keys),
        st.integers(0, 9),
        st.integers(-5, 5),
        st.booleans(),
    )


def seen(model):
    return {
        key: (row.comment, row.due, row.attempts, row.timer)
        for key, row in model.waiting.items()
    }, model.failed


@given(
    st.lists(wishes([A, B]), max_size=3),
    st.sampled_from(["nothing", "again", "buried"]),
    st.lists(wishes([A, B]), max_size=12),
)
def test_what_is_written_together_means_the_same_as_one_after_the_other(
    before, ended, added
):
    one_by_one, in_rounds = Model(), Model()
    for model in (one_by_one, in_rounds):
        for wish in before:
            model.add(wish.wake, NOON)
        if ended != "nothing" and (job := model.begin(NOON + timedelta(hours=1))):
            again = Again(NOON + SECOND, "502")
            model.end(job.key, again if ended == "again" else Buried("no"))

    for wish in added:
        one_by_one.add(wish.wake, NOON)
    rounds = rounds_of(added)
    for wanted in rounds:
        assert len({wish.wake.key for wish in wanted}) == len(wanted)
        for wish in wanted:
            in_rounds.add(wish.wake, NOON)

    assert seen(one_by_one) == seen(in_rounds)
    assert len(rounds) <= 2


async def test_a_sweep_that_finds_all_its_timers_set_writes_nothing(
    todo, database, cluster
):
    tomorrow = todo.now() + timedelta(days=1)
    timers = [
        Wake(Key("meetings", f"o/r{n}"), 7, 0, tomorrow, False) for n in range(50)
    ]
    await todo.add(timers)
    versions = "SELECT id, xmin::text FROM procrastinate_jobs ORDER BY id"
    before = cluster.execute(versions, database)

    await todo.add(timers)

    assert cluster.execute(versions, database) == before


async def test_what_procrastinate_notes_of_a_job_does_not_grow_for_ever(
    todo, database, cluster
):
    def limited(_job):
        return Again(todo.now() + SECOND, "limit", counts=False)

    for comment in range(20):
        await todo.add([wake(A, comment)])
        assert len(await drain(todo, limited)) == 1

    events = "SELECT count(*) FROM procrastinate_events"
    ((count,),) = cluster.execute(events, database)
    assert count < 5


async def test_one_that_cannot_be_written_spoils_no_others(todo):
    wakes = [wake(A), wake(Key("agenda", "o/r#\0")), wake(B), wake(Key("agenda", LONE))]

    answers = await asyncio.gather(
        *(todo.add([one]) for one in [*wakes, wake(C)]), return_exceptions=True
    )

    assert [type(answer) for answer in answers] == [
        type(None), StoreUnavailable, type(None), StoreUnavailable, type(None)
    ]  # fmt: skip
    assert [job.key for job in await drain(todo)] == [A, B, C]


async def test_to_add_nothing_is_nothing(todo):
    await todo.add([])
    await asyncio.gather(todo.add([]), todo.add([wake(A)]))

    assert (await todo.counts()).waiting == 1


async def test_what_cannot_be_remembered_is_told(todo):
    with pytest.raises(StoreUnavailable):
        await todo.remember("mark", "\0")

    await todo.remember("mark", "é" * 100_000)
    assert await todo.recall("mark") == "é" * 100_000


async def test_a_flood_in_one_repository_keeps_no_worker_from_looking(todo):
    """PostgreSQL has planned the queries while the list was empty."""
    for _ in range(10):
        await todo.add([wake(A)])
        await drain(todo)
    noise = [Key("agenda", f"noisy/noisy#{n}") for n in range(3000)]
    await todo.add([wake(key) for key in noise])
    bench = Bench(todo, concurrency=4)
    for _ in range(2):
        await bench.begun()

    begun = asyncio.get_running_loop().time()
    await todo.add([wake(Key("agenda", "quiet/quiet#1"))])

    assert (await bench.begun()).key.place == "quiet/quiet#1"
    assert asyncio.get_running_loop().time() - begun < 1
    await bench.close()
