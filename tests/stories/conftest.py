from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground import Clock
from tests.stories.team import Team
from tests.stories.team import team as start_team


@pytest.fixture
async def team(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    async with start_team(clock, tmp_path) as people:
        yield people
