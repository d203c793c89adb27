"""A story in which the bot is a process that is killed, and started until it lives on."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.playground import Clock, Playground
from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.stories.served import Served
from tests.stories.team import Team, judge

NOW = datetime.now(UTC)  # the process knows no other time


class Story:
    """A team whose bot is a real process; what happens while it is down is not told."""

    def __init__(self, github: Playground, folder: Path, configuration: str) -> None:
        self.team = Team(github, folder, configuration)
        self.github = github
        self.bot = Served(self.team.environ(), folder)
        self.refused: set[str] = set()  # jobs that GitHub refuses in this story

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

    async def play(self, steps: Iterable[Callable[[], object]]) -> None:
        """Each step while the bot is up; the one after its death while it is down."""
        await self.revive()
        for happens in steps:
            happens()
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
            assert {attempt.status_code for attempt in attempts} <= {202, 502}
            await self.bot.settle()


@asynccontextmanager
async def story(folder: Path, configuration: str) -> AsyncIterator[Story]:
    """The story from its beginning; in the end nothing was an error to the bot."""
    folder.mkdir(parents=True, exist_ok=True)
    async with Playground(clock=Clock(NOW), webhook_secret="map-and-lamp") as github:
        told = Story(github, folder, configuration)
        try:
            yield told
        finally:
            await told.bot.close()
        judge(github)
        errors = [line for line in told.bot.log if line["level"] == "error"]
        assert [line for line in errors if line.get("job") not in told.refused] == []
