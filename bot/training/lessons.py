"""What people have said of an issue: is it a support question, or is it none?

Only the word of a person counts, and only that of one who did not write the issue: a
form puts its labels on in the author's name, and nobody learns from what the bot itself
has guessed. The record of the issue tells who put a label on and who took it off;
nobody's role is asked, as GitHub lets only triage and above label
(https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization).
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal

from bot.core.models import Account, Identity, Issue, IssueEvent, Thread
from bot.features.support.memory import Memory, find_reply, parse_memory

CORRECTION = 2
"""What a correction weighs: somebody took the trouble to say that this was wrong."""

Said = Literal[
    "labelled as support",
    "corrected: no support",
    "given other labels",
    "closed with its form's labels",
]
"""What people said, as the report calls it; all but the first say that it is none."""

Unsaid = Literal[
    "written by a bot",
    "written by a member",
    "in a form of its own",
    "labelled as support by this bot alone",
    "labelled as support by another bot",
    "labelled as support by its form alone",
    "closed without a word on it",
    "open without a word on it",
]
"""Why nothing is learned from an issue."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An issue, and what people said of it."""

    issue: Issue
    said: Said

    @property
    def is_support(self) -> bool:
        """Whether people take it for a support question."""
        return self.said == "labelled as support"

    @property
    def weight(self) -> int:
        """How many others it counts for in training."""
        return CORRECTION if self.said == "corrected: no support" else 1

    @property
    def author(self) -> str:
        """Who wrote it, in lower case; of deleted users nobody knows which."""
        author = self.issue.user
        if author.is_deleted:
            return f"ghost of {self.issue.repository}#{self.issue.number}"
        return author.login.lower()


@dataclass(frozen=True, slots=True)
class Labels:
    """Which labels mean something, in lower case.

    `support` says that an issue is a support question, `forms` that it came in a form
    of its own, such as a request for resources, and `unsaid` nothing of either.
    """

    support: frozenset[str]
    forms: frozenset[str] = frozenset()
    unsaid: frozenset[str] = frozenset()


def lesson(thread: Thread, labels: Labels, me: Identity) -> Lesson | Unsaid:
    """What people said of the issue, or why nothing can be learned from it."""
    issue = thread.issue
    on = frozenset(label.lower() for label in issue.labels)
    if issue.user.is_bot:
        return "written by a bot"
    if issue.by_insider:
        return "written by a member"
    if on & labels.forms:
        return "in a form of its own"
    if on & labels.support:
        return _of_labelled(thread, on & labels.support, me)
    return _of_others(thread, on, labels, me)


def lacks_reply(thread: Thread, labels: Labels, me: Identity) -> bool:
    """Whether more has to be read: the bot's reply, which tells who agreed with it."""
    said = lesson(thread, labels, me)
    is_open = said == "labelled as support by this bot alone"
    return is_open and not thread.complete and _memory(thread, me).told is None


def _of_labelled(thread: Thread, on: frozenset[str], me: Identity) -> Lesson | Unsaid:
    """Of an issue that has these support labels now."""
    author = thread.issue.user
    by = [event.actor for name in on if (event := _last(thread.events, {name}))]
    if any(_is_person(actor) and actor.is_other(author) for actor in by):
        return Lesson(thread.issue, "labelled as support")
    if any(actor.is_same(me) for actor in by):
        if _memory(thread, me).is_answered:
            return Lesson(thread.issue, "labelled as support")
        return "labelled as support by this bot alone"
    if any(actor.is_bot for actor in by):
        return "labelled as support by another bot"
    return "labelled as support by its form alone"


def _of_others(
    thread: Thread, on: frozenset[str], labels: Labels, me: Identity
) -> Lesson | Unsaid:
    """Of an issue that has no support label now."""
    issue, known = thread.issue, labels.support | labels.unsaid
    last = _last(thread.events, labels.support)
    taken_off = last is not None and last.event == "unlabeled"
    if last and taken_off and (_is_person(last.actor) or last.actor.is_same(me)):
        return Lesson(issue, "corrected: no support")
    if _memory(thread, me).told == "declined":
        return Lesson(issue, "corrected: no support")
    by_others = [
        event
        for event in thread.events
        if _is_person(event.actor) and event.actor.is_other(issue.user)
    ]
    given = {event.label.lower() for event in by_others if event.event == "labeled"}
    if given & on - known:
        return Lesson(issue, "given other labels")
    if issue.state == "open":
        return "open without a word on it"
    if on - known and any(event.event == "closed" for event in by_others):
        return Lesson(issue, "closed with its form's labels")
    return "closed without a word on it"


def _memory(thread: Thread, me: Identity) -> Memory:
    return parse_memory(find_reply(me, thread.comments))


def _last(events: Iterable[IssueEvent], names: Set[str]) -> IssueEvent | None:
    """The last time that one of the labels was put on or taken off."""
    found = [
        event
        for event in events
        if event.event in ("labeled", "unlabeled") and event.label.lower() in names
    ]
    return found[-1] if found else None


def _is_person(account: Account) -> bool:
    return not account.is_bot
