"""A list in a file of its own, which does not wait long for its store to return."""

from datetime import timedelta

import pytest

from bot.todo.sqlite import SqliteTodo

FAST = timedelta(milliseconds=1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "todo.sqlite"


@pytest.fixture
async def todo(file, clock):
    todo = SqliteTodo(file, now=clock.now, poll=FAST)
    await todo.open()
    yield todo
    await todo.close()
