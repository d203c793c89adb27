"""Labels, and the record of what was done to an issue."""

from dataclasses import dataclass
from datetime import datetime

from bot.playground.accounts import Account


@dataclass(slots=True, eq=False)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """One deed on an issue's record, in GitHub's word for it; the rest where it applies.

    `label` was put on or taken off, `assignee` assigned or no longer, the title was
    `renamed` from one to another, `lock_reason` says why it was locked, `author` whose
    comment was deleted, `commit` is the one that merged it.
    """

    id: int
    event: str
    actor: Account
    via_app: bool
    created_at: datetime
    label: Label | None = None
    assignee: Account | None = None
    renamed: tuple[str, str] | None = None
    lock_reason: str | None = None
    author: Account | None = None
    commit: str | None = None
