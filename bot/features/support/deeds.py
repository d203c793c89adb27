"""What is done to an issue for what is told of it, and how exactly that is undone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

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
from bot.core.local_time import later
from bot.core.support import Support
from bot.features.support.memory import Memory, Told, render_mark
from bot.features.support.reply import Words, render_reply
from bot.features.support.signals import Heard, Signal
from bot.features.support.state import State


def label(
    config: Support, heard: Heard, state: State, told: Told | None
) -> Iterator[Action]:
    """The label, where a command or the detector says so and nobody has taken it off."""
    issue, signal = state.issue, heard.signal
    if config.has_label(issue.labels):
        return
    if heard.word == "on" and signal is not None and signal.is_command:
        if _was_unlabelled(config, signal, state):
            return
        why = "somebody of the team says that it is a support question"
    elif told == "guess" and config.detect == "label" and state.memory.told is None:
        why = "it is likely a support question"
    else:
        return
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
    """The one reply says what is told now; what people wrote in its place stays."""
    issue, reply, signal = state.issue, state.reply, heard.signal
    before = state.memory
    is_new = told != before.told
    if not is_new or state.is_theirs or (reply is None and told in _AFTERWARDS):
        return
    memory = Memory(
        told,
        since=signal.at if signal and signal.word == "on" else before.since,
        said=signal.comment if signal and signal.word == "on" else before.said,
        declined=signal.at if signal and told == "declined" else None,
        heard={**before.heard, **heard.commands},
    )
    words = Words(
        issue,
        similar=state.similar or (),
        why=state.verdict.why if state.verdict else (),
        by=signal.by if signal else "",
    )
    body = render_reply(config, memory, words)
    if body and reply is not None:
        yield UpdateComment(
            repository=issue.repository,
            why=_WHY[told],
            comment_id=reply.id,
            body=body,
            seen=reply.body,  # what people write in its place stays
        )
    elif body:
        yield CreateComment(
            repository=issue.repository,
            why=_WHY[told],
            issue_number=issue.number,
            body=body,
        )


def remember(heard: Heard, state: State) -> Iterator[Action]:
    """The reply's mark knows of comments that were edited; its words stay as they are.

    Who wrote them would be looked up anew each time. What others say is remembered with
    the next change: a machine that answers each change would never end.
    """
    reply, memory = state.reply, state.memory
    edited = {comment.id for comment in state.thread.comments if comment.edited}
    new = {command for command in heard.commands if command[0] in edited}
    if reply is None or new <= memory.heard.keys():
        return
    mark = render_mark(replace(memory, heard={**memory.heard, **heard.commands}))
    first, _, rest = reply.body.replace("\r\n", "\n").partition("\n")
    if first.strip() == mark:
        return
    yield UpdateComment(
        repository=state.issue.repository,
        why="it remembers what was said",
        comment_id=reply.id,
        body=f"{mark}\n{rest}",
        seen=reply.body,
    )


_AFTERWARDS = ("undone", "declined")
_WHY: Mapping[Told, str] = {
    "guess": "it is likely a support question",
    "open": "it is a support question, and stays open",
    "closed": "it is a support question",
    "locked": "it is a support question",
    "held": "it is a support question",
    "undone": "the label was taken off",
    "declined": "it is no support question",
}


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
    closes, locks = told in ("closed", "locked"), told in ("locked", "held")
    if closes and issue.state == "open" and not state.done(signal.at, "closed"):
        yield UpdateIssue(
            repository=issue.repository,
            why=_WHY[told],
            issue_number=issue.number,
            state="closed",
            state_reason=config.reason,
        )
    moved = any(
        event.event in ("locked", "unlocked") and event.created_at >= signal.at
        for event in state.thread.events
    )
    if locks and not issue.locked and not moved:
        yield LockIssue(
            repository=issue.repository,
            why=_WHY[told],
            issue_number=issue.number,
            lock_reason=config.lock_reason,
        )


AT_ONCE = timedelta(minutes=10)
"""So long after it was taken back a question may still be closed by a look that began
before; what is done later than that, and no reply tells of, had another reason."""


def undo(config: Support, heard: Heard, state: State, told: Told) -> Iterator[Action]:
    """What the bot did is undone, and then said to be: until that is said, once more."""
    issue, why = state.issue, _WHY[told]
    if told == state.memory.told:
        return
    closed, locked = _still_done(heard, state)
    if locked and issue.locked:
        yield UnlockIssue(
            repository=issue.repository, why=why, issue_number=issue.number
        )
    if closed and issue.state == "closed":
        yield UpdateIssue(
            repository=issue.repository,
            why=why,
            issue_number=issue.number,
            state="open",
            state_reason="reopened",
        )
    for name in _labels_to_go(config, heard, state, told):
        yield RemoveLabel(
            repository=issue.repository,
            why=why,
            issue_number=issue.number,
            name=name,
        )
    yield from say(config, heard, state, told)


def _still_done(heard: Heard, state: State) -> tuple[bool, bool]:
    """Whether it was the bot that closed and locked the issue, as a support question."""
    began = min(
        (at for at in (heard.called, state.memory.since) if at is not None),
        default=None,
    )
    if began is None:
        return False, False
    deeds = (
        state.lasts(began, "closed", "reopened"),
        state.lasts(began, "locked", "unlocked"),
    )
    signal, is_told = heard.signal, state.memory.is_answered
    closed, locked = (
        deed is not None
        and (is_told or (signal and deed.created_at <= later(signal.at, AT_ONCE)))
        for deed in deeds
    )
    return bool(closed), bool(locked)


def _labels_to_go(
    config: Support, heard: Heard, state: State, told: Told
) -> Iterator[str]:
    """Those that the bot has put on; of what is declined, those of people too."""
    for name in state.issue.labels:
        if not config.has_label((name,)):
            continue
        put = [
            event
            for event in state.thread.events
            if event.event == "labeled" and event.label.casefold() == name.casefold()
        ]
        last = put[-1] if put else None
        if told == "declined":
            signal = heard.signal
            if last is None or (signal and last.created_at <= signal.at):
                yield name
        elif last is not None and state.is_ours(last):
            yield name
