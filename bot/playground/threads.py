"""Issues, comments, reactions and labels, and what people do with them.

Each method is one deed of one account (`by`: a login or an account; the author where
it is left out): it changes the state, lets a second pass if a person did it, and tells
the App.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.accounts import Account
from bot.playground.reactions import Reaction

if TYPE_CHECKING:
    from bot.playground.repositories import Repository
    from bot.playground.world import World

By = Account | str | None

LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")


@dataclass(slots=True, eq=False)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(slots=True, eq=False)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    issue: "Issue" = field(repr=False)
    body: str
    user: Account
    via_app: bool
    created_at: datetime
    updated_at: datetime
    reactions: list[Reaction] = field(default_factory=list)
    pinned_at: datetime | None = None
    pinned_by: Account | None = None

    def edit(self, body: str, by: By = None) -> None:
        """Replace the text; the same text again changes nothing and tells no one."""
        actor = self.issue.world.actor(by or self.user)
        before, self.body = self.body, body
        if before != body:
            self.updated_at = self.issue.world.now()
            self._tell("edited", actor, changes={"body": {"from": before}})

    def delete(self, by: By = None) -> None:
        """Take the comment away for good."""
        actor = self.issue.world.actor(by or self.user)
        self.issue.comments.remove(self)
        self.issue.touch()
        self._tell("deleted", actor)

    def pin(self, by: By) -> None:
        """Pin it to the top of its issue, in place of the one that was there."""
        actor = self.issue.world.actor(by)
        if self.pinned_at:
            return
        if (other := self.issue.pinned_comment) is not None:
            other.unpin(actor)
        self.pinned_at, self.pinned_by = self.issue.world.now(), actor
        self._tell("pinned", actor)

    def unpin(self, by: By) -> None:
        """Take it from the top of its issue."""
        actor = self.issue.world.actor(by)
        if self.pinned_at:
            self.pinned_at = self.pinned_by = None
            self._tell("unpinned", actor)

    def react(self, content: str, by: By) -> Reaction:
        """React; the same reaction of the same account a second time is the first."""
        return self.issue.world.react(self.reactions, content, by)

    def unreact(self, content: str, by: By) -> None:
        """Take a reaction back."""
        actor = self.issue.world.actor(by)
        self.reactions[:] = [
            r for r in self.reactions if (r.content, r.user) != (content, actor)
        ]

    def _tell(self, action: str, sender: Account, **facts: Any) -> None:
        self.issue.tell_comment(action, sender, comment=self, **facts)


@dataclass(slots=True, eq=False)
class Issue:
    """An issue, or a pull request as far as it is one."""

    repository: "Repository" = field(repr=False)
    id: int
    number: int
    title: str
    body: str | None
    user: Account
    via_app: bool
    created_at: datetime
    updated_at: datetime
    is_pull_request: bool = False
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    locked: bool = False
    lock_reason: str | None = None
    pinned: bool = False
    labels: list[Label] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list, repr=False)
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def world(self) -> "World":
        """The GitHub it is on."""
        return self.repository.world

    @property
    def label_names(self) -> list[str]:
        """The names of its labels, in the order they were put on."""
        return [label.name for label in self.labels]

    @property
    def pinned_comment(self) -> Comment | None:
        """The comment at its top, if one is pinned."""
        return next((c for c in self.comments if c.pinned_at), None)

    def touch(self) -> None:
        """Note that something changed just now."""
        self.updated_at = self.world.now()

    def comment(self, body: str, by: By) -> Comment:
        """Say something below it."""
        actor = self.world.actor(by)
        self.touch()
        comment = Comment(
            self.world.next_id(),
            self,
            body,
            actor,
            self.world.is_app(actor),
            self.updated_at,
            self.updated_at,
        )
        self.comments.append(comment)
        self.tell_comment("created", actor, comment=comment)
        return comment

    def edit(
        self, *, title: str | None = None, body: str | None = None, by: By = None
    ) -> None:
        """Change title or body; what stays the same is told to no one."""
        actor = self.world.actor(by or self.user)
        changes = {}
        if title is not None and title != self.title:
            changes["title"] = {"from": self.title}
            self.title = title
        if body is not None and body != self.body:
            changes["body"] = {"from": self.body or ""}
            self.body = body
        if changes:
            self.touch()
            self._tell("edited", actor, changes=changes)

    def close(self, by: By = None, reason: str = "completed") -> None:
        """Close it, for `completed`, `not_planned` or `duplicate`."""
        actor = self.world.actor(by or self.user)
        if self.state == "closed":
            self.state_reason = reason
            return
        self.touch()
        self.state, self.state_reason = "closed", reason
        self.closed_at, self.closed_by = self.updated_at, actor
        self._tell("closed", actor)

    def reopen(self, by: By = None) -> None:
        """Open it again."""
        actor = self.world.actor(by or self.user)
        if self.state == "open":
            return
        self.touch()
        self.state, self.state_reason = "open", "reopened"
        self.closed_at = self.closed_by = None
        self._tell("reopened", actor)

    def add_label(self, name: str, by: By = None) -> None:
        """Put a label on; one the repository does not know is made."""
        actor = self.world.actor(by or self.user)
        label = self.repository.label(name)
        if label not in self.labels:
            self.labels.append(label)
            self.touch()
            self._tell("labeled", actor, label=label)

    def remove_label(self, name: str, by: By = None) -> None:
        """Take a label off."""
        actor = self.world.actor(by or self.user)
        label = self.repository.label(name)
        if label in self.labels:
            self.labels.remove(label)
            self.touch()
            self._tell("unlabeled", actor, label=label)

    def set_labels(self, names: Iterable[str], by: By = None) -> None:
        """Let exactly these labels be on it."""
        wanted = {name.lower(): name for name in names}
        for name in self.label_names:
            if name.lower() not in wanted:
                self.remove_label(name, by)
        for name in wanted.values():
            self.add_label(name, by)

    def lock(self, by: By = None, reason: str | None = None) -> None:
        """Let only people with write access (and no App) comment."""
        actor = self.world.actor(by or self.user)
        changed = not self.locked
        self.locked, self.lock_reason = True, reason
        if changed:
            self._tell("locked", actor)

    def unlock(self, by: By = None) -> None:
        """Let everyone comment again."""
        actor = self.world.actor(by or self.user)
        changed, self.locked, self.lock_reason = self.locked, False, None
        if changed:
            self._tell("unlocked", actor)

    def pin(self, by: By = None) -> None:
        """Pin it to the top of the repository's issues; three fit (ValueError)."""
        actor = self.world.actor(by or self.user)
        if self.pinned:
            return
        if len(self.repository.pinned_issues) >= 3:
            raise ValueError("Maximum 3 pinned issues per repository")
        self.pinned = True
        self._tell("pinned", actor)

    def unpin(self, by: By = None) -> None:
        """Take it from the top of the repository's issues."""
        actor = self.world.actor(by or self.user)
        if self.pinned:
            self.pinned = False
            self._tell("unpinned", actor)

    def react(self, content: str, by: By) -> Reaction:
        """React; the same reaction of the same account a second time is the first."""
        return self.world.react(self.reactions, content, by)

    def delete(self, by: By = None) -> None:
        """Take it away for good: GitHub answers 410 from now on."""
        actor = self.world.actor(by or self.user)
        self.repository.issues.remove(self)
        self.repository.deleted.add(self.number)
        self._tell("deleted", actor)

    def transfer(self, to: "Repository", by: By = None) -> "Issue":
        """Move it to another repository; the old address leads to the new one."""
        actor = self.world.actor(by or self.user)
        moved = to.adopt(self)
        self.repository.issues.remove(self)
        self.repository.transferred[self.number] = moved
        self._tell(
            "transferred", actor, changes={"new_issue": moved, "new_repository": to}
        )
        to.tell(
            "issues",
            "opened",
            actor,
            issue=moved,
            changes={"old_issue": self, "old_repository": self.repository},
        )
        return moved

    def _tell(self, action: str, sender: Account, **facts: Any) -> None:
        if not self.is_pull_request:
            self.repository.tell("issues", action, sender, issue=self, **facts)

    def tell_comment(self, action: str, sender: Account, **facts: Any) -> None:
        """Tell the App what happened to one of its comments."""
        self.repository.tell("issue_comment", action, sender, issue=self, **facts)
