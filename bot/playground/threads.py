"""Issues, and what people do with them.

Each method is one deed of one account (`by`: a login or an account; the author where
it is left out): it changes the state, lets a second pass if a person did it, and tells
the App. What GitHub keeps on record of an issue is in its `events`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.accounts import Account, By
from bot.playground.comments import Comment
from bot.playground.issue_events import IssueEvent, Label
from bot.playground.reactions import Reaction

if TYPE_CHECKING:
    from bot.playground.pulls import PullRequest
    from bot.playground.repositories import Repository
    from bot.playground.world import World

__all__ = ["LOCK_REASONS", "Comment", "Issue"]

LOCK_REASONS = ("off-topic", "too heated", "resolved", "spam")


@dataclass(slots=True, eq=False)
class Issue:
    """An issue, or a pull request, which then has a `pull` besides."""

    repository: "Repository" = field(repr=False)
    id: int
    number: int
    title: str
    body: str | None
    user: Account
    via_app: bool
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    edited_at: datetime | None = None
    edited_by: Account | None = None
    locked: bool = False
    lock_reason: str | None = None
    pinned: bool = False
    pull: "PullRequest | None" = field(default=None, repr=False)
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    events: list[IssueEvent] = field(default_factory=list, repr=False)
    comments: list[Comment] = field(default_factory=list, repr=False)
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def world(self) -> "World":
        """The GitHub it is on."""
        return self.repository.world

    @property
    def is_pull_request(self) -> bool:
        """Whether it asks to merge something."""
        return self.pull is not None

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

    def record(self, event: str, actor: Account, **more: Any) -> None:
        """Put a deed on the issue's record."""
        world = self.world
        self.events.append(
            IssueEvent(
                world.next_id(), event, actor, world.is_app(actor), world.now(), **more
            )
        )

    def begin(self, labels: Iterable[Label], assignees: Iterable[Account]) -> None:
        """Have it opened with all that it was given, each told of by itself too."""
        self.labels += labels
        self.assignees += assignees
        self.tell("opened", self.user)
        for label in self.labels:
            self._did("labeled", self.user, label=label)
        for account in self.assignees:
            self._did("assigned", self.user, assignee=account)

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
            self.record("renamed", actor, renamed=(self.title, title))
            self.title = title
        if body is not None and body != self.body:
            changes["body"] = {"from": self.body or ""}
            self.body = body
            self.edited_at, self.edited_by = self.world.now(), actor
        if changes:
            self.touch()
            self.tell("edited", actor, changes=changes)

    def close(self, by: By = None, reason: str = "completed") -> None:
        """Close it, for `completed`, `not_planned` or `duplicate`."""
        actor = self.world.actor(by or self.user)
        why = None if self.pull else reason
        if self.state == "closed":
            self.state_reason = why
            return
        self.touch()
        self.state, self.state_reason = "closed", why
        self.closed_at, self.closed_by = self.updated_at, actor
        self._did("closed", actor)

    def reopen(self, by: By = None) -> None:
        """Open it again."""
        actor = self.world.actor(by or self.user)
        if self.state == "open":
            return
        if self.pull:
            self.pull.look_again()
        self.touch()
        self.state, self.state_reason = "open", None if self.pull else "reopened"
        self.closed_at = self.closed_by = None
        self._did("reopened", actor)

    def add_label(self, name: str, by: By = None) -> None:
        """Put a label on; one the repository does not know is made."""
        actor = self.world.actor(by or self.user)
        label = self.repository.label(name)
        if label not in self.labels:
            self.labels.append(label)
            self.touch()
            self._did("labeled", actor, label=label)

    def remove_label(self, name: str, by: By = None) -> None:
        """Take a label off."""
        actor = self.world.actor(by or self.user)
        label = self.repository.label(name)
        if label in self.labels:
            self.labels.remove(label)
            self.touch()
            self._did("unlabeled", actor, label=label)

    def set_labels(self, names: Iterable[str], by: By = None) -> None:
        """Let exactly these labels be on it."""
        wanted = {name.lower(): name for name in names}
        for name in self.label_names:
            if name.lower() not in wanted:
                self.remove_label(name, by)
        for name in wanted.values():
            self.add_label(name, by)

    def set_assignees(self, wanted: Iterable[Account], by: By = None) -> None:
        """Let exactly these people be assigned to it."""
        actor, chosen = self.world.actor(by or self.user), list(wanted)
        for account in [one for one in self.assignees if one not in chosen]:
            self.assignees.remove(account)
            self.touch()
            self._did("unassigned", actor, assignee=account)
        for account in [one for one in chosen if one not in self.assignees]:
            self.assignees.append(account)
            self.touch()
            self._did("assigned", actor, assignee=account)

    def lock(self, by: By = None, reason: str | None = None) -> None:
        """Let only people with write access (and no App) comment."""
        actor = self.world.actor(by or self.user)
        changed = not self.locked
        self.locked, self.lock_reason = True, reason
        if changed:
            self.record("locked", actor, lock_reason=reason)
            self.tell("locked", actor)

    def unlock(self, by: By = None) -> None:
        """Let everyone comment again."""
        actor = self.world.actor(by or self.user)
        changed, self.locked, self.lock_reason = self.locked, False, None
        if changed:
            self._did("unlocked", actor)

    def pin(self, by: By = None) -> None:
        """Pin it to the top of the repository's issues; three fit (ValueError)."""
        actor = self.world.actor(by or self.user)
        if self.pinned:
            return
        if len(self.repository.pinned_issues) >= 3:
            raise ValueError("Maximum 3 pinned issues per repository")
        self.pinned = True
        self._did("pinned", actor)

    def unpin(self, by: By = None) -> None:
        """Take it from the top of the repository's issues."""
        actor = self.world.actor(by or self.user)
        if self.pinned:
            self.pinned = False
            self._did("unpinned", actor)

    def react(self, content: str, by: By) -> Reaction:
        """React; the same reaction of the same account a second time is the first."""
        return self.world.react(self, content, by)

    def delete(self, by: By = None) -> None:
        """Take it away for good: GitHub answers 410 from now on."""
        actor = self.world.actor(by or self.user)
        self.repository.issues.remove(self)
        self.repository.deleted.add(self.number)
        self.tell("deleted", actor)

    def transfer(self, to: "Repository", by: By = None) -> "Issue":
        """Move it to another repository; the old address leads to the new one."""
        actor = self.world.actor(by or self.user)
        moved = to.adopt(self)
        moved.record("transferred", actor)
        self.repository.issues.remove(self)
        self.repository.transferred[self.number] = moved
        self.tell(
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

    def _did(self, event: str, actor: Account, **facts: Any) -> None:
        """Put a deed on the issue's record, and tell the App."""
        self.record(event, actor, **facts)
        self.tell(event, actor, **facts)

    def tell(self, action: str, sender: Account, **facts: Any) -> None:
        """Tell the App what happened to it, as to an issue or a pull request."""
        told: dict[str, Any] = {"issue": self}
        if self.pull:
            told = {"number": self.number, "pull_request": self.pull}
        event = "pull_request" if self.pull else "issues"
        self.repository.tell(event, action, sender, **told, **facts)

    def tell_comment(self, action: str, sender: Account, **facts: Any) -> None:
        """Tell the App what happened to one of its comments."""
        self.repository.tell("issue_comment", action, sender, issue=self, **facts)
