"""What the tests of a meeting's life have in common."""

from collections.abc import Iterator

import pytest

from tests.features.agenda.life import BELOW, meet
from tests.features.agenda.thread import MARK, Thread


@pytest.fixture
def thread() -> Iterator[Thread]:
    thread = meet()
    yield thread
    assert thread.settle() == []  # a second look finds nothing more to do
    assert thread.body.startswith(f"{MARK}\n")
    assert thread.body.endswith(BELOW)
