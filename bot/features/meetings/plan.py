"""Which meeting issues should exist, be pinned and be closed now.

An issue is opened `opens` before its meeting, or late but before the end, titled,
labelled and assigned as configured; `body.py` shows its text. It is opened once and for
ever once: by its mark it is known whatever becomes of it, closed, renamed, relabelled,
moved or cancelled.

It is pinned when it opens, in place of its series' previous one, and never again: what
people pin and unpin afterwards stays. It is closed `closes` after its meeting's end, or
after that of a cancelled one that somebody left open, and is pinned no more then, nor if
it was closed earlier. People who close it, open it again or pin it have the last word.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.actions import Action, CreateIssue, PinIssue, UnpinIssue, UpdateIssue
from bot.core.configuration import Configuration
from bot.core.local_time import later
from bot.core.meeting_course import Meeting, course
from bot.core.meeting_words import placeholders
from bot.core.models import Identity, IssueEvent
from bot.core.series import Occurrence, Series
from bot.features.meetings.body import render_body

LOOK_BACK = timedelta(days=100)
"""How much earlier than its opening time an issue may have been opened: before a later
`opens` was configured. A quarter's meetings are found as well, for the link back."""

YOUNG = timedelta(days=1)
"""How long after its opening an issue that could not be pinned at once is pinned."""

LATELY = timedelta(days=1)
"""How long after its closing time any issue that is closed is looked at for its pin."""

Events = Mapping[int, Iterable[IssueEvent]]
"""What happened to issues, by number; nothing yet to one that is not in it."""


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
    *,
    calendar: str = "",
) -> Opening:
    """The issue of one occurrence; with a template that cannot be used, the default.

    `calendar` is the address of the repository's feed, if there is one.
    """
    last = previous(meetings, series.id, occurrence.date)
    number = last.issue.number if last else None
    values = placeholders(series, occurrence, number, calendar)
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
        assignees=(occurrence.facilitator,) if occurrence.facilitator else (),
    )
    return Opening(action, complaint)


def previous(meetings: Iterable[Meeting], series: str, day: date) -> Meeting | None:
    """The last meeting of the series before that day which has an issue; its first one."""
    earlier = (m for m in meetings if m.series == series and m.date < day)
    return max(earlier, key=lambda m: (m.date, -m.issue.number), default=None)


def newcomers(
    configuration: Configuration,
    meetings: Iterable[Meeting],
    opened: Collection[int],
    now: datetime,
) -> tuple[Meeting, ...]:
    """Of each series the last of the issues that may have to be pinned.

    `opened` are the numbers of those that were opened just now, whatever their clock.
    """
    last: dict[str, Meeting] = {}
    for meeting in sorted(meetings, key=lambda meeting: meeting.date):
        series, issue = configuration.series.get(meeting.series), meeting.issue
        is_new = issue.number in opened or abs(now - issue.created_at) < YOUNG
        if series and series.pin and is_new and issue.state == "open":
            last[series.id] = meeting
    return tuple(last.values())


def is_unpinned(meeting: Meeting, events: Events) -> bool:
    """Whether the issue has never been pinned, by whomever."""
    happened = {event.event for event in events.get(meeting.issue.number, ())}
    return happened.isdisjoint({"pinned", "unpinned"})


def overdue(
    configuration: Configuration, meetings: Iterable[Meeting], now: datetime
) -> tuple[Meeting, ...]:
    """The meetings after whose time the issue is still open."""
    return tuple(
        meeting
        for meeting in meetings
        if meeting.issue.state == "open"
        and course(configuration, meeting).closes <= now
    )


def closed_already(
    configuration: Configuration, meetings: Collection[Meeting], now: datetime
) -> tuple[Meeting, ...]:
    """The meetings whose closing time has come, whose issue was closed, maybe earlier.

    That is for a day; afterwards only what was closed earlier and is the last of its
    series, in whose place no other one is pinned.
    """
    last = {m.series: m for m in sorted(meetings, key=lambda meeting: meeting.date)}
    closed = []
    for meeting in meetings:
        issue, closes = meeting.issue, course(configuration, meeting).closes
        if issue.state == "closed" and closes <= now:
            early = issue.closed_at is not None and issue.closed_at < closes
            if now < closes + LATELY or (early and last[meeting.series] == meeting):
                closed.append(meeting)
    return tuple(closed)


def spare(
    configuration: Configuration,
    meetings: Iterable[Meeting],
    instead: Mapping[int, int],
    now: datetime,
) -> tuple[Meeting, ...]:
    """The issues that are one too many and may be pinned, until their closing time."""
    return tuple(
        meeting
        for meeting in meetings
        if meeting.issue.number in instead
        and now < course(configuration, meeting).closes
    )


def is_forgotten(
    configuration: Configuration, meeting: Meeting, events: Events, me: Identity
) -> bool:
    """Whether nobody opened an issue again that is open after its meeting's time.

    Somebody did where this App has closed it since the meeting's end, or ever if that
    is cancelled: before that, a command may have closed it that was taken back. What was
    before this App itself opened it again, as for a move, does not count.
    """
    timing = course(configuration, meeting)
    forgotten = True
    for event in events.get(meeting.issue.number, ()):
        mine = event.actor.login.lower() == me.login.lower()
        if event.event == "reopened" and mine:
            forgotten = True
        elif event.event == "reopened" and event.created_at >= timing.closes:
            forgotten = False
        elif event.event == "closed" and mine:
            forgotten &= not (timing.cancelled or event.created_at >= timing.ends)
    return forgotten


def has_own_pin(meeting: Meeting, events: Events, me: Identity) -> bool:
    """Whether the issue is pinned, and it was this App that did it last."""
    pins = [
        event
        for event in events.get(meeting.issue.number, ())
        if event.event in ("pinned", "unpinned")
    ]
    return any(
        event.event == "pinned" and event.actor.login.lower() == me.login.lower()
        for event in pins[-1:]
    )


def plan_pin(
    meeting: Meeting, meetings: Iterable[Meeting], pinned: Collection[int]
) -> Iterator[Action]:
    """The issue takes the place of its series' earlier ones among those pinned."""
    issue = meeting.issue
    if issue.number in pinned:
        return
    why = f"the meeting {meeting.series} of {meeting.date} is the next one"
    for other in meetings:
        if other.series == meeting.series and other.date < meeting.date:
            yield from _unpin(other, pinned, f"{why} now")
    yield PinIssue(
        repository=issue.repository,
        why=why,
        issue_number=issue.number,
        node_id=issue.node_id,
    )


def plan_unpinning(
    configuration: Configuration,
    meeting: Meeting,
    pinned: Collection[int],
    instead: Mapping[int, int],
) -> Iterator[Action]:
    """The issue is no longer pinned; `instead` of some of the meetings' another is."""
    counts = instead.get(meeting.issue.number)
    why = f"#{counts} is the issue of this meeting" if counts else ""
    yield from _unpin(meeting, pinned, why or _why(configuration, meeting))


def plan_closing(configuration: Configuration, meeting: Meeting) -> Action:
    """The issue is closed."""
    cancelled = course(configuration, meeting).cancelled
    return UpdateIssue(
        repository=meeting.issue.repository,
        why=_why(configuration, meeting),
        issue_number=meeting.issue.number,
        state="closed",
        state_reason="not_planned" if cancelled else "completed",
    )


def _why(configuration: Configuration, meeting: Meeting) -> str:
    cancelled = course(configuration, meeting).cancelled
    became = "was cancelled" if cancelled else "is over"
    return f"the meeting {meeting.series} of {meeting.date} {became}"


def _unpin(meeting: Meeting, pinned: Collection[int], why: str) -> Iterator[Action]:
    issue = meeting.issue
    if issue.number in pinned:
        yield UnpinIssue(
            repository=issue.repository,
            why=why,
            issue_number=issue.number,
            node_id=issue.node_id,
        )
