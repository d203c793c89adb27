"""Fixtures: a HackMD of this test's own, and the bot's way to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from bot.core.notes_server import CreateNote
from bot.hackmd.client import HackMD
from bot.playground.clock import Clock
from bot.playground.hackmd import PlaygroundHackMD

TITLE = "Team Meeting - March 2021"
CONTENT = f"# {TITLE}\n\n## Agenda\n\n- **Sarah** (10 min): Code of Conduct\n"


def note_of(title: str = TITLE, content: str = CONTENT, **more: object) -> CreateNote:
    where = {"repository": "jupyterhub/team-compass", "why": "the meeting begins"}
    return CreateNote(**where, title=title, content=content, **more)


@pytest.fixture
async def hackmd(clock: Clock) -> AsyncIterator[PlaygroundHackMD]:
    async with PlaygroundHackMD(clock=clock, teams=("jupyterhub",)) as server:
        yield server
        assert server.unknown == []


@pytest.fixture
async def make_client(clock: Clock) -> AsyncIterator[Callable[..., HackMD]]:
    async with AsyncExitStack() as stack:

        def make(server: PlaygroundHackMD, **more: object) -> HackMD:
            given = {"token": server.token, "api_url": server.url, "now": clock.now}
            client = HackMD(**(given | more))
            stack.push_async_callback(client.close)
            return client

        yield make


@pytest.fixture
def client(hackmd: PlaygroundHackMD, make_client: Callable[..., HackMD]) -> HackMD:
    return make_client(hackmd)
