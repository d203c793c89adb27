"""Comments on issues, and what people do with them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.playground.accounts import Account, By
from bot.playground.reactions import Reaction

if TYPE_CHECKING:
    from bot.playground.threads import Issue


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
    edited_by: Account | None = None
    reactions: list[Reaction] = field(default_factory=list)
    pinned_at: datetime | None = None
    pinned_by: Account | None = None

    def edit(self, body: str, by: By = None) -> None:
        """Replace the text; the same text again changes nothing and tells no one.

        The issue counts as updated then, as its payload tells:
        https://github.com/octokit/webhooks/tree/main/payload-examples/api.github.com/issue_comment
        """
        actor = self.issue.world.actor(by or self.user)
        before, self.body = self.body, body
        if before != body:
            self.issue.touch()
            self.updated_at, self.edited_by = self.issue.updated_at, actor
            self._tell("edited", actor, changes={"body": {"from": before}})

    def delete(self, by: By = None) -> None:
        """Take the comment away for good."""
        actor = self.issue.world.actor(by or self.user)
        self.issue.comments.remove(self)
        self.issue.touch()
        if actor is not self.user:  # own ones go without a trace
            self.issue.record("comment_deleted", actor, author=self.user)
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
        return self.issue.world.react(self, content, by)

    def unreact(self, content: str, by: By) -> None:
        """Take a reaction back."""
        world = self.issue.world
        actor = world.actor(by)
        for reaction in list(self.reactions):
            if (reaction.content, reaction.user) == (content, actor):
                world.unreact(self, reaction)

    def _tell(self, action: str, sender: Account, **facts: Any) -> None:
        self.issue.tell_comment(action, sender, comment=self, **facts)
