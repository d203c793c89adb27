"""What was made twice: of each meeting one issue counts, of each reminder one comment.

GitHub offers no way to make something only where there is none. So two processes may both
make it, or one that was started again while GitHub's reads lag; a look soon after that
sees both, and leaves the first.

Another issue of a meeting is closed, once: who opens it again has the last word. In place
of its agenda, and beside each command there, it says where to go:

    <!-- team-compass:agenda v=1 id=team date=2021-03-18 -->
    There are two issues of this meeting, and #378 is the one that counts. …
"""

from collections.abc import Iterator

from bot.core.actions import (
    Action,
    CreateComment,
    DeleteComment,
    UpdateComment,
    UpdateIssue,
)
from bot.core.agenda_text import find_agenda
from bot.core.commands import AGENDA_COMMANDS, find_commands
from bot.core.kept import as_kept, is_kept
from bot.core.mark import Mark, find_mark
from bot.core.models import Comment
from bot.features.agenda.answers import (
    plan_help,
    plan_mending,
    plan_reactions,
    uncertain,
    wanted_reactions,
)
from bot.features.agenda.reading import Meeting, State, by_people
from bot.features.agenda.thread_plan import Thread
from bot.features.agenda.values import Problem

_ONCE = ("reminder", "empty", "carried")
"""Comments that are known by all of their mark; there are more, which mend themselves."""


def plan_twin_comments(state: State) -> Iterator[Action]:
    """The later of two comments with the same mark is deleted."""
    first: dict[str, int] = {}
    for comment in state.comments:
        mark = _mark_of_one(comment, state)
        if mark and first.setdefault(mark, comment.id) != comment.id:
            yield DeleteComment(
                repository=state.issue.repository,
                why="one of them is enough",
                comment_id=comment.id,
            )


def _mark_of_one(comment: Comment, state: State) -> str:
    if not state.me.wrote(comment):
        return ""
    marks = (find_mark(comment.body, kind) for kind in _ONCE)
    return next((str(mark) for mark in marks if mark), "")


def twin_asks(state: State) -> frozenset[int]:
    """The comments whose reactions the plan of a twin depends on."""
    return frozenset(uncertain(_read(state), state))


def plan_twin_issue(meeting: Meeting, state: State) -> tuple[Action, ...]:
    """What is missing on an issue in whose place `state.around.twin_of` counts."""
    thread = _read(state)
    return (
        *_plan_closing(meeting, state),
        *plan_mending(thread, state),
        *plan_help(state),
        *(
            ()
            if state.issue.locked
            else plan_reactions(thread, state, wanted_reactions(thread))
        ),
    )


def _plan_closing(meeting: Meeting, state: State) -> Iterator[Action]:
    """It is closed before it is told of, so that what is told is done."""
    issue, current = state.issue, find_agenda(state.me, state.comments)
    number, repository = issue.number, issue.repository
    text = _render(state.around.twin_of)
    if current is None or not _says(current.body, text):
        why = f"#{state.around.twin_of} is the issue of this meeting"
        if issue.state == "open":
            yield UpdateIssue(
                repository=repository,
                why=why,
                issue_number=number,
                state="closed",
                state_reason="not_planned",
            )
        # What the mark remembers stays: people may have this issue count after all.
        mark = current and find_mark(current.body, "agenda")
        body = f"{mark or _mark(meeting)}\n{text}"
        if current is not None:
            yield UpdateComment(
                repository=repository, why=why, comment_id=current.id, body=body
            )
        elif not issue.locked:
            yield CreateComment(
                repository=repository, why=why, issue_number=number, body=body
            )
    for extra in state.comments:
        is_agenda = state.me.wrote(extra) and find_mark(extra.body, "agenda")
        if is_agenda and current and extra.id != current.id:
            yield DeleteComment(
                repository=repository, why="there is one agenda", comment_id=extra.id
            )


def _mark(meeting: Meeting) -> Mark:
    occurrence = meeting.occurrence
    fields = {"v": "1", "id": occurrence.series, "date": occurrence.date.isoformat()}
    return Mark("agenda", fields)


def _says(there: str, text: str) -> bool:
    return is_kept(as_kept(there).partition("\n")[2], text)


def _render(number: int) -> str:
    return (
        f"There are two issues of this meeting, and #{number} is the one that counts."
        " Nothing that is written here is on its agenda: please write it there.\n\n"
        "To have this one count instead, close that one and open this one again.\n"
    )


def _read(state: State) -> Thread:
    """No command can be done here; each comment is told where it can."""
    why = (
        "there are two issues of this meeting, and this one does not count; write it in"
        f" a comment on #{state.around.twin_of}"
    )
    problems: dict[int, tuple[Problem, ...]] = {}
    commanding: set[int] = set()
    for comment in by_people(state):
        found = find_commands(comment.body, AGENDA_COMMANDS, with_links=False)
        if found:
            commanding.add(comment.id)
        refused = tuple(
            Problem(comment.id, f"/{one.name} {one.rest}".rstrip(), why, "")
            for one in found
            if one.rest.lower() != "help"
        )
        if refused:
            problems[comment.id] = refused
    return Thread(problems, frozenset(), frozenset(commanding))
