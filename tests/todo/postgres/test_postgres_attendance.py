"""Who does no job of the list, and takes turns to write with those who do."""

import asyncio
from datetime import timedelta

import pytest

from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_attendance import attending
from bot.todo.postgres_turns import PostgresTurns

WORKERS = "SELECT count(*) FROM procrastinate_workers"


@pytest.fixture
async def todo(database, clock):
    todo = PostgresTodo(database, now=clock.now)
    await todo.open()
    yield todo
    await todo.close()


async def test_has_turns_while_it_is_there(todo, cluster, database):
    turns = PostgresTurns(todo, 0).of(7)
    async with attending(todo), turns.turn("o/r#1", patient=False):
        assert cluster.execute(WORKERS, database) == [(1,)]
    assert cluster.execute(WORKERS, database) == [(0,)]


async def test_is_broken_off_where_others_gave_it_up(todo, cluster, database):
    async def attend() -> None:
        async with attending(todo, heartbeat=timedelta(milliseconds=10)):
            cluster.execute("DELETE FROM procrastinate_workers", database)
            await asyncio.Event().wait()

    with pytest.raises(StoreUnavailable, match="said nothing for too long"):
        await attend()
