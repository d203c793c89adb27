"""What is known of an issue when it is asked whether it is a support question."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from bot.core.detector import Verdict
from bot.core.forum import Topic
from bot.core.models import Comment, Identity, Issue, IssueEvent, Reaction, Thread
from bot.features.support.memory import Memory, find_replies, parse_memory

CHAIRS = ("triage", "write", "maintain", "admin")
"""GitHub's roles from triage up."""


@dataclass(frozen=True)
class State:
    """What GitHub says now, and what was asked besides.

    `roles` are those that were asked for, by login in lower case; `reactions` of the
    comments where only a list of them tells. `verdict` is the detector's, where it was
    asked, `forms` the labels (in lower case) of forms that have their own rules, and
    `similar` the forum's topics, None before it was asked for them.
    """

    me: Identity
    thread: Thread
    roles: Mapping[str, str] = field(default_factory=dict)
    reactions: Mapping[int, tuple[Reaction, ...]] = field(default_factory=dict)
    verdict: Verdict | None = None
    forms: frozenset[str] = frozenset()
    similar: tuple[Topic, ...] | None = None

    @property
    def issue(self) -> Issue:
        """The issue, or the pull request."""
        return self.thread.issue

    def unlocked(self) -> "State":
        """The same once the issue is unlocked."""
        issue = replace(self.issue, locked=False)
        return replace(self, thread=replace(self.thread, issue=issue))

    @cached_property
    def replies(self) -> tuple[Comment, ...]:
        """The App's own comments with the mark of a reply; there should be one."""
        return find_replies(self.me, self.thread.comments)

    @property
    def reply(self) -> Comment | None:
        """The App's reply, whatever it says now: the first."""
        return next(iter(self.replies), None)

    @cached_property
    def memory(self) -> Memory:
        """What the reply remembers."""
        return parse_memory(self.reply)

    def is_ours(self, event: IssueEvent) -> bool:
        """Whether this App did it."""
        return event.actor.login.lower() == self.me.login.lower()

    def last(self, *names: str) -> IssueEvent | None:
        """The last of these on the record, if there is one."""
        found = (e for e in reversed(self.thread.events) if e.event in names)
        return next(found, None)

    def since(self, moment: datetime, *names: str) -> bool:
        """Whether any of these was done at that moment or later."""
        return any(
            e.event in names and e.created_at >= moment for e in self.thread.events
        )
