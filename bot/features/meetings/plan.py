"""Which meeting issues should exist now, and what GitHub is asked for.

An issue is opened `opens` before its meeting, or late but before the end, titled and
labelled as configured; `body.py` shows its text. It is opened once and for ever once:
by its mark it is known whatever becomes of it, closed, renamed, relabelled or moved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.actions import CreateIssue
from bot.core.configuration import Configuration
from bot.core.local_time import later
from bot.core.meeting_words import placeholders
from bot.core.models import Issue
from bot.core.series import Occurrence, Series
from bot.features.meetings.body import render_body

LOOK_BACK = timedelta(days=100)
"""How much earlier than its opening time an issue may have been opened: before a later
`opens` was configured. A quarter's meetings are found as well, for the link back."""

STILL_WATCHED = timedelta(days=2)
"""How long after its end the agenda of a meeting whose issue is closed is looked at."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting issue that this App opened, and which occurrence it is for."""

    series: str
    date: date
    issue: Issue


def created_since(configuration: Configuration, now: datetime) -> datetime:
    """Since when an issue of a meeting that may be opened now will mostly exist."""
    earliest = [
        later(min(o.starts, datetime.combine(o.date, time(), UTC)), -series.opens)
        for series, o in _openable(configuration, now)
    ]
    return min([now, *earliest]) - LOOK_BACK


def due_occurrences(
    configuration: Configuration, meetings: Iterable[Meeting], now: datetime
) -> tuple[Occurrence, ...]:
    """The meetings whose issue should exist and never did, in order of time."""
    known = {(meeting.series, meeting.date) for meeting in meetings}
    due = [
        occurrence
        for _, occurrence in _openable(configuration, now)
        if (occurrence.series, occurrence.date) not in known
    ]
    return tuple(sorted(due, key=lambda o: (o.starts.astimezone(UTC), o.series)))


def _openable(
    configuration: Configuration, now: datetime
) -> Iterator[tuple[Series, Occurrence]]:
    for series in configuration.series.values():
        since, until = later(now, -series.length), later(now, series.opens)
        for occurrence in series.occurrences(since, until):
            if later(occurrence.starts, -series.opens) > now:
                break
            if now < occurrence.ends:
                yield series, occurrence


@dataclass(frozen=True, slots=True)
class Opening:
    """An issue to be opened; `complaint` is what the operator should hear of it."""

    action: CreateIssue
    complaint: str = ""


def plan_issue(
    repository: str,
    series: Series,
    occurrence: Occurrence,
    meetings: Iterable[Meeting],
    template: str | None = None,
) -> Opening:
    """The issue of one occurrence; with a template that cannot be used, the default."""
    earlier = [
        meeting
        for meeting in meetings
        if meeting.series == series.id and meeting.date < occurrence.date
    ]
    last = max(earlier, key=lambda meeting: meeting.date, default=None)
    values = placeholders(series, occurrence, last.issue.number if last else None)
    complaint = ""
    if series.template and template is None:
        complaint = f"{series.template} is not in {repository}"
    try:
        body = render_body(series, occurrence, values, template)
    except ValueError as error:
        complaint = f"{series.template} {error}"
        body = render_body(series, occurrence, values)
    action = CreateIssue(
        repository=repository,
        why=f"the meeting {series.id} of {occurrence.date} is near",
        title=str(values["title"]),
        body=body,
        labels=series.labels,
    )
    return Opening(action, complaint)


def watched(
    configuration: Configuration, meetings: Iterable[Meeting], now: datetime
) -> tuple[int, ...]:
    """The numbers of the issues whose agenda has to be looked at."""
    return tuple(
        meeting.issue.number
        for meeting in meetings
        if meeting.issue.state == "open"
        or now - STILL_WATCHED < _end(configuration, meeting)
    )


def _end(configuration: Configuration, meeting: Meeting) -> datetime:
    series = configuration.series.get(meeting.series)
    occurrence = series.occurrence(meeting.date) if series else None
    if occurrence is None:  # no longer configured: all that is known is its day
        return datetime.combine(meeting.date, time(), UTC) + timedelta(days=1)
    return occurrence.ends
