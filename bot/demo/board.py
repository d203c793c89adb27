"""What the bot wrote, as the script's checks read it: headings, entries, ids."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.playground.threads import Comment, Issue

_ENTRY = re.compile(r"(?:\d+\.|-) (?P<words>.+)")
_ROW = re.compile(r"- \[(?P<box>[ x])\] \*\*(?P<name>\S+)\*\* .+(?:\n  .+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words between the dots, the title first and the id last."""

    heading: str
    parts: tuple[str, ...]

    @property
    def id(self) -> str:
        """`A3`; nothing sensible for what is no topic."""
        return self.parts[-1].strip("`")

    @property
    def title(self) -> str:
        """What it is about, as Markdown."""
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Board:
    """The agenda comment of a meeting issue, with and without its mark."""

    text: str
    entries: Sequence[Entry]

    def ids(self, heading: str = "Agenda") -> str:
        """The ids under a heading, in order, as `A2 A1`."""
        return " ".join(e.id for e in self.entries if e.heading == heading)

    def topic(self, topic_id: str) -> str:
        """A topic's title, owner and minutes, as `Docs · Yuvi · 10 min`; or nothing."""
        found = [e for e in self.entries if e.id == topic_id]
        return " · ".join(found[0].parts[:3]) if found else ""

    def titles(self, heading: str) -> list[str]:
        """The titles under a heading."""
        return [e.title for e in self.entries if e.heading == heading]


@dataclass(frozen=True, slots=True)
class Row:
    """One project in a pulse: whether it is ticked, and all that is said of it."""

    stage: str
    is_ticked: bool
    text: str


def read_board(issue: Issue) -> Board:
    """What the issue's pinned comment says; nothing where none is pinned."""
    text = _pinned(issue)
    heading, entries = "", []
    for line in text.splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif found := _ENTRY.match(line):
            entries.append(Entry(heading, tuple(found["words"].split(" · "))))
    return Board(text, entries)


def read_rows(issue: Issue) -> Mapping[str, Row]:
    """The rows of a pulse by the `full_name` of their projects, in order."""
    found = {}
    for part in _pinned(issue).split("\n## "):
        heading = part.partition("\n")[0]
        for row in _ROW.finditer(part):
            found[row["name"]] = Row(heading, row["box"] == "x", row[0])
    return found


def _pinned(issue: Issue) -> str:
    """What the bot keeps up to date on the issue, without its mark."""
    comment = issue.pinned_comment
    body = comment.body if comment and comment.via_app else ""
    return re.sub(r"\A<!--.*?-->\n", "", body, flags=re.DOTALL)


def said(issue: Issue, kind: str) -> str:
    """The bot's newest comment with such a mark, the mark included; or nothing."""
    mark = f"<!-- team-compass:{kind} "
    found = [c.body for c in issue.comments if c.via_app and c.body.startswith(mark)]
    return found[-1] if found else ""


def reaction(comment: Comment) -> str:
    """What the bot thinks of a comment, as `+1` or `confused`; or nothing."""
    return " ".join(r.content for r in comment.reactions)
