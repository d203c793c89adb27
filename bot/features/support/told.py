"""What the reply to an issue is to say now, from what people say of it and have done.

Each time that people call the issue a support question it is answered, closed and locked
once. What people do after that stands: an issue that they open again stays open.
"""

from datetime import datetime, timedelta

from bot.core.local_time import later
from bot.core.models import IssueEvent
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
    before, signal = state.memory.told, heard.signal
    if signal is None:
        if before in ("open", "closed", "locked"):
            return "undone"  # whoever said it has taken it back
        return "guess" if _is_guessed(config, heard, state, now) else before
    if signal.word == "declined":
        return "declined"
    labelled = config.has_label(state.issue.labels)
    if signal.word == "on" and (signal.command or labelled):
        return _asked(config, signal, state, now)
    return "undone" if before or closing_of(state) else None


def _asked(config: Support, signal: Signal, state: State, now: datetime) -> Told | None:
    """What is told of an issue that people call a support question."""
    issue, reply, before = state.issue, state.reply, state.memory.told
    unless = None if before in ("undone", "declined") else before
    if not signal.command and now < later(signal.at, config.grace):
        return unless  # a second look at the labels comes first
    if _was_reopened(signal, state):
        return "open" if before else None
    told = before in ("open", "closed", "locked")
    is_told = told and reply is not None and reply.updated_at >= signal.at
    if is_told or issue.state == "closed" or issue.locked:
        return unless  # what is told already is only finished
    if before is None and _is_past(config, signal, state, now):
        return None
    if not config.close:
        return "open"
    return "locked" if config.lock else "closed"


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
    return (
        signal.at < now - TOO_OLD
        or state.since(later(signal.at, config.grace), "comment_deleted")
        or closing_since(state, signal.at) is not None
    )


def _is_guessed(config: Support, heard: Heard, state: State, now: datetime) -> bool:
    verdict = state.verdict
    if verdict is None or not may_be_guessed(config, heard, state, now):
        return False
    role = state.roles.get(state.issue.user.login.lower())
    return verdict.is_support and role in ("none", "read")


def closing_of(state: State) -> IssueEvent | None:
    """What closed the issue, if it was this App, and it is closed for that still."""
    last = state.last("closed", "reopened")
    ours = last is not None and last.event == "closed" and state.is_ours(last)
    return last if ours and state.issue.state == "closed" else None


def closing_since(state: State, moment: datetime) -> IssueEvent | None:
    """The last time since then that this App has closed the issue."""
    last = None
    for event in state.thread.events:
        if (
            event.event == "closed"
            and state.is_ours(event)
            and event.created_at >= moment
        ):
            last = event
    return last
