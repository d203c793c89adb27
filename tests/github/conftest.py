"""Fixtures: a GitHub that follows a script, and this App at its door."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack

import pytest
import structlog
from structlog.testing import LogCapture

from bot.github.api import GitHub
from bot.github.app import App
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from tests.github.scripted import PERMISSIONS, TEAM, Scripted, private_key
from tests.settings import key_of


@pytest.fixture
def log() -> Iterator[list[dict[str, object]]]:
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture.entries
    structlog.configure(**before)


@pytest.fixture
async def make_app(clock: Clock) -> AsyncIterator[Callable[..., App]]:
    async with AsyncExitStack() as stack:

        def make(url: str, **more: object) -> App:
            options: dict[str, object] = {
                "app_id": 123_456,
                "private_key": private_key(),
                "permissions": PERMISSIONS,
                "now": clock.now,
                "write_interval": 0,
                "waits": (0, 0),
            }
            app = App(api_url=url, **(options | more))
            stack.push_async_callback(app.close)
            return app

        yield make


@pytest.fixture
async def scripted(clock: Clock) -> AsyncIterator[Scripted]:
    async with Scripted(clock) as server:
        yield server


@pytest.fixture
def app(scripted: Scripted, make_app: Callable[..., App]) -> App:
    """The App at the scripted GitHub."""
    return make_app(scripted.url)


@pytest.fixture
def hub(app: App) -> GitHub:
    """Installation 7 at the scripted GitHub, for a feature at work."""
    return app.installation(7, PERMISSIONS)


@pytest.fixture
def real_app(github: Playground, make_app: Callable[..., App]) -> App:
    """The App at the playground."""
    return make_app(
        github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions=PERMISSIONS | {"pull_requests": "read"},
    )


@pytest.fixture
def repo(github: Playground) -> Repository:
    """The team's repository at the playground, with the App installed."""
    return github.add_repository(TEAM)
