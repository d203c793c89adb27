"""Which meeting an issue is about: told by its mark, or by its agenda comment's.

    <!-- team-compass:meeting id=team date=2021-03-18 -->

The date is the meeting's by the rule, before any move. Only what this App wrote counts.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date

from bot.core.mark import Mark, find_mark
from bot.core.models import Comment, Identity, Issue
from bot.core.rrule import FIRST, LAST
from bot.core.series import Occurrence


def meeting_mark(occurrence: Occurrence) -> Mark:
    """What the issue of an occurrence is known by, for ever: its first line."""
    fields = {"id": occurrence.series, "date": occurrence.date.isoformat()}
    return Mark("meeting", fields)


def parse_meeting_mark(
    me: Identity, issue: Issue, comments: Iterable[Comment]
) -> tuple[str, date] | None:
    """The meeting's series and date, or None where it is no meeting of this App's.

    The issue's mark tells or, where people broke or removed that, its agenda comment's.
    """
    if not me.wrote(issue):
        return None
    for mark in _marks(me, issue, comments):
        if mark is not None and {"id", "date"} <= mark.fields.keys():
            with suppress(ValueError):
                day = date.fromisoformat(mark.fields["date"])
                if FIRST <= day <= LAST:  # no series has others, nor any calendar room
                    return mark.fields["id"], day
    return None


def _marks(
    me: Identity, issue: Issue, comments: Iterable[Comment]
) -> Iterator[Mark | None]:
    yield find_mark(issue.body, "meeting")
    yield from (find_mark(c.body, "agenda") for c in comments if me.wrote(c))
