"""Releases and branches that have no history in common, or stand behind a hundred others."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground import Playground
from bot.playground.commits import make_commit
from bot.playground.repositories import Repository

NAME = "jupyterhub/spawner"
Look = Callable[..., Awaitable[Project]]


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def look(installed, github: Playground, clock) -> Look:
    """Looks at the spawner, which is configured as it says."""

    async def look(**config: object) -> Project:
        named = {"when": "day 1 of january", "projects": {NAME: config}}
        clock.advance(timedelta(hours=2))
        github.requests.clear()
        found = await installed.look_at_projects(
            Releases.model_validate(named), clock.now()
        )
        return found[NAME]

    return look


@pytest.fixture
def spawner(github: Playground, clock) -> Repository:
    """Its release is on `1.x`; then it was begun anew, from nothing."""
    made = github.add_repository(NAME)
    made.commit("spawner.py", "", message="Begin", by="ada")
    made.tags.create("1.0.0")
    made.branches.create("1.x", made.branches.tip("main"), by="ada")
    clock.advance(timedelta(days=1))
    begun = make_commit((), {"it.py": b""}, "Begin anew", made.owner, clock.now())
    made.branches.learn([begun])
    made.branches.move("main", begun, by="ada", force=True)
    made.land("Fix the port", {"it.py": "1"}, by="ada")
    return made


def told(project: Project) -> dict[str, list[str]]:
    return {line.branch: [one.title for one in line.changes] for line in project.lines}


def asked(github: Playground) -> int:
    return sum("access_tokens" not in request.path for request in github.requests)


STRANGERS = "1.0.0 has no history in common with main"


async def test_a_branch_that_was_begun_anew_is_said_to_be(look, spawner, github):
    spawner.branches.delete("1.x", by="ada")

    project = await look()

    assert (project.last.version, told(project)) == ("1.0.0", {})
    assert project.unknown == (STRANGERS,)
    assert await look() == project
    assert asked(github) == 1


async def test_what_waits_beside_it_is_told(look, spawner):
    spawner.land("Mend the old one", {"spawner.py": "1"}, by="bob", branch="1.x")

    project = await look()

    assert told(project) == {"1.x": ["Mend the old one"]}
    assert project.unknown == (STRANGERS,)


async def test_once_there_is_a_prerelease_of_the_new_it_is_compared_with_that(
    look, spawner
):
    spawner.tags.create("2.0.0b1")
    spawner.land("Mend the new one", {"it.py": "2"}, by="bob")

    project = await look()

    assert told(project) == {"1.x": [], "main": ["Mend the new one"]}
    assert project.unknown == ()


async def test_a_release_of_the_other_history_is_not_on_a_branch_that_is_named(
    look, spawner
):
    spawner.tags.create("2.0.0")

    project = await look(line="1.x")

    assert (project.last.version, project.unknown) == ("1.0.0", ())


@pytest.mark.parametrize("gone", [True, False])
async def test_a_prerelease_that_no_branch_has_is_in_flight_nowhere(
    installed, github, clock, gone
):
    made = github.add_repository(NAME)
    made.commit("spawner.py", "", message="Begin", by="ada")
    made.tags.create("1.0.0")
    made.commit("spawner.py", "1", message="Try", by="ada", branch="try")
    made.tags.create("2.0.0a1", made.branches.tip("try"))
    if gone:
        made.branches.delete("try", by="ada")
    else:
        made.branches.merge(made.branches.tip("try"), "main", "Merge", made.owner)
    named = {"when": "day 1 of january", "projects": {NAME: {}}}

    found = await installed.look_at_versions(
        Releases.model_validate(named), clock.now()
    )

    (line,) = found[NAME].lines
    flight = line.in_flight and line.in_flight.version
    assert flight == (None if gone else "2.0.0a1")


@pytest.fixture
def crowded(github: Playground, clock) -> Repository:
    """Its maintenance branch is behind two hundred others."""
    made = github.add_repository(NAME)
    made.commit("spawner.py", "", message="Begin", by="ada")
    first = made.branches.tip("main")
    for number in range(200):
        made.branches.create(f"a-topic-{number:03}", first, by="ada")
    made.branches.create("v8.x", first, by="ada")
    clock.advance(timedelta(days=1))
    made.land("Drop the old", {"spawner.py": "1"}, by="ada")
    made.commit("version", "8.0.1", message="Release", branch="v8.x")
    made.tags.create("8.0.1", made.branches.tip("v8.x"))
    clock.advance(timedelta(days=1))
    made.land("Fix on the line", {"version": "8.0.2"}, by="bob", branch="v8.x")
    return made


LINES = {"v8.x": ["Fix on the line"], "main": ["Drop the old"]}


async def test_a_maintenance_branch_behind_a_hundred_others_is_found(
    look, crowded, github
):
    project = await look()

    assert (project.last.version, told(project)) == ("8.0.1", LINES)
    assert project.unknown == ()
    assert await look() == project
    assert asked(github) == 1


async def test_what_came_to_it_meanwhile_is_seen(look, crowded):
    await look()
    crowded.land("Fix more", {"version": "8.0.3"}, by="bob", branch="v8.x")

    assert told(await look())["v8.x"] == ["Fix on the line", "Fix more"]


async def test_so_is_that_of_a_release_that_came_meanwhile(look, crowded):
    await look()
    crowded.branches.create("v9.x", crowded.branches.tip("main"), by="ada")
    crowded.commit("version", "9.0.0", message="Release", branch="v9.x")
    crowded.tags.create("9.0.0", crowded.branches.tip("v9.x"))
    crowded.land("Fix on the new line", {"version": "9.1"}, by="bob", branch="v9.x")

    assert told(await look())["v9.x"] == ["Fix on the new line"]


async def test_where_even_those_with_its_number_are_too_many_it_says_so(look, crowded):
    first = crowded.branches.tip("main")
    for number in range(90):
        crowded.branches.create(f"a-topic-8-{number}", first, by="ada")

    project = await look()

    assert told(project) == {"main": ["Drop the old"]}
    (why,) = project.unknown
    assert why.endswith("of its branches were not looked at")
