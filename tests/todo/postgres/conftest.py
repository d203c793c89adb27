"""Several machines with one list; each notices the death of another in no time."""

import pytest
from machines import BEAT, FAST, GONE

from bot.todo.postgres import PostgresTodo


@pytest.fixture
async def machines(database, clock):
    """Makes lists, open, that all are in one database."""
    made = []

    async def make(**more):
        settings = {"poll": FAST, "heartbeat": BEAT, "given_up": GONE, **more}
        todo = PostgresTodo(database, now=clock.now, **settings)
        await todo.open()
        made.append(todo)
        return todo

    yield make
    for todo in made:
        await todo.close()


@pytest.fixture
async def todo(machines):
    return await machines()
