"""What a plan may ask for: one write to GitHub each, named as GitHub names it.

An action is a value. It says why it is wanted, so that a dry run, a log line and a
test read alike. `operation` is the name of GitHub's REST operation
(https://docs.github.com/rest) in snake case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

Content = Literal["+1", "confused"]
StateReason = Literal["completed", "not_planned", "reopened"]
LockReason = Literal["off-topic", "too heated", "resolved", "spam"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One write in one repository (`full_name`).

    What is `seen` is the text that the write would replace, as the plan knows it: where
    people write in it too, nothing is written once it is another one. It is no part of
    what is asked for.
    """

    operation: ClassVar[str]
    repository: str
    why: str

    def request(self) -> dict[str, object]:
        """The request's own fields, as `compass-bot plan --json` prints them."""
        own = (f.name for f in fields(self) if f.name not in _ASIDE)
        return {
            name: _plain(value)
            for name in own
            if (value := getattr(self, name)) is not None
        }


_ASIDE = ("repository", "why", "seen")


@runtime_checkable
class Shaped(Protocol):
    """A part of a request that has a shape of its own."""

    def json(self) -> Mapping[str, Any]:
        """As GitHub takes it."""
        ...


def _plain(value: object) -> object:
    if isinstance(value, Shaped):
        return value.json()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIssue(Action):
    """Open an issue; its body starts with the mark by which it is found again."""

    operation: ClassVar[str] = "create_issue"
    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateIssue(Action):
    """Change what is not None of an issue; `assignees` are all there are then."""

    operation: ClassVar[str] = "update_issue"
    issue_number: int
    title: str | None = None
    body: str | None = None
    state: Literal["open", "closed"] | None = None
    state_reason: StateReason | None = None
    assignees: tuple[str, ...] | None = None
    seen: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLabels(Action):
    """Put labels on a thread; those that it has already stay."""

    operation: ClassVar[str] = "add_labels"
    issue_number: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLabel(Action):
    """Take a label off a thread."""

    operation: ClassVar[str] = "remove_label"
    issue_number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockIssue(Action):
    """Let nobody comment but who may push; the reason stands on the issue's record."""

    operation: ClassVar[str] = "lock_issue"
    issue_number: int
    lock_reason: LockReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockIssue(Action):
    """Let everybody comment again."""

    operation: ClassVar[str] = "unlock_issue"
    issue_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinIssue(Action):
    """Pin an issue to the top of its repository's list; `node_id` is GraphQL's id."""

    operation: ClassVar[str] = "pin_issue"
    issue_number: int
    node_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpinIssue(Action):
    """Take an issue from the top of its repository's list."""

    operation: ClassVar[str] = "unpin_issue"
    issue_number: int
    node_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateComment(Action):
    """Comment on an issue; the body starts with the mark that finds it again."""

    operation: ClassVar[str] = "create_comment"
    issue_number: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateComment(Action):
    """Replace the whole text of a comment of this App."""

    operation: ClassVar[str] = "update_comment"
    comment_id: int
    body: str
    seen: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteComment(Action):
    """Delete a comment of this App."""

    operation: ClassVar[str] = "delete_comment"
    comment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinComment(Action):
    """Pin a comment of this App to the top of its issue."""

    operation: ClassVar[str] = "pin_comment"
    comment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateReaction(Action):
    """React to a comment; GitHub answers the same reaction a second time alike."""

    operation: ClassVar[str] = "create_reaction"
    comment_id: int
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteReaction(Action):
    """Take a reaction of this App back."""

    operation: ClassVar[str] = "delete_reaction"
    comment_id: int
    reaction_id: int
