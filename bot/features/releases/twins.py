"""What was made twice: of each pulse there is one issue, with one list and one summary.

GitHub offers no way to make something only where there is none. So two processes may both
make it, or one that was started again while GitHub's reads lag; a look soon after that
sees both, and leaves the first.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.core.actions import Action, DeleteComment, UpdateIssue
from bot.core.mark import find_mark
from bot.core.models import Identity, Issue, Thread
from bot.features.releases.body import SUMMARY


def plan_twin_issues(pulses: Iterable[tuple[date, Issue]]) -> Iterator[Action]:
    """The later of two open issues of one pulse is closed."""
    first: dict[date, Issue] = {}
    for day, issue in sorted(pulses, key=lambda pulse: pulse[1].number):
        other = first.setdefault(day, issue)
        is_twin = other.number != issue.number  # pages of a list may overlap
        if is_twin and other.state == issue.state == "open":
            yield UpdateIssue(
                repository=issue.repository,
                why=f"#{other.number} is the pulse of {day}",
                issue_number=issue.number,
                state="closed",
                state_reason="not_planned",
            )


def plan_twin_comments(me: Identity, thread: Thread) -> Iterator[Action]:
    """The later of two lists, or of two summaries, is deleted."""
    comments = sorted(thread.comments, key=lambda comment: comment.id)
    for kind in ("pulse-state", SUMMARY.kind):
        ours = [c for c in comments if me.wrote(c) and find_mark(c.body, kind)]
        for comment in ours[1:]:
            yield DeleteComment(
                repository=thread.issue.repository,
                why="one of them is enough",
                comment_id=comment.id,
            )
