"""What only the SQLite list can suffer: kill -9, full disks, files gone wrong."""

import asyncio
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.todo.job import ATTEMPTS, Again, Buried, Done, Key, StoreUnavailable, Wake
from bot.todo.sqlite import SqliteTodo

VICTIM = Path(__file__).with_name("victim.py")
FAST = timedelta(milliseconds=1)


def wakes(*numbers):
    return [Wake(Key("agenda", f"o/r#{n}"), 7) for n in numbers]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "todo.sqlite"


@pytest.fixture
async def todo(file, clock):
    todo = SqliteTodo(file, now=clock.now, poll=FAST)
    await todo.open()
    yield todo
    await todo.close()


@contextmanager
def disk_that_ends_at(size):
    """From here on the system lets no file grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def wal_of(file):
    return Path(f"{file}-wal")


@pytest.mark.parametrize("seed", range(5))
async def test_kill_9_loses_nothing_that_was_accepted(file, clock, seed):
    enough = random.Random(seed).randrange(10, 400)
    begun, accepted = set(), set()
    with subprocess.Popen(
        [sys.executable, VICTIM, file], stdout=subprocess.PIPE, text=True
    ) as victim:
        for line in victim.stdout:
            word, place = line.split()
            {"begun": begun, "accepted": accepted}[word].add(place)
            if len(begun) == 2 and len(accepted) >= enough:
                victim.kill()
    assert victim.returncode == -signal.SIGKILL
    assert len(accepted) >= enough

    todo = SqliteTodo(file, now=clock.now)
    await todo.open()
    try:
        clock.advance(timedelta(days=365 * 1000))
        attempts = {}

        async def run(job):
            attempts[job.key] = job.attempt
            return Done()

        await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    finally:
        await todo.close()
    assert accepted <= {key.place for key in attempts if key.feature == "later"}
    again = {key.place: n for key, n in attempts.items() if key.feature == "endless"}
    assert again == dict.fromkeys(begun, 2)


async def test_a_job_that_kills_its_worker_every_time_is_buried(file, clock):
    """Each death is the file as kill -9 would leave it, opened at another place."""
    path = file
    for death in range(ATTEMPTS):
        todo = SqliteTodo(path, now=clock.now)
        await todo.open()
        if not death:
            await todo.add(wakes(1))
        begun = asyncio.Event()

        async def run(job, expected=death + 1, begun=begun):
            assert job.attempt == expected
            begun.set()
            await asyncio.get_running_loop().create_future()

        work = todo.work(run, concurrency=1, stop=asyncio.Event())
        worker = asyncio.create_task(work)
        await begun.wait()
        after = path.with_name(f"after-{death}.sqlite")
        after.write_bytes(path.read_bytes())
        wal_of(after).write_bytes(wal_of(path).read_bytes())
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await todo.close()
        path = after

    todo = SqliteTodo(path, now=clock.now)
    await todo.open()
    (failed,) = await todo.failed()
    await todo.close()
    assert (failed.attempts, failed.why) == (ATTEMPTS, "its worker died")


async def test_directory_and_files_are_for_this_user_only(file, todo):
    await todo.add(wakes(1))

    modes = {p.name: p.stat().st_mode & 0o777 for p in file.parent.iterdir()}

    assert modes == dict.fromkeys(
        ("todo.sqlite", "todo.sqlite-shm", "todo.sqlite-wal", "todo.sqlite.lock"), 0o600
    )
    assert file.parent.stat().st_mode & 0o777 == 0o700


async def test_a_second_bot_with_the_same_directory_is_refused(file, todo, clock):
    second = SqliteTodo(file, now=clock.now)

    with pytest.raises(StoreUnavailable) as refused:
        await second.open()

    assert str(refused.value) == (
        f"another compass-bot (process {os.getpid()}) uses {file.parent};"
        " stop it, or set DATA_DIR to another directory"
    )
    await todo.add(wakes(1))
    await todo.close()
    await second.open()
    assert (await second.counts()).waiting == 1
    await second.close()


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


@pytest.mark.parametrize("damage", ["not a database", "torn"])
async def test_a_damaged_file_is_named_with_its_cure(file, clock, damage):
    todo = SqliteTodo(file, now=clock.now)
    await todo.open()
    await todo.add(wakes(*range(500)))
    await todo.close()
    content = file.read_bytes()
    half = len(content) // 2
    torn = content[:half] + b"\xff" * 8192 + content[half + 8192 :]
    file.write_bytes(b"Dear diary, " * 500 if damage == "not a database" else torn)

    with pytest.raises(StoreUnavailable, match="move it away and start again"):
        await todo.open()

    file.rename(file.with_suffix(".damaged"))
    await todo.open()
    await todo.add(wakes(1))
    await todo.close()


async def test_a_list_of_a_newer_version_is_left_alone(file, todo, clock):
    await todo.close()
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA user_version = 99")

    with pytest.raises(StoreUnavailable, match="written by a newer compass-bot"):
        await todo.open()


async def test_a_directory_that_cannot_be_made_is_named(tmp_path, clock):
    (tmp_path / "file").write_text("no directory")
    todo = SqliteTodo(tmp_path / "file" / "todo.sqlite", now=clock.now)

    with pytest.raises(StoreUnavailable, match="may this user write there"):
        await todo.open()


async def test_failed_jobs_and_retries_survive_a_restart(file, todo, clock):
    async def run(job):
        if job.key.number == 1:
            return Buried("no permission")
        return Again(clock.now() + timedelta(hours=1), "502")

    await todo.add(wakes(1, 2))
    await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    await todo.close()
    await todo.open()

    counts = await todo.counts()
    assert (counts.waiting, counts.failed) == (1, 1)


async def test_a_worker_sleeps_while_a_due_job_waits_for_its_key(clock):
    looks = 0

    def now():
        nonlocal looks
        looks += 1
        return clock.now()

    todo = SqliteTodo(":memory:", now=now)
    begun, stop = asyncio.Event(), asyncio.Event()

    async def run(_job):
        begun.set()
        await stop.wait()
        return Done()

    await todo.open()
    await todo.add(wakes(1))
    worker = asyncio.create_task(todo.work(run, concurrency=2, stop=stop))
    await begun.wait()
    await todo.add(wakes(1))
    looks = 0
    for _ in range(100):
        await todo.counts()

    assert looks < 110
    stop.set()
    await worker
    await todo.close()
