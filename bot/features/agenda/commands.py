"""The agenda's slash commands: what a comment asks for, as values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from textwrap import dedent
from typing import Literal

from markdown_it import MarkdownIt

from bot.core.commands import (
    AGENDA_COMMANDS,
    Found,
    Links,
    find_commands,
    may_hold_command,
)
from bot.core.errors import UserError
from bot.core.html_words import plain_html
from bot.core.markdown import is_visible
from bot.core.remembered import remembered
from bot.core.topic_text import TopicText, parse_minutes, parse_topic
from bot.features.agenda.meeting_commands import MeetingCommand, parse_meeting

NAMES = AGENDA_COMMANDS


@dataclass(frozen=True, slots=True)
class AddTopic:
    """A topic with its details (Markdown, not yet quoted)."""

    text: TopicText
    details: str
    source: str
    links: Links = ()


@dataclass(frozen=True, slots=True)
class Note:
    """An entry that is no topic: a quick update, a report, a place in the roll call."""

    kind: Literal["update", "celebrate", "here"]
    text: str
    details: str
    links: Links = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A command about a topic; `what` is its verb, `source` its line as written."""

    what: Literal["remove", "edit", "time", "owner", "move", "done", "defer"]
    topic: int
    source: str
    text: TopicText | None = None
    minutes: int = 0
    owner: str = ""
    where: Literal["first", "last", "before", "after", "to"] = "last"
    other: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """A wish to see the commands."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A command that cannot be read: what is wrong, and the right form."""

    why: str
    form: str
    source: str


Parsed = AddTopic | Note | Change | MeetingCommand | Help | Mistake

_parser = MarkdownIt("commonmark").disable("inline")  # only where entries begin
# people copy the id with its back-ticks
_ID = "[`#*]*a(?P<{}>[0-9]{{1,5}})\\b[`*]*"
_VERB = re.compile(
    rf"(?P<verb>remove|edit|time|owner|move|done|defer)\s+{_ID.format('id')}"
    r"(?:[:.,]?\s+(?P<rest>.*)|[:.,]?)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:(?:to\s+)?(?:the\s+)?(?:(?P<first>first|top|start)|(?:last|end|bottom))"
    rf"|(?P<side>before|after)\s+{_ID.format('other')}"
    r"|(?:to\s+)?(?P<position>[0-9]{1,4}))\s*\.?",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s")
_TASK = re.compile(r"^\[[ xX]\](?:\s+|$)")
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|$)")
MOST_OF_A_COMMENT = 300
"""Commands and entries of lists in one comment that are read."""

_MOST_LINES = 2000
"""Lines of a list below a command that are looked through for entries."""

_LONGEST_LINE = 1000
"""Characters of a topic's line that are read; GitHub's own titles have 256 at most."""

_DRESSED = re.compile(r"^\s*(?:to\s+(?=\S))?[\[(]?(?:name\s*=\s*)?", re.IGNORECASE)
_OWNER = re.compile(r"@?[^\s@](?:[^@\n]{0,58}[^\s@.])?")


def parse_commands(body: str, author: str) -> tuple[Parsed, ...]:
    """What a comment asks for, from top to bottom; `author` is its author's login."""
    return _parsed(body, author) if may_hold_command(body, NAMES) else ()


@remembered(characters=1_000_000)  # most comments are read again and again
def _parsed(body: str, author: str) -> tuple[Parsed, ...]:
    every = (
        parsed
        for found in find_commands(body, NAMES)
        for parsed in _parse(found, author)
    )
    first = tuple(islice(every, MOST_OF_A_COMMENT))
    if next(every, None) is not None:
        why = f"a comment may hold {MOST_OF_A_COMMENT} commands and entries"
        return (*first, Mistake(why, "", "…"))
    return first


def _parse(found: Found, author: str) -> Iterable[Parsed]:
    try:
        if found.name in ("agenda", "meeting") and found.rest.lower() == "help":
            return (Help(),)
        if found.name == "agenda":
            return _agenda(found, author)
        if found.name == "meeting":
            return (parse_meeting(found, author),)
        return _notes(found, author)
    except UserError as error:
        why, form = error.args
        return (Mistake(why, form, _source(found)),)


def _source(found: Found) -> str:
    return f"/{found.name} {found.rest}".rstrip()


def _agenda(found: Found, author: str) -> Iterable[Parsed]:
    word, *others = found.rest.split(maxsplit=1) or [""]
    rest = "".join(others)
    if match := _VERB.fullmatch(found.rest):
        return (_change(match, found, author),)
    topic = rest if word.lower() == "add" else found.rest
    if topic:
        return (_topic(topic, found.below, author, found.links),)
    entries = _entries(found.below)
    if not entries:
        raise UserError("it names no topic", "/agenda Your topic (10 min)")
    return (_topic_or_mistake(*entry, author, found.links) for entry in entries)


def _topic_or_mistake(
    source: str, details: str, author: str, links: Links
) -> AddTopic | Mistake:
    """One entry of a list: a wrong one does not cost the others."""
    try:
        return _topic(source, details, author, links)
    except UserError:
        why = "an entry of the list has no words of its own"
        return Mistake(
            why, "- Your topic (10 min)", f"/agenda … - {source}".rstrip(" -")
        )


def _topic(source: str, details: str, author: str, links: Links) -> AddTopic:
    text = read_topic(source, author)
    if not is_visible(text.title):
        raise UserError(
            "it names a time or a person, but no topic", "/agenda Your topic (10 min)"
        )
    return AddTopic(text, details, source[:_LONGEST_LINE], links)


def is_change(rest: str) -> bool:
    """Whether what follows `/agenda` is about a topic that is on an agenda."""
    return _VERB.fullmatch(rest) is not None


def read_topic(source: str, author: str) -> TopicText:
    """A topic's line as it is read, without what nobody is to see."""
    return parse_topic(_HTML_COMMENT.sub("", source)[:_LONGEST_LINE], author)


def _change(match: re.Match[str], found: Found, author: str) -> Change:
    what = match["verb"].lower()
    topic, rest = int(match["id"]), (match["rest"] or "").strip()
    source = _source(found)
    if what == "edit":
        text = read_topic(rest, author)
        if not is_visible(text.title):
            raise UserError(
                "it does not say the new words", f"/agenda edit A{topic} New topic"
            )
        return Change("edit", topic, source, text=text)
    if what == "time":
        minutes = parse_minutes(rest.strip("()[]. "))
        if minutes is None:
            raise UserError(
                "it names no time from 1 minute to 8 hours",
                f"/agenda time A{topic} 15m",
            )
        return Change("time", topic, source, minutes=minutes)
    if what == "owner":
        name = _OWNER.fullmatch(_DRESSED.sub("", rest).strip("*_`.:[]() "))
        if name is None:
            raise UserError("it names no person", f"/agenda owner A{topic} @name")
        owner = f"@{author}" if name[0].lower() == "me" else name[0]
        return Change("owner", topic, source, owner=owner)
    if what == "move":
        return _move(topic, rest, source)
    if rest:
        raise UserError("nothing may follow the id", f"/agenda {what} A{topic}")
    if what == "remove":
        return Change("remove", topic, source)
    return Change("done" if what == "done" else "defer", topic, source)


def _move(topic: int, rest: str, source: str) -> Change:
    place = _PLACE.fullmatch(rest)
    if place is None:
        raise UserError(
            "it does not say where to: first, last, before A5, after A5 or to 2",
            f"/agenda move A{topic} first",
        )
    if place["first"]:
        return Change("move", topic, source, where="first")
    if place["side"]:
        other = int(place["other"])
        if other == topic:
            raise UserError(
                "a topic cannot stand beside itself", f"/agenda move A{topic} first"
            )
        before = place["side"].lower() == "before"
        where: Literal["before", "after"] = "before" if before else "after"
        return Change("move", topic, source, where=where, other=other)
    if place["position"] is None:
        return Change("move", topic, source, where="last")
    position = int(place["position"])
    if position == 0:
        raise UserError("positions count from 1", f"/agenda move A{topic} to 1")
    return Change("move", topic, source, where="to", other=position)


def _notes(found: Found, author: str) -> tuple[Note | Mistake, ...]:
    if found.name == "here":
        return (Note("here", found.rest, "", found.links),)
    kind: Literal["update", "celebrate"] = (
        "update" if found.name == "update" else "celebrate"
    )
    if found.rest:
        return (Note(kind, found.rest, found.below, found.links),)
    entries = _entries(found.below)
    if not entries:
        raise UserError("it says nothing", f"/{found.name} What you have to tell")
    return tuple(
        Note(kind, title or "…", below, found.links) for title, below in entries
    )


def _entries(source: str) -> tuple[tuple[str, str], ...]:
    """The entries of the top-level lists: their first words, and what stands below.

    An entry that begins with no words, but with a quote or code, has an empty title.
    """
    lines = source.split("\n")[:_MOST_LINES]
    tokens = _parser.parse("\n".join(lines))
    entries = []
    for n, token in enumerate(tokens):
        if token.type != "list_item_open" or token.level != 1 or token.map is None:
            continue
        first = tokens[n + 1]
        if first.type == "list_item_close":
            continue
        begin, words = (first.map or token.map)[0], [""]
        if first.type in ("paragraph_open", "heading_open"):
            words = _HTML_COMMENT.sub("", tokens[n + 2].content).split("\n")
        elif first.type == "html_block":
            words = [plain_html(first.content.partition("\n")[0])]
        # "2. …" does not end a paragraph for CommonMark, but it does for a reader
        ends = (i for i, line in enumerate(words) if i and _MARKER.match(line))
        title_lines = next(ends, len(words))
        title = _TASK.sub("", " ".join(" ".join(words[:title_lines]).split()))
        below = lines[begin + title_lines : token.map[1]]
        entries.append((title, dedent("\n".join(below)).strip("\n")))
    return tuple(entries)
