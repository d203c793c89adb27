"""`tick`: one sweep at a given time, as often or as seldom as somebody calls it."""

import asyncio
import os
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import FEATURES
from bot.core.repository_actions import Annotation, CheckOutput, CreateCheckRun
from bot.feature import Feature
from bot.github.repo_config import PATH
from bot.playground import Clock, Playground
from bot.playground.faults import Fault
from bot.process import Bot
from bot.settings import SettingsError
from bot.tick import Plan, plan, tick
from bot.todo.job import Key
from bot.todo.sqlite import SqliteTodo
from tests.settings import settings_for

BEGIN = datetime(2021, 3, 1, tzinfo=UTC)
STEP = timedelta(hours=12)
THURSDAYS = """\
meetings:
  team: {when: every thursday, time: "17:00", opens: 5d}
"""


async def test_timers_at_or_before_its_time_do_not_keep_it_from_ending(
    github, tmp_path
):
    times = []

    async def handle(context):
        times.append(context.now)
        await context.wake([context.job.key], due=context.now)

    github.add_repository("jupyterhub/team-compass")
    feature = Feature("clock", handle, sweep=lambda name: [Key("clock", name)])

    failures = await tick(settings_for(github, tmp_path), BEGIN, features=[feature])

    assert (failures, times) == ((), [BEGIN])


def test_a_plan_tells_each_field_of_what_it_would_write():
    output = CheckOutput(
        "1 mistake",
        "What is wrong:\n\n- it",
        (Annotation(PATH, 3, "failure", "meetings.team.when", "is no rule"),),
    )
    action = CreateCheckRun(
        repository="jupyterhub/team-compass",
        why="it is wrong",
        name="team-compass",
        head_sha="1fa7e1",
        conclusion="failure",
        output=output,
    )
    assert str(Plan(BEGIN, (action,))).splitlines() == [
        "1 write at 2021-03-01T00:00:00+00:00",
        "",
        "create_check_run in jupyterhub/team-compass: it is wrong",
        "  name: team-compass",
        "  head_sha: 1fa7e1",
        "  conclusion: failure",
        "  output.title: 1 mistake",
        "  output.summary:",
        "    What is wrong:",
        "",
        "    - it",
        "  output.annotations[1].path: .github/team-compass.yml",
        "  output.annotations[1].start_line: 3",
        "  output.annotations[1].end_line: 3",
        "  output.annotations[1].annotation_level: failure",
        "  output.annotations[1].title: meetings.team.when",
        "  output.annotations[1].message: is no rule",
        "  status: completed",
    ]


async def played(folder, times):
    """What becomes of a weekly meeting: its issues, and the writes that each tick made."""
    clock, writes = Clock(BEGIN - STEP), []
    async with Playground(clock=clock) as github:
        repository = github.add_repository("jupyterhub/team-compass")
        repository.commit(PATH, THURSDAYS)
        settings = settings_for(github, folder)
        for time in times:
            clock.set(time)
            github.requests.clear()
            assert await tick(settings, time, features=FEATURES) == ()
            writes.append(len(github.requests.writes))
        issues = [(i.title, i.state, len(i.comments)) for i in repository.issues]
    return issues, writes


EVERY = [BEGIN + n * STEP for n in range(14 * 2)]
"""Two meetings are opened, held and closed, and a third one is opened."""


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    issues, _ = asyncio.run(played(tmp_path_factory.mktemp("every"), EVERY))
    assert [state for _, state, _ in issues] == ["closed"] * 2 + ["open"]
    return issues


@pytest.mark.unmeasured
async def test_each_one_repeated_writes_nothing_the_second_time(expected, tmp_path):
    issues, writes = await played(tmp_path, [t for time in EVERY for t in (time, time)])

    assert issues == expected
    assert set(writes[1::2]) == {0}


@pytest.mark.unmeasured
async def test_one_of_each_three_left_out_comes_to_the_same(expected, tmp_path):
    kept = [time for n, time in enumerate(EVERY) if n % 3 != 1]

    issues, _ = await played(tmp_path, kept)

    assert issues == expected


@pytest.fixture
def settings(github, tmp_path):
    github.add_repository("jupyterhub/team-compass").commit(PATH, THURSDAYS)
    return settings_for(github, tmp_path)


async def test_beside_a_bot_that_runs_it_writes_nothing(github, settings):
    """Of two who write at a time, each would write what the other is about to."""
    async with opened(settings.data_dir / "todo.sqlite3"):
        github.requests.clear()
        with pytest.raises(SettingsError) as refused:
            await tick(settings, BEGIN)
    assert len(github.requests) == 0
    assert str(refused.value) == (
        f"DATA_DIR: another compass-bot (process {os.getpid()}) uses"
        f" {settings.data_dir}: it does by itself what is due; stop it first, or give"
        " both the same DATABASE_URL"
    )
    assert await tick(settings, BEGIN) == ()
    assert (await plan(settings, BEGIN)).actions == ()


async def test_a_plan_is_made_beside_a_bot_that_runs(settings):
    async with opened(settings.data_dir / "todo.sqlite3"):
        assert (await plan(settings, BEGIN)).actions


async def test_no_place_for_a_list_is_none_where_a_bot_could_run(settings):
    settings = replace(settings, data_dir=Path("/dev/null/data"))
    assert await tick(settings, BEGIN) == ()


async def test_with_a_database_it_takes_turns_with_all_that_use_it(
    github, settings, cluster
):
    settings = replace(settings, database_url=cluster.database())
    github.requests.clear()
    assert await tick(settings, BEGIN) == ()
    writes = len(github.requests.writes)
    query = "SELECT max(number), count(worker) FROM compass_writes"
    assert writes
    assert cluster.execute(query, settings.database_url) == [(writes, 0)]
    query = "SELECT count(*) FROM procrastinate_workers"
    assert cluster.execute(query, settings.database_url) == [(0,)]
    assert not settings.data_dir.exists()


async def test_a_database_that_is_not_there_is_named(settings):
    url = "postgresql://compass@127.0.0.1:1/bot?connect_timeout=1"
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: "):
        await tick(replace(settings, database_url=url), BEGIN)


@asynccontextmanager
async def opened(file):
    todo = SqliteTodo(file, now=lambda: BEGIN)
    await todo.open()
    yield
    await todo.close()


async def test_a_meeting_opened_when_it_is_on_already_has_all_of_it_at_once(tmp_path):
    now = datetime(2021, 3, 4, 17, 10, tzinfo=UTC)
    async with Playground(clock=Clock(now)) as github:
        repository = github.add_repository("jupyterhub/team-compass")
        repository.commit(PATH, THURSDAYS)
        settings = settings_for(github, tmp_path)
        assert await tick(settings, now, features=FEATURES) == ()
        issue = repository.issues[0]

    kinds = [comment.body.split()[1] for comment in issue.comments]
    assert kinds == ["team-compass:agenda", "team-compass:minutes"]


async def test_what_a_worker_is_at_it_does_not_do_as_well(
    github, settings, cluster, clock
):
    """The worker has not got its answer yet, and nothing shows what it is making."""
    settings = replace(settings, database_url=cluster.database())
    asked, answered = asyncio.Event(), asyncio.Event()
    github.faults.add(
        Fault(
            match="POST …/issues", until=answered, callback=lambda _request: asked.set()
        )
    )
    some = [f for f in FEATURES if f.name in ("meetings", "agenda")]
    worker = Bot(settings, clock=clock.now, roles=["worker"], features=some)
    async with asyncio.timeout(60):
        with capture_logs() as log:
            await worker.start()
            try:
                await asked.wait()
                github.requests.clear()
                now = clock.now()
                ticking = asyncio.create_task(tick(settings, now, features=some))
                while not (_waits(log) or _is_about_to_write(github)):
                    await asyncio.sleep(0)
                answered.set()
                assert await ticking == ()
            finally:
                answered.set()
                await worker.stop()
    (issue,) = github.repository("jupyterhub/team-compass").issues
    assert len(issue.comments) == 1
    assert github.broken_rules(apart=0) == []


def _waits(log):
    return any(entry["event"] == "another process is at it" for entry in log)


def _is_about_to_write(github):
    tokens = github.requests.matching("POST", "/access_tokens")
    return any("write" in token.body["permissions"].values() for token in tokens)
