"""kill -9 before and after each write: nothing is lost, nothing comes twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Clock, Playground
from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.stories.scenario import IDS, STEPS, WRITES, Thread
from tests.stories.served import Served
from tests.stories.team import Team, ids, judge, picture, reactions, the_meeting

pytestmark = pytest.mark.unmeasured

NOW = datetime.now(UTC)  # the process knows no other time
CONFIGURATION = f"""\
meetings:
  team:
    title: Team Meeting
    when: FREQ=DAILY;COUNT=1
    start: {NOW + timedelta(days=7):%Y-%m-%d}
    time: "17:00"
    facilitators: [sgibson91]
    labels: [meeting]
"""


class Story:
    """A team whose bot is a real process; what happens while it is down is not told."""

    def __init__(self, github: Playground, folder: Path) -> None:
        self.team = Team(github, folder, CONFIGURATION)
        self.github = github
        self.bot = Served(self.team.environ(), folder)
        self.thread = Thread(self.team.repo)

    def kill_at(
        self, match: str | Callable[[Request], bool], *, skip: int = 0, after: bool
    ) -> Fault:
        """Kill it at such a request, before or after GitHub has done what it says."""

        async def kill(_request: Request) -> None:
            await self.bot.kill()

        fault = Fault(
            match=match, skip=skip, callback=kill, reset=True, after_effect=after
        )
        return self.github.faults.add(fault)

    async def play(self) -> None:
        """Each step while the bot is up; the one after its death while it is down."""
        await self.revive()
        for happens in STEPS:
            happens(self.thread)
            if self.bot.alive:
                await self.settle()
            else:
                await self.github.deliver()
                await self.revive()
        await self.revive()

    async def revive(self) -> None:
        """Start it until it lives on."""
        while not self.bot.alive:
            address = await self.bot.start()
            self.github.deliver_to(f"{address}/api/github/webhooks")
            await self.settle()

    async def settle(self) -> None:
        await self.bot.settle()
        while self.github.pending and self.bot.alive:
            attempts = await self.github.deliver()
            assert {attempt.status_code for attempt in attempts} <= {202, 0}
            await self.bot.settle()


@asynccontextmanager
async def story(folder: Path) -> AsyncIterator[Story]:
    folder.mkdir(parents=True, exist_ok=True)
    async with Playground(clock=Clock(NOW), webhook_secret="map-and-lamp") as github:
        told = Story(github, folder)
        try:
            yield told
        finally:
            await told.bot.close()
        judge(github)
        assert [line for line in told.bot.log if line["level"] == "error"] == []


@dataclass(frozen=True)
class Calm:
    """How it ends when nobody kills the bot, and what it wrote until then."""

    end: str
    writes: list[str]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> Calm:
    async with story(folder) as told:
        await told.play()
        assert ids(the_meeting(told.team.repo)) == IDS
        return Calm(picture(told.team.repo), told.team.writes)


def test_the_story_has_writes_of_all_kinds(calm):
    kinds = {
        write.partition(" ")[0] + (" reaction" if "/reactions" in write else "")
        for write in calm.writes
    }
    assert kinds == {
        "POST",
        "PATCH",
        "PUT",
        "DELETE",
        "POST reaction",
        "DELETE reaction",
    }
    assert len(calm.writes) == len(", ".join(WRITES).split(", "))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_at_each_write(tmp_path, calm, after):
    for number, write in enumerate(calm.writes):
        async with story(tmp_path / f"{number}") as told:
            told.kill_at(lambda r: r.is_write, skip=number, after=after)
            await told.play()
            assert told.bot.deaths == 1
            assert picture(told.team.repo) == calm.end, f"{number}: {write}"


@pytest.mark.parametrize(
    ("match", "after"),
    [
        ("GET …/issues/1", True),
        ("GET …/comments", False),
        ("PATCH …/comments/*", False),
        ("POST …/reactions", True),
    ],
)
async def test_what_it_was_at_is_taken_up_at_once(tmp_path, match, after):
    """The to-do list alone knows of it: no delivery comes again, no sweep helps."""
    async with story(tmp_path) as told:
        await told.revive()
        told.github.faults.add(
            Fault(match="GET /app/installations", status=403, times=None)
        )
        told.kill_at(match, after=after)
        told.thread.say("pulses", "ada", "/agenda Release pulses")
        await told.settle()
        assert told.bot.deaths == 1
        await told.revive()
        assert ids(the_meeting(told.team.repo)) == ["A1"]
        assert reactions(told.thread.said["pulses"]) == ["+1"]
