"""What a release pulse of 27 projects costs GitHub, by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.features.releases.feature import FEATURE
from tests.playground import hub
from tests.stories.pulsing import hubs, live, pulse
from tests.stories.team import FILE, Team


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[Team]:
    """Their bot does nothing else, and knows nothing yet."""
    async with hubs(tmp_path) as team:
        await team.stop()
        team.repo.commit(FILE, hub.CONFIGURATION)
        team.github.pending.clear()
        await team.start(features=[FEATURE])
        team.github.requests.clear()
        yield team


async def test_a_pulse_from_nothing_and_the_hours_after_it(people: Team) -> None:
    """At most 40 requests and 120 points are allowed, and 5 where nothing is new."""
    github = people.github
    who = f"installation ID {github.installation(hub.OWNER).id}"

    await people.sweep()
    assert live(pulse(people)).pinned_at
    assert len(github.requests.counted) <= 40, _told(people)
    assert github.limits.window(who, "graphql").used <= 120
    grounds = [r for r in github.requests if "isArchived" in str(r.body)]
    assert len(grounds) == 6, "three to open it, and three once it is there"

    for _ in range(2):
        github.requests.clear()
        github.clock.advance(timedelta(hours=1))
        await people.sweep()
    of_any_sweep = 2  # a token, and one look at all configurations
    assert len(github.requests.counted) <= of_any_sweep + 5, _told(people)
    assert github.requests.writes == []


def _told(people: Team) -> str:
    return "\n".join(map(str, people.github.requests.counted))
