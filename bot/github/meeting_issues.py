"""The meeting issues of a repository: which of this App's issues are one, and of what."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.core.mark import find_mark, has_mark
from bot.core.meeting_course import Meeting
from bot.core.meeting_mark import parse_meeting_mark
from bot.core.models import Identity, Issue

if TYPE_CHECKING:  # as features name it without any HTTP
    from bot.github.api import GitHub


async def find_meetings(
    github: "GitHub", me: Identity, issues: Iterable[Issue]
) -> list[Meeting]:
    """The meetings among these issues, in their order.

    Where people broke the mark of an issue, its comments are read: its agenda tells.
    """
    ours = [issue for issue in issues if me.wrote(issue) and not issue.is_pull_request]
    return [m for issue in ours if (m := await _meeting(github, me, issue))]


async def _meeting(github: "GitHub", me: Identity, issue: Issue) -> Meeting | None:
    found = parse_meeting_mark(me, issue, ())
    is_other = has_mark(issue.body) and find_mark(issue.body, "meeting") is None
    if not found and not is_other:
        comments = await github.list_comments(issue.repository, issue.number)
        found = parse_meeting_mark(me, issue, comments)
    return Meeting(*found, issue) if found else None
