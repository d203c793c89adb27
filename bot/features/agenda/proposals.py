"""A thread from elsewhere as a topic: what its comments, label and record say.

`/agenda` in any issue or pull request proposes that thread, in its own words or in those
that follow. What people said before the label was last taken off was about a meeting
that is over, and counts no more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core.commands import Found, Links, find_commands
from bot.core.markdown import is_visible, quote_blocks, quote_line, quote_text
from bot.core.models import Account, Comment, Identity, IssueEvent
from bot.core.repository_models import LabelledThread
from bot.core.topic_text import TopicText
from bot.features.agenda.collected import people_of
from bot.features.agenda.commands import is_change, read_topic
from bot.features.agenda.rights import seconds
from bot.features.agenda.sources import thread_fingerprint
from bot.features.agenda.values import Source

_NAMES = ("agenda",)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A command that proposes its thread; `text` is None where it has no words."""

    comment: Comment
    text: TopicText | None
    details: str
    links: Links


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A command that changes a topic, where there is no agenda; `source` as written."""

    comment: Comment
    source: str


def parse_proposals(comment: Comment) -> tuple[Proposal | Misplaced, ...]:
    """What one comment asks for, from top to bottom."""
    found = find_commands(comment.body, _NAMES)
    return tuple(
        Misplaced(comment, f"/agenda {command.rest}")
        if is_change(command.rest)
        else _proposal(comment, command)
        for command in found
        if command.rest.lower() != "help"
    )


def _proposal(comment: Comment, found: Found) -> Proposal:
    words = found.rest
    first, _, rest = words.partition(" ")
    if first.lower() == "add":
        words = rest.strip()
    text = read_topic(words, comment.user.login) if words else None
    if text is not None and not is_visible(text.title):
        text = TopicText("", text.owner, text.minutes, text.by_login)
    return Proposal(comment, text, found.below, found.links)


@dataclass(frozen=True, slots=True)
class Labelled:
    """When the label was last put on, by whom, and when it had been taken off before.

    `on` is False where it was taken off again since. `undone` is how it was before this
    App took it off, if it was this App that put it on again.
    """

    at: datetime
    by: Account | None = None
    before: datetime | None = None
    on: bool = True
    undone: "Labelled | None" = None


def last_labelled(
    me: Identity, events: Iterable[IssueEvent], label: str, otherwise: datetime
) -> Labelled:
    """What the record of a thread says of its label, or else it came `otherwise`."""
    found = Labelled(otherwise)
    for event in events:
        if event.label.casefold() != label.casefold():
            continue
        ours = event.actor.login.lower() == me.login.lower()
        if event.event == "labeled":
            was = found.undone if ours and not found.on else None
            found = Labelled(event.created_at, event.actor, found.before, undone=was)
        elif event.event == "unlabeled":
            was = (found.undone or found) if ours and found.on else None
            found = Labelled(otherwise, None, event.created_at, on=False, undone=was)
    return found


def as_it_counts(
    me: Identity, labelled: Labelled, comments: Iterable[Comment]
) -> Labelled:
    """The same, or how it was before: where this App only undid what it had done.

    It takes the label off when a topic is done. Where that is taken back it puts the
    label on again, and nobody has proposed the thread anew in between.
    """
    if labelled.undone is None or any(standing(me, comments, labelled.before)):
        return labelled
    return labelled.undone


def standing(
    me: Identity, comments: Iterable[Comment], since: datetime | None
) -> Iterator[Proposal]:
    """The proposals that were written, or written anew, since then."""
    for comment in people_of(me, comments):
        if since is None or comment.updated_at >= since:
            for parsed in parse_proposals(comment):
                if isinstance(parsed, Proposal):
                    yield parsed


def source_of(
    me: Identity,
    thread: LabelledThread,
    labelled: Labelled,
    comments: Iterable[Comment],
) -> Source:
    """The topic that the thread is.

    The first command with words gives it its words, owner and time; what others say
    stands below. Whoever proposed it, or put the label on, may take it off.
    """
    comments = tuple(comments)
    labelled = as_it_counts(me, labelled, comments)
    asked = tuple(standing(me, comments, labelled.before))
    worded = [one for one in asked if one.text is not None and one.text.title]
    chosen = worded[0] if worded else asked[0] if asked else None
    by = labelled.by
    author = thread.user if by is None or by.is_bot else by
    proposer = chosen.comment.user.login if chosen else author.login
    text = chosen.text if chosen else None
    url = thread.html_url.rsplit("/", 2)[0]
    title = quote_text(thread.title)
    if text is not None and text.title and chosen is not None:
        title = quote_line(text.title, url, chosen.links)
    at = min([labelled.at, *(one.comment.created_at for one in asked)])
    return Source(
        fingerprint=thread_fingerprint(thread.repository, thread.number),
        arrived=seconds(max(at, labelled.before) if labelled.before else at),
        title=title,
        owner=(text.owner if text else None) or proposer,
        link=thread.html_url,
        link_text=f"{thread.repository}#{thread.number}",
        details=_details(url, chosen, worded[1:]),
        minutes=text.minutes if text else None,
        owner_login=(text.owner or "") if text and text.by_login else "",
        proposer=proposer,
        thread=(thread.repository, thread.number),
    )


def _details(url: str, chosen: Proposal | None, others: Iterable[Proposal]) -> str:
    parts = []
    if chosen is not None and chosen.details.strip():
        parts.append(quote_blocks(chosen.details, url, chosen.links))
    said = [
        f"- {quote_line(text.title, url, one.links)} ({quote_text(one.comment.user.login)})"
        for one in others
        if (text := one.text) is not None
    ]
    if said:
        parts.append("\n".join(said))
    return "\n\n".join(part for part in parts if part)
