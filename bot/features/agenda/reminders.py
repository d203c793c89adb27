"""Reminders: comments so long before the meeting, and what they say is still missing.

    <!-- team-compass:reminder date=2021-03-18 lead=7d -->
    This meeting begins in 7 days: **Thursday 18 March 2021, 17:00 UTC**.

    - **Agenda:** 35 of 60 min are taken; 25 min are free.
    - **Cut-off:** Wednesday 17 March 2021, 17:00 UTC; later topics are listed as late.
    - **Facilitator:** sgibson91

    `/agenda Your topic (10 min)` in a comment proposes a topic.

One is due from its lead until the next shorter one is, or the meeting begins: a bot that
was away tells what is next, not what was. It is never posted twice for a day; one that
a person deleted stays away, which GitHub's record of the issue tells.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.core.actions import Action, CreateComment
from bot.core.agenda_text import AgendaText, parse_agenda_text
from bot.core.local_time import later
from bot.core.mark import Mark, find_mark, has_mark
from bot.core.markdown import quote_text
from bot.core.models import IssueEvent
from bot.core.series import Series
from bot.features.agenda.notes import render_both
from bot.features.agenda.reading import Meeting, State
from bot.features.agenda.schedule import Schedule

_SETTLED = ("Done", "Deferred")
"""Headings of topics for which nobody needs to meet."""

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def plan_reminder(
    meeting: Meeting, schedule: Schedule, state: State, agenda: str, now: datetime
) -> Iterator[Action]:
    """The reminder that is due now, if it is missing; `agenda` is the agenda's text."""
    due = due_reminder(meeting.series, schedule, now)
    if due is None or not is_missing(due, schedule, state):
        return
    if state.events is None or _deleted(state.events, state, due[1]):
        return
    yield CreateComment(
        repository=state.issue.repository,
        why=f"the meeting is {render_lead(due[0])} away",
        issue_number=state.issue.number,
        body=render_reminder(
            _mark(due[0], schedule), meeting.series, schedule, agenda, now
        ),
    )


def reminder_needs_events(
    meeting: Meeting, schedule: Schedule, state: State, now: datetime
) -> bool:
    """Whether only GitHub's record tells if a reminder is to be posted."""
    due = due_reminder(meeting.series, schedule, now)
    return due is not None and is_missing(due, schedule, state)


Due = tuple[timedelta, datetime]
"""A reminder: how long before the meeting, and when that is."""


def due_reminder(series: Series, schedule: Schedule, now: datetime) -> Due | None:
    """The reminder whose time it is now."""
    begun = [due for due in _reminders(series, schedule) if due[1] <= now]
    if not begun or schedule.occurrence.starts <= now:
        return None
    return min(begun)


def _reminders(series: Series, schedule: Schedule) -> Iterator[Due]:
    """All that will ever be due: not those for which the meeting was known too late."""
    if schedule.occurrence.cancelled or schedule.closed:
        return
    for lead in dict.fromkeys(series.reminders):
        moment = later(schedule.occurrence.starts, -lead)
        if schedule.since <= moment < schedule.occurrence.starts:
            yield lead, moment


def is_missing(due: Due, schedule: Schedule, state: State) -> bool:
    """Whether the open issue has no such reminder, nor one whose mark is broken."""
    if state.issue.state == "closed" or state.issue.locked:
        return False
    mark = _mark(due[0], schedule)
    return not any(
        find_mark(c.body, mark.kind) == mark
        or (c.created_at >= due[1] and not has_mark(c.body))
        for c in state.comments
        if state.me.wrote(c)
    )


def _deleted(events: Iterable[IssueEvent], state: State, since: datetime) -> bool:
    """Whether a person deleted a comment that was not their own since then."""
    me = state.me.login.lower()
    return any(
        e.event == "comment_deleted"
        and e.actor.login.lower() != me
        and e.created_at >= since
        for e in events
    )


def _mark(lead: timedelta, schedule: Schedule) -> Mark:
    day = schedule.occurrence.starts.date().isoformat()
    return Mark("reminder", {"date": day, "lead": render_lead(lead)})


def render_lead(lead: timedelta) -> str:
    """`7d`, `36h`, `90m`: the same for the same length, however it is configured."""
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if lead % unit == timedelta():
            return f"{lead // unit}{name}"
    return f"{lead // timedelta(seconds=1)}s"


def render_reminder(
    mark: Mark, series: Series, schedule: Schedule, agenda: str, now: datetime
) -> str:
    """When the meeting begins, and what is still missing."""
    starts = schedule.occurrence.starts
    text = parse_agenda_text(agenda)
    facts = "\n".join(_facts(series, schedule, text, now))
    return (
        f"{mark}\nThis meeting begins in {_distance(starts - now)}:"
        f" **{render_both(starts, schedule)}**.\n\n{facts}\n\n"
        "`/agenda Your topic (10 min)` in a comment proposes a topic.\n"
    )


def _facts(
    series: Series, schedule: Schedule, text: AgendaText, now: datetime
) -> Iterator[str]:
    yield f"- **Agenda:** {_taken(text)}"
    late = sum(topic.heading == "Late topics" for topic in text.topics)
    if late:
        came = "topic has" if late == 1 else "topics have"
        yield f"- **Late:** {late} {came} come after the cut-off."
    if series.cutoff:
        moment = render_both(schedule.cutoff, schedule)
        if now >= schedule.cutoff:
            yield f"- **Cut-off:** it was {moment}; topics are listed as late now."
        elif series.empty == "cancel" and all(
            topic.heading in _SETTLED for topic in text.topics
        ):
            yield f"- **Cut-off:** {moment}; without topics it is cancelled then."
        else:
            yield f"- **Cut-off:** {moment}; later topics are listed as late."
    if schedule.occurrence.facilitator:
        yield f"- **Facilitator:** {quote_text(schedule.occurrence.facilitator)}"
    else:
        yield "- **Facilitator:** nobody yet; `/meeting facilitator @name` tells who it is."


def _taken(text: AgendaText) -> str:
    taken, of = text.taken or 0, text.length or 0
    free = f"{of - taken} min are free."
    if not text.topics:
        return f"nothing is proposed yet; {free}"
    beyond = sum(topic.heading == "If time permits" for topic in text.topics)
    if beyond:
        more = f"{beyond} more topic{'' if beyond == 1 else 's'}"
        return f"{taken} of {of} min are taken; {more} if time permits."
    if taken >= of:
        return f"{taken} of {of} min are taken."
    return f"{taken} of {of} min are taken; {free}"


def _distance(length: timedelta) -> str:
    """In days, hours or minutes, rounded, as people count what is that far away.

    36 hours and 90 minutes are told as such: rounded they would be a third more.
    """
    for unit, name in ((_DAY, "days"), (_HOUR, "hours")):
        if length >= 1.75 * unit:
            return f"{round(length / unit)} {name}"
    minutes = max(round(length / _MINUTE), 1)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def next_moment(meeting: Meeting, schedule: Schedule, now: datetime) -> datetime | None:
    """When the agenda has to be looked at again, though nothing is heard; after `now`.

    For the next reminder, the cut-off, the meeting's start and its end.
    """
    occurrence = schedule.occurrence
    moments = [occurrence.starts, occurrence.ends]
    if not occurrence.cancelled:
        moments += [schedule.cutoff]
        moments += [moment for _, moment in _reminders(meeting.series, schedule)]
    return min((moment for moment in moments if moment > now), default=None)
