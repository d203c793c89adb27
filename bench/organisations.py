"""Organisations whose releases are looked after, and a bot that does it."""

import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bench.github import environment
from bot.feature import Feature
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.process import Bot
from bot.settings import load_settings
from tests.playground import hub
from tests.playground.hub.history import Days, Life
from tests.playground.hub.projects import PLAIN

BEFORE = hub.PAST + timedelta(days=2)
"""How long before the pulse a playground's clock has to begin."""

COPIES = 8
"""So often each of the 25 projects with one line is there in the large one."""

MOST_ROWS = 50
"""As many as a file can ask for."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that has passed its history up to a day, without any configuration yet.

    `releases` is what its `home` asks for. `build` makes all of it; the App sees it then,
    and has been told of nothing.
    """

    name: str
    home: str
    releases: Json
    build: Callable[[Playground, datetime], None]

    def section(self, today: datetime) -> Json:
        """What stands under `releases:`, so that a pulse has opened the day before."""
        day = today - timedelta(days=1)
        return {**self.releases, "when": f"day {day.day} of {day:%B}".lower()}

    def configuration(self, today: datetime) -> str:
        """The file of `home`."""
        return yaml.safe_dump({"releases": self.section(today)})


def _large_projects() -> Json:
    plain: Json = _hub()["projects"]
    return {
        f"{hub.OWNER}/{name}-{copy}": {
            **plain[f"{hub.OWNER}/{name}"],
            "after": [
                f"{other}-{copy}"
                for other in plain[f"{hub.OWNER}/{name}"].get("after", ())
                if other.partition("/")[2] in PLAIN
            ],
        }
        for copy in range(COPIES)
        for name in PLAIN
    }


def _hub() -> Json:
    found: Json = yaml.safe_load(hub.CONFIGURATION)["releases"]
    return found


def _build_large(github: Playground, today: datetime) -> None:
    days = Days(github, today, 1)
    made: list[Repository] = []
    for copy in range(COPIES):
        for name, shape in PLAIN.items():
            full_name = f"{hub.OWNER}/{name}-{copy}"
            repository = github.add_repository(full_name, install=False)
            repository.default_branch = shape.branch
            hub.live(Life(days, repository, shape))
            made.append(repository)
    days.pass_by()
    for repository in made:
        github.world.install(repository)
    github.pending.clear()


def release_next(github: Playground) -> Iterator[str]:
    """Publish what waits in one due project of the smaller one after the other.

    Those with more than one line are left out. Yields each name.
    """
    for name, expected in hub.EXPECTED.items():
        if expected.standing == "due" and name in PLAIN:
            repository = github.repository(f"{hub.OWNER}/{name}")
            major = int(expected.last.partition(".")[0])
            repository.releases.publish(f"{major + 1}.0.0", by="minrk")
            yield repository.full_name


HUB = Organisation("27 projects", f"{hub.OWNER}/team-compass", _hub(), hub.build_hub)
LARGE = Organisation(
    f"{COPIES * len(PLAIN)} projects",
    f"{hub.OWNER}/team-compass-0",
    {"most": MOST_ROWS, "projects": _large_projects()},
    _build_large,
)


@contextlib.asynccontextmanager
async def bot_in_process(
    github: Playground, features: Sequence[Feature]
) -> AsyncIterator[Bot]:
    """A bot that knows nothing yet, and works only when it is told to."""
    with tempfile.TemporaryDirectory() as directory:
        env = {**environment(github), "WRITE_INTERVAL": "0", "PORT": "0"}
        settings = load_settings(env, directory=Path(directory))
        compass = Bot(settings, clock=github.clock.now, features=features)
        await compass.start(work=False)
        github.deliver_to(compass.url + settings.webhook_path)
        try:
            yield compass
        finally:
            await compass.stop()


async def sweep(github: Playground, compass: Bot) -> None:
    """Everything is looked at, and everything done that is due; nobody is told of it."""
    result = await compass.sweep()
    assert not result.failures, result.failures
    await compass.run_idle()
    github.pending.clear()
