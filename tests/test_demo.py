"""`compass-bot demo`: to visit, and to play by itself."""

import asyncio
import io
import re
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from rich.console import Console

from bot.app import FEATURES
from bot.demo.script import play
from bot.demo.team import REPOSITORY
from bot.demo.visit import visit
from bot.feature import Context, Feature
from bot.todo.job import Key


def paper() -> Console:
    return Console(file=io.StringIO(), width=100)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def test_the_script_plays_a_quarter():
    console = paper()
    assert await play(console)
    text = written(console)
    assert "✗" not in text
    assert len(re.findall(r"^## Agenda$", text, re.MULTILINE)) == 3
    for heading in ("If time permits", "Late topics", "Roll call", "Done", "Deferred"):
        assert f"\n## {heading}\n" in text
    assert "newcomer-ada comments on #3: /agenda move A7 first" in text
    assert "bot delete_comment (its own): the command is mended" in text
    assert "127.0.0.1" not in text


async def test_the_script_plays_the_same_every_time():
    first, second = paper(), paper()
    assert await play(first)
    assert await play(second)
    assert written(first) == written(second)


async def test_a_bot_that_opens_nothing_fails_the_script():
    console = paper()
    assert not await play(console, features=())
    assert "✗ expected: the issue of January is open, with its label" in written(
        console
    )
    assert "but there is no issue #1" in written(console)


async def test_a_bot_that_keeps_no_agenda_fails_the_script():
    async def idle(_context: Context) -> None:
        """Do nothing at all."""

    features = [replace(f, handle=idle) if f.name == "agenda" else f for f in FEATURES]
    console = paper()
    assert not await play(console, features=features)
    assert "✗ expected: two topics" in written(console)
    assert "but no agenda is pinned" in written(console)


async def test_a_bot_that_asks_for_what_github_does_not_know_fails_the_script():
    async def guess(context: Context) -> None:
        await context.github.connect(REPOSITORY).get("/guess", str)

    guesser = Feature("guess", guess, sweep=lambda name: [Key("guess", name)])
    console = paper()
    assert not await play(console, features=(*FEATURES, guesser))
    assert "GET /guess" in written(console)


async def test_the_command_says_with_its_exit_code_that_all_is_well():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--script"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert "all had their effect" in out.decode()
    assert "\x1b" not in out.decode()


class Guest:
    """Reads the pages of a running demo, and what it prints."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.said: list[str] = []
        self.address = ""

    @property
    def server(self) -> str:
        return self.address.partition("/jupyterhub")[0]

    async def post(self, path: str, **fields: str) -> None:
        headers = {"Origin": self.server}
        async with self.session.post(path, data=fields, headers=headers) as answer:
            assert answer.status == 200, await answer.text()

    async def sees(self, text: str) -> None:
        """Look again whenever the playground says that there is something new."""
        async with asyncio.timeout(20), self.session.get(f"{self.server}/live") as news:
            async for line in news.content:
                if line.startswith(b"data:"):
                    async with self.session.get(self.address) as page:
                        if text in await page.text():
                            return


@asynccontextmanager
async def visiting(port: int = 0):
    stop, open_ = asyncio.Event(), asyncio.Event()
    async with aiohttp.ClientSession() as session:
        guest = Guest(session)

        def say(line: str) -> None:
            guest.said.append(line)
            if found := re.match(r"Open (\S+) in your browser", line):
                guest.address = found[1]
                open_.set()

        demo = asyncio.create_task(visit(port, say, stop))
        try:
            async with asyncio.timeout(30):
                await open_.wait()
            yield guest
        finally:
            stop.set()
            await demo


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


async def test_a_visitor_finds_an_agenda_and_adds_to_it(free_port):
    async with visiting(free_port) as guest:
        assert guest.server == f"http://127.0.0.1:{free_port}"
        await guest.sees("Release pulses")
        text = "/agenda Said by a visitor"
        await guest.post(guest.address, do="comment", person="manics", comment=text)
        await guest.sees("Said by a visitor · manics · 5 min")
    assert any("bot update_comment (its own on #1)" in line for line in guest.said)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port), timeout=5)


async def test_the_next_meeting_opens_as_soon_as_the_clock_is_moved():
    async with visiting() as guest:
        for _ in range(4):
            await guest.post(f"{guest.server}/clock", by="week", back="/")
        await guest.sees("Team Meeting - April 2021")


async def test_where_the_port_is_taken_another_one_does():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with visiting(port) as guest:
            assert guest.said[0] == f"Port {port} is taken, so it is another one."
            await guest.sees("Release pulses")
