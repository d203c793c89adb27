"""What becomes of a pulse's issue: its live comment, answers, its end.

    a pulse opens     →  issue · live comment, pinned
    a release appears →  the row is ticked, what waits for it is ready
    /release …        →  the row says who takes it, or why not now
    its window ends   →  summary · closed

`render.py` shows the live comment, `body.py` the issue's text and the summary. People who
close the issue have the last word, and who opens it again after its end keeps it open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.actions import (
    Action,
    CreateComment,
    PinComment,
    UpdateComment,
    UpdateIssue,
)
from bot.core.answers import one_comment
from bot.core.kept import is_kept
from bot.core.mark import Mark
from bot.core.pulse_text import PulseMemory, Row
from bot.core.reacting import Answers
from bot.features.releases.body import SUMMARY, render_summary
from bot.features.releases.course import put_off_until
from bot.features.releases.heard import (
    Heard,
    by_people,
    closing_time,
    hear,
    is_ours_to_answer,
    was_ended,
)
from bot.features.releases.live import Live
from bot.features.releases.render import render_live
from bot.features.releases.rows import (
    Rows,
    as_they_stand,
    remembered,
    rows_of,
    with_named,
)
from bot.features.releases.state import State

POLLED = timedelta(days=1)
"""How long an open pulse waits at most until its projects are looked at again."""

YOUNG = timedelta(days=1)
"""How long after its creation the live comment is still to be pinned: later people have
decided."""

_HINT = "What can be said of a pulse stands in its issue."


@dataclass(frozen=True, slots=True)
class Asks:
    """What else has to be known: the roles of logins, the reactions to comments."""

    roles: frozenset[str] = frozenset()
    reactions: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.roles or self.reactions)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the state means at one moment."""

    found: Rows
    heard: Heard
    rows: tuple[Row, ...]
    memory: PulseMemory

    @property
    def live(self) -> Live:
        return Live(self.rows, self.found, self.heard)


def _read(state: State, now: datetime) -> _Reading:
    is_new = state.live is None
    reading = _read_once(state, state.memory, now, is_new=is_new)
    # a row that is skipped makes room at once, and nothing more comes of that
    again = _read_once(state, reading.memory, now, is_new=False)
    return again if len(again.rows) > len(reading.rows) else reading


def _read_once(
    state: State, before: PulseMemory, now: datetime, *, is_new: bool
) -> _Reading:
    found = rows_of(
        state.config, state.seen, before, state.pulse, now=now, is_new=is_new
    )
    heard = hear(found.names, state)
    found = with_named(found, heard, state.config, state.seen)
    rows = as_they_stand(found, heard, state.seen, now)
    memory = PulseMemory(
        rows,
        remembered(rows, heard, before, state.config),
        pinned=before.pinned and not is_new,
        resting=put_off_until(heard, now) is not None,
        day=state.pulse.date,
    )
    return _Reading(found, heard, rows, memory)


def asks(state: State, now: datetime) -> Asks:
    """What has to be asked for, step by step until it is nothing."""
    heard = _read(state, now).heard
    if heard.unknown:
        return Asks(roles=heard.unknown)
    missing = _answers(heard, state).asked - state.reactions.keys()
    return Asks(reactions=frozenset(missing))


def next_look(state: State, now: datetime) -> datetime:
    """When the pulse is to be looked at again, whatever is heard until then."""
    reading = _read(state, now)
    moments = [
        closing_time(state, reading.heard.resting),
        put_off_until(reading.heard, now),
        *(
            said.snoozed.until
            for said in reading.heard.rows.values()
            if said.snoozed is not None
        ),
        now + POLLED,
    ]
    return min(moment for moment in moments if moment is not None and moment > now)


def plan(state: State, now: datetime) -> tuple[Action, ...]:
    """All that is still to be done, in the order in which it may be interrupted."""
    reading = _read(state, now)
    if reading.heard.unknown:
        return ()
    is_over = _is_over(reading, state, now)
    return (
        *_plan_live(reading, state, now),
        *_answers(reading.heard, state).plan(),
        *(_plan_end(reading, state) if is_over else ()),
    )


def _plan_live(reading: _Reading, state: State, now: datetime) -> Iterator[Action]:
    live, issue, memory = state.live, state.issue, reading.memory
    if live is None:
        if not issue.locked:
            yield CreateComment(
                repository=issue.repository,
                why="the pulse is open",
                issue_number=issue.number,
                body=render_live(memory, reading.live, state, now),
            )
        return
    if not memory.pinned and now - live.created_at < YOUNG:
        yield PinComment(
            repository=issue.repository,
            why="it is where people look first",
            comment_id=live.id,
        )
        memory = memory.as_pinned()
    body = render_live(memory, reading.live, state, now)
    # All of it is the bot's: people claim with commands, and a box follows the releases.
    if not is_kept(live.body, body):
        yield UpdateComment(
            repository=issue.repository,
            why="the pulse stands otherwise now",
            comment_id=live.id,
            body=body,
        )


def _answers(heard: Heard, state: State) -> Answers:
    people = tuple(by_people(state.thread.comments))
    unknown = {c.id for c in people if c.user.login.lower() in heard.unknown}
    return Answers(
        state.me,
        state.thread,
        commanding=frozenset(heard.commanding) - unknown,
        refused=heard.refused,
        to_answer=[comment for comment in people if is_ours_to_answer(comment)],
        reactions=state.reactions,
        mark=lambda comment: Mark("mend-release", {"comment": comment}),
        hint=_HINT,
    )


def _is_over(reading: _Reading, state: State, now: datetime) -> bool:
    """Whether it is to be closed; what people opened again after that stays open.

    While GitHub cannot tell of a row it waits, for a day: what is said in the end is said
    once.
    """
    closes = closing_time(state, reading.heard.resting)
    projects = [state.seen.projects[row.name] for row in reading.rows]
    is_told = not any(project.unknown for project in projects)
    return (
        now >= closes
        and (is_told or now >= closes + POLLED)
        and state.live is not None
        and not was_ended(state)
    )


def _plan_end(reading: _Reading, state: State) -> Iterator[Action]:
    issue = state.issue
    why = f"the pulse of {state.pulse.date} is over"
    text = render_summary(reading.rows, reading.heard)
    comments = state.thread.comments
    yield from one_comment(state.me, issue, comments, SUMMARY, text, why=why)
    yield UpdateIssue(
        repository=issue.repository,
        why=why,
        issue_number=issue.number,
        state="closed",
        state_reason="completed",
    )
