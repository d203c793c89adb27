"""The agenda comment, read back: what one meeting tells the next one, and its minutes.

    ## Agenda

    25 of 60 min · starts 17:00 UTC

    1. Code of Conduct · Sarah · 10 min · 17:00 · [comment](…) · 2nd time · `A1`

       - Is it visible enough?

    2. Fix the hub · ada · 5 min · 17:10 · [jupyterhub/binderhub#12](…) · `A4`

    ## Quick updates

    - Helm 3 everywhere · sgibson91 · [comment](…)

An entry is read from its end: what people wrote stands before it, and holds no ` · ` of
its own outside code. Texts are Markdown as it was written there, which is safe: it went
through `core.markdown` before. What people broke is left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.mark import find_mark, has_mark
from bot.core.markdown import BREAK, plain_text
from bot.core.models import Comment, Identity
from bot.core.remembered import remembered

TOPICS = ("Agenda", "If time permits", "Late topics", "Done", "Deferred")
"""The headings under which topics stand."""

_ENTRIES = {
    "Quick updates": "update",
    "Reports and celebrations": "celebrate",
    "Roll call": "here",
}

_LINK = r"\[(?P<text>(?:[^\[\]\\]|\\.)*)\]\((?P<link>[^\s()]*)\)"
_TOPIC = re.compile(
    r"(?P<marker>[0-9]{1,6}\. )(?P<title>.*) · (?P<owner>(?:(?! · ).)*)"
    rf" · (?P<minutes>[0-9]{{1,6}}) min(?: · (?P<starts>[0-9]{{2}}:[0-9]{{2}}))?"
    rf"(?: · {_LINK})?(?: · (?P<times>[0-9]{{1,4}})(?:st|nd|rd|th) time)?"
    r" · `(?P<id>A[0-9]{1,6})`"
)
_NOTE = re.compile(rf"(?P<marker>- )(?P<title>.*) · (?P<owner>(?:(?! · ).)*) · {_LINK}")
_NAME = re.compile(rf"(?P<marker>- )(?P<title>.*) · {_LINK}")
_SUM = re.compile(r"([0-9]{1,6}) of ([0-9]{1,6}) min\b")


@dataclass(frozen=True, slots=True)
class AgendaTopic:
    """A topic as an agenda comment shows it.

    `title` and `details` are Markdown, `owner` and `link_text` plain text; `starts` is
    a time of day or empty, `times` how often the topic has been on an agenda, `heading`
    the one of `TOPICS` under which it stands.
    """

    id: str
    title: str
    owner: str
    minutes: int
    starts: str
    link: str
    link_text: str
    times: int
    details: str
    heading: str


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A quick update, report or place in the roll call; `who` is the author's login.

    In the roll call `text` names everything, and `who` is empty.
    """

    text: str
    link: str
    details: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class AgendaText:
    """What an agenda comment says; `taken` and `length` are minutes, None if unsaid."""

    taken: int | None = None
    length: int | None = None
    topics: tuple[AgendaTopic, ...] = ()
    updates: tuple[AgendaEntry, ...] = ()
    celebrations: tuple[AgendaEntry, ...] = ()
    roll_call: tuple[AgendaEntry, ...] = ()


def find_agenda(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """The App's agenda comment: by its mark, else its first one whose mark is broken."""
    mine = [comment for comment in comments if me.wrote(comment)]
    by_mark = (comment for comment in mine if find_mark(comment.body, "agenda"))
    broken = (comment for comment in mine if not has_mark(comment.body))
    return next(by_mark, None) or next(broken, None)


@remembered(characters=200_000)
def parse_agenda_text(body: str) -> AgendaText:
    """What the text of an agenda comment says, whatever has become of it."""
    taken: int | None = None
    length: int | None = None
    topics: list[AgendaTopic] = []
    entries: dict[str, list[AgendaEntry]] = {kind: [] for kind in _ENTRIES.values()}
    for heading, lines in _sections(body.replace("\r\n", "\n").split("\n")):
        if heading == "Agenda" and taken is None:
            sums = (found for line in lines if (found := _SUM.match(line)))
            if found := next(sums, None):
                taken, length = int(found[1]), int(found[2])
        if heading in TOPICS:
            topics += _topics(heading, lines)
        elif kind := _ENTRIES.get(heading):
            entries[kind] += _entries(_NAME if kind == "here" else _NOTE, lines)
    return AgendaText(
        taken,
        length,
        tuple(topics),
        tuple(entries["update"]),
        tuple(entries["celebrate"]),
        tuple(entries["here"]),
    )


def _sections(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    heading, below = "", list[str]()
    for line in lines:
        if line.startswith("## "):
            yield heading, below
            heading, below = line[3:].rstrip(), []
        else:
            below.append(line)
    yield heading, below


def _topics(heading: str, lines: list[str]) -> Iterator[AgendaTopic]:
    for match, details in _matched(_TOPIC, lines):
        yield AgendaTopic(
            id=match["id"],
            title=match["title"],
            owner=_plain(match["owner"]),
            minutes=int(match["minutes"]),
            starts=match["starts"] or "",
            link=match["link"] or "",
            link_text=_plain(match["text"] or ""),
            times=int(match["times"] or 1),
            details=details,
            heading=heading,
        )


def _entries(pattern: re.Pattern[str], lines: list[str]) -> Iterator[AgendaEntry]:
    for match, details in _matched(pattern, lines):
        who = match.groupdict().get("owner") or ""
        yield AgendaEntry(match["title"], match["link"], details, _plain(who))


def _matched(
    pattern: re.Pattern[str], lines: list[str]
) -> Iterator[tuple[re.Match[str], str]]:
    """The entries of a list, each with what is nested under it."""
    for n, line in enumerate(lines):
        match = pattern.fullmatch(line.rstrip())
        if match is None:
            continue
        space = " " * len(match["marker"])
        below: list[str] = []
        for nested in lines[n + 1 :]:
            if nested.strip(" ") == "":
                below.append(nested)
            elif nested.startswith(space):
                below.append(nested.removeprefix(space))
            else:
                break
        yield match, "\n".join(below).strip("\n")


def _plain(source: str) -> str:
    return plain_text(source).replace(BREAK, "")
