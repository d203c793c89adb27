"""The agenda comment's Markdown.

Text of people is quoted by `core.markdown`; what is cut to keep GitHub's limit is said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import indent

from bot.core.commands import Links
from bot.core.local_time import later
from bot.core.mark import Mark
from bot.core.markdown import BREAK, plain_text, quote_blocks, quote_line, quote_text
from bot.core.models import Comment
from bot.core.series import Occurrence
from bot.features.agenda.commands import Note
from bot.features.agenda.values import Topic

LIMIT = 65_536
"""Characters of a comment: GitHub answers a longer one with 422."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A quick update, report or place in the roll call, with its comment."""

    note: Note
    comment: Comment


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything the comment shows; `minutes` is what a topic without a time gets."""

    meeting: Occurrence
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
    minutes: int
    repository_url: str


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each text is shown: characters of source, entries of a list."""

    details: int
    title: int
    entries: int


_ROOMS = (
    _Room(4_000, 500, 10_000),
    _Room(1_000, 200, 10_000),
    _Room(200, 120, 10_000),
    _Room(0, 100, 10_000),
    _Room(0, 80, 200),
    _Room(0, 60, 60),
    _Room(0, 60, 10),
    _Room(0, 0, 0),
)


def render_agenda(mark: Mark, agenda: Agenda) -> str:
    """The whole text, never longer than GitHub takes."""
    text = ""
    details = [t.details for t in agenda.topics] + [
        e.note.details for e in agenda.entries
    ]
    for room in _ROOMS:
        if sum(min(len(text), room.details) for text in details) > LIMIT:
            continue  # quoting it all would only tell the same, slowly
        sections = "\n\n".join(part.strip("\n") for part in _sections(agenda, room))
        text = f"{mark}\n{sections}\n"
        if length(text) <= LIMIT:
            return text
    raise ValueError(f"a mark of {length(str(mark))} characters leaves no room")


def length(text: str) -> int:
    """Characters as GitHub may count them at most: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _sections(agenda: Agenda, room: _Room) -> Iterator[str]:
    shown = [t for t in agenda.topics if t.standing in ("open", "done", "deferred")]
    fits, beyond = _fitting(agenda, shown)
    clock = _clock(agenda, shown)
    groups: list[tuple[str, Sequence[Topic]]] = [
        ("Agenda", fits),
        ("If time permits", beyond),
        ("Late topics", [t for t in shown if t.standing == "open" and t.late]),
    ]
    done = [t for t in shown if t.standing == "done"]
    deferred = [t for t in shown if t.standing == "deferred"]
    number = 1
    taken = sum(_minutes(agenda, t) for t in [*fits, *(t for t in done if not t.late)])
    for heading, topics in groups:
        if topics or heading == "Agenda":
            yield f"## {heading}"
        if heading == "Agenda":
            yield _sum(agenda, taken)
            if not shown:
                yield (
                    "Nothing is proposed yet. A comment with"
                    " `/agenda Your topic (10 min)` starts it."
                )
        yield from _topics(agenda, topics, number, clock, room)
        number += len(topics)
    for heading, kind in (
        ("Quick updates", "update"),
        ("Reports and celebrations", "celebrate"),
        ("Roll call", "here"),
    ):
        entries = [e for e in agenda.entries if e.note.kind == kind]
        if entries:
            yield f"## {heading}"
            yield from _notes(agenda, entries, room)
    for heading, topics in (("Done", done), ("Deferred", deferred)):
        if topics:
            yield f"## {heading}"
            yield from _topics(agenda, topics, number, clock, room)
            number += len(topics)


def _sum(agenda: Agenda, taken: int) -> str:
    starts = agenda.meeting.starts
    length_ = agenda.meeting.length // timedelta(minutes=1)
    zone = starts.tzname() or ""
    if not zone.isalpha():  # some zones have no name but their distance
        zone = f"UTC{starts.isoformat()[-6:]}"
    return f"{taken} of {length_} min · starts {starts:%H:%M} {zone}"


def _minutes(agenda: Agenda, topic: Topic) -> int:
    return topic.minutes or agenda.minutes


def _fitting(agenda: Agenda, shown: Iterable[Topic]) -> tuple[list[Topic], list[Topic]]:
    """What ends within the meeting, and everything from the first that does not."""
    length_ = agenda.meeting.length // timedelta(minutes=1)
    fits: list[Topic] = []
    beyond: list[Topic] = []
    taken = 0
    for topic in shown:
        if topic.late or topic.standing == "deferred":
            continue
        taken += _minutes(agenda, topic)
        if topic.standing == "open":
            (beyond if beyond or taken > length_ else fits).append(topic)
    return fits, beyond


def _clock(agenda: Agenda, shown: Sequence[Topic]) -> dict[int, datetime]:
    """When each topic starts; what is done keeps its time, what is late comes last."""
    starts: dict[int, datetime] = {}
    elapsed = timedelta()
    for topic in sorted(shown, key=lambda t: t.late):
        if topic.standing == "deferred":
            continue
        starts[topic.number] = later(agenda.meeting.starts, elapsed)
        elapsed += timedelta(minutes=_minutes(agenda, topic))
    return starts


def _topics(
    agenda: Agenda,
    topics: Sequence[Topic],
    number: int,
    clock: dict[int, datetime],
    room: _Room,
) -> Iterator[str]:
    entries = []
    for n, topic in enumerate(topics[: room.entries], start=number):
        parts = [
            _title(agenda, topic.title, topic.links, room),
            quote_text(topic.owner),
            f"{_minutes(agenda, topic)} min",
        ]
        if topic.number in clock:
            parts.append(f"{clock[topic.number]:%H:%M}")
        if topic.comment is not None:
            parts.append(_link(topic.comment))
        parts.append(f"`{topic.id}`")
        marker = f"{n}. "
        entries.append(
            marker
            + " · ".join(parts)
            + _details(agenda, topic, topic.comment, len(marker), room)
        )
    if entries:
        yield "\n".join(entries)
    yield from _left_out(len(topics) - len(entries), "topics")


def _notes(agenda: Agenda, entries: Sequence[Entry], room: _Room) -> Iterator[str]:
    lines = []
    for entry in entries[: room.entries]:
        login = quote_text(entry.comment.user.login)
        text = (
            _title(agenda, entry.note.text, entry.note.links, room)
            if entry.note.text
            else ""
        )
        if entry.note.kind == "here":
            # "Min RK / Simula" and, if that does not name it, the login
            # (after a blank or a stroke, for "Benjamin" does not name "min")
            at_end = rf"[\s/@({BREAK}]{re.escape(login)}\W*$"
            named = re.search(at_end, text, re.IGNORECASE)
            parts = [text if named else f"{text} / {login}" if text else login]
        else:
            parts = [text, login]
        lines.append(
            "- "
            + " · ".join([*parts, _link(entry.comment)])
            + _details(agenda, entry.note, entry.comment, 2, room)
        )
    if lines:
        yield "\n".join(lines)
    yield from _left_out(len(entries) - len(lines), "entries")


def _left_out(number: int, what: str) -> Iterator[str]:
    if number > 0:
        yield f"*{number} more {what} do not fit here; they stand in the comments.*"


def _link(comment: Comment) -> str:
    return f"[comment]({comment.html_url})"


def _title(agenda: Agenda, source: str, links: Links, room: _Room) -> str:
    if len(source) <= room.title:
        quoted = quote_line(source, agenda.repository_url, links)
        if length(quoted) <= 4 * room.title:
            return quoted
    words = plain_text(source[: 4 * room.title])[: room.title].rstrip()
    return quote_text(words) + "…"


def _details(
    agenda: Agenda, text: Topic | Note, comment: Comment | None, width: int, room: _Room
) -> str:
    """What stands nested under an entry, with the blank line before it."""
    source = text.details
    if not source.strip():
        return ""
    cut = len(source) > room.details
    if cut:
        kept = source[: room.details]
        source = kept.rpartition("\n")[0] or kept.rpartition(" ")[0]
    quoted = quote_blocks(source, agenda.repository_url, text.links)
    if cut and comment is not None:
        more = f"*… more in the [comment]({comment.html_url})*"
        quoted = f"{quoted}\n\n{more}" if quoted else more
    # a line of other blanks than ours is no end of the entry
    lines = indent(quoted, " " * width, lambda line: line.strip(" \n") != "")
    return f"\n\n{lines}\n" if quoted else ""
