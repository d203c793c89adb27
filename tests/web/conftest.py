"""Fixtures: a hub that delivers to a webhook on real HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.web.hub import AGENDA, MEETINGS, Hub, Hubs


@pytest.fixture
async def hubs() -> AsyncIterator[Hubs]:
    async with aiohttp.ClientSession() as session:
        made = Hubs(session)
        yield made
        for server in made.servers:
            await server.stop(grace=1)
        for todo in made.todos:
            await todo.close()


@pytest.fixture
async def hub(hubs: Hubs) -> Hub:
    return await hubs(AGENDA, MEETINGS)
