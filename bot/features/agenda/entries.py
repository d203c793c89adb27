"""How one entry of the agenda comment is written: title, link, what is nested under it."""

from dataclasses import dataclass
from textwrap import indent

from bot.core.commands import Links
from bot.core.markdown import plain_text, quote_blocks, quote_line, quote_text
from bot.features.agenda.commands import Note
from bot.features.agenda.values import Topic


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each text is shown: characters of source, entries of a list."""

    details: int
    title: int
    entries: int


def length(text: str) -> int:
    """Characters as GitHub may count them at most: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def link(address: str, text: str = "comment") -> str:
    """A link to where something was said."""
    # Of all that a repository may be called only this means something in Markdown.
    shown = text.replace("_", r"\_")
    return f"[{shown}]({address})"


def topic_link(topic: Topic) -> str:
    """The link to where a topic was proposed; "" where nobody knows any more."""
    if topic.source is not None:
        source = topic.source
        return link(source.link, source.link_text) if source.link else ""
    return link(topic.comment.html_url) if topic.comment is not None else ""


def times(topic: Topic) -> str:
    """`2nd time`; "" where it is the first."""
    number = topic.source.times if topic.source is not None else 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    if number % 100 in (11, 12, 13):
        ending = "th"
    return f"{number}{ending} time" if number > 1 else ""


def topic_title(repository_url: str, topic: Topic, room: Room) -> str:
    """Quoted; what comes from elsewhere is so already, and stays as it is."""
    quoted = topic.source is not None and topic.title == topic.source.title
    if quoted and length(topic.title) <= 4 * room.title:
        return topic.title
    return title_of(repository_url, topic.title, topic.links, room)


def title_of(repository_url: str, source: str, links: Links, room: Room) -> str:
    """One line of a person's Markdown, quoted, as much of it as there is room for."""
    if len(source) <= room.title:
        quoted = quote_line(source, repository_url, links)
        if length(quoted) <= 4 * room.title:
            return quoted
    words = plain_text(source[: 4 * room.title])[: room.title].rstrip()
    return quote_text(words) + "…"


def details_of(
    repository_url: str, text: Topic | Note, whole: str, width: int, room: Room
) -> str:
    """What stands nested under an entry, with the blank line before it.

    `whole` is a link to where all of it stands, for the case that it is cut.
    """
    source = text.details
    if not source.strip():
        return ""
    cut = len(source) > room.details
    if cut:
        kept = source[: room.details]
        source = kept.rpartition("\n")[0] or kept.rpartition(" ")[0]
    if isinstance(text, Topic) and text.source is not None and not cut:
        quoted = source
    else:
        quoted = quote_blocks(source, repository_url, text.links)
    if cut and whole:
        more = f"*… more in the {whole}*"
        quoted = f"{quoted}\n\n{more}" if quoted else more
    # a line of other blanks than ours is no end of the entry
    lines = indent(quoted, " " * width, lambda line: line.strip(" \n") != "")
    return f"\n\n{lines}\n" if quoted else ""
