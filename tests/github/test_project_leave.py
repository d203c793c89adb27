"""An App that may not read pull requests still tells the versions of private projects."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground import Playground

SECRET, OPEN = "jupyterhub/secret", "jupyterhub/open"
WHY = "what came to main since 1.0.0 was not read: the App may not see it"
Look = Callable[[], Awaitable[Mapping[str, Project]]]


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(installed, github: Playground, clock) -> Look:
    """Looks at two projects, of which one is private, without that leave."""
    for name in (SECRET, OPEN):
        secret = name == SECRET
        made = github.add_repository(name, private=secret, install=secret)
        made.commit("setup.py", "from setuptools import setup\nsetup(name='it')\n")
        made.tags.create("1.0.0")
        made.land("Fix the port", {"it.py": "1"}, by="ada")
    place = github.installation("jupyterhub")
    place.accept({"contents": "read", "metadata": "read", "issues": "write"}, by="ada")

    async def look() -> Mapping[str, Project]:
        named = {"when": "day 1 of january", "projects": {SECRET: {}, OPEN: {}}}
        clock.advance(timedelta(hours=2))
        github.requests.clear()
        config = Releases.model_validate(named)
        return await installed.look_at_projects(config, clock.now())

    return look


async def test_versions_are_told_and_that_what_came_since_may_not_be_seen(look):
    found = await look()

    secret = found[SECRET]
    assert (secret.private, secret.last.version, secret.lines) == (True, "1.0.0", ())
    assert secret.unknown == (WHY,)
    assert ("python", "it") in secret.manifests.names
    (line,) = found[OPEN].lines
    assert [change.title for change in line.changes] == ["Fix the port"]


async def test_it_takes_one_request_more(look, github):
    await look()
    await look()
    asked = [one for one in github.requests if one.path == "/graphql"]
    assert len(asked) == 2


async def test_once_there_is_leave_all_is_told(look, github):
    await look()
    place = github.installation("jupyterhub")
    place.accept({**place.permissions, "pull_requests": "read"}, by="ada")

    secret = (await look())[SECRET]

    assert [change.title for change in secret.lines[0].changes] == ["Fix the port"]
    assert secret.unknown == ()
