"""How a feature answers the commands of a thread: a reaction, and a note where one fails.

A thumb up where all of a comment is done, a puzzled face and one note where not; each is
taken back when people edit the comment. A note that people deleted is not written again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.actions import Action, Content, CreateReaction, DeleteReaction
from bot.core.answers import Refusal, one_comment, render_mend
from bot.core.mark import Mark, find_mark, is_id
from bot.core.models import Comment, Identity, Reaction, Thread

MOST_NOTES = 10
"""Notes to one person in one thread at a time: they must not fill it."""

_OURS: tuple[Content, ...] = ("+1", "confused")


@dataclass(frozen=True, slots=True)
class Answers:
    """What one feature has to say to the commands of a thread.

    - `commanding`: the comments with commands that were understood, or refused;
    - `refused`: by comment, what of it cannot be done;
    - `to_answer`: the comments whose reaction is this feature's;
    - `settled`: the comments about which all that was said stays;
    - `mark`: makes the mark of the note about a comment, given the comment's id;
    - `hint`: the last words of a note.
    """

    me: Identity
    thread: Thread
    commanding: frozenset[int]
    refused: Mapping[int, Sequence[Refusal]]
    to_answer: Sequence[Comment]
    reactions: Mapping[int, Sequence[Reaction]]
    mark: Callable[[str], Mark]
    hint: str
    settled: frozenset[int] = frozenset()

    @property
    def asked(self) -> frozenset[int]:
        """The comments with a reaction that has to go: only a list tells its id."""
        return frozenset(
            comment.id
            for comment in self.to_answer
            if _mine(comment) - {self._wanted(comment)}
        )

    def plan(self) -> Iterator[Action]:
        """All that is still to be said."""
        yield from self._notes()
        if self.thread.issue.locked:
            return
        repository = self.thread.issue.repository
        for comment in self.to_answer:
            wanted = self._wanted(comment)
            if wanted is not None and wanted not in _mine(comment):
                yield CreateReaction(
                    repository=repository,
                    why="it is done" if wanted == "+1" else "it cannot be done",
                    comment_id=comment.id,
                    content=wanted,
                )
            for reaction in self.reactions.get(comment.id, ()):
                ours = reaction.user.is_same(self.me)
                if ours and reaction.content in _OURS and reaction.content != wanted:
                    yield DeleteReaction(
                        repository=repository,
                        why="it is no longer so",
                        comment_id=comment.id,
                        reaction_id=reaction.id,
                    )

    def _wanted(self, comment: Comment) -> Content | None:
        if comment.id in self.refused:
            return "confused"
        return "+1" if comment.id in self.commanding else None

    def _notes(self) -> Iterator[Action]:
        comments = self.thread.comments
        by_id = {comment.id: comment for comment in comments}
        kind = self.mark("0").kind
        marks = (find_mark(c.body, kind) for c in comments if self.me.wrote(c))
        told = (mark.fields.get("comment", "") for mark in marks if mark)
        noted = {int(number) for number in told if is_id(number)}
        answered = {comment.id for comment in self.to_answer}
        notes: dict[str, int] = defaultdict(int)
        for number in sorted((noted | self.refused.keys()) - self.settled):
            refused = self.refused.get(number, ())
            if refused:
                login = by_id[number].user.login
                notes[login] += 1
                # the face comes after the note: without one, people have deleted it
                was_told = number in answered and "confused" in _mine(by_id[number])
                deleted = number not in noted and was_told
                if notes[login] > MOST_NOTES or deleted:
                    refused = ()  # the reaction has to do
            mark = self.mark(str(number))
            body = None
            if refused:
                body = render_mend(mark, by_id[number], refused, self.hint)
            why = "a command cannot be done" if body else "the command is mended"
            yield from one_comment(
                self.me, self.thread.issue, comments, mark, body, why=why
            )


def _mine(comment: Comment) -> frozenset[str]:
    return (comment.reacted or frozenset()).intersection(_OURS)
