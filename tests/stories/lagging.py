"""Reads that come from a replica which is behind: a thread as it was some time ago."""

from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.playground.threads import Issue
from tests.stories.team import Team


def is_look(request: Request) -> bool:
    """Whether it reads a thread."""
    return "issueOrPullRequest" in str((request.body or {}).get("query"))


async def lagging(people: Team, issue: Issue, times: int) -> Fault:
    """So many looks at the issue find it as it is now, whatever becomes of it.

    The bot has to have looked at some issue before.
    """
    look = next(r for r in people.github.requests if is_look(r))
    name = issue.repository.full_name
    asked = {**look.body["variables"], "number": issue.number}
    assert people.bot
    installation = people.github.installation(name.partition("/")[0])
    client = people.bot.github.installation(installation.id).connect(name)
    data = await client.query(look.body["query"], asked, dict)

    def matches(request: Request) -> bool:
        return is_look(request) and request.body["variables"] == asked

    return Fault(match=matches, status=200, body={"data": data}, times=times)
