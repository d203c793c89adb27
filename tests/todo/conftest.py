"""The stores that the contract is tested on; a new store is one line more."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from workbench import Bench

from bot.playground.clock import Clock
from bot.todo.job import Todo
from bot.todo.sqlite import SqliteTodo

Make = Callable[[Path, Clock], Todo]

STORES: dict[str, Make] = {
    "sqlite": lambda path, clock: SqliteTodo(path / "todo.sqlite", now=clock.now),
    "memory": lambda _path, clock: SqliteTodo(":memory:", now=clock.now),
}


@pytest.fixture(params=STORES)
async def todo(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> AsyncIterator[Todo]:
    """An empty list, open."""
    async with opened(STORES[request.param](tmp_path, clock)) as todo:
        yield todo


@pytest.fixture(params=[name for name in STORES if name != "memory"])
def lasting(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock
) -> Callable[[], Todo]:
    """Makes lists, not yet open, that all mean the same lasting one."""
    return lambda: STORES[request.param](tmp_path, clock)


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
