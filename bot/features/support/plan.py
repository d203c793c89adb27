"""What becomes of an issue that is, or may be, a support question.

    labelled by a person     →  reply · close · lock
    /support                 →  label · reply · close · lock
    likely one, by its words →  label · reply, and it stays open
    label off, /not-support  →  exactly that undone, and the reply says so

One reply for ever, edited as things change (`reply.py` shows it); of two, of processes
that did not see each other's, the later one goes. What the bot did is
read off the issue's record, where it stands with the App's name: nothing else is undone,
and what people did after it stays as they want it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.actions import Action, LockIssue, UnlockIssue
from bot.core.local_time import later
from bot.core.support import Support
from bot.features.support.answers import plan_answers, reactions_wanted
from bot.features.support.deeds import close, label, once, remember, say, undo
from bot.features.support.guessing import may_be_guessed
from bot.features.support.signals import Heard, hear
from bot.features.support.state import State
from bot.features.support.told import what_to_tell


@dataclass(frozen=True, slots=True)
class Asks:
    """What else has to be known before anything can be planned.

    `roles` are logins, `reactions` the ids of comments; `verdict` asks the detector, and
    `similar` the forum.
    """

    roles: frozenset[str] = frozenset()
    reactions: frozenset[int] = frozenset()
    verdict: bool = False
    similar: bool = False

    def __bool__(self) -> bool:
        return bool(self.roles or self.reactions or self.verdict or self.similar)


def asks(config: Support, state: State, now: datetime) -> Asks:
    """What has to be asked for, step by step until it is nothing."""
    heard = hear(config, state)
    if heard.unknown:
        return Asks(roles=heard.unknown)
    if reactions := reactions_wanted(heard, state) - state.reactions.keys():
        return Asks(reactions=frozenset(reactions))
    guess = may_be_guessed(config, heard, state, now)
    if guess and state.verdict is None and now >= _settled(config, state):
        return Asks(verdict=True)
    author = state.issue.user.login.lower()
    if (
        guess
        and state.verdict
        and state.verdict.is_support
        and author not in state.roles
    ):
        return Asks(roles=frozenset({author}))
    told = what_to_tell(config, heard, state, now)
    talks = told not in (None, "undone", "declined") and told != state.memory.told
    # a private issue's title is nothing for a public forum's search
    wishes = config.similar and bool(config.forum) and not state.issue.is_private
    return Asks(similar=talks and wishes and state.similar is None)


def may_matter(config: Support, state: State) -> bool:
    """Whether there may be something to do once all of the thread is known."""
    heard = hear(config, state)
    labels = (e.label for e in state.thread.events if e.label)
    return bool(
        config.has_label(state.issue.labels)
        or config.has_label(tuple(labels))
        or heard.commanding
    )


def next_look(config: Support, state: State, now: datetime) -> datetime | None:
    """When it is to be looked at again: once the grace is over; None if never."""
    heard = hear(config, state)
    due = None
    if heard.word == "on" and heard.signal and not heard.signal.is_command:
        due = later(heard.signal.at, config.grace)
    elif may_be_guessed(config, heard, state, now):
        due = _settled(config, state)
    return due if due is not None and due > now else None


def plan(config: Support, state: State, now: datetime) -> tuple[Action, ...]:
    """All that is still to be done, in the order in which it may be interrupted."""
    heard = hear(config, state)
    actions = [] if heard.unknown else list(_plan(config, heard, state, now))
    actions += once(state)
    # On a locked issue no App may comment: it is unlocked first, and locked last.
    last = [action for action in actions if isinstance(action, LockIssue)]
    first = [action for action in actions if action not in last]
    unlocked = any(isinstance(action, UnlockIssue) for action in first)
    return (
        *first,
        *plan_answers(heard, state.unlocked() if unlocked else state),
        *last,
    )


def _plan(
    config: Support, heard: Heard, state: State, now: datetime
) -> Iterator[Action]:
    if state.issue.is_pull_request or state.issue.user.is_bot:
        return
    told = what_to_tell(config, heard, state, now)
    if told in {"undone", "declined"}:
        yield from undo(config, heard, state, told)
    else:
        yield from label(config, heard, state, told)
    if told in {None, state.memory.told}:
        yield from remember(heard, state)
    elif told not in {None, "undone", "declined"}:
        yield from say(config, heard, state, told)
    if heard.signal is not None and told in {"closed", "locked", "held"}:
        yield from close(config, heard.signal, state, told)


def _settled(config: Support, state: State) -> datetime:
    """When whoever opened the issue has had the time to label it, and the form too."""
    return later(state.issue.created_at, config.grace)
