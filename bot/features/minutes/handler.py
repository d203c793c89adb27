"""The minutes feature: read, plan, apply."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import structlog

from bot.core.actions import Action
from bot.core.agenda_text import find_agenda
from bot.core.configuration import Configuration
from bot.core.errors import Gone, Refused, RetryLater, Unreadable
from bot.core.meeting_course import Meeting, in_order
from bot.core.meeting_head import as_it_stands, find_head
from bot.core.meeting_mark import parse_meeting_mark
from bot.core.models import Comment, Issue
from bot.core.open_actions import ListedAction, find_minutes, listed_actions
from bot.core.repository_actions import CreatePullRequest
from bot.feature import Context
from bot.features.minutes.memory import Step, Tried
from bot.features.minutes.plan import plan
from bot.features.minutes.pull import Ground, branch_of
from bot.features.minutes.state import (
    State,
    is_over,
    is_taken,
    lately,
    next_look,
    path_of,
    wish,
)
from bot.github.meeting_issues import find_meetings
from bot.handling import apply_once
from bot.todo.freshness import LAG, look_again

log = structlog.get_logger(__name__)

AGAIN = timedelta(minutes=10)
"""After how long it is looked again for an agenda that is missing."""

LOOK_BACK = 6
"""Meetings before this one that are looked through for the last list of actions."""


async def handle(context: Context) -> None:
    """Comment, note, file and pull request are what the meeting's notes ask for."""
    state = await _read(context)
    if state is None:
        return
    trouble: Exception | None = None
    try:
        state = await _with_note(context, state)
    except Refused as refused:
        state, trouble = _without(state, "note"), refused
    if is_over(state, context.now):
        state = replace(state, ground=await _ground(context, state))
    for extra in plan(state, context.now).extra:
        await context.github.apply(extra)
    state = await _say(context, state)
    try:
        state = await _note(context, state)
    except Refused as refused:
        state, trouble = await _say(context, _without(state, "note")), refused
    except RetryLater as later:  # the comment has the document meanwhile
        trouble = later
    try:
        state = await _file(context, state)
    except Refused as refused:
        state = _without(state, "pull")
        # the branch may have been made before it was refused to write there
        tried = Tried(context.now, wish(state))
        state = replace(state, ground=await _ground(context, state), tried=tried)
        state, trouble = await _say(context, state), refused
    if trouble is not None:
        raise trouble


async def _read(context: Context) -> State | None:
    """What there is of a meeting whose minutes are taken now; None of any other."""
    key, github, me, now = context.job.key, context.github, context.me, context.now
    issue = await github.get_issue(key.repository, key.number)
    comments = await github.list_comments(issue.repository, issue.number)
    found = parse_meeting_mark(me, issue, comments)
    configuration = await context.configuration(issue.repository) if found else None
    if found is None or configuration is None:
        return None
    series = configuration.series.get(found[0])
    if series is None:
        return None
    occurrence = as_it_stands(series.planned(found[1]), find_head(issue.body))
    for moment in (next_look(occurrence, now), look_again(me, comments, now)):
        if moment is not None:
            await context.wake([key], due=moment)
    if not is_taken(occurrence, issue, now):
        return None
    if _is_too_early(context, issue, comments):
        # The agenda, which is the first comment, wakes this when it is there.
        await context.wake([key], due=now + AGAIN)
        return None
    state = State(
        me,
        await github.get_repository(issue.repository),
        issue,
        comments,
        series,
        occurrence,
        await _carried(context, configuration, Meeting(*found, issue)),
        can_make_notes=context.notes is not None,
    )
    memory = state.memory
    return replace(state, refused=memory.refused, tried=memory.tried)


def _is_too_early(
    context: Context, issue: Issue, comments: tuple[Comment, ...]
) -> bool:
    """Whether the agenda has yet to be written, where it still is."""
    if issue.locked or issue.state == "closed":
        return False
    me = context.me
    return not (find_agenda(me, comments) or find_minutes(me, comments))


async def _carried(
    context: Context, configuration: Configuration, this: Meeting
) -> tuple[ListedAction, ...]:
    """The list of the last meeting that took place before this one and has one."""
    github, me, repository = context.github, context.me, this.issue.repository
    issues = await github.list_issues(repository, creator=me.login)
    others = [
        meeting
        for meeting in await find_meetings(github, me, issues)
        if meeting.series == this.series and meeting.date != this.date
    ]
    ordered = in_order(configuration, [*others, this])
    earlier = ordered[: ordered.index(this)][::-1]
    for meeting in earlier[:LOOK_BACK]:
        number = meeting.issue.number
        minutes = find_minutes(me, await github.list_comments(repository, number))
        if minutes is not None:
            return listed_actions(minutes.body)
    return ()


async def _with_note(context: Context, state: State) -> State:
    """With the note as it is after the meeting; without one where it is gone."""
    note_id = state.memory.note
    if not note_id or context.notes is None or not is_over(state, context.now):
        return state
    # HackMD allows so many calls a month; what people told of is looked at as it is
    known = timedelta() if context.job.news else lately(state.occurrence, context.now)
    try:
        note = await context.notes.get_note(note_id, lately=known)
    except Gone as gone:
        log.info("the note is gone", why=str(gone))
        return state
    return replace(state, note=note, refused=state.refused - {"note"})


async def _ground(context: Context, state: State) -> Ground | None:
    """What there is of the file, as far as anything depends on it."""
    github, repository = context.github, state.issue.repository
    path, base = path_of(state), state.repository.default_branch
    if not path:
        return None
    branch = branch_of(state.occurrence)
    pulls = [
        pull
        for pull in await github.list_pull_requests(repository, head=branch)
        if pull.head_repository.lower() == repository.lower() and pull.base_ref == base
    ]
    ground = Ground(path, branch, base, tuple(pulls))
    if ground.is_settled:
        return ground
    try:
        if ground.pull is None:
            there = await github.get_file(repository, path)
            base_sha = None if there else await github.get_branch(repository, base)
            if there is not None or base_sha is None:
                why = "" if there else f"needs a branch {base} to go to"
                return replace(ground, there=there, obstacle=why)
            head = await github.get_branch(repository, branch)
            ground = replace(ground, base_sha=base_sha, head=head)
            if head is None:
                return ground
        return replace(ground, file=await github.get_file(repository, path, ref=branch))
    except Unreadable as unreadable:
        return replace(ground, obstacle=unreadable.why)


async def _say(context: Context, state: State) -> State:
    """The comment says it; what is written is part of the state then."""
    action = plan(state, context.now).comment
    if action is None:
        return state
    # GitHub answers with what it has written
    written = cast("Comment", await _apply(context, action))
    others = (c for c in state.comments if c.id != written.id)
    return replace(state, comments=(*others, written))


async def _note(context: Context, state: State) -> State:
    """The note is there, and the comment links it."""
    action = plan(state, context.now).note
    if action is None or context.notes is None:
        return state
    note = await context.notes.create_note(action)
    if not note.id:  # it was only planned
        return state
    return await _say(
        context, replace(state, note=note, refused=state.refused - {"note"})
    )


async def _file(context: Context, state: State) -> State:
    """Branch, file and pull request are there; the next look links the last."""
    made = plan(state, context.now)
    if made.rests:
        return state
    for action in made.file:
        await _apply(context, action)
        if context.superseded():
            return state  # the job that waits reads anew, and does the rest
    if any(isinstance(action, CreatePullRequest) for action in made.file):
        await context.wake([context.job.key])
    return await _say(context, replace(state, refused=state.refused - {"pull"}))


async def _apply(context: Context, action: Action) -> Issue | Comment | None:
    try:
        return await apply_once(context, action)
    except Refused as refused:
        # GitHub's reads were behind: it is there already
        if any(said in str(refused) for said in ("already exists", "wasn't supplied")):
            raise RetryLater(str(refused), after=LAG) from refused
        raise


def _without(state: State, step: Step) -> State:
    return replace(state, refused=state.refused | {step})
