"""A meeting issue, and the course of its meeting as it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.configuration import Configuration
from bot.core.local_time import later
from bot.core.meeting_head import as_it_stands, find_head
from bot.core.models import Issue

MINUTES_TAKEN = timedelta(days=40)
"""How long after a meeting's end its minutes may still change."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting issue that this App opened, and which occurrence it is for."""

    series: str
    date: date
    issue: Issue


@dataclass(frozen=True, slots=True)
class Course:
    """When a meeting takes place after all, and when its issue is to be closed."""

    starts: datetime
    ends: datetime
    closes: datetime
    cancelled: bool = False


def course(configuration: Configuration, meeting: Meeting) -> Course:
    """The course by the configuration and the head of the issue's body.

    Where the series is not configured any more, all that is known is the day: the meeting
    is over when that is (in UTC), and its issue is closed a day later.
    """
    head = find_head(meeting.issue.body)
    series = configuration.series.get(meeting.series)
    if series is None:
        day = head.starts.date() if head else meeting.date
        midnight = datetime.combine(day, time(), UTC)
        cancelled = head is not None and head.status == "cancelled"
        return Course(midnight, midnight + _DAY, midnight + 2 * _DAY, cancelled)
    occurrence = as_it_stands(series.planned(meeting.date), head)
    return Course(
        occurrence.starts,
        occurrence.ends,
        later(occurrence.ends, series.closes),
        occurrence.cancelled,
    )


def ended(configuration: Configuration, meeting: Meeting) -> datetime:
    """Since when its topics are those of the next meeting: it is over, or closed."""
    over, issue = course(configuration, meeting).ends, meeting.issue
    closed = issue.closed_at if issue.state == "closed" else None
    return over if closed is None else min(over, closed)


def twins(
    configuration: Configuration, meetings: Iterable[Meeting]
) -> Mapping[int, int]:
    """By the number of each issue that is one too many, that of the one that counts.

    Of several issues of one meeting that is the first which nobody has given up: closed
    before the meeting's end, though that is not cancelled. So people may keep another.
    """
    same: dict[tuple[str, date], dict[int, Meeting]] = defaultdict(dict)
    for meeting in meetings:  # pages of a list may overlap
        same[meeting.series, meeting.date][meeting.issue.number] = meeting

    def weight(meeting: Meeting) -> tuple[bool, int]:
        timing = course(configuration, meeting)
        early = ended(configuration, meeting) < timing.ends
        return early and not timing.cancelled, meeting.issue.number

    found: dict[int, int] = {}
    for several in same.values():
        if len(several) > 1:
            first, *others = sorted(several.values(), key=weight)
            found |= {other.issue.number: first.issue.number for other in others}
    return found


def without_twins(
    configuration: Configuration, meetings: Collection[Meeting]
) -> list[Meeting]:
    """The meetings, each with the one issue of it that counts."""
    instead = twins(configuration, meetings)
    return [meeting for meeting in meetings if meeting.issue.number not in instead]


def in_order(
    configuration: Configuration, meetings: Iterable[Meeting]
) -> list[Meeting]:
    """The meetings by when they take place as they stand, and not by when they would."""

    def when(meeting: Meeting) -> tuple[datetime, date]:
        return course(configuration, meeting).starts.astimezone(UTC), meeting.date

    return sorted(meetings, key=when)
