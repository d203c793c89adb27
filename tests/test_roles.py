"""Web and worker apart, any number of each, on one database."""

import asyncio
import random
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.process import Bot
from bot.settings import SettingsError
from tests.settings import settings_for
from tests.stories.team import CONFIGURATION, FILE, ids, meetings


@pytest.fixture
def settings(github, tmp_path, cluster):
    return replace(settings_for(github, tmp_path), database_url=cluster.database())


async def settled(bot: Bot) -> None:
    """Return once no job waits or runs, on any machine."""
    async with asyncio.timeout(30):
        while (counts := await bot.todo.counts()).waiting or counts.running:
            await asyncio.sleep(0)


async def test_two_webs_take_what_two_workers_do(github, settings, clock):
    repo = github.add_repository("jupyterhub/team-compass")
    repo.set_role("minrk", "maintain")
    repo.commit(FILE, CONFIGURATION)
    github.pending.clear()
    clock.advance(timedelta(days=1))
    async with AsyncExitStack() as stack:
        bots = [
            Bot(settings, clock=clock.now, roles=[role])
            for role in ("web", "web", "worker", "worker")
        ]
        with capture_logs() as log:
            for bot in bots:
                await bot.start()
                stack.push_async_callback(bot.stop)
            await settled(bots[0])
        swept = [entry for entry in log if entry["event"] == "swept"]
        (issue,) = meetings(repo)
        for topic in ("Release pulses", "Docs", "Outreachy"):
            issue.comment(f"/agenda {topic}", by="ada")
        issue.comment("/agenda move A3 first", by="minrk")
        dice = random.Random(3)
        for delivery in list(github.pending):
            body = delivery.body
            headers = github.outbox.headers(delivery, body)
            async with aiohttp.ClientSession() as session:
                for web in dice.sample(bots[:2], dice.choice((1, 2))):
                    url = web.url + settings.webhook_path
                    answer = await session.post(url, data=body, headers=headers)
                    assert answer.status == 202
        github.pending.clear()
        await settled(bots[0])

        assert ids(issue) == ["A3", "A1", "A2"]
        assert 1 <= len(swept) <= 2
    made = [w.path for w in github.requests.writes if w.status == 201]
    assert sum(path.endswith("/issues") for path in made) == 1


async def test_a_worker_tells_of_itself_where_it_is_asked_to(github, settings, clock):
    github.add_repository("jupyterhub/team-compass")
    worker = Bot(settings, clock=clock.now, roles=["worker"], port=0)
    await worker.start()
    try:
        async with aiohttp.ClientSession(worker.url) as session:
            found = {
                path: (await session.get(path)).status
                for path in ("/healthz", "/readyz", "/metrics", "/", "/admin")
            }
    finally:
        await worker.stop()
    assert found == {
        "/healthz": 200, "/readyz": 200, "/metrics": 200, "/": 404, "/admin": 404
    }  # fmt: skip


async def test_one_that_does_not_is_reached_nowhere(settings, clock, github):
    worker = Bot(settings, clock=clock.now, roles=["worker"])
    await worker.start()
    assert worker.url == ""
    await worker.stop()


async def test_a_database_that_cannot_be_used_names_the_variable(settings, cluster):
    address = settings.database_url.replace("postgres@", "nobody:hunter2@")
    wrong = replace(settings, database_url=f"{address}-that-is-none")
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: ") as error:
        await Bot(wrong).start()
    assert "hunter2" not in str(error.value)
