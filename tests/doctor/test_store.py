"""What was accepted has to be kept and done: the store, as the doctor finds it."""

import asyncio
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor.facts import StoreFacts
from bot.doctor.judge_store import judge_store
from bot.doctor.look_sqlite import look_at_file
from bot.todo.job import SWEPT, Buried, Counts, Failed, Key, Wake
from bot.todo.sqlite import SqliteTodo
from bot.todo.sqlite_schema import VERSION
from tests.doctor.patient import go_round, told
from tests.stories.served import Served

NOW = datetime(2021, 3, 4, 12, tzinfo=UTC)
KEY = Key("agenda", "jupyterhub/team-compass#1")


@pytest.fixture
async def todo(patient):
    todo = SqliteTodo(file_of(patient), now=patient.github.clock.now)
    await todo.open()
    await go_round(todo, patient)
    yield todo
    await todo.close()


def file_of(patient) -> Path:
    return patient.settings.data_dir / "todo.sqlite3"


def everything_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


async def test_there_is_none_yet(patient):
    lines = await patient.examine()
    assert "it is made when the bot starts" in lines.one("store").says
    assert not patient.settings.data_dir.exists()


async def test_a_bot_that_uses_it_is_not_disturbed(patient, todo):
    await todo.add([Wake(KEY, 1)])
    lines = await patient.examine()
    assert f"in use by a running bot (process {os.getpid()})" in lines.one("store").says
    assert lines.one("jobs").says.startswith("1 job waiting, 0 running")
    await todo.add([Wake(Key("agenda", "jupyterhub/team-compass#2"), 1)])
    assert (await todo.counts()).waiting == 2


async def test_looking_changes_nothing_in_it(patient, todo):
    await todo.add([Wake(KEY, 1)])
    await todo.close()
    before = everything_in(patient.settings.data_dir)
    lines = await patient.examine()
    assert "not in use" in lines.one("store").says
    assert everything_in(patient.settings.data_dir) == before


async def test_nobody_does_the_jobs(patient, todo):
    await todo.add([Wake(KEY, 1)])
    await todo.close()
    patient.github.clock.advance(timedelta(minutes=40))
    lines = await patient.examine()
    told(lines, "jobs", "the oldest waits for 40 min", "start the bot")


async def test_a_bot_works_far_too_slowly(patient, todo):
    await todo.add([Wake(KEY, 1)])
    patient.github.clock.advance(timedelta(minutes=40))
    told(await patient.examine(), "jobs", "works, but far too slowly")


async def test_everything_was_looked_at_long_ago(patient, todo):
    then = patient.github.clock.now() - timedelta(hours=3)
    await todo.remember(SWEPT, then.isoformat())
    told(await patient.examine(), "jobs", "the last look at everything was 3 h ago")


async def test_nobody_has_looked_at_everything_yet(patient, todo):
    await todo.remember(SWEPT, "")
    lines = await patient.examine()
    assert lines.bad == []
    (warned,) = lines.warned_of("jobs")
    assert warned.says == "nobody has looked at everything yet"


async def test_a_job_was_given_up(patient, todo):
    async def give_up(_job):
        return Buried("403 Resource not accessible by integration")

    await todo.add([Wake(KEY, 1)])
    await todo.work(give_up, concurrency=1, stop=asyncio.Event(), idle=True)
    lines = await patient.examine()
    told(lines, "jobs", "1 job has been given up", f"{KEY}: 403 Resource", "/admin")


async def test_the_file_is_damaged(patient, todo):
    await todo.close()
    file_of(patient).write_bytes(
        b"This is no database, but a letter to a friend. " * 99
    )
    told(await patient.examine(), "store", "is damaged", "restart the bot")


async def test_part_of_the_file_is_damaged(patient, todo):
    await todo.add([Wake(Key("agenda", f"o/r#{n}"), 1) for n in range(200)])
    await todo.close()
    with file_of(patient).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    told(await patient.examine(), "store", "is damaged", "restart the bot")


async def test_only_its_log_is_left(patient, todo):
    """To open it would lose that, too."""
    await todo.add([Wake(KEY, 1)])
    log = Path(f"{file_of(patient)}-wal").read_bytes()
    await todo.close()
    file_of(patient).write_bytes(b"")
    Path(f"{file_of(patient)}-wal").write_bytes(log)
    told(await patient.examine(), "store", "is empty, and its write-ahead log is not")
    assert Path(f"{file_of(patient)}-wal").read_bytes() == log


async def test_it_may_be_known_by_another_name(patient, todo, tmp_path):
    (tmp_path / "link").symlink_to(patient.settings.data_dir)
    await todo.add([Wake(KEY, 1)])
    lines = await patient.examine(data_dir=tmp_path / "link")
    assert "link/todo.sqlite3; in use by a running bot" in lines.one("store").says


async def test_a_newer_bot_wrote_it(patient, todo):
    await todo.close()
    set_version(file_of(patient), VERSION + 1)
    told(await patient.examine(), "store", "newer compass-bot", "start that one")


async def test_an_older_bot_wrote_it(patient, todo):
    await todo.close()
    set_version(file_of(patient), 1)
    line = (await patient.examine()).one("store")
    assert line.word == "ok"
    assert "the next start upgrades it" in line.says


def set_version(file: Path, version: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


async def test_its_place_is_a_file(patient, tmp_path):
    (tmp_path / "data").write_text("not a directory")
    told(await patient.examine(), "store", "is a file", "set DATA_DIR to a directory")


async def test_nothing_can_be_written_there(patient):
    lines = await patient.examine(data_dir=Path("/proc/self"))
    told(lines, "store", "cannot be written", "DATA_DIR")


async def test_it_can_be_made_nowhere(patient):
    """Not even by the system's own user, whose rights allow it."""
    line = (await patient.examine(data_dir=Path("/proc/nope"))).one("store")
    assert line.word == "not ok"
    assert "/proc/nope cannot be made in /proc (No such file" in line.says
    assert "free" not in line.says
    assert "set DATA_DIR to another directory" in line.cure


def test_a_process_that_is_no_more_holds_nothing(tmp_path):
    connection = sqlite3.connect(tmp_path / "todo.sqlite3")
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    for holder in ("", "no number", "999999999", str(os.getpid())):
        (tmp_path / "todo.sqlite3.lock").write_text(holder)
        assert "not in use" in look_at_file(tmp_path / "todo.sqlite3", NOW).details


@pytest.mark.parametrize(
    ("free", "word"), [(10**12, "ok"), (10**8, "warning"), (10**6, "not ok")]
)
def test_a_disk_without_room(free, word):
    line = judge_store(StoreFacts("todo.sqlite3", "DATA_DIR", free=free), NOW)[0]
    assert line.word == word
    assert ("room" in line.cure) == (word != "ok")


def test_of_many_jobs_that_were_given_up_the_last_are_told():
    counts = Counts(0, 0, 5, None, 0, None)
    failed = [failure(n) for n in range(5)]
    facts = StoreFacts("x", "DATA_DIR", counts=counts, failed=tuple(failed))
    says = judge_store(facts, NOW)[1].says
    assert "5 jobs have been given up" in says
    assert says.count("why ") == 3
    assert says.endswith("2 more")


def failure(number: int) -> Failed:
    return Failed(Key("agenda", f"o/r#{number}"), 1, 8, f"why {number}", NOW)


class TestAProcess:
    """Beside a real one, and after its death."""

    @pytest.fixture
    async def serve(self, patient, tmp_path):
        patient.github.app.webhook_secret = "compass-and-map"
        environ = {
            "APP_ID": str(patient.github.app.id),
            "PRIVATE_KEY": patient.settings.private_key,
            "WEBHOOK_SECRET": patient.github.app.webhook_secret,
            "GITHUB_API_URL": patient.github.url,
            "DATA_DIR": str(patient.settings.data_dir),
            "PORT": "0",
        }
        served = Served(environ, tmp_path)
        yield served
        await served.close()

    async def test_it_goes_on_as_if_nobody_had_looked(self, patient, serve):
        address = await serve.start()
        line = (await patient.examine()).one("store")
        assert "in use by a running bot (process " in line.says
        patient.github.deliver_to(address + patient.settings.webhook_path)
        await patient.hear()
        assert patient.github.outbox.attempts[-1].status == "OK"
        await serve.settle()
        await serve.kill()
        before = file_of(patient).read_bytes()
        lines = await patient.examine()
        assert "not in use" in lines.one("store").says
        assert lines.of("jobs")
        assert file_of(patient).read_bytes() == before
        await serve.start()
