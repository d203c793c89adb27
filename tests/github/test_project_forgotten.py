"""A look may be asked for while another is made, and after something new was heard of."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.github.api import GitHub
from bot.playground import Fault, Playground

HUB, SPAWNER = "jupyterhub/hub", "jupyterhub/spawner"
LATELY = timedelta(hours=1)
CONFIG = Releases.model_validate(
    {"when": "day 1 of january", "projects": {HUB: {}, SPAWNER: {}}}
)
Look = Callable[[], Awaitable[tuple[str, int]]]


@pytest.fixture
async def installed(real_app, repo, github: Playground) -> GitHub:
    for name in (HUB, SPAWNER):
        made = github.add_repository(name)
        made.commit("it.py", "")
        made.tags.create("1.0.0")
    (installation,) = await real_app.installations()
    there: GitHub = real_app.installation(installation.id)
    return there


def versions(found: Mapping[str, Project]) -> str:
    return " ".join(one.last.version for one in found.values() if one.last)


@pytest.fixture
def look(installed: GitHub, github: Playground, clock) -> Look:
    """Tells the versions that are known lately, and of how many projects it asked."""

    async def look() -> tuple[str, int]:
        github.requests.clear()
        found = await installed.look_at_projects(CONFIG, clock.now(), lately=LATELY)
        asked = [
            str(one.body) for one in github.requests if "isPrivate" in str(one.body)
        ]
        return versions(found), sum(
            one.count("nameWithOwner isPrivate") for one in asked
        )

    return look


@pytest.mark.parametrize("name", [HUB, HUB.upper()])
async def test_of_a_project_that_is_forgotten_it_is_asked_anew(
    installed, look, github, name
):
    assert await look() == ("1.0.0 1.0.0", 2)
    github.repository(HUB).tags.create("1.1.0")
    assert await look() == ("1.0.0 1.0.0", 0)

    installed.forget_project(name)

    assert await look() == ("1.1.0 1.0.0", 1)
    assert await look() == ("1.1.0 1.0.0", 0)


async def test_it_is_forgotten_by_what_it_is_called_now_too(installed, look, github):
    github.repository(HUB).rename("core")
    await look()
    github.repository("jupyterhub/core").tags.create("1.1.0")

    installed.forget_project("jupyterhub/core")

    assert await look() == ("1.1.0 1.0.0", 1)


async def test_what_nobody_has_looked_at_is_forgotten_for_nothing(installed, look):
    installed.forget_project(HUB)
    installed.forget_project("jupyterhub/other")
    assert await look() == ("1.0.0 1.0.0", 2)


async def test_a_look_that_began_before_remembers_nothing_of_it(
    installed, look, github
):
    def publish(_asked: object) -> None:
        github.repository(HUB).tags.create("1.1.0")
        installed.forget_project(HUB)

    seen = Fault(match=lambda one: "entries" in str(one.body), callback=publish)
    github.repository(HUB).commit("chart/Chart.yaml", "name: it\n")
    seen.skip = 1  # what is in the root comes with the tags
    github.faults.add(seen)

    assert await look() == ("1.0.0 1.0.0", 2)
    assert await look() == ("1.1.0 1.0.0", 1)


async def test_versions_are_told_while_a_look_goes_on(installed, github, clock):
    begun, held = asyncio.Event(), asyncio.Event()

    def begin(_asked: object) -> None:
        begun.set()

    slow = Fault(
        match=lambda one: "entries" in str(one.body), callback=begin, until=held
    )
    github.faults.add(slow)
    long = asyncio.create_task(installed.look_at_projects(CONFIG, clock.now()))
    await begun.wait()

    found = await asyncio.wait_for(
        installed.look_at_versions(CONFIG, clock.now()), timeout=5
    )

    assert versions(found) == "1.0.0 1.0.0"
    assert not long.done()
    held.set()
    assert versions(await long) == versions(found)
