"""What people say of an issue: their labels and their commands, in order of time.

The last word counts. A label that a bot put on, this one included, says nothing: it is for
people to confirm. Once somebody who may has said `/not-support`, no label
says otherwise for ever, only `/support` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.core.models import Comment
from bot.core.support import Support
from bot.features.support.commands import (
    Said,
    may_be_answered_elsewhere,
    parse_commands,
)
from bot.features.support.memory import Command
from bot.features.support.state import CHAIRS, State

Word = Literal["on", "off", "declined"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Somebody's word about the issue: a support question, no more, or never one.

    `comment` is where a command says it; 0 where a label does.
    """

    at: datetime
    word: Word
    by: str
    comment: int = 0

    @property
    def is_command(self) -> bool:
        """Whether it was said in words."""
        return self.comment != 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that cannot be done, with what its author is told."""

    source: str
    why: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """The last word, if there is any, and what became of each comment's commands.

    `called` is when somebody last called it a support question. `commands` are those that
    count, each with when it was said; `refused` are comments with commands that cannot be
    done; `unknown` the logins, in lower case, of whom only their role would tell whether
    they may.
    """

    signal: Signal | None
    called: datetime | None
    commands: Mapping[Command, datetime]
    commanding: frozenset[int]
    refused: Mapping[int, tuple[Refused, ...]]
    unknown: frozenset[str]

    @property
    def word(self) -> Word | None:
        """What the last word says."""
        return self.signal.word if self.signal else None


def hear(config: Support, state: State) -> Heard:
    """Listen to the record and the comments as they stand now."""
    refused: dict[int, list[Refused]] = {}
    commands: dict[Command, datetime] = {}
    unknown: set[str] = set()
    commanding: set[int] = set()
    spoken: list[Signal] = list(_labels(config, state))
    for comment in by_people(state):
        for said in parse_commands(comment.body):
            commanding.add(comment.id)
            why = _obstacle(state, comment, said)
            if why is None:
                unknown.add(comment.user.login.lower())
            elif why:
                no = Refused(said.source, why, _form(state, comment, said))
                refused.setdefault(comment.id, []).append(no)
            else:
                word: Word = "on" if said.is_support else "declined"
                at = _moment(state, comment, said)
                commands[comment.id, said.is_support] = at
                spoken.append(Signal(at, word, comment.user.login, comment.id))
    if state.memory.declined is not None:
        spoken.append(Signal(state.memory.declined, "declined", "", _FORGOTTEN))
    return Heard(
        _last_word(spoken),
        max((one.at for one in spoken if one.word == "on"), default=None),
        commands,
        frozenset(commanding),
        {comment: tuple(found) for comment, found in refused.items()},
        frozenset(unknown),
    )


_FORGOTTEN = -1
"""The comment of a command that may be gone by now."""


def by_people(state: State) -> Iterator[Comment]:
    """The comments in which commands are commands."""
    return (c for c in state.thread.comments if not c.user.is_bot)


def _last_word(spoken: Iterable[Signal]) -> Signal | None:
    last: Signal | None = None
    for signal in sorted(spoken, key=lambda signal: signal.at):
        if signal.is_command or last is None or last.word != "declined":
            last = signal
    return last


def _moment(state: State, comment: Comment, said: Said) -> datetime:
    """When it was said: by an edit, unless it was understood before that."""
    known = state.memory.heard.get((comment.id, said.is_support))
    return comment.updated_at if known is None else known


def _obstacle(state: State, comment: Comment, said: Said) -> str | None:
    """Why the author of the comment may not; "" if they may, None: nobody knows yet."""
    if state.issue.is_pull_request:
        return "a pull request is no support question"
    if state.issue.user.is_bot:
        return "what a bot has opened is no support question"
    if not said.is_support and _is_author(state, comment):
        return ""
    who = "people with the triage role and above"
    author = "" if said.is_support else "the author of the issue, or "
    why = f"only {author}{who}, may do this" if author else f"only {who} may do this"
    role = state.roles.get(comment.user.login.lower())
    if role is not None:
        return "" if role in CHAIRS else why
    if _was_accepted(state, comment, said):
        return ""
    return why if _was_refused(state, comment) else None


def _form(state: State, comment: Comment, said: Said) -> str:
    """What the author of an issue may say instead."""
    return "/not-support" if said.is_support and _is_author(state, comment) else ""


def _was_accepted(state: State, comment: Comment, said: Said) -> bool:
    """Whether the reply remembers it, or the App has put its thumb up before.

    What was accepted stays so when its author leaves the team: old issues would be opened
    again otherwise. Where words were changed since, or another feature reacts too, the
    thumb may be for something else.
    """
    return (comment.id, said.is_support) in state.memory.heard or (
        "+1" in (comment.reacted or ())
        and not comment.edited
        and not may_be_answered_elsewhere(comment.body)
    )


def _was_refused(state: State, comment: Comment) -> bool:
    """Whether its author was told so, and has not changed it since.

    Nobody is asked again for the role of somebody who was refused: who has become one of
    the team edits the comment.
    """
    if "confused" not in (comment.reacted or ()):
        return False
    note = state.note_on(comment.id)
    return not comment.edited or (
        note is not None and note.updated_at >= comment.updated_at
    )


def _is_author(state: State, comment: Comment) -> bool:
    return comment.user.is_same(state.issue.user)


def _labels(config: Support, state: State) -> Iterator[Signal]:
    """What people's labels say: on with the first of them, off with the last."""
    on: set[str] = set()
    seen: set[str] = set()
    for event in state.thread.events:
        if event.event not in ("labeled", "unlabeled") or not config.has_label(
            (event.label,)
        ):
            continue
        label = event.label.casefold()
        seen.add(label)
        before = bool(on)
        if event.event == "labeled":
            on.add(label)
        else:
            on.discard(label)
        by, at = event.actor, event.created_at
        if event.event == "labeled" and not by.is_bot:
            yield Signal(at, "on", by.login)
        elif before and not on and not state.is_ours(event):
            yield Signal(at, "off", by.login)
    unrecorded = {label.casefold() for label in state.issue.labels} - seen
    if config.has_label(tuple(unrecorded)):
        # It was opened with it, or came with it from another repository.
        issue = state.issue
        yield Signal(issue.created_at, "on", issue.user.login)
