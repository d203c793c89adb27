"""A team with the App installed, and the feature's own job run at any time."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.configuration import parse_configuration
from bot.core.meetings import Meetings
from bot.detection.owners import OwnersDetector
from bot.feature import Context
from bot.features.meetings.feature import FEATURE
from bot.github.app import App
from bot.playground import Clock, Playground
from bot.playground.repositories import Repository
from bot.playground.threads import Issue
from bot.todo.job import Job, Key
from tests.settings import key_of

TEAM = "jupyterhub/team-compass"


@dataclass
class Team:
    """The team's repository; `configuration` is the text of its file, or None."""

    github: Playground
    app: App
    clock: Clock
    repository: Repository
    configuration: str | None = None
    public_url: str | None = None
    woken: list[str] = field(default_factory=list)
    timer: datetime | None = None

    async def look(self, at: str | None = None, *, plan_for: str = "") -> None:
        """Do the feature's job, at that time if one is given.

        `plan_for` is another time to plan for, as with `tick --now`; GitHub keeps its.
        """
        if at is not None:
            self.clock.set(datetime.fromisoformat(at))
        (installation,) = await self.app.installations()
        (key,) = FEATURE.sweep(TEAM)
        self.woken, self.timer = [], None

        async def configured(_repository: str):
            if self.configuration is None:
                return None
            sections = {"meetings": Meetings}
            return parse_configuration(self.configuration, file="f", sections=sections)

        async def wake(keys: Iterable[Key], due: datetime | None = None) -> None:
            if due is None:
                self.woken += [str(key) for key in keys]
            else:
                assert list(keys) == [key]
                self.timer = due

        async def nobody_else(label: str, *, anew: bool = False):
            return ()

        context = Context(
            github=self.app.installation(installation.id, FEATURE.permissions),
            me=await self.app.identity(),
            now=datetime.fromisoformat(plan_for) if plan_for else self.clock.now(),
            job=Job(key, installation.id, 0, 1),
            configuration=configured,
            wake=wake,
            superseded=lambda: False,
            neighbours=nobody_else,
            detector=OwnersDetector(Path()),
            public_url=self.public_url,
        )
        await FEATURE.handle(context)

    async def restart(self) -> None:
        """The bot ends and starts again: it remembers nothing."""
        await self.app.close()
        self.app = app_at(self.github, self.clock)

    @property
    def issues(self) -> list[Issue]:
        """All issues, open or not, oldest first."""
        return self.repository.issues

    @property
    def pinned(self) -> list[str]:
        return [issue.title for issue in self.repository.pinned_issues]

    @property
    def titles(self) -> list[str]:
        return [issue.title for issue in self.issues]


def app_at(github: Playground, clock: Clock) -> App:
    return App(
        api_url=github.url,
        app_id=github.app.id,
        private_key=key_of(github),
        permissions=FEATURE.permissions,
        now=clock.now,
        write_interval=0,
        waits=(0, 0),
    )


@pytest.fixture
async def team(github: Playground, clock: Clock) -> AsyncIterator[Team]:
    repository = github.add_repository(TEAM)
    team = Team(github, app_at(github, clock), clock, repository)
    yield team
    await team.app.close()
