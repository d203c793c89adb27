"""The agenda comment of a meeting issue:

    <!-- team-compass:agenda v=1 id=team date=2021-03-18 next=4 t=… -->
    ## Agenda

    25 of 60 min · starts 17:00 UTC

    1. Code of Conduct · Sarah · 10 min · 17:00 · [comment](…) · `A1`

       - Is it visible enough?

    2. Z2JH PR discussion · Erik · 15 min · 17:10 · [comment](…) · `A3`

    ## Late topics

    3. Release pulses · minrk · 5 min · 17:25 · [comment](…) · `A4`

    ## Roll call

    - Sarah Gibson / The Alan Turing Institute / sgibson91 · [comment](…)

and, for the author of a command that cannot be done, one note which goes away when the
command is mended:

    <!-- team-compass:mend comment=1617 -->
    danlester, this could not be done:

    - `/agenda move A9 first`: there was no A9 when this was written. …
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import (
    Action,
    Content,
    CreateComment,
    DeleteComment,
    PinComment,
    UpdateComment,
)
from bot.core.kept import as_kept
from bot.core.mark import Mark, find_mark
from bot.features.agenda.answers import (
    answered,
    plan_help,
    plan_mending,
    plan_reactions,
    uncertain,
    wanted_reactions,
)
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.elsewhere import (
    plan_labels,
    plan_pointers,
    plan_questions,
    plan_ticks,
    plan_undoing,
)
from bot.features.agenda.head import needs_events, plan_standing
from bot.features.agenda.memory import render_memory
from bot.features.agenda.reading import Meeting, Reading, State, read
from bot.features.agenda.reminders import (
    next_moment,
    plan_reminder,
    reminder_needs_events,
)
from bot.features.agenda.render import ACTIONS, render_agenda
from bot.features.agenda.ties import render_ties
from bot.features.agenda.twins import plan_twin_comments

FRESH = timedelta(hours=1)
"""How long after its creation the agenda comment is still to be pinned: later a person
has taken the pin away."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What has to be read before the plan can be made."""

    roles: frozenset[str]
    reactions: frozenset[int]
    events: bool = False

    def __bool__(self) -> bool:
        return bool(self.roles or self.reactions or self.events)


def asks(config: AgendaConfig, meeting: Meeting, state: State, now: datetime) -> Asks:
    """What the plan depends on, beyond what is remembered and was asked for already.

    Who gets it asks again: a role that becomes known may lead to the next question.
    """
    reading = read(config, meeting, state, now)
    schedule = reading.schedule
    return Asks(
        frozenset(reading.asks - state.roles.keys()),
        frozenset(uncertain(reading, state) - state.reactions.keys()),
        state.events is None
        and (
            needs_events(meeting, schedule, state, now)
            or reminder_needs_events(meeting, schedule, state, now)
        ),
    )


def next_look(
    config: AgendaConfig, meeting: Meeting, state: State, now: datetime
) -> datetime | None:
    """When something is due next though nothing is heard; always after `now`."""
    return next_moment(meeting, read(config, meeting, state, now).schedule, now)


def plan(
    config: AgendaConfig, meeting: Meeting, state: State, now: datetime
) -> tuple[Action, ...]:
    """What is missing on GitHub; nothing where all is as it should be."""
    reading = read(config, meeting, state, now)
    wanted = wanted_reactions(reading)
    actions = [*plan_standing(meeting, reading.schedule, state, now)]
    actions += plan_ticks(reading, state)
    # Before the agenda forgets that there is something to be undone.
    actions += plan_undoing(config.label, reading, state)
    actions += _plan_agenda(meeting, reading, state, now, wanted)
    text = _text(meeting, reading, {})
    actions += plan_reminder(meeting, reading.schedule, state, text, now)
    actions += plan_twin_comments(state)
    actions += plan_mending(reading, state)
    actions += plan_pointers(reading, state)
    actions += plan_questions(reading, state)
    actions += plan_help(state)
    if not state.issue.locked:
        actions += plan_reactions(reading, state, wanted)
    actions += plan_labels(config.label, reading, state)
    return tuple(actions)


def _plan_agenda(
    meeting: Meeting,
    reading: Reading,
    state: State,
    now: datetime,
    wanted: Mapping[int, Content | None],
) -> Iterator[Action]:
    current, repository = reading.current, state.issue.repository
    if current is None:
        if not state.issue.locked:
            yield CreateComment(
                repository=repository,
                why="the meeting issue has no agenda yet",
                issue_number=state.issue.number,
                body=_text(meeting, reading, {}),
            )
        return
    pinned = reading.written is not None and "p" in reading.written.fields
    young = now - current.created_at < FRESH
    may_pin = current.pinned is False or (current.pinned is None and young)
    if may_pin and not pinned and not state.issue.locked:
        yield PinComment(
            repository=repository,
            why="the agenda is what people look for",
            comment_id=current.id,
        )
    remembered = {c: r for c, r in reading.memory.reactions.items() if c in wanted}
    if not _same(current.body, _text(meeting, reading, remembered, pinned=pinned)):
        seen = {
            comment: content
            for comment, content in wanted.items()
            if content is not None and answered(reading, state, comment, content)
        }
        # Actions are people's to tick; all else is the bot's, whatever people write there.
        yield UpdateComment(
            repository=repository,
            why="the comments make another agenda",
            comment_id=current.id,
            body=_text(meeting, reading, seen, pinned=True),
            seen=current.body if f"\n{ACTIONS}" in current.body else None,
        )
    for extra in state.comments:
        is_agenda = state.me.wrote(extra) and find_mark(extra.body, "agenda")
        if is_agenda and extra.id != current.id:
            yield DeleteComment(
                repository=repository, why="there is one agenda", comment_id=extra.id
            )


def _same(there: str, wanted: str) -> bool:
    """Whether GitHub's text is the wanted one; reactions remembered do not matter."""
    return _comparable(there) == _comparable(wanted)


def _comparable(text: str) -> tuple[object, ...]:
    text = as_kept(text)
    mark = find_mark(text, "agenda")
    fields = {k: v for k, v in mark.fields.items() if k != "r"} if mark else None
    return fields, text.partition("\n")[2]


def _text(
    meeting: Meeting,
    reading: Reading,
    reactions: Mapping[int, Content | str],
    *,
    pinned: bool = False,
) -> str:
    occurrence = meeting.occurrence
    fields = {"v": "1", "id": occurrence.series, "date": occurrence.date.isoformat()}
    if pinned:
        fields["p"] = "1"
    fields |= render_memory(replace(reading.memory, reactions=reactions))
    fields |= render_ties(reading.ties)
    return render_agenda(Mark("agenda", fields), reading.agenda)
