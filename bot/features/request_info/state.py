"""What the plan is made from: an issue as it stands, and what is asked for there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.mark import Mark, find_mark
from bot.core.models import (
    Account,
    Comment,
    File,
    Identity,
    Issue,
    IssueEvent,
    Thread,
)
from bot.core.report_forms import Form, RequestInfo
from bot.features.request_info.reading import own_words

KIND = "request-info"
"""Of the mark on the first line of the request."""


@dataclass(frozen=True, slots=True)
class State:
    """An issue, the section in force, and the templates of its repository.

    `is_support` where one of its labels hands it over to the forum. `templates` are read
    only where `lacks.asks_templates` says that they decide something.
    """

    me: Identity
    config: RequestInfo
    thread: Thread
    is_support: bool = False
    templates: tuple[File, ...] = ()

    @property
    def issue(self) -> Issue:
        """The issue itself."""
        return self.thread.issue

    @property
    def forms(self) -> tuple[Form, ...]:
        """The configured forms that the issue came in, by its labels."""
        labels = {label.lower() for label in self.issue.labels}
        forms = self.config.forms.root.items()
        return tuple(form for label, form in forms if label.lower() in labels)

    @property
    def by_author(self) -> tuple[Comment, ...]:
        """The author's own comments, in order."""
        return tuple(c for c in self.thread.comments if self._is_author(c.user))

    @property
    def requests(self) -> tuple[Comment, ...]:
        """The App's own comments with the mark of a request; there should be one."""
        return tuple(
            c
            for c in self.thread.comments
            if self.me.wrote(c) and find_mark(c.body, KIND)
        )

    def once(self) -> "State":
        """The same as if there were no more than the first request."""
        twice = self.requests[1:]
        comments = tuple(c for c in self.thread.comments if c not in twice)
        return replace(self, thread=replace(self.thread, comments=comments))

    @property
    def is_labelled(self) -> bool:
        """Whether the issue has the label now."""
        wanted = self.config.label.lower()
        return any(label.lower() == wanted for label in self.issue.labels)

    def label_events(self, *names: str) -> tuple[IssueEvent, ...]:
        """When the label was put on or taken off, by GitHub's words for that."""
        wanted = self.config.label.lower()
        events = self.thread.events
        return tuple(
            e for e in events if e.event in names and e.label.lower() == wanted
        )

    @property
    def labelled(self) -> IssueEvent | None:
        """When the label was last put on; None where the record does not say."""
        events = self.label_events("labeled")
        return events[-1] if events else None

    @property
    def closed(self) -> IssueEvent | None:
        """When the issue was last closed, if ever."""
        events = [e for e in self.thread.events if e.event == "closed"]
        return events[-1] if events else None

    def is_mine(self, event: IssueEvent | None) -> bool:
        """Whether this App did it."""
        return event is not None and event.actor.is_same(self.me)

    @property
    def closed_by_us(self) -> bool:
        """Whether the issue is closed, and this App closed it last."""
        return self.issue.state == "closed" and self.is_mine(self.closed)

    def silent_since(self, asked: datetime) -> datetime:
        """When the author, or anybody else, last gave a sign after having been asked."""
        return max((asked, *self._words(), *(e.created_at for e in self._reopenings)))

    def is_answered(self, since: datetime) -> bool:
        """Whether the author has said something, or changed the report, after that.

        What others change in the author's words is no answer. GitHub tells only of the
        last one who edited a text, and when.
        """
        return any(at > since for at in self._answers())

    def _answers(self) -> Iterator[datetime]:
        issue = self.issue
        if issue.edited_at is not None and self._is_author(issue.edited_by):
            yield issue.edited_at
        for comment in self.by_author:
            if own_words(comment.body):
                mended = self._is_author(comment.edited_by)
                yield comment.updated_at if mended else comment.created_at
        for event in self.thread.events:
            if event.event == "renamed" and self._is_author(event.actor):
                yield event.created_at

    def _is_author(self, account: Account | None) -> bool:
        return self.issue.user.is_same(account)

    def _words(self) -> Iterator[datetime]:
        """When people wrote, or changed, anything."""
        yield from (c.created_at for c in self.thread.comments if not c.user.is_bot)
        yield from (c.updated_at for c in self.by_author if _is_person(c.edited_by))
        if self.issue.edited_at is not None and _is_person(self.issue.edited_by):
            yield self.issue.edited_at
        for event in self.thread.events:
            if event.event == "renamed" and _is_person(event.actor):
                yield event.created_at

    @property
    def _reopenings(self) -> tuple[IssueEvent, ...]:
        return tuple(e for e in self.thread.events if e.event == "reopened")

    @property
    def is_kept_open(self) -> bool:
        """Whether another bot has opened it again, and no person said a word since.

        Each of two bots would undo what the other does for ever.
        """
        last = self._reopenings[-1] if self._reopenings else None
        if last is None or self.is_mine(last) or not last.actor.is_bot:
            return False
        return all(word <= last.created_at for word in self._words())

    def due(self, asked: datetime) -> datetime | None:
        """When there has been enough silence to close the issue; None: never."""
        closes = self.config.closes
        if closes is None or self.is_kept_open:
            return None
        return self.silent_since(asked) + closes


def _is_person(account: Account | None) -> bool:
    return account is not None and not account.is_bot


def parse_request(comment: Comment) -> Mark:
    """The mark of one of `State.requests`."""
    return find_mark(comment.body, KIND) or Mark(KIND)
