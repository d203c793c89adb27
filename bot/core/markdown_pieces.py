"""Short texts of others inside a line of ours: a title, a link, a piece of code.

A title is what GitHub takes it for: text in which only back-ticks mean something. As
Markdown it could show a picture, or lead wherever its author likes.
"""

import re

from markdown_it import MarkdownIt

from bot.core.markdown import quote_inline, quote_text, visible, without_long_ticks
from bot.core.remembered import remembered

_titles = MarkdownIt("zero").enable("backticks")
_CLOSING = re.compile(r"(?<!\\)((?:\\\\)*)\]")


@remembered(characters=1_000_000)
def quote_title(title: str) -> str:
    """The title of an issue or a pull request as GitHub shows it; never empty."""
    line = " ".join(without_long_ticks(visible(title)).split())
    return quote_inline(_titles.parseInline(line)[0].children or []) or "(untitled)"


def quote_link(text: str, url: str) -> str:
    """A link of ours that shows just this text."""
    shown = _CLOSING.sub(r"\1\\]", quote_text(text))
    return f"[{shown}]({url})"


def quote_code(text: str) -> str:
    """One line as code, whatever back-ticks it holds."""
    line = " ".join(without_long_ticks(visible(text)).split()) or " "
    ticks = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{ticks}{space}{line}{space}{ticks}"
