"""A disk that is full, a file that is gone: nothing is accepted that is not kept."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from on_file import wakes
from structlog.testing import capture_logs

from bot.todo.job import Done, Key, StoreUnavailable, Wake
from bot.todo.sqlite import SqliteTodo
from tests.small_disk import limited, small_disk
from tests.unprivileged import unprivileged


@pytest.fixture
def disk():
    with small_disk() as disk:
        yield disk


@pytest.fixture
def quota(tmp_path):
    with limited(tmp_path) as quota:
        yield quota


@pytest.fixture
def file(request, tmp_path):
    """On a disk that gets full, where the test has one."""
    folder = tmp_path
    if "disk" in request.fixturenames:
        folder = request.getfixturevalue("disk").folder
    return folder / "data" / "todo.sqlite"


async def fill(disk, todo):
    """The disk is full, and so are the files; how many more of a thousand were taken."""
    disk.fill()
    for number in range(1000, 2000):
        if not await recorded(todo, wakes(number)):
            return number - 1000
    raise AssertionError("it is never full")


async def recorded(todo, some):
    """Whether there was room for them."""
    try:
        await todo.add(some)
    except StoreUnavailable as error:
        if "is it on a disk with room" in str(error):
            return False
        raise
    return True


async def wait_for_refusal(todo):
    while True:
        await todo.ready()


async def test_on_a_full_disk_nothing_is_accepted_until_there_is_room(disk, todo):
    await todo.add(wakes(1))

    taken = await fill(disk, todo)

    assert (await todo.counts()).waiting == 1 + taken
    with pytest.raises(StoreUnavailable):
        await todo.add(wakes(*range(100)))
    with pytest.raises(StoreUnavailable):
        await wait_for_refusal(todo)
    disk.free()
    await todo.ready()
    await todo.add(wakes(2))
    assert (await todo.counts()).waiting == 2 + taken


async def test_what_was_accepted_before_it_was_full_is_there_after_a_restart(
    disk, file, clock, todo
):
    taken = await fill(disk, todo)
    await todo.close()
    disk.free()
    todo = SqliteTodo(file, now=clock.now)
    await todo.open()

    assert (await todo.counts()).waiting == taken
    await todo.close()


async def test_a_start_on_a_full_disk_is_refused_until_there_is_room(disk, file, clock):
    disk.fill()
    todo = SqliteTodo(file, now=clock.now)

    with pytest.raises(StoreUnavailable, match="is it on a disk with room") as refused:
        await todo.open()

    assert "\n" not in str(refused.value)
    disk.free()
    await todo.open()
    await todo.add(wakes(1))
    await todo.close()


@pytest.mark.parametrize(
    ("what", "mode"),
    [("directory", 0o500), ("directory", 0), ("file", 0o400), ("lock", 0o400)],
)
async def test_what_may_not_be_written_is_named_at_the_start(file, clock, what, mode):
    file.parent.mkdir()
    lock = file.with_name("todo.sqlite.lock")
    for path in (file, lock):
        path.touch()
    path = {"directory": file.parent, "file": file, "lock": lock}[what]
    path.chmod(mode)
    todo = SqliteTodo(file, now=clock.now)

    with (
        unprivileged(),
        pytest.raises(StoreUnavailable, match="may this user write there") as refused,
    ):
        await todo.open()

    assert str(file.parent) in str(refused.value)
    path.chmod(0o700)
    await todo.open()
    await todo.close()


async def test_a_file_that_has_become_read_only_takes_nothing(todo):
    """As after an error of the disk: Linux takes it away under whoever writes."""
    await todo.add(wakes(1))
    await todo._writer.do(lambda c: c.execute("PRAGMA query_only = ON"))

    with pytest.raises(
        StoreUnavailable, match=r"readonly .* may this user write there"
    ):
        await todo.add(wakes(2))
    with pytest.raises(StoreUnavailable):
        await todo.ready()

    await todo.close()
    await todo.open()
    await todo.add(wakes(3))
    assert (await todo.counts()).waiting == 2


async def test_another_program_that_writes_is_not_waited_for_too_long(file, todo):
    """However many deliveries come meanwhile: GitHub waits ten seconds for each."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(8):
            results = await asyncio.gather(
                *(todo.add(wakes(n)) for n in range(100)), return_exceptions=True
            )

    assert all("locked; which other program" in str(result) for result in results)
    await todo.add(wakes(1))


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


async def test_an_outcome_waits_for_the_disk_and_nothing_is_begun_meanwhile(
    file, quota, todo
):
    """The clean-up after a job needs room, too."""
    begun, began, ends, ran = [], asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(job):
        begun.append(job.key.number)
        began.set()
        await ends.wait()
        ran.set()
        return Done("it went well")

    stop = asyncio.Event()
    await todo.add(wakes(1))
    worker = asyncio.create_task(todo.work(run, concurrency=2, stop=stop))
    await began.wait()
    later = [Wake(Key("agenda", "o/r#2"), 7, due=datetime(2999, 1, 1, tzinfo=UTC))]
    await todo.add(later)
    quota.fill()
    while await recorded(todo, later):
        pass
    ends.set()
    await ran.wait()
    for _ in range(20):
        assert not await recorded(todo, later)
    assert (await todo.counts()).running == 1
    assert not await todo.ended()

    quota.free()
    while not await todo.ended():
        await asyncio.sleep(0)
    stop.set()
    await worker

    (ended,) = await todo.ended()
    assert (ended.key.number, ended.why) == (1, "it went well")
    assert begun == [1]


async def test_a_file_that_is_there_again_is_gone_on_with(file, todo):
    """A disk may be away for a moment."""
    await todo.add(wakes(1))
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(StoreUnavailable, match="moved or deleted"):
        await todo.add(wakes(2))

    away.rename(file)
    await todo.add(wakes(3))

    assert (await todo.counts()).waiting == 2


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
