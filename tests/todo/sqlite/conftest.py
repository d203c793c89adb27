"""A list in a file of its own, which does not wait long for its store to return."""

import pytest
from on_file import FAST

from bot.todo.sqlite import SqliteTodo


@pytest.fixture
def file(tmp_path):
    return tmp_path / "data" / "todo.sqlite"


@pytest.fixture
async def todo(file, clock):
    todo = SqliteTodo(file, now=clock.now, poll=FAST)
    await todo.open()
    yield todo
    await todo.close()
