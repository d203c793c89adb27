"""A meeting issue, and the course of its meeting as it stands."""

from collections.abc import Iterable
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


def in_order(
    configuration: Configuration, meetings: Iterable[Meeting]
) -> list[Meeting]:
    """The meetings by when they take place as they stand, and not by when they would."""

    def when(meeting: Meeting) -> tuple[datetime, date]:
        return course(configuration, meeting).starts.astimezone(UTC), meeting.date

    return sorted(meetings, key=when)
