"""Repositories with commits that take GitHub long are read in smaller pages."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest

from bot.core.projects import Project
from bot.core.releases import Releases
from bot.playground import Fault, Playground
from bot.playground.faults import graphql_timeout
from bot.playground.requests import Request

NAMES = [f"jupyterhub/p{number}" for number in range(6)]
EACH = 40
"""Pull requests with a merge commit each."""

NOT_READ = "what came to main since 1.0.0 was not read: GitHub could not tell"


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def org(github: Playground, clock) -> None:
    """Six projects next to each other, with as much to read of each."""
    for name in NAMES:
        made = github.add_repository(name)
        made.commit("it.py", "")
        made.tags.create("1.0.0")
    clock.advance(timedelta(days=1))
    for number in range(EACH):
        for name in NAMES:
            work = {f"docs/{number}.md": name}
            github.repository(name).land(f"docs: Work {number}", work, by="ada")
    clock.advance(timedelta(days=1))


@pytest.fixture
def look(installed, github: Playground, org, clock):
    """Looks at all of them; tells them, and the pages of commits that were asked for."""

    async def look() -> tuple[Mapping[str, Project], list[dict[str, int]]]:
        named = {"when": "day 1 of january", "projects": {name: {} for name in NAMES}}
        github.requests.clear()
        clock.advance(timedelta(hours=2))
        config = Releases.model_validate(named)
        found = await installed.look_at_projects(config, clock.now())
        return found, [pages for one in github.requests if (pages := dict(asked(one)))]

    return look


def asked(request: Request) -> Iterator[tuple[str, int]]:
    """How many commits of which repositories a request asks for."""
    values = (request.body or {}).get("variables") or {}
    for name, value in values.items():
        if found := re.fullmatch(r"first_(\d+)", name):
            number = found[1]
            yield f"{values[f'owner_{number}']}/{values[f'name_{number}']}", value


def takes_long(
    github: Playground, is_long: Callable[[Mapping[str, int]], bool]
) -> Fault:
    """Let GitHub give up on those requests for commits."""
    return github.faults.add(
        graphql_timeout(match=lambda one: is_long(dict(asked(one))), times=None)
    )


def count(project: Project) -> int:
    return sum(len(line.changes) for line in project.lines)


async def test_commits_are_read_fifty_at_a_time(look):
    found, pages = await look()

    assert {count(one) for one in found.values()} == {EACH}
    assert max(max(page.values()) for page in pages) == 50
    assert max(sum(page.values()) for page in pages) <= 150


async def test_three_that_take_long_next_to_each_other_are_read_in_smaller_pages(
    look, github
):
    heavy = NAMES[1:4]
    takes_long(github, lambda pages: any(pages.get(name, 0) > 20 for name in heavy))

    found, pages = await look()

    assert {count(one) for one in found.values()} == {EACH}
    assert {one.unknown for one in found.values()} == {()}
    assert max(page.get(NAMES[0], 0) for page in pages) == 50


async def test_what_was_too_long_once_is_not_tried_again(look, github):
    heavy = NAMES[1:4]
    takes_long(github, lambda pages: any(pages.get(name, 0) > 20 for name in heavy))
    await look()
    for name in NAMES:
        github.repository(name).commit("it.py", "1", message="docs: Work", by="ada")

    found, pages = await look()

    assert {count(one) for one in found.values()} == {EACH + 1}
    assert max(page.get(name, 0) for page in pages for name in heavy) <= 20
    assert len(pages) <= 15


async def test_those_that_take_long_however_little_is_asked_are_not_known(look, github):
    heavy = NAMES[1:4]
    takes_long(github, lambda pages: bool(pages.keys() & {*heavy}))

    for _ in range(2):
        found, pages = await look()
        for name, one in found.items():
            assert one.last.version == "1.0.0"
            assert one.unknown == ((NOT_READ,) if name in heavy else ())
            assert count(one) == (0 if name in heavy else EACH)

    assert {first for page in pages for first in page.values()} == {10}
    assert len(pages) <= 5


async def test_a_branch_that_fails_later_on_is_told_as_far_as_it_was_read(look, github):
    fault = takes_long(github, lambda pages: NAMES[0] in pages)
    fault.skip = 1

    project = (await look())[0][NAMES[0]]

    (line,) = project.lines
    assert 0 < len(line.changes) < EACH
    assert not line.complete
