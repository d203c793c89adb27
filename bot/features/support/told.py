"""What the reply to an issue is to say now, from what people say of it and have done.

Each time that people call the issue a support question it is answered, closed and locked
once. What people do after that stands: an issue that they open again stays open.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.core.local_time import later
from bot.core.support import Support
from bot.features.support.guessing import may_be_guessed
from bot.features.support.memory import Told
from bot.features.support.signals import Heard, Signal
from bot.features.support.state import State

TOO_OLD = timedelta(days=31)
"""A label that was put on longer ago, and never answered, is left as it is: it may be
from before anybody asked the bot for anything."""


def what_to_tell(
    config: Support, heard: Heard, state: State, now: datetime
) -> Told | None:
    """What the reply is to say; None where nothing is to be done at all."""
    memory, signal = state.memory, heard.signal
    if signal is None:
        if memory.is_answered and memory.said:
            return "undone"  # whoever said it has taken it back
        return "guess" if _is_guessed(config, heard, state, now) else memory.told
    if signal.word == "declined":
        return "declined"
    if signal.word == "off":
        return "undone"
    if signal.is_command or config.has_label(state.issue.labels):
        return _asked(config, signal, state, now)
    return memory.told  # the label is gone, but nobody has taken it off


def _asked(config: Support, signal: Signal, state: State, now: datetime) -> Told | None:
    """What is told of an issue that people call a support question."""
    issue, memory = state.issue, state.memory
    unless = None if memory.told in ("undone", "declined") else memory.told
    if not signal.is_command and now < later(signal.at, config.grace):
        return unless  # a second look at the labels comes first
    if memory.told is None and _is_past(config, signal, state, now):
        return None
    is_told = memory.is_answered and since(state) >= signal.at
    if issue.state == "open" and _was_reopened(signal, state):
        return "open" if is_told or not issue.locked else unless
    if is_told or issue.state == "closed" or issue.locked:
        return unless  # what is told already is only finished
    return _WAYS[config.close, config.lock]


_WAYS: Mapping[tuple[bool, bool], Told] = {
    (True, True): "locked",
    (True, False): "closed",
    (False, True): "held",
    (False, False): "open",
}
"""What becomes of a question, by whether it is to be closed, and locked."""


def since(state: State) -> datetime:
    """When people said what the reply answers; if it does not tell, when it was written."""
    reply = state.reply
    return state.memory.since or (reply.updated_at if reply else _NEVER)


_NEVER = datetime.min.replace(tzinfo=UTC)


def _was_reopened(signal: Signal, state: State) -> bool:
    """Whether people want it open, though it is one."""
    return any(
        event.event == "reopened"
        and event.created_at >= signal.at
        and not state.is_ours(event)
        for event in state.thread.events
    )


def _is_past(config: Support, signal: Signal, state: State, now: datetime) -> bool:
    """Whether it is too late for a reply, or there was one that people have deleted."""
    acted = state.done(signal.at, "closed", "locked")  # which a reply came before
    return (
        signal.at < now - TOO_OLD
        or state.was_deleted(signal.at)
        or (acted and bool(config.reply) and not state.is_theirs)
    )


def _is_guessed(config: Support, heard: Heard, state: State, now: datetime) -> bool:
    verdict = state.verdict
    if verdict is None or not may_be_guessed(config, heard, state, now):
        return False
    role = state.roles.get(state.issue.user.login.lower())
    return verdict.is_support and role in ("none", "read")
