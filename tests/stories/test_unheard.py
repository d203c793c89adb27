"""What nobody told of is found by a later look where one look could not see it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.features.support.feature import FEATURE as SUPPORT_FEATURE
from bot.playground import Clock, Fault
from bot.playground.requests import Request
from tests.stories.asked import SUPPORT, ask, asked, replies, told
from tests.stories.requested import HOUR
from tests.stories.team import FILE, Team

CONFIGURATION = f"{SUPPORT}  detect: 'off'\n"


@pytest.fixture
async def people(clock: Clock, tmp_path: Path) -> AsyncIterator[Team]:
    """Only questions are looked at, so that each look is known for what it is."""
    async with asked(clock, tmp_path) as team:
        await team.stop()
        team.repo.commit(FILE, CONFIGURATION)
        await team.start(features=[SUPPORT_FEATURE])
        await team.sweep()
        yield team


async def unheard(people: Team) -> None:
    people.github.pending.clear()
    people.github.clock.advance(HOUR)


def looks_over(request: Request) -> bool:
    return "list0" in str(request.body)


def reads_files(request: Request) -> bool:
    return "HEAD:.github/team-compass.yml" in str(request.body)


BROKEN = {"message": "Something went wrong"}
NO_ISSUES = {"data": {"list0": None}, "errors": [{**BROKEN, "path": ["list0"]}]}
NO_FILE = {"data": {"nodes": [None]}, "errors": [{**BROKEN, "path": ["nodes", 0]}]}


@pytest.mark.parametrize(
    "faults",
    [
        [Fault(match=looks_over, status=200, body=NO_ISSUES, times=None)],
        [
            Fault(match=reads_files, status=200, body=NO_FILE, times=None),
            Fault(match=f"GET */contents/{FILE}", status=502, times=None),
        ],
    ],
    ids=["its issues", "its configuration"],
)
async def test_what_github_could_not_tell_in_one_hour_is_found_in_the_next(
    people, faults
):
    issue = ask(people)
    issue.comment("/support", by="manics")
    await unheard(people)
    people.github.faults.extend(faults)
    await people.sweep()
    assert replies(issue) == []
    people.github.faults.clear()
    await unheard(people)
    await people.sweep()
    assert told(issue) == "closed"


async def test_a_repository_that_is_renamed_meanwhile_costs_the_others_nothing(people):
    other = people.github.add_repository("jupyterhub/other")
    other.commit(FILE, CONFIGURATION)
    other.set_role("manics", "triage")
    await people.sweep()
    issues = [ask(people), other.open_issue("How?", "How do I …?", by="newcomer")]
    for issue in issues:
        issue.comment("/support", by="manics")
    await unheard(people)

    people.github.faults.add(
        Fault(match=looks_over, callback=lambda _: people.repo.rename("compass"))
    )
    await people.sweep()

    assert [told(issue) for issue in issues] == ["closed", "closed"]
