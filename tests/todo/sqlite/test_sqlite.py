"""The SQLite list and its file: whose it is, and what is wrong with it."""

import asyncio
import os
import signal
from datetime import timedelta

import pytest
from older import write_older
from on_file import at_work, wakes
from workbench import drain

from bot.core.pace import Write
from bot.todo import sqlite_leases
from bot.todo.job import Again, Buried, Done, Key, StoreUnavailable
from bot.todo.sqlite import SqliteTodo
from bot.todo.sqlite_turns import SqliteMemory


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


@pytest.mark.parametrize("linked", ["directory", "file"])
async def test_it_is_refused_by_another_name_as_well(file, todo, clock, linked):
    link = file.with_name("link") if linked == "file" else file.parent.with_name("link")
    link.symlink_to(file if linked == "file" else file.parent)
    other = link if linked == "file" else link / file.name
    second = SqliteTodo(other, now=clock.now)

    with pytest.raises(StoreUnavailable, match="another compass-bot"):
        await second.open()

    await todo.add(wakes(1))
    await todo.close()
    await second.open()
    assert (await second.counts()).waiting == 1
    await second.close()


async def test_it_is_refused_while_the_first_hangs_and_not_once_that_is_dead(
    file, clock
):
    """Whatever the dead one has left of its lock."""
    second = SqliteTodo(file, now=clock.now)
    with at_work(file) as first:
        first.send_signal(signal.SIGSTOP)
        with pytest.raises(StoreUnavailable, match=rf"\(process {first.pid}\)"):
            await second.open()
        first.kill()
    assert file.with_name("todo.sqlite.lock").read_text() == f"{first.pid}\n"

    await second.open()

    assert (await second.counts()).waiting
    await second.close()


async def test_a_lock_that_is_deleted_lets_only_one_of_two_write(file, todo, clock):
    """As somebody does whom the second's refusal has annoyed."""
    await todo.add(wakes(1))
    file.with_name("todo.sqlite.lock").unlink()
    second = SqliteTodo(file, now=clock.now)
    await second.open()

    with pytest.raises(StoreUnavailable, match=r"lock was moved or deleted .* restart"):
        await todo.add(wakes(2))
    await second.add(wakes(3))

    assert (await second.counts()).waiting == 2
    await second.close()


@pytest.mark.parametrize("version", [1, 2, 3, 4])
async def test_a_list_of_an_older_version_is_upgraded_with_what_it_holds(
    file, clock, version
):
    """Waiting, running when it ended, buried, and one that waits for its time."""
    write_older(file, version, clock.now())
    todo = SqliteTodo(file, now=clock.now)

    await todo.open()

    assert [failed.key.number for failed in await todo.failed()] == [3]
    await todo.add(wakes(9))
    assert [job.key.place for job in await drain(todo, concurrency=3)] == [
        "JupyterHub/Docs#1",
        "o/r#9",  # the first one's repository lets it go ahead
        "jupyterhub/docs#2",
    ]
    counts = await todo.counts()
    assert (counts.waiting, counts.timers) == ((0, 1) if version > 1 else (1, 0))
    assert await todo.retry(Key("agenda", "jupyterhub/docs#3"))
    await todo.remember("mark", "1")
    memory = SqliteMemory(todo.writer, 7)
    await memory.note(Write(clock.now().timestamp(), ""))
    assert len((await memory.past(clock.now())).writes) == 1
    await todo.close()


async def test_a_directory_that_cannot_be_made_is_named(tmp_path, clock):
    (tmp_path / "file").write_text("no directory")
    todo = SqliteTodo(tmp_path / "file" / "todo.sqlite", now=clock.now)

    with pytest.raises(StoreUnavailable, match="set DATA_DIR to a directory"):
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


async def test_however_long_the_list_no_lease_sorts_it(todo):
    """Whose turn it is is read off an index: also beside ten thousand others."""
    queries = (
        sqlite_leases.FIRST_OF_IDLE_REPOSITORIES,
        sqlite_leases.FIRST_OF_FREE_KEYS,
    )
    values = {"timer": 0, "now": 0, "worker": 1}
    values |= {"of_installation": 3, "beside": 2}
    for query in queries:
        plan = await todo._writer.do(
            lambda c, query=query: c.execute(
                f"EXPLAIN QUERY PLAN {query}", values
            ).fetchall()
        )
        steps = [row["detail"] for row in plan]
        assert any("job_turn (state=? AND timer=? AND due<?)" in step for step in steps)
        sorts = ("SCAN", "ORDER BY")  # the few that run may be put in groups
        assert not any(word in step for step in steps for word in sorts), steps
