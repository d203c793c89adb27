"""What the author of a command gets back: a reaction, and a note where it cannot be done.

A comment that another feature answers too gets its reaction from that one.
"""

from collections.abc import Iterator

from bot.core.actions import Action
from bot.core.mark import Mark
from bot.core.reacting import Answers
from bot.features.support.commands import may_be_answered_elsewhere
from bot.features.support.signals import Heard, by_people
from bot.features.support.state import State

_HINT = (
    "`/support` calls an issue a support question, `/not-support` says that it is none."
)


def reactions_wanted(heard: Heard, state: State) -> frozenset[int]:
    """The comments that have a reaction which has to go: a list tells its id."""
    return _answers(heard, state).asked


def plan_answers(heard: Heard, state: State) -> Iterator[Action]:
    """A thumb up where all is done, a puzzled face and a note where not."""
    return _answers(heard, state).plan()


def _answers(heard: Heard, state: State) -> Answers:
    people = tuple(by_people(state))
    unknown = {c.id for c in people if c.user.login.lower() in heard.unknown}
    return Answers(
        state.me,
        state.thread,
        commanding=frozenset(heard.commanding) - unknown,
        refused=heard.refused,
        to_answer=[c for c in people if not may_be_answered_elsewhere(c.body)],
        reactions=state.reactions,
        mark=lambda comment: Mark("mend-support", {"comment": comment}),
        hint=_HINT,
    )
