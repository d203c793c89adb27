"""A look that is cut short leaves what it was told to the next one, which goes on there."""

from datetime import timedelta

import pytest

from bot.core.errors import RetryLater
from bot.core.releases import Releases
from bot.playground import Fault, Playground
from bot.playground.requests import Request

PROJECTS, EACH = 8, 25
"""With a merge each, in all 400 commits: more than one request tells of."""

MESSAGE = {"message": "You have exceeded a secondary rate limit."}


@pytest.fixture
async def installed(real_app, repo):
    (installation,) = await real_app.installations()
    return real_app.installation(installation.id)


@pytest.fixture
def config(github: Playground, clock) -> Releases:
    named = [f"jupyterhub/p{number}" for number in range(PROJECTS)]
    for name in named:
        made = github.add_repository(name)
        made.commit("it.py", "")
        made.tags.create("1.0.0")
        clock.advance(timedelta(days=1))
        for number in range(EACH):
            made.land(f"Work {number}", {"it.py": f"{number}"}, by="ada")
    clock.advance(timedelta(days=1))
    projects = {name: {} for name in named}
    return Releases.model_validate({"when": "day 1 of january", "projects": projects})


@pytest.mark.parametrize(
    ("sign", "requests"), [("commits(first", 3), ("files(first", 8)]
)
async def test_what_was_told_is_not_asked_for_again(
    installed, github, clock, config, sign, requests
):
    def is_one(request: Request) -> bool:
        return sign in str((request.body or {}).get("query"))

    fault = Fault(
        match=is_one,
        skip=requests - 1,
        status=403,
        headers={"Retry-After": "60"},
        body=MESSAGE,
    )
    github.faults.add(fault)
    with pytest.raises(RetryLater):
        await installed.look_at_projects(config, clock.now())
    clock.advance(timedelta(minutes=2))

    found = await installed.look_at_projects(config, clock.now())

    assert fault.seen == requests + 1
    assert {len(one.lines[0].changes) for one in found.values()} == {EACH}
    assert all(
        change.paths for one in found.values() for change in one.lines[0].changes
    )
