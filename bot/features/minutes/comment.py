"""The text of the minutes comment; `plan.py` shows it.

GitHub takes 65,536 characters. The folded text is cut first, and the longest lists
have their limits; wherever something is left out, it is said.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.open_actions import HEADING
from bot.features.minutes.pieces import fenced, length
from bot.features.minutes.ticks import Actions

LIMIT = 65_536
"""GitHub's limit, in characters."""

_ROOM = 15_000
"""Characters for decisions and results together."""

_CUT = "_The rest is left out: it is longer than a comment may be._"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to be copied, under the words that unfold it."""

    summary: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What the comment says: safe paragraphs, decisions and results as entries."""

    paragraphs: Sequence[str]
    decided: Sequence[str]
    actions: Actions
    folded: Folded | None = None


def render_comment(mark: object, comment: Comment) -> str:
    """The whole text, never longer than GitHub takes."""
    text = f"{mark}\n" + "\n".join(_lines(comment)).rstrip("\n") + "\n"
    if comment.folded is None:
        return text
    return f"{text}\n{_folded(comment.folded, LIMIT - length(text) - 1)}"


def _lines(comment: Comment) -> Iterator[str]:
    yield "## Minutes"
    for paragraph in comment.paragraphs:
        yield from ("", paragraph)
    if comment.decided:
        shown = list(_fitting(comment.decided))
        yield from ("", "### Decisions and results", "", *shown)
        yield from _left_out(len(comment.decided) - len(shown))
    actions = comment.actions
    if actions.listed or actions.ours:
        # the heading stays, so that a list which people emptied is told from none
        listed = [str(action) for action in actions.listed] or ["None are left."]
        yield from ("", HEADING, "", *listed)
        yield from _left_out(actions.left_out)


def _fitting(lines: Iterable[str]) -> Iterator[str]:
    size = 0
    for line in lines:
        size += length(line) + 1
        if size > _ROOM:
            return
        yield line


def _left_out(count: int) -> Iterator[str]:
    if count:
        yield from ("", f"_And {count} more, for which there is no room here._")


def _folded(folded: Folded, room: int) -> str:
    """The text in a block of code, as much of it as there is room for."""
    before = f"<details>\n<summary>{folded.summary}</summary>\n\n"
    after = "\n\n</details>\n"
    room -= length(before) + length(after)
    block = fenced(folded.text)
    if length(block) > room:
        room -= len(_CUT) + 2
        lines = folded.text.split("\n")

        def size(count: int) -> int:
            return length(fenced("\n".join(lines[:count])))

        count = bisect_right(range(len(lines) + 1), room, key=size) - 1
        block = f"{fenced(chr(10).join(lines[: max(count, 0)]))}\n\n{_CUT}"
    return f"{before}{block}{after}"
