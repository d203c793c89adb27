"""Several processes ask GitHub as one App, and PostgreSQL is between them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest

from bot.app import FEATURES
from bot.core.errors import RetryLater
from bot.github.app import App
from bot.github.process_turns import ProcessTurns
from bot.outside import AMONG_MACHINES, app_arguments
from bot.playground.faults import Fault, secondary_limit
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_points import PostgresPurses
from bot.todo.postgres_turns import PostgresTurns
from bot.todo.sqlite import SqliteTodo
from bot.todo.sqlite_turns import SqliteMemory
from tests.github.scripted import TEAM
from tests.settings import settings_for


@pytest.fixture(scope="module")
def database(cluster):
    return cluster.database()


@pytest.fixture
async def apps(github, repo, cluster, database, clock, make_app):
    """The App in two processes, each of which has looked at its issue and itself."""
    repo.open_issue("Team meeting", by="ada")
    todos, apps = [], []
    cluster.clear(database)
    for _ in range(2):
        todo = PostgresTodo(database, now=clock.now)
        await todo.open()
        todos.append(todo)
        turns = PostgresTurns(todo, 1).of
        app = make_app(
            github.url,
            app_id=github.app.id,
            private_key=github.app.private_key_pem,
            write_interval=1,
            turns=turns,
            purses=PostgresPurses(todo, 1).of,
        )
        assert await app.installations()
        assert await app.installation(repo.installation.id).get_issue(TEAM, 1)
        apps.append((app, turns))
    github.requests.clear()
    yield apps
    assert github.broken_rules(under_way=0) == []
    for todo in todos:
        await todo.close()


async def heard(turns):
    """Return once this process knows that GitHub wants to be left alone."""
    async with asyncio.timeout(60):
        while not await turns.rests():
            await asyncio.sleep(0)


async def test_when_one_that_reads_is_told_to_wait_the_other_asks_nothing(
    apps, github, repo
):
    number = repo.installation.id
    first, second = (app.installation(number) for app, _ in apps)
    github.faults.add(secondary_limit(60, match="GET …/issues/1", status=429))
    with pytest.raises(RetryLater):
        await first.get_issue(TEAM, 1)
    app, turns = apps[1]
    await heard(turns(number))
    with pytest.raises(RetryLater, match="secondary rate limit") as told:
        await second.get_issue(TEAM, 1)
    assert timedelta(seconds=30) < told.value.after <= timedelta(seconds=61)
    assert told.value.patience
    assert len(github.requests) == 1
    assert await app.installations()


async def test_what_the_app_asks_for_itself_rests_everywhere_as_well(apps, github):
    github.faults.add(secondary_limit(60, match="GET /app/installations"))
    with pytest.raises(RetryLater):
        await apps[0][0].installations()
    app, turns = apps[1]
    await heard(turns(0))
    with pytest.raises(RetryLater):
        await app.installations()
    assert len(github.requests) == 1


async def test_the_next_process_on_a_file_asks_nothing_either(
    github, repo, clock, make_app, tmp_path
):
    """The first read too, of whoever is started again and again."""

    async def ask() -> timedelta | None:
        todo = SqliteTodo(tmp_path / "todo.sqlite3", now=clock.now)
        await todo.open()
        app = make_app(
            github.url,
            app_id=github.app.id,
            private_key=github.app.private_key_pem,
            turns=lambda number: ProcessTurns(
                1, now=clock.now, memory=SqliteMemory(todo.writer, number)
            ),
        )
        with pytest.raises(RetryLater, match="secondary rate limit") as told:
            await app.installation(repo.installation.id).get_issue(TEAM, 1)
        await todo.close()
        return told.value.after

    github.faults.add(secondary_limit(60, match="GET …/issues/1"))
    assert await ask() == timedelta(seconds=60)
    github.requests.clear()
    clock.advance(timedelta(seconds=10))
    assert await ask() == timedelta(seconds=50)
    assert len(github.requests) == 0


async def test_all_of_them_spend_from_the_same_points(apps, repo, cluster, database):
    """Those for tokens too, of which each makes its own."""
    query = "SELECT installation, resource FROM compass_points ORDER BY 1"
    spent = [(0, "core"), (repo.installation.id, "core")]
    assert cluster.execute(query, database) == spent


async def test_of_a_hundred_requests_at_once_each_process_leaves_some_to_the_others(
    github, repo, tmp_path
):
    url = "postgresql://compass@127.0.0.1:1/bot"
    settings = replace(settings_for(github, tmp_path), database_url=url)
    come, go = [], asyncio.Event()
    github.faults.add(
        Fault(
            match="GET /app/installations", times=None, until=go, callback=come.append
        )
    )
    app = App(**app_arguments(settings, FEATURES))
    asking = [asyncio.create_task(app.installations()) for _ in range(20)]
    async with asyncio.timeout(60):
        while len(come) < AMONG_MACHINES:
            await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*asking)
    await app.close()
    edges = [
        (at, more) for r in github.requests for at, more in ((r.came, 1), (r.left, -1))
    ]
    at_once = accumulate(more for _, more in sorted(edges))
    assert max(at_once) == AMONG_MACHINES
    assert 12 * AMONG_MACHINES < 100
