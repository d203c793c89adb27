"""The SQLite list and its file: whose it is, and what is wrong with it."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from older import write_older
from on_file import wakes
from workbench import drain

from bot.todo.job import Again, Buried, Done, Key, StoreUnavailable
from bot.todo.sqlite import SqliteTodo


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


@pytest.mark.parametrize("version", [1, 2])
async def test_a_list_of_an_older_version_is_upgraded_with_what_it_holds(
    file, clock, version
):
    """Waiting, running when it ended, buried, and one that waits for its time."""
    write_older(file, version, clock.now())
    todo = SqliteTodo(file, now=clock.now)

    await todo.open()

    assert [failed.key.number for failed in await todo.failed()] == [3]
    await todo.add(wakes(9))
    assert [job.key.place for job in await drain(todo, concurrency=2)] == [
        "JupyterHub/Docs#1",
        "o/r#9",  # the first one's repository lets it go ahead
        "jupyterhub/docs#2",
    ]
    counts = await todo.counts()
    assert (counts.waiting, counts.timers) == ((1, 0), (0, 1))[version - 1]
    assert await todo.retry(Key("agenda", "jupyterhub/docs#3"))
    await todo.remember("mark", "1")
    await todo.close()


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
