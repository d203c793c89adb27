import os
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from hypothesis import settings

from bot.playground import Clock, Playground
from tests.npm_packages import fetched

# How long an example takes tells more of the machine than of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run everything that can run; in CI that is everything."""
    if os.environ.get("CI"):
        return
    there = {"npm": fetched(), "browser": shutil.which("chromium") is not None}
    for item in items:
        for name, is_there in there.items():
            if item.get_closest_marker(name) and not is_there:
                item.add_marker(pytest.mark.skip(f"needs tests/{name}/install"))


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
