from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from bot.playground import Clock, Playground

# How long an example takes tells more of the machine than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def clock() -> Clock:
    """A fortnight before the team's meeting of March 2021."""
    return Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))


@pytest.fixture
async def github(clock: Clock) -> AsyncIterator[Playground]:
    """A GitHub of this test's own, which must never be asked what it does not know."""
    async with Playground(clock=clock) as playground:
        yield playground
        assert playground.unknown == []
