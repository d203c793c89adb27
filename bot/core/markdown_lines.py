"""Fences and code spans of Markdown, found line by line.

Not by a Markdown parser, whose idea of a text may differ from that of who shows it: what
a line says here does not depend on how either reads the one above it, fences aside.
"""

import re
from collections.abc import Iterator

_PREFIX = r"(?:[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t])*+"
_FENCE = re.compile(rf"{_PREFIX}(?P<fence>`{{3,}}|~{{3,}})(?P<info>[^\n]*)")
_TILDES = re.compile(rf"({_PREFIX})(?=~~~)")
_TICKS = re.compile(r"`+")


def opened_fence(line: str) -> re.Match[str] | None:
    """The start of a fence (`fence`, `info`); one of backticks has none beside it."""
    found = _FENCE.match(line)
    if found and found["fence"][0] == "`" and "`" in found["info"]:
        return None
    return found


def closes_fence(line: str, fence: str) -> bool:
    """Whether a fence ends here: at least wherever it would in CommonMark."""
    text = line.strip(" \t>")
    return len(text) >= len(fence) and not text.strip(fence[0])


def without_fence(line: str) -> str:
    """The line, which opens no fence of tildes any more."""
    return _TILDES.sub(r"\1\\", line)


def code_in(line: str) -> Iterator[tuple[int, int]]:
    """Where the code spans of a line begin and end, backticks included."""
    runs = list(_TICKS.finditer(line))
    next_of: dict[int, int] = {}  # the nearest run behind, by its length
    closing: list[int] = []
    for n in range(len(runs) - 1, -1, -1):
        closing.append(next_of.get(len(runs[n][0]), -1))
        next_of[len(runs[n][0])] = n
    closing.reverse()
    at = 0
    while at < len(runs):
        # a backslash keeps code from beginning, and not from ending
        if closing[at] >= 0 and not line.endswith("\\", 0, runs[at].start()):
            yield runs[at].start(), runs[closing[at]].end()
            at = closing[at]
        at += 1


def spans(line: str) -> Iterator[tuple[str, str]]:
    """Texts without any backtick, each with the code span after it (or nothing)."""
    done = 0
    for start, end in code_in(line):
        yield line[done:start].replace("`", "'"), line[start:end]
        done = end
    yield line[done:].replace("`", "'"), ""


def put_together(parts: Iterator[str]) -> str:
    """A line of texts and code spans, each of which stays what it is."""
    out = ""
    for part in parts:
        # Two spans side by side would be one, and a backslash would undo the next.
        gap = " " if part.startswith("`") and out.endswith(("`", "\\")) else ""
        out += gap + part
    return out
