"""`compass-bot demo`: to visit, and to play by itself."""

import asyncio
import io
import re
import signal
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from rich.console import Console

from bot.app import FEATURES
from bot.demo.feed import read_feed
from bot.demo.play import CutShort, Play
from bot.demo.script import NEW_YEAR, play
from bot.demo.stage import MOST_STOPS, PREFIX, staged
from bot.demo.team import BINDER, REPOSITORY
from bot.demo.visit import visit
from bot.feature import Context, Feature
from bot.playground import Clock, Playground
from bot.todo.job import Key

MONTHS = ("January", "February", "March", "April")


def paper() -> Console:
    return Console(file=io.StringIO(), width=80)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def script() -> str:
    """What is written when all goes well."""
    console = paper()
    assert asyncio.run(play(console))
    return written(console)


def without_commits(text: str) -> str:
    """Their names are made of what is in them, as the address of this machine."""
    return re.sub(r"\b[0-9a-f]{10}\b", "commit", text)


def test_the_script_plays_a_quarter(script):
    assert "✗" not in script
    assert re.findall(r"^(\w+): .* ─+$", script, re.MULTILINE) == list(MONTHS)
    for heading in (
        "If time permits",
        "Quick updates",
        "Roll call",
        "Done",
        "Deferred",
    ):
        assert f"\n## {heading}\n" in script
    assert "newcomer-ada comments on #6: /agenda move A8 first" in script
    assert "bot delete_comment (its own): the command is mended" in script
    assert "127.0.0.1" not in script


@pytest.mark.parametrize(
    "line",
    [
        "Thu 07 Jan 17:00  bot create_issue “JupyterHub and BinderHub Team Meeting - January 2021”",
        "Thu 14 Jan 17:00  bot create_comment on #1: the meeting is 7d away",
        "bot add_labels agenda on zero-to-jupyterhub-k8s#1",
        "Thu 21 Jan 17:00  bot create_note “JupyterHub and BinderHub Team Meeting",
        "bot remove_label agenda on zero-to-jupyterhub-k8s#1",
        "Thu 21 Jan 18:00  bot create_or_update_file docs/meetings/2021-01.md",
        "Thu 21 Jan 18:00  bot create_pull_request “Minutes: ",
        "Fri 22 Jan 18:00  bot update_issue on #1",
        "minrk ticks on #3: **choldgraf:** open a pull request",
        "bot create_check_run failure",
        "bot update_issue on #4: .github/team-compass.yml is mended",
        "Thu 25 Feb 2021 17:00 UTC  confirmed  JupyterHub",
        "Thu 25 Feb 17:00  bot create_note",
        "danlester comments on #6: /agenda A new home",
        "Thu 01 Apr 17:00  bot create_issue",
    ],
)
def test_the_script_tells_of_a_meetings_whole_life(script, line):
    assert line in script


async def test_a_bot_that_opens_nothing_fails_the_script():
    console = paper()
    assert not await play(console, features=())
    assert "✗ expected: the issue of January is open, with its label" in written(
        console
    )
    assert "- January” in jupyterhub/team-compass" in written(console)


async def idle(_context: Context) -> None:
    """Do nothing at all."""


@pytest.mark.parametrize(
    ("feature", "why"),
    [
        ("agenda", "there is no note for #1"),
        ("minutes", "there is no note for #1"),
        ("configuration", "there is no “Mistakes in” in jupyterhub/team-compass"),
    ],
)
async def test_a_bot_that_lacks_a_feature_fails_the_script(feature, why):
    features = [replace(f, handle=idle) if f.name == feature else f for f in FEATURES]
    console = paper()
    assert not await play(console, features=features)
    assert f"✗ expected: the play goes on, but {why}" in written(console)


async def test_a_bot_that_asks_for_what_github_does_not_know_fails_the_script():
    async def guess(context: Context) -> None:
        await context.github.connect(REPOSITORY).get("/guess", str)

    guesser = Feature("guess", guess, sweep=lambda name: [Key("guess", name)])
    console = paper()
    assert not await play(console, features=(guesser,))
    assert "GET /guess" in written(console)


@pytest.fixture
async def bare():
    """The stage, on which nothing has happened yet, and no bot is at work."""
    github = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX)
    async with staged(github, lambda _action: None, features=(), work=False) as stage:
        yield stage


async def test_a_scene_is_cut_short_where_it_has_nothing_to_begin_with(bare):
    played, thread = Play(bare, paper()), bare.github.repository(BINDER).issue(1)
    with pytest.raises(CutShort, match="no agenda is pinned on binderhub#1"):
        played.ticks(thread, "minrk", "docs")
    thread.comment("- [x] docs", by=bare.github.app.account).pin(by="minrk")
    with pytest.raises(CutShort, match="there is no “docs” to be ticked"):
        played.ticks(thread, "minrk", "docs")
    with pytest.raises(CutShort, match="binderhub#1 is no pull request"):
        played.merges(thread, "minrk")
    assert await read_feed(thread) == []


async def test_a_bot_that_is_never_done_does_not_hold_the_clock():
    async def come_again(context: Context) -> None:
        await context.wake([context.job.key], context.now + timedelta(seconds=1))

    restless = Feature("x", come_again, sweep=lambda name: [Key("x", name)])
    github, hour = Playground(clock=Clock(NEW_YEAR), prefix=PREFIX), timedelta(hours=1)
    made = staged(github, lambda _action: None, features=(restless,), work=False)
    async with made as stage:
        await stage.bot.sweep()
        await stage.settle()
        stops = 0
        async for _ in stage.pass_time(NEW_YEAR + hour):
            await stage.settle()
            stops += 1
    assert (stops, github.clock.now()) == (MOST_STOPS + 1, NEW_YEAR + hour)


@pytest.mark.unmeasured
async def test_the_command_plays_the_same_and_says_that_all_is_well(script):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--script"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    assert "all had their effect" in out.decode()
    assert "\x1b" not in out.decode()
    assert without_commits(out.decode()) == without_commits(script)


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
        await guest.sees("Thursday 1 April 2021, 17:00 UTC")


async def test_where_the_port_is_taken_another_one_does():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with visiting(port) as guest:
            assert guest.said[0] == f"Port {port} is taken, so it is another one."
            await guest.sees("Release pulses")
