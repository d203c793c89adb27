"""Slash commands in comments: where they stand, and how they are shown in help.

Whether a line is a command is for CommonMark to say, not for a regular expression:
`/agenda` in a fence, in an indented or inline code, in a block quote or in an HTML
comment is none. So each line that might be one gets a sentinel, the whole text is
parsed, and the sentinels that come out as plain text are the commands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Usage:
    """One form of a command: what to type, who may, and what holds afterwards."""

    form: str
    where: str
    who: str
    effect: str
    example: str = ""


Links = tuple[tuple[str, str], ...]
"""Link definitions: CommonMark's normalized label, and the address."""


@dataclass(frozen=True, slots=True)
class Found:
    """A command as it stands in a comment.

    `name` is in lower case and without the slash, `rest` what follows it on its line,
    `below` the lines down to the next command, `line` counts from 0. `links` are the
    comment's link definitions, wherever in it they stand.
    """

    name: str
    rest: str
    below: str
    line: int
    links: Links = ()


AGENDA_COMMANDS = ("agenda", "update", "celebrate", "here", "meeting")
SUPPORT_COMMANDS = ("support", "not-support")
RELEASE_COMMANDS = ("release",)
"""The names by which each feature is called. A comment may call several: its reaction is
then that of the first of these here."""

ALL_COMMANDS = (*AGENDA_COMMANDS, *SUPPORT_COMMANDS, *RELEASE_COMMANDS)

_OPEN, _CLOSE = "\ue0f0", "\ue0f1"  # private use: they mean nothing in Markdown
_SENTINEL = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_RAW_HTML = re.compile(r" {0,3}<(?:pre|script|style|textarea)\b", re.IGNORECASE)
# Where code and HTML are is all that matters here; links, images and emphasis only cost
# time (the square of what a hostile comment holds).
_parser = MarkdownIt("commonmark").disable(["link", "image", "emphasis", "entity"])


_NEXT = re.compile(r"\s*$| {0,3}[-*+] +\S")  # ends any paragraph above it


def may_hold_command(text: str, names: tuple[str, ...]) -> bool:
    """A cheap, generous look: False only where `find_commands` would find nothing."""
    return "/" in text and _anywhere(names).search(text) is not None


@lru_cache(maxsize=100)
def _anywhere(names: tuple[str, ...]) -> re.Pattern[str]:
    # One search, led by the slash: four times as fast as one search a name.
    return re.compile(f"/(?:{'|'.join(names)})", re.IGNORECASE)


def names_held(text: str) -> frozenset[str]:
    """Those of all names for which `may_hold_command` is true; most texts hold none."""
    if not may_hold_command(text, ALL_COMMANDS):
        return _NONE
    return frozenset(_NAMES[match.lastindex] for match in _EACH.finditer(text))


# None of the names begins with another, so that one match for a slash tells all.
_EACH = re.compile(
    f"/(?:{'|'.join(f'({name})' for name in ALL_COMMANDS)})", re.IGNORECASE
)
_NONE: frozenset[str] = frozenset()
_NAMES: dict[int | None, str] = {**dict(enumerate(ALL_COMMANDS, start=1))}


def is_for_others(text: str, names: tuple[str, ...]) -> bool:
    """Whether the reaction to a comment is that of commands of other names."""
    in_turn = (AGENDA_COMMANDS, SUPPORT_COMMANDS, RELEASE_COMMANDS)
    first = next((one for one in in_turn if may_hold_command(text, one)), names)
    return first != names


def find_commands(
    text: str,
    names: tuple[str, ...],
    *,
    most: int | None = None,
    with_links: bool = True,
) -> tuple[Found, ...]:
    """The commands of these names in a comment, from top to bottom.

    With `most` no more lines than that are looked at which might be one; what is below
    the last of those is left out of `below`. Who needs no `links` need not wait for them.
    """
    if not may_hold_command(text, names):
        return ()
    lines = normalized(text).split("\n")
    start = re.compile(rf" {{0,3}}/({'|'.join(names)})(?=\s|$)(.*)", re.IGNORECASE)
    candidates = {
        n: (match[1].lower(), match[2].strip())
        for n, line in enumerate(lines)
        if (match := start.match(line))
    }
    if most is not None and len(candidates) > most:
        candidates = dict(islice(candidates.items(), most))
        lines = lines[: max(candidates) + 1]
    marked = list(lines)
    for n in candidates:
        marked[n] = marked[n].replace("/", f"{_OPEN}{n}{_CLOSE}/", 1)
    if not candidates:
        return ()
    if not with_links or "]:" not in text:
        # What stands below the paragraph of the last of them changes nothing, but for
        # definitions of links: a list of thousands of lines need not be read for it.
        later = range(max(candidates) + 1, len(lines))
        marked = marked[: next((n for n in later if _NEXT.match(lines[n])), None)]
    env: dict[str, dict[str, dict[str, str]]] = {}
    commands = sorted(set(_plain(_parser.parse("\n".join(marked), env))))
    links = tuple((k, v["href"]) for k, v in env.get("references", {}).items())
    found = []
    for n, end in pairwise([*commands, len(lines)]):
        name, rest = candidates[n]
        below = "\n".join(lines[n + 1 : end]).strip("\n")
        found.append(Found(name, rest, below, n, links))
    return tuple(found)


def normalized(text: str) -> str:
    """The text with LF line ends, as CommonMark reads it, and without our sentinels."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _plain(tokens: Iterable[Token]) -> Iterator[int]:
    """The line numbers of the sentinels that are neither code, quote nor comment."""
    quotes = 0
    for token in tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif quotes:
            continue
        elif token.type == "html_block" and not _RAW_HTML.match(token.content):
            yield from _sentinels(_HTML_COMMENT.sub("", token.content))
        elif token.type == "inline":
            for child in token.children or ():
                if child.type == "text":
                    yield from _sentinels(child.content)


def _sentinels(text: str) -> Iterator[int]:
    return (int(number) for number in _SENTINEL.findall(text))
