"""The stores that the contract is tested on; a new store is one line more."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from workbench import Bench

from bot.playground.clock import Clock
from bot.todo.job import Todo
from bot.todo.postgres import PostgresTodo
from bot.todo.sqlite import SqliteTodo
from tests.postgres.cluster import Cluster

Make = Callable[[pytest.FixtureRequest, Clock, timedelta], Todo]
DOUBT = timedelta(seconds=30)
POLL = timedelta(seconds=0.05)
"""So soon each notices that the clock has been set."""


def _sqlite(request: pytest.FixtureRequest, clock: Clock, doubt: timedelta) -> Todo:
    path: Path = request.getfixturevalue("tmp_path")
    return SqliteTodo(path / "todo.sqlite", now=clock.now, doubt=doubt, poll=POLL)


def _memory(_request: pytest.FixtureRequest, clock: Clock, doubt: timedelta) -> Todo:
    return SqliteTodo(":memory:", now=clock.now, doubt=doubt, poll=POLL)


def _postgres(request: pytest.FixtureRequest, clock: Clock, doubt: timedelta) -> Todo:
    url: str = request.getfixturevalue("database")
    return PostgresTodo(url, now=clock.now, doubt=doubt, poll=POLL)


STORES: dict[str, Make] = {
    "sqlite": _sqlite,
    "memory": _memory,
    "postgres": _postgres,
}


@pytest.fixture(scope="session")
def only_database(cluster: Cluster) -> str:
    """One for all tests of this process: to make one takes longer than to clear it."""
    return cluster.database()


@pytest.fixture
def database(cluster: Cluster, only_database: str) -> str:
    """The address of a database whose list, if there is one, is empty."""
    cluster.clear(only_database)
    return only_database


@pytest.fixture(params=STORES)
async def todo(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Todo]:
    """An empty list, open."""
    async with opened(STORES[request.param](request, clock, timedelta())) as todo:
        yield todo


@pytest.fixture(params=[name for name in STORES if name != "memory"])
async def doubtful(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Todo]:
    """As it is beside GitHub: what was broken off may be done all the same."""
    async with opened(STORES[request.param](request, clock, DOUBT)) as todo:
        yield todo


@pytest.fixture(params=[name for name in STORES if name != "memory"])
def lasting(request: pytest.FixtureRequest, clock: Clock) -> Callable[[], Todo]:
    """Makes lists, not yet open, that all mean the same lasting one."""
    return lambda: STORES[request.param](request, clock, timedelta())


@asynccontextmanager
async def opened(todo: Todo) -> AsyncIterator[Todo]:
    await todo.open()
    try:
        yield todo
    finally:
        await todo.close()


@pytest.fixture
async def bench(todo: Todo) -> AsyncIterator[Bench]:
    bench = Bench(todo)
    yield bench
    await bench.close()
