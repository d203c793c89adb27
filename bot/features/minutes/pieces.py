"""Pieces of Markdown that the document, the minutes and the comment are made of.

Everything that people wrote goes through `core.markdown` here.
"""

import re
from textwrap import indent

from bot.core.commands import Links
from bot.core.markdown import (
    BREAK,
    plain_text,
    quote_blocks,
    quote_line,
    quote_text,
    without_long_ticks,
)

LONGEST_DETAILS = 20_000
LONGEST_LINE = 2_000
_BOX = re.compile(r"^( *(?:-|[0-9]{1,9}[.)]) )\\\[([ xX])\] ", re.MULTILINE)
_LOGIN = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")


def line_of(source: str, repository_url: str, links: Links = ()) -> str:
    """One line, shortened if it is longer than anybody reads."""
    if len(source) <= LONGEST_LINE:
        return quote_line(source, repository_url, links)
    return quote_text(plain_text(source[:LONGEST_LINE]).rstrip()) + "…"


def entry(
    first: str, details: str, repository_url: str, links: Links = (), marker: str = "- "
) -> str:
    """An entry of a list: its safe first line, and its details nested below it.

    Boxes in the details stay boxes.
    """
    cut = len(details) > LONGEST_DETAILS
    if cut:
        details = details[:LONGEST_DETAILS].rpartition("\n")[0]
    quoted = quote_blocks(details, repository_url, links) if details.strip() else ""
    quoted = _BOX.sub(r"\1[\2] ", quoted)
    if cut:
        quoted = f"{quoted}\n\n…".strip("\n")
    if not quoted:
        return f"{marker}{first}"
    # what is no list needs a line of its own; one of other blanks is no end of it
    gap = "\n" if quoted.startswith("- ") else "\n\n"
    below = indent(quoted, " " * len(marker), lambda line: line.strip(" \n") != "")
    return f"{marker}{first}{gap}{below}"


def by(owner: str, text: str) -> str:
    """`**Tim:** text`, unless nobody is named or the text begins with the name."""
    words = plain_text(text).replace(BREAK, "")
    if not owner or re.match(rf"{re.escape(owner)}(?!\w)", words):
        return text
    return f"**{quote_text(owner)}:** {text}" if text else f"**{quote_text(owner)}**"


def is_login(name: str) -> bool:
    """Whether it can be somebody's login."""
    return _LOGIN.fullmatch(name) is not None


def fenced(text: str) -> str:
    """The text in a block of code that nothing in it can end."""
    text = without_long_ticks(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}markdown\n{text.rstrip()}\n{fence}"


def length(text: str) -> int:
    """Characters as GitHub may count them at most: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
