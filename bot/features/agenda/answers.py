"""What people get back: a note while a command cannot be done, help, a reaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Protocol

from bot.core import answers as core
from bot.core.actions import (
    Action,
    Content,
    CreateReaction,
    DeleteReaction,
)
from bot.core.commands import AGENDA_COMMANDS, is_for_others
from bot.core.mark import Mark, find_mark, is_id
from bot.core.models import Comment, Reaction
from bot.core.reacting import MOST_NOTES
from bot.features.agenda.commands import Help, parse_commands
from bot.features.agenda.memory import KEPT_REACTIONS
from bot.features.agenda.notes import render_help
from bot.features.agenda.reading import State, by_people
from bot.features.agenda.values import Problem

_HINT = "`/agenda help` shows all commands."

_OURS: tuple[Content, ...] = ("+1", "confused")


class Answered(Protocol):
    """Comments with commands, and what becomes of those.

    `reactions` are those given that are remembered, by comment.
    """

    @property
    def problems(self) -> Mapping[int, tuple[Problem, ...]]:
        """What cannot be done, by comment."""
        ...

    @property
    def commanding(self) -> frozenset[int]:
        """The comments that hold a command."""
        ...

    @property
    def reactions(self) -> Mapping[int, str]:
        """The reactions that are remembered."""
        ...


def plan_help(state: State) -> Iterator[Action]:
    """One list of commands in a thread where somebody asks for it, and only then."""
    asked = any(map(asks_for_help, by_people(state)))
    body = render_help(Mark("help")) if asked else None
    yield from one_comment(state, Mark("help"), body, "somebody asks for the commands")


def asks_for_help(comment: Comment) -> bool:
    """Whether the list of commands is among what the comment asks for."""
    parsed = parse_commands(comment.body, comment.user.login)
    return any(isinstance(one, Help) for one in parsed)


def plan_mending(reading: Answered, state: State) -> Iterator[Action]:
    """One note beside each comment with a command that cannot be done.

    What people deleted is not written again.
    """
    by_id = {c.id: c for c in state.comments}
    noted = commented_on(state, "mend")
    notes: dict[str, int] = defaultdict(int)
    for comment in sorted(noted | reading.problems.keys()):
        mark = Mark("mend", {"comment": str(comment)})
        problems = reading.problems.get(comment)
        if problems:
            login = by_id[comment].user.login
            notes[login] += 1
            deleted = comment not in noted and _was_told(reading, state, by_id[comment])
            if notes[login] > MOST_NOTES or deleted:
                problems = None  # the reaction has to do: notes must not fill a thread
        body = (
            core.render_mend(mark, by_id[comment], problems, _HINT)
            if problems
            else None
        )
        why = "a command cannot be done" if body else "the command is mended"
        yield from one_comment(state, mark, body, why=why)


def _was_told(reading: Answered, state: State, comment: Comment) -> bool:
    # The face comes after the note; what is remembered of it may be of an older text.
    shown = comment.reactions.get("confused", 0)
    return shown > 0 and given(reading, state, comment.id, "confused")


def commented_on(state: State, kind: str) -> set[int]:
    """The comments that have one of the App's beside them with a mark of that kind."""
    marks = (find_mark(c.body, kind) for c in state.comments if state.me.wrote(c))
    numbers = (mark.fields.get("comment", "") for mark in marks if mark)
    return {int(number) for number in numbers if is_id(number)}


def one_comment(
    state: State, mark: Mark, body: str | None, why: str
) -> Iterator[Action]:
    """Make the App's one comment with this mark say `body`; None: there is none."""
    return core.one_comment(state.me, state.issue, state.comments, mark, body, why=why)


def wanted_reactions(reading: Answered) -> dict[int, Content | None]:
    """The reaction that each comment with commands should have."""
    wanted: dict[int, Content | None] = {
        comment: "confused" if reading.problems.get(comment) else "+1"
        for comment in reading.commanding
    }
    return wanted


def _unsettled(reading: Answered, state: State) -> Iterator[Comment]:
    """People's comments, without those answered so long ago that it is forgotten."""
    remembered = reading.reactions
    oldest = min(remembered) if len(remembered) >= KEPT_REACTIONS else 0
    return (
        comment
        for comment in by_people(state)
        if comment.id >= oldest and not is_for_others(comment.body, AGENDA_COMMANDS)
    )


def given(reading: Answered, state: State, comment: int, content: Content) -> bool:
    """Whether the App is known to have reacted so."""
    if comment in state.reactions:
        mine = _mine(state, comment)
        return any(r.content == content for r in mine)
    return reading.reactions.get(comment) == content


def answered(reading: Answered, state: State, comment: int, content: Content) -> bool:
    """Whether the App is known to have reacted so, and in no other way any more."""
    if comment in state.reactions:
        return [r.content for r in _mine(state, comment)] == [content]
    return reading.reactions.get(comment) == content


def uncertain(reading: Answered, state: State) -> set[int]:
    """Comments where only GitHub's list of reactions tells what the App has to do."""
    wanted = wanted_reactions(reading)
    uncertain = set()
    for comment in _unsettled(reading, state):
        content = wanted.get(comment.id)
        remembered = reading.reactions.get(comment.id)
        counted = any(comment.reactions.get(c) for c in _OURS)
        if content is None:
            may_have = remembered is not None or (comment.edited and counted)
        else:
            may_have = remembered != content and (remembered is not None or counted)
        if may_have:
            uncertain.add(comment.id)
    return uncertain


def _mine(state: State, comment: int) -> list[Reaction]:
    login = state.me.login.lower()
    return [
        r
        for r in state.reactions.get(comment, ())
        if r.user.login.lower() == login and r.content in _OURS
    ]


def plan_reactions(
    reading: Answered, state: State, wanted: Mapping[int, Content | None]
) -> Iterator[Action]:
    """A thumb up where all is done, a puzzled face where not, nothing without commands."""
    for comment in _unsettled(reading, state):
        content = wanted.get(comment.id)
        if content is not None and not given(reading, state, comment.id, content):
            yield CreateReaction(
                repository=state.issue.repository,
                why="it is done" if content == "+1" else "it cannot be done",
                comment_id=comment.id,
                content=content,
            )
        for reaction in _mine(state, comment.id):
            if reaction.content != content:
                yield DeleteReaction(
                    repository=state.issue.repository,
                    why="it is no longer so",
                    comment_id=comment.id,
                    reaction_id=reaction.id,
                )
