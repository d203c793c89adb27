"""What the author of a command gets back: a reaction, and a note where it cannot be done.

A comment that another feature answers too gets its reaction from that one.
"""

from collections import defaultdict
from collections.abc import Iterator

from bot.core.actions import Action, Content, CreateReaction, DeleteReaction
from bot.core.answers import one_comment, render_mend
from bot.core.mark import Mark, find_mark, is_id
from bot.core.models import Comment
from bot.features.support.commands import may_be_answered_elsewhere
from bot.features.support.signals import Heard, by_people
from bot.features.support.state import State

KIND = "mend-support"

MOST_NOTES = 10
"""Notes to one person in one thread at a time: they must not fill it."""

_OURS: tuple[Content, ...] = ("+1", "confused")
_HINT = (
    "`/support` calls an issue a support question, `/not-support` says that it is none."
)


def reactions_wanted(heard: Heard, state: State) -> frozenset[int]:
    """The comments that have a reaction which has to go: a list tells its id."""
    return frozenset(
        comment.id
        for comment in _ours_to_answer(state)
        if _mine(comment) - {_wanted(heard, comment)}
    )


def plan_answers(heard: Heard, state: State) -> Iterator[Action]:
    """A thumb up where all is done, a puzzled face and a note where not."""
    yield from _plan_notes(heard, state)
    if state.issue.locked:
        return
    repository = state.issue.repository
    for comment in _ours_to_answer(state):
        wanted = _wanted(heard, comment)
        if wanted is not None and wanted not in _mine(comment):
            yield CreateReaction(
                repository=repository,
                why="it is done" if wanted == "+1" else "it cannot be done",
                comment_id=comment.id,
                content=wanted,
            )
        for reaction in state.reactions.get(comment.id, ()):
            ours = reaction.user.is_same(state.me)
            if ours and reaction.content in _OURS and reaction.content != wanted:
                yield DeleteReaction(
                    repository=repository,
                    why="it is no longer so",
                    comment_id=comment.id,
                    reaction_id=reaction.id,
                )


def _ours_to_answer(state: State) -> Iterator[Comment]:
    return (c for c in by_people(state) if not may_be_answered_elsewhere(c.body))


def _wanted(heard: Heard, comment: Comment) -> Content | None:
    if comment.id in heard.refused:
        return "confused"
    if (
        comment.id in heard.commanding
        and comment.user.login.lower() not in heard.unknown
    ):
        return "+1"
    return None


def _mine(comment: Comment) -> frozenset[str]:
    return (comment.reacted or frozenset()).intersection(_OURS)


def _was_told(comment: Comment) -> bool:
    """Whether the puzzled face is there, which comes after the note."""
    return "confused" in _mine(comment) and not may_be_answered_elsewhere(comment.body)


def _plan_notes(heard: Heard, state: State) -> Iterator[Action]:
    by_id = {c.id: c for c in state.thread.comments}
    marks = (find_mark(c.body, KIND) for c in by_id.values() if state.me.wrote(c))
    told = (mark.fields.get("comment", "") for mark in marks if mark)
    noted = {int(number) for number in told if is_id(number)}
    notes: dict[str, int] = defaultdict(int)
    for comment in sorted(noted | heard.refused.keys()):
        refused = heard.refused.get(comment, ())
        if refused:
            login = by_id[comment].user.login
            notes[login] += 1
            if notes[login] > MOST_NOTES:
                refused = ()  # the reaction has to do
            elif comment not in noted and _was_told(by_id[comment]):
                refused = ()  # somebody has deleted the note
        mark = Mark("mend-support", {"comment": str(comment)})
        body = render_mend(mark, by_id[comment], refused, _HINT) if refused else None
        why = "a command cannot be done" if body else "the command is mended"
        yield from one_comment(
            state.me, state.issue, state.thread.comments, mark, body, why=why
        )
