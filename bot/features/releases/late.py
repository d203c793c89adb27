"""What is said of a pulse that is over: nothing comes of it, and its author hears that."""

from collections.abc import Mapping, Sequence

from bot.core.mark import Mark
from bot.core.models import Identity, Reaction, Thread
from bot.core.reacting import Answers
from bot.features.releases.commands import parse_commands
from bot.features.releases.heard import OVER, Problem, by_people, is_ours_to_answer

_HINT = "The issue can be opened again, and then it is heard."


def late_answers(
    me: Identity, thread: Thread, reactions: Mapping[int, Sequence[Reaction]]
) -> Answers:
    """The answers to what was said after the issue was closed; before, all stays."""
    closed = thread.issue.closed_at
    late = [
        comment
        for comment in by_people(thread.comments)
        if closed is not None and comment.created_at > closed
    ]
    settled = {comment.id for comment in thread.comments} - {one.id for one in late}
    said = {comment.id: parse_commands(comment.body) for comment in late}
    return Answers(
        me,
        thread,
        commanding=frozenset(comment for comment, found in said.items() if found),
        refused={
            comment: [Problem(one.source, OVER) for one in found]
            for comment, found in said.items()
            if found
        },
        to_answer=[comment for comment in late if is_ours_to_answer(comment)],
        reactions=reactions,
        mark=lambda comment: Mark("mend-release", {"comment": comment}),
        hint=_HINT,
        settled=frozenset(settled),
    )
