"""A disk that is full, a file that is gone: nothing is accepted that is not kept."""

import asyncio
import resource
from contextlib import contextmanager

import pytest
from on_file import wakes, wal_of
from structlog.testing import capture_logs

from bot.todo.job import Done, Key, StoreUnavailable, Wake
from bot.todo.sqlite import SqliteTodo


@contextmanager
def disk_that_ends_at(size):
    """From here on the system lets no file grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_on_a_full_disk_nothing_is_accepted_until_there_is_room(file, todo):
    await todo.add(wakes(1))
    size = wal_of(file).stat().st_size

    with disk_that_ends_at(size):
        with pytest.raises(StoreUnavailable, match="is it on a disk with room"):
            await todo.add(wakes(2))
        with pytest.raises(StoreUnavailable):
            await todo.ready()
        assert (await todo.counts()).waiting == 1

    await todo.ready()
    await todo.add(wakes(2))
    assert (await todo.counts()).waiting == 2


async def test_of_many_adds_at_once_only_those_that_fit_are_accepted(file, clock, todo):
    await todo._writer.do(lambda c: c.execute("PRAGMA max_page_count = 10"))

    results = await asyncio.gather(
        *(todo.add(wakes(n)) for n in range(2000)), return_exceptions=True
    )

    accepted = {n for n, result in enumerate(results) if result is None}
    refused = [result for result in results if result is not None]
    assert accepted
    assert refused
    assert all(isinstance(result, StoreUnavailable) for result in refused)
    assert "full" in str(refused[0])
    await todo.close()
    todo = SqliteTodo(file, now=clock.now)
    await todo.open()
    assert (await todo.counts()).waiting == len(accepted)
    await todo.close()


async def test_what_sqlite_cannot_hold_is_refused_and_harms_nobody_else(todo):
    too_big = Wake(Key("agenda", "o/r#1"), 7, newest_comment=2**64)
    no_text = Wake(Key("agenda", "\udc80"), 7)

    results = await asyncio.gather(
        todo.add([too_big]),
        todo.add(wakes(2)),
        todo.add([no_text]),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [
        StoreUnavailable,
        type(None),
        StoreUnavailable,
    ]
    assert (await todo.counts()).waiting == 1


async def test_an_outcome_waits_for_the_disk_and_nothing_is_begun_meanwhile(file, todo):
    """The clean-up after a job needs room, too."""
    begun, full, ends = [], asyncio.Event(), asyncio.Event()

    async def run(job):
        begun.append(job.key.number)
        if job.key.number == 1:
            full.set()
            await ends.wait()
        return Done()

    stop = asyncio.Event()
    await todo.add(wakes(1))
    worker = asyncio.create_task(todo.work(run, concurrency=2, stop=stop))
    await full.wait()
    with disk_that_ends_at(wal_of(file).stat().st_size):
        ends.set()
        for _ in range(20):
            with pytest.raises(StoreUnavailable):
                await todo.add(wakes(2))
        assert (await todo.counts()).running == 1
    await todo.add(wakes(2))
    stop.set()
    await worker

    counts = await todo.counts()
    assert counts.running == 0
    assert counts.waiting + len(begun) == 2
    assert begun[0] == 1


async def test_a_file_deleted_under_the_bot_takes_nothing_more(file, todo):
    file.unlink()

    with pytest.raises(StoreUnavailable, match="moved or deleted under the running"):
        await todo.add(wakes(1))


async def test_a_worker_outlives_a_store_that_is_gone_and_complains_once(file, todo):
    """It begins nothing, and when it ends it says what is left undone."""
    stop, begun = asyncio.Event(), asyncio.Event()

    async def run(_job):
        begun.set()
        await stop.wait()
        return Done()

    await todo.add(wakes(1))
    with capture_logs() as logs:
        worker = asyncio.create_task(todo.work(run, concurrency=2, stop=stop))
        await begun.wait()
        file.unlink()
        while not logs:
            with pytest.raises(StoreUnavailable):
                await todo.counts()
        for _ in range(100):
            with pytest.raises(StoreUnavailable):
                await todo.counts()
        assert not worker.done()
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker

    assert [log["event"] for log in logs] == [
        "jobs wait for the store",
        "jobs come back at the next start only",
    ]


async def test_an_idle_worker_says_so_instead_of_waiting_for_the_store(file, todo):
    async def run(job):
        return Done()

    file.unlink()
    with pytest.raises(ExceptionGroup) as raised:
        await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)

    assert raised.group_contains(StoreUnavailable)
