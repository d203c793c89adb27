"""A repository where people ask, and what the bot does about that."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.playground import Clock
from bot.playground.threads import Comment, Issue
from tests.stories.team import CONFIGURATION, Team, mine, team

SUPPORT = """\
support:
  forum: https://discourse.example.org
  category: jupyterhub
  similar: false
"""
GRACE = timedelta(seconds=31)
TITLE = "How do I add users to my hub?"
BODY = """\
Hi all, I am new to JupyterHub and have followed the guide.

How can I add users? Is it possible to do that without a restart?
"""
BUG = """\
Since version 4.1.5 the hub crashes when a user has a dot in their name.

Steps to reproduce:

1. add a user `ada.lovelace`
2. start their server

Expected: it starts. Actual: a traceback in the log.
"""


@asynccontextmanager
async def asked(
    clock: Clock, folder: Path, section: str = SUPPORT, **environ: str
) -> AsyncIterator[Team]:
    """A team that answers support questions."""
    async with team(clock, folder, CONFIGURATION + section, **environ) as people:
        people.github.clock.advance(timedelta(days=1))
        yield people


async def look(people: Team) -> None:
    """Let the bot hear of what happened, and the grace pass."""
    await people.settle()
    people.github.clock.advance(GRACE)
    assert people.bot
    await people.bot.run_idle()
    await people.settle()


def ask(
    people: Team,
    title: str = TITLE,
    body: str = BODY,
    *,
    by: str = "newcomer",
    labels: tuple[str, ...] = (),
) -> Issue:
    """Somebody opens an issue."""
    return people.repo.open_issue(title, body, by=by, labels=labels)


def reply(issue: Issue) -> Comment:
    """The one reply."""
    (comment,) = replies(issue)
    return comment


def replies(issue: Issue) -> list[Comment]:
    """All replies: one or none."""
    return [c for c in mine(issue) if c.body.startswith("<!-- team-compass:support ")]


def told(issue: Issue) -> str:
    """What the reply's mark says that it tells."""
    found = re.match(r"<!-- team-compass:support state=(\w+)", reply(issue).body)
    assert found
    return found[1]


def link(issue: Issue) -> str:
    """The link to the forum's composer."""
    (found,) = re.findall(
        r"\((https?://[^\s)]*/new-topic\?[^\s)]*)\)", reply(issue).body
    )
    return str(found)


def deeds(issue: Issue) -> list[str]:
    """What the bot did to the issue, in GitHub's words."""
    return [event.event for event in issue.events if event.via_app]
