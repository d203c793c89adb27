"""The marked head of the meeting issue's body, and the issue's state, as commands want.

    <!-- team-compass:meeting id=team date=2021-03-18 -->
    **Thursday 25 March 2021, 17:00 UTC** · 60 min · [in your time](https://arewe…)

    Moved from Thursday 18 March 2021, 17:00 UTC.
    …
    <!-- team-compass:head starts=2021-03-25T17:00Z sequence=1 -->

    ## Propose a topic

A head that says how the meeting stands is left alone, whatever else people made of it.
A cancelled meeting's issue is closed together with the writing of its head, and so once:
who opens it again has the last word. What `/meeting close` has closed is known by the
verdict remembered, and by GitHub's record of the issue.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from bot.core.actions import (
    Action,
    CreateComment,
    StateReason,
    UpdateComment,
    UpdateIssue,
)
from bot.core.kept import is_kept
from bot.core.local_time import later
from bot.core.mark import Mark, find_mark
from bot.core.markdown import plain_text, quote_line, quote_text
from bot.core.meeting_head import Head, find_head, first_head, replace_head
from bot.core.meeting_words import facts_in, placeholders, render_head
from bot.core.models import IssueEvent
from bot.features.agenda.meeting_commands import Cancel
from bot.features.agenda.notes import render_empty
from bot.features.agenda.reading import Meeting, State
from bot.features.agenda.render import LIMIT
from bot.features.agenda.schedule import Schedule

_WHY = 300
"""Characters of a reason that are shown with its markup."""

_KEPT = ("video", "notes", "calendar", "facilitator", "previous")
"""Facts of the head that a rewriting keeps as they are."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the issue's head says so far, and what it is to say."""

    old: Head
    new: Head
    lines: str

    @property
    def cancels(self) -> bool:
        """Whether the meeting took place until now, and does not any more."""
        return self.old.status != "cancelled" and self.new.status == "cancelled"

    @property
    def empties(self) -> bool:
        """Whether it is nobody's topic that cancels it now."""
        return self.new.reason == "empty" and self.old.reason != "empty"


def plan_standing(
    meeting: Meeting, schedule: Schedule, state: State, now: datetime
) -> Iterator[Action]:
    """The head, the facilitator's assignment and the issue's state follow the commands."""
    change = head_change(meeting, schedule, state)
    yield from _plan_notice(schedule, change, state)
    status = _status(meeting, schedule, change, state, now)
    number, repository = state.issue.number, state.issue.repository
    if change is not None:
        yield from _plan_assignees(meeting, schedule, change, state)
        body = replace_head(state.issue.body, change.lines, change.new)
        if len(body) > LIMIT:  # only a template can fill an issue to its last line
            body = body[: LIMIT - 1] + "…"
        yield UpdateIssue(
            repository=repository,
            why="the meeting stands otherwise than its head says",
            issue_number=number,
            body=body,
            seen=state.issue.body,
            state=status and status[0],
            state_reason=status and status[1],
        )
    elif status is not None:
        yield UpdateIssue(
            repository=repository,
            why="a command says so" if status[0] == "closed" else "it is taken back",
            issue_number=number,
            state=status[0],
            state_reason=status[1],
        )


def needs_events(
    meeting: Meeting, schedule: Schedule, state: State, now: datetime
) -> bool:
    """Whether the plan depends on what has happened to the issue."""
    if state.issue.state == "open":
        return _is_to_close(schedule)
    change = head_change(meeting, schedule, state)
    return _may_open(meeting, schedule, change, now)


def head_change(meeting: Meeting, schedule: Schedule, state: State) -> Change | None:
    """What is to be written above the end mark; None where all is as it should be."""
    body, occurrence = state.issue.body, schedule.occurrence
    old = find_head(body) or first_head(meeting.occurrence)
    new = replace(
        old,
        starts=occurrence.starts.astimezone(UTC),
        status="cancelled" if occurrence.cancelled else "confirmed",
        reason="empty" if schedule.empty else "",
        facilitator="" if "--" in schedule.facilitator else schedule.facilitator,
        zone=schedule.zone,
    )
    lines = _lines(meeting, schedule, state, old)
    if new == old and _says(body, _reason_of(lines)):
        return None
    return Change(old, replace(new, sequence=old.sequence + 1), lines)


_END = "<!-- team-compass:head"


def _reason_of(lines: str) -> str:
    """The line that says why the meeting is cancelled; empty where it is not."""
    found = (line for line in lines.split("\n") if line.startswith("**Cancelled"))
    return next(found, "")


def _says(body: str, reason: str) -> bool:
    """Whether the head has this line; a longer one that begins so is another reason."""
    above = body.partition(_END)[0].split("\n")
    return not reason or reason in (line.rstrip("\r") for line in above)


def _lines(meeting: Meeting, schedule: Schedule, state: State, old: Head) -> str:
    occurrence, issue = schedule.occurrence, state.issue
    facts = facts_in(issue.body)
    if schedule.facilitator or old.facilitator:
        facts["facilitator"] = occurrence.facilitator or ""
    values = placeholders(meeting.series, occurrence, None)
    values |= {"title": issue.title, **{key: facts.get(key, "") for key in _KEPT}}
    why = "nobody proposed a topic before the cut-off." if schedule.empty else ""
    if schedule.skipped and schedule.cancelled is None:
        why = "the configuration leaves it out."
    if schedule.cancelled and schedule.cancelled.why:
        why = _quoted(schedule.cancelled, issue.html_url.rpartition("/issues/")[0])
    was = schedule.planned
    return render_head(meeting.series, occurrence, values, was=was, why=why)


def _quoted(command: Cancel, repository_url: str) -> str:
    """Why it was cancelled: safe as it stands, and no longer than a head may be."""
    if len(command.why) <= _WHY:
        quoted = quote_line(command.why, repository_url, command.links)
        if len(quoted) <= 4 * _WHY:
            return quoted
    return quote_text(plain_text(command.why)[:_WHY].rstrip()) + "…"


def _plan_notice(
    schedule: Schedule, change: Change | None, state: State
) -> Iterator[Action]:
    """One comment tells that nobody proposed a topic; it says so as long as it is so."""
    issue = state.issue
    mark = Mark("empty", {"date": schedule.occurrence.date.isoformat()})
    body = render_empty(mark, schedule)
    there = next(
        (
            c
            for c in state.comments
            if state.me.wrote(c) and find_mark(c.body, mark.kind) == mark
        ),
        None,
    )
    if there is not None:
        by_people = schedule.occurrence.cancelled and not schedule.empty
        if not (by_people or is_kept(there.body, body)):
            yield UpdateComment(
                repository=issue.repository,
                why="the meeting is cancelled for want of topics no more",
                comment_id=there.id,
                body=body,
            )
    elif change is not None and change.empties and not issue.locked:
        yield CreateComment(
            repository=issue.repository,
            why="nobody proposed a topic before the cut-off",
            issue_number=issue.number,
            body=body,
        )


def _plan_assignees(
    meeting: Meeting, schedule: Schedule, change: Change, state: State
) -> Iterator[Action]:
    """Whom a command names is assigned, in place of the facilitator until now."""
    if change.old.facilitator == change.new.facilitator:
        return
    before = change.old.facilitator or meeting.occurrence.facilitator or ""
    after = schedule.occurrence.facilitator or ""
    assigned = state.issue.assignees
    kept = [login for login in assigned if login.lower() != before.lower()]
    if after and after.lower() not in {login.lower() for login in kept}:
        kept.append(after)
    if {*kept} != {*assigned}:
        yield UpdateIssue(
            repository=state.issue.repository,
            why="somebody else is the facilitator",
            issue_number=state.issue.number,
            assignees=tuple(kept),
        )


Status = tuple[Literal["open", "closed"], StateReason]


def _status(
    meeting: Meeting,
    schedule: Schedule,
    change: Change | None,
    state: State,
    now: datetime,
) -> Status | None:
    """The state that the issue is to have; None: the one that it has."""
    events = state.events or ()
    if state.issue.state == "open":
        if change is not None and change.cancels:
            return "closed", "not_planned"
        since = schedule.to_close
        if since and _is_to_close(schedule) and not _closed_since(events, state, since):
            return "closed", "completed"
    elif _may_open(meeting, schedule, change, now) and _closed_last(events, state):
        return "open", "reopened"
    return None


def _is_to_close(schedule: Schedule) -> bool:
    return schedule.to_close is not None and not schedule.occurrence.cancelled


def _may_open(
    meeting: Meeting, schedule: Schedule, change: Change | None, now: datetime
) -> bool:
    """Whether the issue of a meeting that is still to come was closed for nothing."""
    stands = not (schedule.occurrence.cancelled or schedule.closed)
    closes = later(schedule.occurrence.ends, meeting.series.closes)
    return stands and now < closes and (change is not None or schedule.to_open)


def _closed_since(events: Iterable[IssueEvent], state: State, since: datetime) -> bool:
    me = state.me.login.lower()
    return any(
        e.event == "closed" and e.actor.login.lower() == me and e.created_at >= since
        for e in events
    )


def _closed_last(events: Iterable[IssueEvent], state: State) -> bool:
    """Whether it is this App that closed the issue, and not a person."""
    last = [e for e in events if e.event in ("closed", "reopened")][-1:]
    return any(
        e.event == "closed" and e.actor.login.lower() == state.me.login.lower()
        for e in last
    )
