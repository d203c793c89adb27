"""The whole bot against a GitHub: started, told of things, swept, stopped."""

import asyncio
import hmac
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import yaml
from structlog.testing import capture_logs

from bot.app import FEATURES, events, permissions
from bot.core.actions import CreateComment
from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.process import Bot
from bot.settings import Settings, SettingsError
from bot.todo.job import Key, StoreUnavailable
from tests.settings import settings_for

MANIFEST = Path(__file__).parents[1] / "app.yml"


@pytest.fixture
def repo(github: Playground) -> Repository:
    return github.add_repository("jupyterhub/team-compass")


@pytest.fixture
def settings(github: Playground, tmp_path: Path) -> Settings:
    return settings_for(github, tmp_path)


def greeted(delivery: Delivery) -> Iterable[Key]:
    if delivery.event == "issue_comment" and "hello bot" in delivery.texts:
        yield Key("greeting", f"{delivery.repository}#{delivery.issue}")


async def greet(context: Context) -> None:
    """One greeting on each thread, however often it is asked for."""
    key = context.job.key
    comments = await context.github.list_comments(key.repository, key.number)
    if not any(context.me.wrote(comment) for comment in comments):
        await context.github.apply(
            CreateComment(
                repository=key.repository,
                issue_number=key.number,
                body=f"Hello, it is {context.now:%A}",
                why="somebody greeted",
            )
        )


GREETING = Feature(
    name="greeting",
    handle=greet,
    wakes=greeted,
    sweep=lambda repository: [Key("greeting", f"{repository}#1")],
    permissions={"issues": "write", "metadata": "read"},
    events=("issue_comment",),
)


@asynccontextmanager
async def running(bot: Bot, *, work: bool = True) -> AsyncIterator[Bot]:
    await bot.start(work=work)
    try:
        yield bot
    finally:
        await bot.stop()


@pytest.mark.parametrize(
    ("secrets", "count"),
    [
        (("a", "phrase"), 2),
        (("start",), 1),
        (("old-secret", "new-secret"), None),
    ],
)
async def test_secrets_that_can_be_guessed_are_warned_of_at_the_start(
    settings, secrets, count
):
    with capture_logs() as logs:
        async with running(Bot(replace(settings, webhook_secrets=secrets)), work=False):
            pass
    warned = [entry for entry in logs if entry["log_level"] == "warning"]
    assert [entry["count"] for entry in warned] == ([count] if count else [])
    for entry in warned:
        assert (entry["variable"], "openssl" in entry["cure"]) == (
            "WEBHOOK_SECRET",
            True,
        )
    assert "phrase" not in str(logs)


async def test_a_comment_is_heard_and_answered(github, repo, settings, clock):
    bot = Bot(settings, clock=clock.now, features=[GREETING])
    async with running(bot, work=False):
        github.deliver_to(bot.url + settings.webhook_path)
        issue = repo.open_issue("Hi", "", by="ada")
        issue.comment("hello bot", by="ada")
        assert {attempt.status for attempt in await github.deliver()} == {"OK"}
        await bot.run_idle()
    assert [c.body for c in issue.comments] == ["hello bot", "Hello, it is Thursday"]


async def test_what_nobody_told_of_is_found_by_the_sweep(github, repo, settings, clock):
    issue, done = repo.open_issue("Hi", "", by="ada"), asyncio.Event()

    async def greet_and_tell(context: Context) -> None:
        await greet(context)
        done.set()

    feature = replace(GREETING, handle=greet_and_tell)
    async with running(Bot(settings, clock=clock.now, features=[feature])):
        await done.wait()
    assert len(issue.comments) == 1


async def test_it_starts_again_and_does_what_was_left(github, repo, settings, clock):
    issue = repo.open_issue("Hi", "", by="ada")
    first = Bot(settings, clock=clock.now, features=[GREETING])
    async with running(first, work=False):
        github.deliver_to(first.url + settings.webhook_path)
        issue.comment("hello bot", by="ada")
        await github.deliver()

    second = Bot(settings, clock=clock.now, features=[GREETING])
    async with running(second, work=False):
        assert (await second.todo.counts()).waiting == 1
        await second.run_idle()
    assert len(issue.comments) == 2


async def test_its_pages_are_served(github, repo, settings, clock):
    async with running(Bot(settings, features=[GREETING]), work=False) as bot:
        assert (
            await get(bot, "/readyz") == '{"ready": true, "store": "ok", "jobs": "ok"}'
        )
        assert "/apps/team-compass/installations/new" in await get(bot, "/")


async def test_the_versions_of_a_repositorys_projects_are_served(
    github, repo, settings, clock
):
    project = github.add_repository("jupyterhub/chartpress")
    project.commit("README.md", "Charts")
    project.tags.create("2.3.0")
    repo.commit(
        ".github/team-compass.yml",
        "releases: {when: day 1 of may, projects: {jupyterhub/chartpress: {}}}",
    )
    async with running(Bot(settings, clock=clock.now), work=False) as bot:
        for form in ("json", "md"):
            assert "2.3.0" in await get(bot, f"/versions/{repo.full_name}.{form}")


def test_what_only_some_work_needs_is_imported_when_there_is_some():
    """It takes a tenth of a second and many megabytes, and a bot has to stay small."""
    code = "import sys, bot.cli, bot.process; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    there = set(done.stdout.split())
    assert {"bot.features.agenda.feature", "bot.features.releases.feature"} <= there
    needless = (
        r"bot\.features\.\w+\.(?:plan|handler|render)|bot\.projects|bot\.hackmd"
        r"|bot\.web\.admin"
    )
    libraries = {
        "aiohttp.web",
        "dateutil.rrule",
        "icalendar",
        "jinja2",
        "mdformat",
        "packaging",
    }
    assert {name for name in there if re.match(needless, name)} == set()
    assert (
        there & {*libraries, "bot.core.pasted_secrets", "bot.detection.model"} == set()
    )


async def get(bot: Bot, path: str) -> str:
    async with (
        aiohttp.ClientSession(bot.url, raise_for_status=True) as session,
        session.get(path) as response,
    ):
        return await response.text()


class TestStart:
    async def test_a_port_that_is_taken(self, github, settings, tmp_path):
        async with running(Bot(settings, features=[GREETING]), work=False) as first:
            port = int(first.url.rpartition(":")[2])
            other = replace(settings, port=port, data_dir=tmp_path / "other")
            with pytest.raises(SettingsError, match=r"^HOST, PORT: .* set another$"):
                await Bot(other, features=[GREETING]).start()

    async def test_a_store_that_cannot_be_made(self, github, settings, tmp_path):
        (tmp_path / "file").write_text("not a directory")
        bot = Bot(replace(settings, data_dir=tmp_path / "file"), features=[GREETING])
        with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
            await bot.start()

    async def test_a_host_that_can_be_none(self, settings):
        """And the store is free for the next start."""
        wrong = Bot(replace(settings, host="a..b"), features=[GREETING])
        with pytest.raises(
            SettingsError, match=r"^HOST, PORT: a\.\.b:0 cannot be used"
        ):
            await wrong.start()
        async with running(Bot(settings, features=[GREETING]), work=False):
            pass

    async def test_a_secret_that_is_no_text(self, settings):
        """The environment is bytes, and so is what is signed."""
        odd = replace(settings, webhook_secrets=(os.fsdecode(b"\xff\xfe"),))
        async with (
            running(Bot(odd, features=[GREETING]), work=False) as bot,
            aiohttp.ClientSession() as session,
        ):
            digest = hmac.digest(b"\xff\xfe", b"{}", "sha256").hex()
            headers = {
                "Content-Type": "application/json",
                "X-GitHub-Event": "ping",
                "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "X-Hub-Signature-256": f"sha256={digest}",
            }
            url = bot.url + odd.webhook_path
            async with session.post(url, data=b"{}", headers=headers) as answer:
                assert answer.status == 202

    async def test_a_github_that_is_down_keeps_it_from_nothing(self, settings):
        """Deliveries are recorded; the next sweep is not an hour away."""
        down = replace(settings, api_url="http://127.0.0.1:9")
        async with running(Bot(down, features=[GREETING])) as bot:
            assert (await bot.sweep()).failures
            assert await get(bot, "/readyz")


async def test_rounds_come_back_when_the_list_was_lost(github, settings, clock):
    """Somebody drops the database, or restores an old one, while the bot runs."""
    bot = Bot(
        settings,
        clock=clock.now,
        features=[GREETING],
        lasting_every=timedelta(milliseconds=1),
    )
    async with running(bot):
        async with asyncio.timeout(10):
            while (await bot.todo.counts()).timers < 2:
                await asyncio.sleep(0)
        with closing(sqlite3.connect(settings.data_dir / "todo.sqlite3")) as file, file:
            file.execute("DELETE FROM job")
        async with asyncio.timeout(10):
            while (await bot.todo.counts()).timers < 2:
                await asyncio.sleep(0)
        keys = {str(one.key): one.due for one in await bot.todo.pending(9)}
    assert keys["sweep *"] == clock.now() + timedelta(hours=1)
    assert keys["deliveries *"] == clock.now() + timedelta(minutes=5)


class TestStop:
    async def test_a_running_job_is_finished(self, github, repo, settings, clock):
        begun, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def slow(_context: Context) -> None:
            begun.set()
            await go_on.wait()
            done.set()

        repo.open_issue("Hi", "", by="ada")
        bot = Bot(settings, clock=clock.now, features=[replace(GREETING, handle=slow)])
        await bot.start()
        await begun.wait()
        stopping = asyncio.create_task(bot.stop())
        await asyncio.sleep(0)
        go_on.set()
        await stopping
        assert done.is_set()

    async def test_a_job_that_will_not_end_is_handed_back(
        self, github, repo, settings, clock
    ):
        begun = asyncio.Event()

        async def endless(_context: Context) -> None:
            begun.set()
            await asyncio.Event().wait()

        stuck = replace(GREETING, handle=endless)
        bot = Bot(settings, clock=clock.now, features=[stuck])
        await bot.start()
        await begun.wait()
        await bot.stop(jobs_end=timedelta(0))

        after = Bot(settings, clock=clock.now, features=[GREETING])
        async with running(after, work=False):
            assert (await after.todo.counts()).waiting == 1

    async def test_it_runs_until_it_is_told_to_stop(self, settings):
        stop = asyncio.Event()
        async with running(Bot(settings, features=[GREETING])) as bot:
            until = asyncio.create_task(bot.run_until(stop))
            await asyncio.sleep(0)
            assert not until.done()
            stop.set()
            await until

    @pytest.mark.parametrize("mistake", [ZeroDivisionError("what?"), None])
    async def test_it_does_not_idle_on_when_its_work_has_ended(
        self, settings, monkeypatch, mistake
    ):
        """A process that ends is started again; one without workers goes unnoticed."""

        async def work(*_args: object, **_options: object) -> None:
            if mistake:
                raise mistake

        bot = Bot(settings, features=[GREETING])
        monkeypatch.setattr(bot.todo, "work", work)
        async with running(bot):
            with pytest.raises((ZeroDivisionError, RuntimeError), match=r"what|itself"):
                await bot.run_until(asyncio.Event())

    async def test_why_a_list_is_of_no_use_any_more_is_said_plainly(
        self, settings, monkeypatch
    ):
        async def work(*_args: object, **_options: object) -> None:
            corrupt = StoreUnavailable("corrupt: restart the bot")
            raise ExceptionGroup("", [ExceptionGroup("", [corrupt])])

        bot = Bot(settings, features=[GREETING])
        monkeypatch.setattr(bot.todo, "work", work)
        async with running(bot):
            with pytest.raises(StoreUnavailable, match=r"^corrupt: restart"):
                await bot.run_until(asyncio.Event())


class TestManifest:
    """app.yml asks GitHub for what the features need, and for nothing else."""

    def test_permissions(self):
        asked = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        assert asked["default_permissions"] == permissions(FEATURES)

    def test_events(self):
        asked = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        assert set(asked["default_events"]) == events(FEATURES)
        assert {"issue_comment", "push", "repository"} <= events(FEATURES)

    def test_the_highest_level_counts(self):
        reader = replace(GREETING, permissions={"issues": "read", "contents": "read"})
        for features in ([GREETING, reader], [reader, GREETING]):
            assert permissions(features) == {
                "issues": "write",
                "metadata": "read",
                "contents": "read",
            }
