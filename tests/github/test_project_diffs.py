"""Of commits without a pull request it is known which files they changed, in few requests."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.core.projects import Change
from bot.core.releases import Releases
from bot.playground import Fault, Playground
from bot.playground.repositories import Repository

NAME = "jupyterhub/spawner"
OTHER = "jupyterhub/other"
Look = Callable[[], Awaitable[list[Change]]]


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


def released(github: Playground, name: str) -> Repository:
    made = github.add_repository(name)
    made.commit("it.py", "", message="Begin", by="ada")
    made.tags.create("1.0.0")
    return made


@pytest.fixture
def spawner(github: Playground) -> Repository:
    return released(github, NAME)


@pytest.fixture
def look(installed, github: Playground, clock) -> Look:
    """Looks at the two, and tells what came to the first."""

    async def look() -> list[Change]:
        named = {"when": "day 1 of january", "projects": {NAME: {}, OTHER: {}}}
        clock.advance(timedelta(hours=2))
        config = Releases.model_validate(named)
        found = await installed.look_at_projects(config, clock.now())
        return [one for line in found[NAME].lines for one in line.changes]

    return look


def commit(repository: Repository, changes: dict[str, str | None], title: str) -> None:
    repository.branches.commit(
        {
            path: None if text is None else text.encode()
            for path, text in changes.items()
        },
        message=title,
        by=repository.world.account("ada"),
        branch="main",
    )


@pytest.mark.parametrize(
    ("before", "changes", "paths"),
    [
        ({}, {"it.py": "1"}, {"it.py"}),
        ({}, {"docs/a.md": "1", "docs/how/b.md": "1"}, {"docs/a.md", "docs/how/b.md"}),
        ({"a/b/c/d.py": "1"}, {"a/b/c/d.py": "2"}, {"a/b/c/d.py"}),
        ({"a/b/c.py": "1", "a/d.py": ""}, {"a/b/c.py": None}, {"a/b/c.py"}),
        ({"a/b.py": "1"}, {"a/b.py": None, "c/b.py": "1"}, {"a/b.py", "c/b.py"}),
        ({"a": "1"}, {"a": None, "a/b.py": "1"}, {"a", "a/b.py"}),
        ({"a/x": "1", "b/x": "1"}, {"b/y": "1"}, {"b/y"}),
    ],
    ids=["file", "new", "deep", "gone", "moved", "to a folder", "beside the same"],
)
async def test_the_files_of_a_commit(look, spawner, before, changes, paths):
    if before:
        commit(spawner, before, "docs: Begin")
    commit(spawner, changes, "Work")

    (*_, change) = await look()

    assert (change.title, {*(change.paths or ())}) == ("Work", paths)


async def test_all_that_came_at_once_are_read_in_few_requests(look, spawner, github):
    for number in range(40):
        commit(spawner, {f"docs/{number}/a.md": "1"}, f"Work {number}")
    github.requests.clear()

    changes = await look()

    assert [one.paths for one in changes] == [(f"docs/{n}/a.md",) for n in range(40)]
    assert sum("mode" in str(one.body) for one in github.requests) <= 6


async def test_what_was_read_is_not_asked_for_again(look, spawner, github):
    commit(spawner, {"docs/a.md": "1"}, "Work")
    before = await look()
    github.requests.clear()

    assert await look() == before
    graphql = [one for one in github.requests if one.path == "/graphql"]
    assert len(graphql) == 1


async def test_beyond_the_first_fifty_they_ship_at_each_look(look, spawner, github):
    released(github, OTHER).commit("docs/a.md", "1", message="Other work", by="ada")
    for number in range(60):
        commit(spawner, {f"docs/{number}.md": "1"}, f"Work {number}")

    first = await look()
    assert [one.paths is not None for one in first] == [True] * 50 + [False] * 10
    assert await look() == first

    commit(spawner, {"docs/0.md": "2"}, "Work more")
    assert (await look())[:60] == first


async def test_one_that_changes_everything_is_not_known(look, spawner):
    commit(spawner, {f"docs/{number}.md": "1" for number in range(301)}, "All")
    commit(spawner, {f"docs/{number}/a.md": "1" for number in range(101)}, "Folders")
    commit(spawner, {f"{'docs/' * 30}a.md": "1"}, "Deep")
    commit(spawner, {"docs/a.md": "1"}, "Work")

    told = {one.title: one.paths for one in await look()}

    assert told == {"All": None, "Folders": None, "Deep": None, "Work": ("docs/a.md",)}


async def test_one_that_github_cannot_tell_is_asked_for_at_the_next_look(
    look, spawner, github
):
    commit(spawner, {"docs/a.md": "1"}, "Work")
    broken = Fault(match=lambda one: "parents" in str(one.body), status=502, times=3)
    github.faults.add(broken)

    assert [one.paths for one in await look()] == [None]
    assert [one.paths for one in await look()] == [("docs/a.md",)]
