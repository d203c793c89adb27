"""`compass-bot demo`: to be visited, from its start until Ctrl-C."""

import asyncio
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest

from bot.demo.script import NEW_YEAR
from bot.demo.stage import PREFIX, staged
from bot.demo.visit import Journey, visit
from bot.feature import Context, Feature
from bot.playground import Clock, Playground
from bot.todo.job import Key


async def test_ctrl_c_ends_the_command_without_a_word():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    assert (await process.stdout.readline()).startswith(b"Open http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")


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


async def test_on_the_clocks_way_everything_happens_at_its_time():
    async with visiting() as guest:
        for _ in range(4):
            await guest.post(f"{guest.server}/clock", by="week", back="/")
        await guest.sees("Team Meeting - April 2021")
    assert [line[:16] for line in guest.said if "create_" in line] == [
        "Thu 11 Mar 17:00",  # a reminder
        "Wed 17 Mar 17:00",  # another
        "Thu 18 Mar 17:00",  # the minutes
        "Thu 18 Mar 17:00",  # their note
        "Thu 18 Mar 18:00",  # a branch
        "Thu 18 Mar 18:00",  # a file
        "Thu 18 Mar 18:00",  # a pull request
        "Thu 01 Apr 00:00",  # a pulse
        "Thu 01 Apr 00:00",  # its list
        "Thu 01 Apr 17:00",  # the next issue
        "Thu 01 Apr 17:00",  # its agenda
    ]


async def test_the_clock_skips_to_what_comes_next():
    async with visiting() as guest:
        for _ in range(3):
            await guest.post(f"{guest.server}/clock", by="event", back="/")
        await guest.sees("Thursday 18 March 2021, 17:00 UTC")
        await guest.sees("Notes are taken together")
        for _ in range(3):
            await guest.post(f"{guest.server}/clock", by="event", back="/")
        await guest.sees("Release pulse - April 2021")
        await guest.sees("Thursday 1 April 2021, 00:00 UTC")
        await guest.post(f"{guest.server}/clock", by="event", back="/")
        await guest.sees("Thursday 1 April 2021, 17:00 UTC")


async def test_a_journey_ends_on_the_way_before_the_bot_does():
    began, minute = asyncio.Event(), timedelta(minutes=1)

    async def come_again(context: Context) -> None:
        began.set()
        await context.wake([context.job.key], context.now + minute)

    restless = Feature("x", come_again, sweep=lambda name: [Key("x", name)])
    github, journey = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX), Journey()
    made = staged(github, lambda _action: None, features=(restless,), work=False)
    async with made as stage:
        await stage.bot.sweep()
        await stage.settle()
        began.clear()
        travel = asyncio.create_task(journey.pass_time(stage, timedelta(days=1)))
        await began.wait()
        await journey.end()
        assert travel.done()
        stood = github.clock.now()
        assert stood < NEW_YEAR + 2 * minute
        await journey.pass_time(stage, timedelta(days=1))
        await journey.skip(stage)
        assert github.clock.now() == stood


async def test_where_the_port_is_taken_another_one_does():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with visiting(port) as guest:
            assert guest.said[0] == f"Port {port} is taken, so it is another one."
            await guest.sees("Release pulses")
