"""Which meetings a calendar feed tells of, and what it says of each.

Those that go on now or start within the next twelve months, as they stand: by the rule,
`skip` and `move` of the configuration, and then as the heads of their issues have them.

A meeting that has an issue is called what that is called: whoever moves it, or calls its
issue something else, has the same name in both places.

Of two feeds the newer one must be known, without any memory of what an older one said.
So what only grows is counted: the changes of the configuration's file, and with them the
rewritings that an issue's head counts itself. Every change of the configuration thus
raises the `SEQUENCE` of all meetings, whether it is about them or not, and every moving
or cancelling that of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from urllib.parse import urlsplit

from bot.core.calendar_feed import Event
from bot.core.configuration import Configuration
from bot.core.durations import render_duration
from bot.core.local_time import later
from bot.core.meeting_head import Head, as_it_stands, find_head
from bot.core.meeting_words import placeholders, render_moment
from bot.core.models import Issue
from bot.core.series import Occurrence, Series
from bot.core.text_format import render_date

AHEAD = timedelta(days=366)
"""Twelve months, whichever they are."""

MOST_EVENTS = 1_000
"""In one feed: the next ones. Three meetings on each day of a year are no team's."""

Issues = Mapping[tuple[str, date], Issue]
"""Meeting issues by series and date by the rule."""


@dataclass(frozen=True, slots=True)
class History:
    """How often a configuration was changed so far, and when it was last."""

    changes: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """The repository whose meetings they are, by its present name, and its server."""

    repository: str
    server_url: str

    def uid(self, occurrence: Occurrence) -> str:
        """What the meeting is known by to calendars, for ever and everywhere.

        Neither a date, nor a series' id, nor an owner's login has a dot in it.
        """
        repository = self.repository.lower().replace("/", ".", 1)
        host = urlsplit(self.server_url).hostname
        return f"{occurrence.date}.{occurrence.series}.{repository}@{host}"


def feed_events(
    configuration: Configuration,
    issues: Issues,
    history: History,
    place: Place,
    now: datetime,
) -> tuple[Event, ...]:
    """What the feed tells of, in order of time; `now` decides no more than which."""
    until = now + AHEAD
    found = [*_with_issue(configuration, issues), *_by_rule(configuration, issues, now)]
    told = [o for o in found if o.ends > now and o.starts < until]
    return tuple(
        _event(configuration.series[o.series], o, issues, history, place)
        for o in sorted(told, key=_order)[:MOST_EVENTS]
    )


def _with_issue(configuration: Configuration, issues: Issues) -> Iterator[Occurrence]:
    """Meetings that have an issue, as they stand, wherever they were moved to."""
    for (name, day), issue in issues.items():
        series = configuration.series.get(name)
        if series is not None:
            yield as_it_stands(series.planned(day), find_head(issue.body))


def _by_rule(
    configuration: Configuration, issues: Issues, now: datetime
) -> Iterator[Occurrence]:
    """Meetings that have none yet; no more are looked at than can be told of."""
    until = now + AHEAD
    rules = (
        takewhile(
            lambda occurrence: occurrence.starts < until,
            series.occurrences(later(now, -series.length), until),
        )
        for series in configuration.series.values()
    )
    others = (o for o in merge(*rules, key=_order) if (o.series, o.date) not in issues)
    return islice((o for o in others if o.ends > now), MOST_EVENTS)


def _order(occurrence: Occurrence) -> tuple[datetime, str, date]:
    return occurrence.starts.astimezone(UTC), occurrence.series, occurrence.date


def _event(
    series: Series,
    occurrence: Occurrence,
    issues: Issues,
    history: History,
    place: Place,
) -> Event:
    issue = issues.get((series.id, occurrence.date))
    head = find_head(issue.body) if issue else None
    by_rule = _title_by_rule(series, occurrence, issues)
    title = issue.title if issue else by_rule
    rewritten = title != by_rule or (head is not None and head.sequence > 0)
    return Event(
        uid=place.uid(occurrence),
        title=f"Cancelled: {title}" if occurrence.cancelled else title,
        starts=occurrence.starts,
        ends=occurrence.ends,
        sequence=max(history.changes - 1, 0) + (head.sequence if head else 0),
        revised=_revised(history, issue, rewritten=rewritten),
        description="\n".join(_lines(series, occurrence, issue, head)),
        video="" if occurrence.cancelled else series.video or "",
        issue=issue.html_url if issue else "",
        cancelled=occurrence.cancelled,
    )


def _revised(history: History, issue: Issue | None, *, rewritten: bool) -> datetime:
    """When what is told was last changed, or later.

    Whoever rewrites the head or the title updates the issue, and so does every comment
    after that.
    """
    if issue is None:
        return history.last
    return max(history.last, issue.updated_at if rewritten else issue.created_at)


def _lines(
    series: Series, occurrence: Occurrence, issue: Issue | None, head: Head | None
) -> Iterator[str]:
    by_configuration = series.planned(occurrence.date)
    if occurrence.cancelled:
        empty = head is not None and head.reason == "empty"
        yield "Cancelled: nobody proposed a topic." if empty else "Cancelled."
    elif by_configuration.starts != occurrence.starts:
        yield f"Moved from {render_moment(by_configuration.starts)}."
    elif occurrence.moved:
        yield f"Moved from {render_date(occurrence.date, '%A %e %B %Y')}."
    if issue is not None:
        yield f"Topics and agenda: {issue.html_url}"
    elif series.opens:
        yield f"Topics can be proposed {render_duration(series.opens)} before."
    if series.video and not occurrence.cancelled:
        yield f"Join: {series.video}"
    if series.notes and series.notes != "hackmd":
        yield f"Notes: {series.notes}"
    if occurrence.facilitator:
        yield f"Facilitator: {occurrence.facilitator}"


def _title_by_rule(series: Series, occurrence: Occurrence, issues: Issues) -> str:
    """What the meeting's issue is called when it is opened, whatever was said since."""
    planned = series.occurrence(occurrence.date) or occurrence
    has_issue = (series.id, occurrence.date) in issues
    previous = _previous(issues, occurrence) if has_issue else None
    return str(placeholders(series, planned, previous)["title"])


def _previous(issues: Issues, occurrence: Occurrence) -> int | None:
    """The issue of the series' meeting before, as the title may name it."""
    before = [
        (day, issue.number)
        for (series, day), issue in issues.items()
        if series == occurrence.series and day < occurrence.date
    ]
    return max(before)[1] if before else None
