"""What GitHub's own releases tell of a project, however many there are."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground.repositories import Repository

NAME = "jupyterhub/chart"
Look = Callable[..., Awaitable[Project]]


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(installed, clock) -> Look:
    """Looks at the chart, which is configured as it says."""

    async def look(**config: object) -> Project:
        named = {"when": "day 1 of january", "projects": {NAME: config}}
        found = await installed.look_at_projects(
            Releases.model_validate(named), clock.now()
        )
        return found[NAME]

    return look


@pytest.fixture
def chart(github, clock) -> Repository:
    """A chart with a release, and then a prerelease for each change."""
    chart = github.add_repository(NAME)
    chart.commit("Chart.yaml", "name: it\n")
    chart.releases.publish("1.0.0", by="ada")
    for number in range(40):
        clock.advance(timedelta(days=1))
        chart.commit("Chart.yaml", f"name: it\nv: {number}\n", message="Work")
        chart.releases.publish(f"1.1.0-{number}", by="ada", prerelease=True)
    return chart


@pytest.mark.parametrize("channel", ["release", "tag"])
async def test_a_release_is_seen_behind_any_number_of_prereleases(look, chart, channel):
    project = await look(channel=channel)

    assert (project.last.version, project.last.prerelease) == ("1.0.0", False)
    assert len(project.lines[0].changes) == 40


async def test_without_any_the_last_prerelease_is_the_last(look, chart):
    chart.releases.all[:] = chart.releases.all[1:]

    project = await look(channel="release")

    assert (project.last.version, project.last.prerelease) == ("1.1.0-39", True)
