from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor


@pytest.fixture
async def visitor(github: Playground) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession() as session:
        yield Visitor(github, session)


@pytest.fixture
def repo(github: Playground) -> Repository:
    return github.add_repository("jupyterhub/team-compass")


@pytest.fixture
async def app(visitor: Visitor, repo: Repository) -> Visitor:
    """The App, with a token for everything it may do."""
    assert (await visitor.log_in()).status == 201
    return visitor
