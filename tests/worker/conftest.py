"""The App at the playground, a list in memory, and a worker to try."""

import pytest
from tries import THREAD, Agenda

from bot.detection.owners import OwnersDetector
from bot.feature import Feature
from bot.github.app import App
from bot.github.overview import Overview
from bot.todo.job import Job
from bot.todo.sqlite import SqliteTodo
from bot.worker import Worker
from tests.settings import key_of


@pytest.fixture
async def app(github, clock):
    app = App(
        app_id=github.app.id,
        private_key=key_of(github),
        api_url=github.url,
        permissions={
            "contents": "read",
            "issues": "write",
            "metadata": "read",
            "pull_requests": "read",
        },
        now=clock.now,
        write_interval=0,
        waits=(0,),
    )
    yield app
    await app.close()


@pytest.fixture
async def todo(clock):
    todo = SqliteTodo(":memory:", now=clock.now)
    await todo.open()
    yield todo
    await todo.close()


@pytest.fixture
def overview(clock):
    return Overview({"agenda": Agenda}, clock.now)


@pytest.fixture
def repository(github):
    return github.add_repository("jupyterhub/team-compass", install=True)


@pytest.fixture
def job(repository):
    return Job(THREAD, repository.installation.id, newest_comment=0, attempt=1)


@pytest.fixture
def worker(app, todo, overview, clock, tmp_path):
    """Makes a worker whose only feature, the agenda, is handled by `handle`."""

    def make(handle, **more):
        feature = Feature("agenda", handle, section=("agenda", Agenda))
        return Worker(
            app=app,
            todo=todo,
            features=[feature],
            overview=overview,
            detector=OwnersDetector(tmp_path),
            now=clock.now,
            **more,
        )

    return make
