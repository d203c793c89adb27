from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Clock
from tests.npm_packages import NODE_MODULES
from tests.stories.team import Team
from tests.stories.team import team as start_team


@pytest.fixture(autouse=True, scope="session")
def description() -> None:
    """Each story ends by holding what was asked against GitHub's description."""
    if not (NODE_MODULES / "@octokit/openapi").exists():
        pytest.fail("GitHub's OpenAPI description is missing: run tests/npm/install")


@pytest.fixture
async def team(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    async with start_team(clock, tmp_path) as people:
        yield people
