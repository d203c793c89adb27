"""A file that is not what SQLite has written: said aloud, kept, and begun anew."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from on_file import wakes, wal_of
from structlog.testing import capture_logs
from workbench import drain

from bot.todo.job import Done, StoreUnavailable
from bot.todo.sqlite import SqliteTodo


def middle(content, by):
    half = len(content) // 2
    return content[:half] + by + content[half + len(by) :]


DAMAGES = {
    "no SQLite": lambda content: b"Dear diary, " * 500,
    "torn": lambda content: middle(content, b"\xff" * 8192),
    "cut": lambda content: content[: len(content) // 2],
    "its end zeroed": lambda content: content[:8192] + bytes(len(content) - 8192),
    "without a header": lambda content: bytes(100) + content[100:],
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_it_is_moved_aside_and_the_list_begun_anew(file, clock, damage):
    await fill(file, clock)
    content = DAMAGES[damage](file.read_bytes())
    file.write_bytes(content)
    todo = SqliteTodo(file, now=clock.now)

    with capture_logs() as logs:
        await todo.open()

    aside = file.with_name("todo.sqlite.corrupt-20210304T120000Z")
    assert aside.read_bytes() == content
    (log,) = logs
    assert (log["log_level"], log["moved_to"]) == ("error", str(aside))
    assert log["why"]
    await todo.add(wakes(1))
    assert [job.key.number for job in await drain(todo)] == [1]
    await todo.close()


async def test_an_index_that_hides_a_job_is_damage_as_well(file, clock):
    """Nothing in the file looks wrong, but the job would never be found."""
    await fill(file, clock)
    hide_a_job(file)
    todo = SqliteTodo(file, now=clock.now)

    with capture_logs() as logs:
        await todo.open()

    assert "missing from index" in logs[0]["why"]
    await todo.close()


async def test_what_is_moved_aside_has_its_log_with_it(file, clock, todo):
    """Of an empty file all that was accepted may be there; nothing else tells of it."""
    await todo.add(wakes(*range(50)))
    copy = file.with_name("copy.sqlite")
    log = wal_of(file).read_bytes()
    copy.touch()
    wal_of(copy).write_bytes(log)
    after = SqliteTodo(copy, now=clock.now)

    with capture_logs() as logs:
        await after.open()

    assert [entry["log_level"] for entry in logs] == ["error"]
    aside = file.with_name("copy.sqlite.corrupt-20210304T120000Z")
    assert aside.read_bytes() == b""
    assert wal_of(aside).read_bytes() == log
    assert (await after.counts()).waiting == 0
    await after.close()


async def test_what_was_moved_aside_before_is_kept(file, todo):
    for number in range(3):
        await todo.close()
        file.write_text(f"damage {number} " * 1000)
        await todo.open()

    asides = {path.read_text()[:8] for path in file.parent.glob("*.corrupt-*Z*")}
    assert asides == {"damage 0", "damage 1", "damage 2"}


async def test_a_list_of_a_newer_version_is_left_alone(file, todo):
    await todo.close()
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA user_version = 99")
    content = file.read_bytes()

    with pytest.raises(StoreUnavailable, match="written by a newer compass-bot"):
        await todo.open()

    assert file.read_bytes() == content


async def test_a_database_of_somebody_else_is_left_alone(file, todo, clock):
    """It is whole, and may be worth something to whoever made it."""
    await todo.close()
    file.unlink()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE job (applicant TEXT)")

    with pytest.raises(StoreUnavailable, match="move the file away and start again"):
        await todo.open()

    with closing(sqlite3.connect(file)) as other, other:
        other.execute("INSERT INTO job VALUES ('Ada')")


@pytest.mark.parametrize("left", [0.0, 0.3, 0.7, 0.999])
async def test_a_log_that_is_cut_loses_its_end_and_no_more(file, clock, todo, left):
    for number in range(20):
        await todo.add(wakes(number))
    copy = file.with_name("copy.sqlite")
    log = wal_of(file).read_bytes()
    copy.write_bytes(file.read_bytes())
    wal_of(copy).write_bytes(log[: int(len(log) * left)])
    after = SqliteTodo(copy, now=clock.now)

    await after.open()

    found = [job.key.number for job in await drain(after)]
    assert found == list(range(len(found)))
    assert left * 20 - 3 <= len(found) < 20
    await after.add(wakes(99))
    await after.close()


async def test_a_file_that_becomes_corrupt_ends_the_work(file, clock, todo):
    """For waiting would not mend it, and a start does: until then nothing is taken."""
    begun = asyncio.Event()

    async def run(_job):
        begun.set()
        return await asyncio.get_running_loop().create_future()

    await todo.add(wakes(*range(500)))
    worker = asyncio.create_task(todo.work(run, concurrency=502, stop=asyncio.Event()))
    await begun.wait()
    await damage(file, todo)

    with pytest.raises(StoreUnavailable, match="restart the bot"):
        await todo.add(wakes(*range(500)))
    with pytest.raises(StoreUnavailable, match="restart the bot"):
        await todo.ready()
    with pytest.raises(ExceptionGroup) as raised:
        await worker
    assert raised.group_contains(StoreUnavailable, match="restart the bot")

    await todo.close()
    await todo.open()
    assert (await todo.counts()).waiting == 0


async def test_an_outcome_for_a_corrupt_file_ends_the_work_too(file, todo):
    """Also where all are at work, so that no new job is looked for."""
    begun, end = asyncio.Event(), asyncio.Event()

    async def run(_job):
        begun.set()
        await end.wait()
        return Done()

    await todo.add(wakes(*range(500)))
    worker = asyncio.create_task(todo.work(run, concurrency=1, stop=asyncio.Event()))
    await begun.wait()
    await damage(file, todo)
    end.set()

    with pytest.raises(ExceptionGroup):
        await worker


async def fill(file, clock):
    todo = SqliteTodo(file, now=clock.now)
    await todo.open()
    await todo.add(wakes(*range(500)))
    await todo.close()


async def damage(file, todo):
    """Under the running bot, which then has to read it again."""
    await todo._writer.do(lambda c: None)
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(middle(file.read_bytes(), b"\xff" * 4096 * 8))
    await todo._writer.do(lambda c: c.execute("PRAGMA shrink_memory"))


def hide_a_job(file):
    """Let a job be in the table and not in an index of it."""
    change = "PRAGMA writable_schema = ON"
    with closing(sqlite3.connect(file)) as other, other:
        index = other.execute("SELECT * FROM sqlite_master WHERE name = 'job_due'")
        row = index.fetchone()
        other.execute(change)
        other.execute("DELETE FROM sqlite_master WHERE name = 'job_due'")
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE job SET id = 9999 WHERE id = 7")
        other.execute(change)
        other.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
