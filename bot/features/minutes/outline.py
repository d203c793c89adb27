"""Notes in Markdown as an outline: sections, their blocks, the entries of their lists.

Only where things stand is read here; every text keeps its source. A meeting's notes are
written in a hurry, so what a reader takes for an entry is one, also where CommonMark
does not: `2. …` below a paragraph.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from textwrap import dedent

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.commands import Links
from bot.core.markdown import BREAK, visible

LONGEST = 200_000
"""Characters of notes that are read: twice what HackMD allows."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of running text, as their source has them."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list.

    `text` is the source of its first words (empty where it begins with no words),
    `below` that of all the rest. `done` tells of a box that is ticked or not, None of
    an entry without one. `blocks` are the same once more, to be looked through.
    """

    text: str
    below: str
    done: bool | None
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Opaque:
    """A quote, code, HTML or a rule: nothing is looked for in it."""


Block = Paragraph | Listing | Opaque


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading, up to the next one of any level.

    `level` counts as in HTML; 0 is what stands before the first heading. `sources` are
    the Markdown of its blocks, one by one.
    """

    level: int
    title: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections in order, and the links that the text defines anywhere."""

    sections: tuple[Section, ...]
    links: Links = ()


_MOST_LINKS = 200
_FRONT = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,50}?---[ \t]*(?:\n|\Z)")
_TASK = re.compile(r"\[([ xX])\](?:\s+|$)")
MARKER = re.compile(r"\s*(?:[-*+]|[0-9]{1,9}[.)])\s")
"""Where a reader sees the next entry of a list."""

_ESCAPED = re.compile(r"(`+[^`]*`+)|\\([\[\]@])")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_parser = MarkdownIt("commonmark").disable("inline")


def parse_outline(source: str) -> Outline:
    """What the text holds; never raises, and reads no more than `LONGEST`."""
    # half a surrogate pair can be in JSON, but in no file
    text = source[:LONGEST].encode("utf-8", "replace").decode()
    # the agenda's own text breaks mentions, which would hide who is meant
    text = visible(text).replace(BREAK, "").expandtabs(4)
    lines = _FRONT.sub("", text).split("\n")
    env: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _parser.parse("\n".join(lines), env)
    defined = islice(env.get("references", {}).items(), _MOST_LINKS)
    links = tuple((label, found["href"]) for label, found in defined)
    sections: list[Section] = []
    level, title = 0, ""
    blocks: list[Block] = []
    sources: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open" and not token.markup.startswith(("-", "=")):
            sections.append(Section(level, title, tuple(blocks), tuple(sources)))
            level = int(token.tag[1])
            title = _words(_lines(tokens[at + 1].content))
            blocks, sources = [], []
            at += 3
            continue
        end = _end(tokens, at)
        begin, after = token.map or (0, 0)
        blocks += _blocks(tokens[at:end], lines)
        sources.append("\n".join(lines[begin:after]).strip("\n"))
        at = end
    sections.append(Section(level, title, tuple(blocks), tuple(sources)))
    return Outline(tuple(sections), links)


def _words(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where the block that begins at `at` has ended."""
    depth: int = tokens[at].nesting
    end = at + 1
    while depth:
        depth += tokens[end].nesting
        end += 1
    return end


def _blocks(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token, end = tokens[at], _end(tokens, at)
        if token.type in ("paragraph_open", "heading_open"):
            yield Paragraph(_lines(tokens[at + 1].content))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield Listing(tuple(_entries(tokens[at + 1 : end - 1], lines)))
        else:
            yield Opaque()
        at = end


def _lines(content: str) -> tuple[str, ...]:
    """The lines, as many as there are, without what nobody is to see.

    Brackets are plain: the agenda's own text escapes them, and with them boxes and names.
    """
    shown = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), content)
    shown = _ESCAPED.sub(lambda found: found[1] or found[2], shown)
    return tuple(shown.split("\n"))


def _entries(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Entry]:
    at = 0
    while at < len(tokens):
        end = _end(tokens, at)
        blocks = tuple(_blocks(tokens[at + 1 : end - 1], lines))
        if blocks:
            yield _entry(tokens[at], blocks, lines)
        at = end


def _entry(item: Token, blocks: tuple[Block, ...], lines: Sequence[str]) -> Entry:
    begin, after = item.map or (0, 0)
    first = blocks[0]
    if not isinstance(first, Paragraph):
        own = MARKER.sub(lambda mark: " " * len(mark[0]), lines[begin], count=1)
        below = _dedented([own, *lines[begin + 1 : after]])
        return Entry("", below, None, blocks)
    words = first.lines
    # "2. …" does not end a paragraph for CommonMark, but it does for a reader
    ends = (n for n, line in enumerate(words) if n and MARKER.match(line))
    count = next(ends, len(words))
    text = _words(words[:count])
    task = _TASK.match(text)
    if task:
        text = text[task.end() :]
        blocks = (Paragraph((text, *words[count:])), *blocks[1:])
    return Entry(
        text,
        _dedented(lines[begin + count : after]),
        None if task is None else task[1] != " ",
        blocks,
    )


def _dedented(lines: Sequence[str]) -> str:
    return dedent("\n".join(lines)).strip("\n")
