"""What is done to an issue for what is told of it, and how exactly that is undone."""

from collections.abc import Iterator

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    DeleteComment,
    LockIssue,
    RemoveLabel,
    UnlockIssue,
    UpdateComment,
    UpdateIssue,
)
from bot.core.support import Support
from bot.features.support.memory import Memory, Told
from bot.features.support.reply import Words, render_reply
from bot.features.support.signals import Heard, Signal
from bot.features.support.state import State
from bot.features.support.told import closing_of, closing_since


def label(config: Support, heard: Heard, state: State, told: Told) -> Iterator[Action]:
    """The label, where a command or the detector says so and nobody has taken it off."""
    issue, signal = state.issue, heard.signal
    if config.has_label(issue.labels):
        return
    if told == "guess":
        if config.detect != "label" or state.memory.told is not None:
            return
        why = "it is likely a support question"
    else:
        if (
            signal is None
            or not signal.command
            or _was_unlabelled(config, signal, state)
        ):
            return
        why = "somebody of the team says that it is a support question"
    yield AddLabels(
        repository=issue.repository,
        why=why,
        issue_number=issue.number,
        labels=config.labels[:1],
    )


def _was_unlabelled(config: Support, signal: Signal, state: State) -> bool:
    return any(
        event.event == "unlabeled"
        and event.created_at >= signal.at
        and config.has_label((event.label,))
        for event in state.thread.events
    )


def say(config: Support, heard: Heard, state: State, told: Told) -> Iterator[Action]:
    """The one reply says what is told now."""
    issue, reply = state.issue, state.reply
    if told == state.memory.told or (reply is None and told in ("undone", "declined")):
        return
    signal = heard.signal
    declined = signal.at if signal and told == "declined" else None
    words = Words(
        issue,
        similar=state.similar or (),
        why=state.verdict.why if state.verdict else (),
        by=signal.by if signal else "",
    )
    body = render_reply(config, Memory(told, declined), words)
    if not body:
        return
    if reply is not None:
        yield UpdateComment(
            repository=issue.repository,
            why=f"the reply tells that it is {told}" if told != "guess" else "",
            comment_id=reply.id,
            body=body,
        )
        return
    yield CreateComment(
        repository=issue.repository,
        why="it is a support question" if told != "guess" else "it is likely one",
        issue_number=issue.number,
        body=body,
    )


def once(state: State) -> Iterator[Action]:
    """The first reply stays alone."""
    for reply in state.replies[1:]:
        yield DeleteComment(
            repository=state.issue.repository,
            why="it is there twice",
            comment_id=reply.id,
        )


def close(
    config: Support, signal: Signal, state: State, told: Told
) -> Iterator[Action]:
    """The issue is closed, and locked, once for each time that it is called one."""
    issue = state.issue
    if issue.state == "open" and closing_since(state, signal.at) is None:
        yield UpdateIssue(
            repository=issue.repository,
            why="it is a support question",
            issue_number=issue.number,
            state="closed",
            state_reason=config.reason,
        )
    done = any(
        event.event in ("locked", "unlocked") and event.created_at >= signal.at
        for event in state.thread.events
    )
    if told == "locked" and not issue.locked and not done:
        yield LockIssue(
            repository=issue.repository,
            why="it is a support question",
            issue_number=issue.number,
            lock_reason=config.lock_reason,
        )


def undo(config: Support, heard: Heard, state: State, told: Told) -> Iterator[Action]:
    """What the bot did is undone, and then said to be: until that is said, once more."""
    issue, before = state.issue, state.memory.told
    if told == before:
        return
    why = (
        "it is no support question" if told == "declined" else "the label was taken off"
    )
    signal, closing = heard.signal, closing_of(state)
    locking = state.last("locked", "unlocked")
    # Where no reply tells, what was done later than that was for another reason.
    known = before in ("closed", "locked")
    if issue.locked and before == "locked" and locking and state.is_ours(locking):
        yield UnlockIssue(
            repository=issue.repository, why=why, issue_number=issue.number
        )
    if closing and (
        known or (before is None and signal and closing.created_at <= signal.at)
    ):
        yield UpdateIssue(
            repository=issue.repository,
            why=why,
            issue_number=issue.number,
            state="open",
            state_reason="reopened",
        )
    for label in _labels_to_go(config, heard, state, told):
        yield RemoveLabel(
            repository=issue.repository,
            why=why,
            issue_number=issue.number,
            name=label,
        )
    yield from say(config, heard, state, told)


def _labels_to_go(
    config: Support, heard: Heard, state: State, told: Told
) -> Iterator[str]:
    """Those that the bot has put on; of what is declined, those of people too."""
    for label in state.issue.labels:
        if not config.has_label((label,)):
            continue
        put = [
            event
            for event in state.thread.events
            if event.event == "labeled" and event.label.casefold() == label.casefold()
        ]
        last = put[-1] if put else None
        if told == "declined":
            signal = heard.signal
            if last is None or (signal and last.created_at <= signal.at):
                yield label
        elif last is not None and state.is_ours(last):
            yield label
