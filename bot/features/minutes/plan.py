"""The minutes comment of a meeting's issue, while the meeting is on:

    <!-- team-compass:minutes v=1 id=team date=2021-03-18 a=1a2b3c -->
    ## Minutes

    The document for notes is below, ready to be copied.

    ### Open actions

    - [ ] **Chris:** connect Sarah w/ Jupyter Book folks about a proposal

    <details>
    <summary>The document for notes</summary>
    …

and when it is over:

    ## Minutes

    Made from [the notes](https://hackmd.io/…): 15 people · 6 topics · 1 decision.

    [#402](…) brings in docs/meetings/2021-03.md, which follows what is noted until …

    ### Decisions and results

    - **Decision:** we link to it — *Code of Conduct*

    ### Open actions

    - [ ] **Chris:** connect Sarah w/ Jupyter Book folks about a proposal

The list of open actions is people's as much as the bot's (`ticks.py`); everything else is
written anew whenever what is noted changes. The comment comes first, whatever becomes of
the note; and before a file is written it remembers what the file will be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import Action, CreateComment, DeleteComment, UpdateComment
from bot.core.kept import is_kept
from bot.core.mark import Mark, find_mark
from bot.core.meeting_words import placeholders, render_title
from bot.core.notes_server import CreateNote
from bot.core.open_actions import ListedAction, safe_line
from bot.features.minutes.archive import action_line, decided_line
from bot.features.minutes.comment import Comment, Folded, render_comment
from bot.features.minutes.front import Front
from bot.features.minutes.memory import Memory, render_memory
from bot.features.minutes.pull import (
    Proposal,
    plan_file,
    standing,
    to_write,
)
from bot.features.minutes.ready import render_document
from bot.features.minutes.state import Minutes, State, is_over, planned, wish
from bot.features.minutes.ticks import Actions, merge
from bot.features.minutes.words import offering, origin, proposal_words, whereabouts

AGAIN = timedelta(days=1)
"""After how long what was refused is tried again, where nothing else is asked for."""

MOST_ACTIONS = 200
"""Actions of one meeting that are looked at for the list."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is missing: the comment first, then the note, then the file.

    With the note there is more to be said in the comment: plan once more then. `extra`
    are comments that a list which lagged has made the bot write once more. Where the file
    `rests`, it was refused, and it is too early to try again.
    """

    comment: CreateComment | UpdateComment | None = None
    note: CreateNote | None = None
    file: tuple[Action, ...] = ()
    extra: tuple[DeleteComment, ...] = ()
    rests: bool = False


def plan(state: State, now: datetime) -> Plan:
    """What is missing on GitHub and the server of notes; nothing where all is well."""
    if state.current is None and state.issue.locked:
        return Plan()  # nobody may comment, so nothing could be remembered
    extra = tuple(_extra(state))
    if not is_over(state, now):
        wants_note = state.series.notes == "hackmd" and not state.link
        note = _note(state) if wants_note and state.can_make_notes else None
        return Plan(_written(state, *_during(state)), note, extra=extra)
    minutes = state.minutes
    if minutes is None:
        return Plan(extra=extra)
    file = tuple(_file(state, minutes)) if minutes.file else ()
    rests = bool(file) and _rests(state, now)
    comment = _written(state, *_afterwards(state, minutes))
    return Plan(comment, None, () if rests else file, extra, rests)


def _during(state: State) -> tuple[Memory, Comment]:
    actions = merge((), state.carried, state.there, state.memory.lines)
    folded = None
    if not state.link:
        folded = Folded("The document for notes", _document(state, state.front))
    return (
        replace(state.memory, lines=actions.ours),
        Comment((offering(state),), (), actions, folded),
    )


def _afterwards(state: State, minutes: Minutes) -> tuple[Memory, Comment]:
    front, notes, memory = minutes.front, minutes.notes, state.memory
    actions = _actions(state, minutes)
    paragraphs = [origin(state, minutes)]
    ground, written, offered = state.ground, memory.file, bool(minutes.file)
    if ground is not None:
        paragraphs.append(whereabouts(state, minutes, ground))
        kind = standing(ground, minutes.file, memory.file)
        offered = offered and (kind == "impossible" or "pull" in state.refused)
        if minutes.file:
            written = to_write(ground, minutes.file, memory.file)
    memory = replace(
        memory, lines=actions.ours, source=minutes.source, file=tuple(written)
    )
    decided = [
        f"- {decided_line(found, front, notes)}"
        for found in notes.findings
        if found.kind != "action"
    ]
    folded = Folded("The minutes as a file", minutes.file) if offered else None
    return memory, Comment(paragraphs, decided, actions, folded)


def _rests(state: State, now: datetime) -> bool:
    tried = state.tried if "pull" in state.refused else None
    return tried is not None and tried.what == wish(state) and now < tried.at + AGAIN


def _actions(state: State, minutes: Minutes) -> Actions:
    found = [f for f in minutes.notes.findings if f.kind == "action"][:MOST_ACTIONS]
    noted = (
        ListedAction(
            safe_line(action_line(action, minutes.front, minutes.notes)), action.done
        )
        for action in found
    )
    return merge(noted, state.carried, state.there, state.memory.lines)


def _written(
    state: State, memory: Memory, comment: Comment
) -> CreateComment | UpdateComment | None:
    """The comment with this text, unless it is there."""
    note = state.note
    memory = replace(
        memory,
        note=(note.id if note else "") or memory.note,
        link=state.link,
        refused=state.refused,
        tried=state.tried if "pull" in state.refused else None,
    )
    occurrence, current = state.occurrence, state.current
    fields = {"v": "1", "id": occurrence.series, "date": occurrence.date.isoformat()}
    body = render_comment(Mark("minutes", fields | render_memory(memory)), comment)
    repository = state.issue.repository
    if current is None:
        return CreateComment(
            repository=repository,
            why=f"the meeting {occurrence.series} of {occurrence.date} has begun",
            issue_number=state.issue.number,
            body=body,
        )
    if is_kept(current.body, body):
        return None
    return UpdateComment(
        repository=repository,
        why="there is something else to say of the minutes",
        comment_id=current.id,
        body=body,
        seen=current.body,
    )


def _extra(state: State) -> Iterator[DeleteComment]:
    current = state.current
    for comment in state.comments:
        is_minutes = state.me.wrote(comment) and find_mark(comment.body, "minutes")
        if is_minutes and current and comment.id != current.id:
            yield DeleteComment(
                repository=state.issue.repository,
                why="there is one list of open actions",
                comment_id=comment.id,
            )


def _note(state: State) -> CreateNote:
    """The note; its title, its first heading, tells this meeting from all others."""
    issue = state.issue
    title = f"{state.front.title} ({issue.repository}#{issue.number})"
    return CreateNote(
        repository=state.issue.repository,
        why=f"the meeting {state.occurrence.series} of {state.occurrence.date} has begun",
        title=title,
        content=_document(state, replace(state.front, title=title)),
        private=state.repository.private,
    )


def _document(state: State, front: Front) -> str:
    carried = (action.line for action in state.carried if not action.done)
    return render_document(front, state.agenda, carried)


def _file(state: State, minutes: Minutes) -> Iterator[Action]:
    ground, series = state.ground, state.series
    if ground is not None:
        values = placeholders(series, planned(state), None)
        proposal = Proposal(
            state.issue.number,
            f"Minutes: {render_title(series, values)}",
            minutes.file,
            proposal_words(state, minutes),
        )
        yield from plan_file(
            state.issue.repository, ground, proposal, state.memory.file, state.me
        )
