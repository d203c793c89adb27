"""What is known of an issue when it is asked whether it is a support question."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from bot.core.detector import Verdict
from bot.core.forum import Topic
from bot.core.mark import Mark, find_mark
from bot.core.models import Comment, Identity, Issue, IssueEvent, Reaction, Thread
from bot.features.support.memory import (
    Memory,
    find_replies,
    find_rewritten,
    parse_memory,
)

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
    def is_theirs(self) -> bool:
        """Whether people have written something of their own in place of the reply."""
        rewritten = find_rewritten(self.me, self.thread.comments)
        return self.reply is None and rewritten is not None

    def note_on(self, comment: int) -> Comment | None:
        """The App's note about the commands of that comment, if there is one."""
        mark = Mark("mend-support", {"comment": str(comment)})
        found = (
            c
            for c in self.thread.comments
            if self.me.wrote(c) and find_mark(c.body, mark.kind) == mark
        )
        return next(found, None)

    def was_deleted(self, since: datetime) -> bool:
        """Whether people have deleted a comment of this App's since then."""
        return any(
            event.event == "comment_deleted"
            and event.created_at >= since
            and event.comment_author is not None
            and event.comment_author.is_same(self.me)
            and not self.is_ours(event)
            for event in self.thread.events
        )

    @cached_property
    def memory(self) -> Memory:
        """What the reply remembers."""
        return parse_memory(self.reply)

    def is_ours(self, event: IssueEvent) -> bool:
        """Whether this App did it."""
        return event.actor.is_same(self.me)

    def last(self, *names: str) -> IssueEvent | None:
        """The last of these on the record, if there is one."""
        found = (e for e in reversed(self.thread.events) if e.event in names)
        return next(found, None)

    def done(self, since: datetime, *names: str) -> bool:
        """Whether this App has done any of these at that moment or later."""
        return any(
            event.event in names and event.created_at >= since and self.is_ours(event)
            for event in self.thread.events
        )

    def lasts(self, since: datetime, deed: str, undoing: str) -> IssueEvent | None:
        """The App's own deed since then, if that is how things are still."""
        last = self.last(deed, undoing)
        ours = last is not None and last.event == deed and self.is_ours(last)
        return last if ours and last and last.created_at >= since else None
