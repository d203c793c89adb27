"""The issues of release pulses in a repository: which of this App's issues are one."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from bot.core.errors import Gone
from bot.core.mark import has_mark
from bot.core.models import Identity, Issue
from bot.core.pulse_text import find_pulse

if TYPE_CHECKING:  # as features name it without any HTTP
    from bot.github.api import GitHub


async def find_pulses(
    github: "GitHub", me: Identity, issues: Iterable[Issue]
) -> list[tuple[date, Issue]]:
    """The pulses among these issues with their dates, in the order of the issues.

    Where people broke the mark of an issue, its comments are read: its live one tells.
    """
    ours = [issue for issue in issues if me.wrote(issue) and not issue.is_pull_request]
    return [(day, issue) for issue in ours if (day := await _date(github, me, issue))]


async def _date(github: "GitHub", me: Identity, issue: Issue) -> date | None:
    found = find_pulse(me, issue)
    if found is not None or has_mark(issue.body):
        return found
    try:
        comments = await github.list_comments(issue.repository, issue.number)
    except Gone:
        return None
    return find_pulse(me, issue, comments)
