"""Notes of a meeting, understood: from a document, or from an agenda comment.

A document has the team's headings, in any of the ways it has written them since 2018: a
roll call, quick updates, reports and celebrations, and the agenda. What stands below
other headings is kept as it is; what every document says of itself is not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.agenda_text import AgendaEntry, AgendaText, AgendaTopic
from bot.core.commands import Links
from bot.core.markdown import quote_text
from bot.core.owners import take_owner
from bot.core.topic_text import parse_topic
from bot.features.minutes.attendees import Attendee, each_once, parse_attendee
from bot.features.minutes.findings import find_in
from bot.features.minutes.outline import Entry, parse_outline
from bot.features.minutes.said import Finding


@dataclass(frozen=True, slots=True)
class Told:
    """A quick update or report: who told it (plain text, "" if unsaid), and what."""

    owner: str
    text: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class NotedTopic:
    """A topic with what was noted below it; `link` is where it comes from."""

    title: str
    owner: str = ""
    minutes: int | None = None
    details: str = ""
    link: str = ""
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """What stands below a heading that is none of the known ones."""

    heading: str
    source: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Everything that notes say. Texts are Markdown, not yet quoted."""

    attendees: tuple[Attendee, ...] = ()
    updates: tuple[Told, ...] = ()
    celebrations: tuple[Told, ...] = ()
    topics: tuple[NotedTopic, ...] = ()
    findings: tuple[Finding, ...] = ()
    others: tuple[Other, ...] = ()
    links: Links = ()


_BOLD = re.compile(r"(\*\*|__)\s*(?P<name>[^*_\n]{1,60}?)\s*:?\s*\1\s*:?")


def told(entry: Entry) -> Told:
    """An entry of the quick updates or reports."""
    if alone := _BOLD.fullmatch(entry.text):  # "**Erik**", and what he said below it
        return Told(alone["name"], "", entry.below)
    text, owner = take_owner(entry.text, "") if _BOLD.match(entry.text) else ("", None)
    if owner is None:
        return Told("", entry.text, entry.below)
    return Told(owner.replace("@", ""), text, entry.below)


def noted_topic(text: str, details: str) -> NotedTopic:
    """A topic as notes have it, with owner and time as the team writes them."""
    topic = parse_topic(text, "")
    return NotedTopic(topic.title, topic.owner or "", topic.minutes, details)


def notes_of_agenda(agenda: AgendaText) -> Notes:
    """What an agenda comment says of its meeting."""
    topics: list[NotedTopic] = []
    findings: list[Finding] = []
    for topic in agenda.topics:
        topics.append(
            NotedTopic(
                topic.title,
                topic.owner,
                topic.minutes,
                topic.details,
                link_of(topic),
                deferred=topic.heading == "Deferred",
            )
        )
        findings += _found(topic.details, topic.title)
    entries = (*agenda.updates, *agenda.celebrations)
    findings += [found for entry in entries for found in _found(entry.details, "")]
    here = (parse_attendee(e.text, login_last=True) for e in agenda.roll_call)
    return Notes(
        attendees=each_once(person for person in here if person),
        updates=_told_of(agenda.updates),
        celebrations=_told_of(agenda.celebrations),
        topics=tuple(topics),
        findings=tuple(findings),
    )


def link_of(topic: AgendaTopic) -> str:
    """The link to a thread from elsewhere; "" of a topic that a comment proposed."""
    if not topic.link or topic.link_text == "comment":
        return ""
    return f"[{quote_text(topic.link_text)}]({topic.link})"


def _told_of(entries: Iterable[AgendaEntry]) -> tuple[Told, ...]:
    return tuple(Told(entry.who, entry.text, entry.details) for entry in entries)


def _found(details: str, topic: str) -> Iterator[Finding]:
    for section in parse_outline(details).sections if details else ():
        yield from find_in(section.blocks, topic)
