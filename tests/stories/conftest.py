import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.playground import Clock
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from tests.npm_packages import fetched
from tests.stories.team import Team, ids
from tests.stories.team import team as start_team


@pytest.fixture(autouse=True, scope="session")
def description() -> None:
    """Each story ends by holding what was asked against GitHub's description."""
    if os.environ.get("CI") and not fetched():
        pytest.fail("GitHub's OpenAPI description is missing: run tests/npm/install")


@pytest.fixture
async def team(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    async with start_team(clock, tmp_path) as people:
        yield people


@pytest.fixture
def logs() -> Iterator[list[dict[str, object]]]:
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def issue(logs: list[dict[str, object]], team: Team) -> AsyncIterator[Issue]:
    """A meeting issue with one topic, in whose story no surprise is logged."""
    issue = await team.meeting()
    issue.comment("/agenda Release pulses (10 min)", by="minrk")
    await team.settle()
    assert ids(issue) == ["A1"]
    yield issue
    assert [entry for entry in logs if entry.get("exc_info")] == []


@pytest.fixture
async def meeting(logs: list[dict[str, object]], team: Team) -> AsyncIterator[Issue]:
    """The open issue of the next meeting; nothing that happens here is a surprise."""
    yield await team.meeting()
    assert [entry for entry in logs if entry.get("exc_info")] == []


@pytest.fixture
def hub(team: Team) -> Repository:
    """Another repository of the installation."""
    return team.github.add_repository("jupyterhub/binderhub")
