"""An imaginary organisation at the playground, whose issues are read through the App."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from bot.detection.model import Model
from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.settings import Settings
from bot.training.reading import Reading, gather
from bot.training.report import Report
from bot.training.train import study
from tests.settings import settings_for
from tests.training.organisation import TEAM

NAME = "imaginary/hub"
CONFIGURATION = """\
support: {forum: "https://forum.example.org", labels: [support, question]}
request_info: {forms: {impact: {required: ["When?"]}}}
"""

Read = Callable[..., Awaitable[Reading]]


@pytest.fixture
def repo(github: Playground) -> Repository:
    repo = github.add_repository(NAME)
    repo.commit(".github/team-compass.yml", CONFIGURATION)
    repo.set_role(TEAM, "triage")
    return repo


@pytest.fixture
def settings(github: Playground, tmp_path: Path) -> Settings:
    return settings_for(github, tmp_path)


@pytest.fixture
def read(repo: Repository, settings: Settings) -> Read:
    """Reads the repositories, `NAME` if none is named."""

    async def read(*names: str, labels: tuple[str, ...] = ()) -> Reading:
        return await gather(
            settings, names or (NAME,), labels=labels, told=lambda _doing: None
        )

    return read


def studied(reading: Reading) -> tuple[Model | None, Report]:
    """The model and the report of what was read."""
    return study(reading, "imaginary", date(2026, 3, 1), lambda _doing: None)
