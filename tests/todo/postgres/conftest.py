"""Several machines with one list; each notices the death of another in no time."""

import pytest
from machines import BEAT, CALM, FAST
from scribes import Writers

from bot.todo.postgres import PATIENCE, PostgresTodo


@pytest.fixture
async def machines(database, clock):
    """Makes lists, open, that all are in one database."""
    made = []

    async def make(at=database, **more):
        settings = {"poll": FAST, "heartbeat": BEAT, "given_up": CALM, **more}
        todo = PostgresTodo(at, now=clock.now, **settings)
        await todo.open()
        made.append(todo)
        return todo

    yield make
    for todo in made:
        await todo.close()


@pytest.fixture
async def todo(machines):
    return await machines()


@pytest.fixture
async def make_writers(machines, database, cluster):
    """Makes two machines that write, each with a worker that nobody gives up."""

    async def make(patience=PATIENCE, **more):
        todos = [await machines(patience=patience) for _ in range(2)]
        register = "SELECT worker_id FROM procrastinate_register_worker_v1()"
        workers = [cluster.execute(register, database)[0][0] for _ in todos]
        return Writers(todos, workers, **more)

    return make


@pytest.fixture
async def writers(make_writers):
    return await make_writers()
