"""A repository whose reports have to be whole, and what the bot asks for there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.playground import Clock
from bot.playground.threads import Issue
from tests.features.request_info.resources import FORM, SECTION
from tests.stories.team import CONFIGURATION, Team, mine, team

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LABEL = "needs-more-info"
TEMPLATE = """\
---
name: Bug report
about: Something does not work
title: ''
labels: 'bug'
---

<!-- Thank you for contributing. These HTML comments will not render. -->

### Bug description
<!-- Use this section to clearly and concisely describe the bug. -->

#### Expected behaviour

### Your personal set up

 - OS: <!-- [e.g. ubuntu 20.04, macOS 11.0] -->
 - Version(s): <!-- e.g. jupyterhub --version, python --version --->
- [ ] I have looked at the open issues
"""
UNFILLED = TEMPLATE.split("---\n", 2)[2].strip().replace("\n", "\r\n")


@asynccontextmanager
async def requested(clock: Clock, folder: Path) -> AsyncIterator[Team]:
    """A team with the form of an event, and a template for all of its repositories."""
    async with team(clock, folder, CONFIGURATION + SECTION) as people:
        people.repo.commit(".github/ISSUE_TEMPLATE/resources.yml", FORM)
        people.github.add_repository("jupyterhub/.github").commit(
            ".github/ISSUE_TEMPLATE/bug_report.md", TEMPLATE
        )
        clock.advance(DAY)
        await people.sweep()
        yield people


def ask(people: Team, text: str, title: str = "Room for a course") -> Issue:
    """Somebody opens an issue in the form of an event."""
    return people.repo.open_issue(title, text, by="ada", labels=("impact",))


def report(people: Team, text: str, title: str = "Crashes", by: str = "ada") -> Issue:
    """Somebody opens an issue."""
    return people.repo.open_issue(title, text, by=by)


def request(issue: Issue) -> str:
    """The one request, without its mark."""
    (comment,) = mine(issue)
    mark, _, text = comment.body.partition("\n")
    assert mark.startswith("<!-- team-compass:request-info")
    return text


def items(issue: Issue) -> list[str]:
    """What the request lists."""
    return [line for line in request(issue).splitlines() if line.startswith("- [")]


async def pass_by(people: Team, length: timedelta) -> None:
    """Time passes, and what was set for a time is done."""
    people.github.clock.advance(length)
    assert people.bot
    await people.bot.run_idle()
    await people.settle()
