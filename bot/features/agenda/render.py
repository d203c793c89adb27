"""The agenda comment's Markdown.

Text of people is quoted by `core.markdown`; what is cut to keep GitHub's limit is said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.local_time import later
from bot.core.mark import Mark
from bot.core.markdown import BREAK, quote_text
from bot.core.models import Comment
from bot.core.series import Occurrence
from bot.features.agenda.commands import Note
from bot.features.agenda.entries import (
    Room,
    details_of,
    length,
    link,
    times,
    title_of,
    topic_link,
    topic_title,
)
from bot.features.agenda.pulses import Quiet, render_quiet
from bot.features.agenda.values import Topic

ACTIONS = "## Open actions"
MOST_ACTIONS = 20
"""Actions of earlier meetings that an agenda shows."""

_BEFORE_A_LOGIN = re.compile(rf"[\s/@({BREAK}]")
_IN_A_WORD = re.compile(r"\w")

LIMIT = 65_536
"""Characters of a comment: GitHub answers a longer one with 422."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A quick update, report or place in the roll call, with its comment."""

    note: Note
    comment: Comment


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything the comment shows; `minutes` is what a topic without a time gets.

    `actions` are those of earlier meetings that are still open, each one line of Markdown
    that is safe as it stands; all of them stand at `minutes_url`. `following` is the
    number of the next meeting's issue, 0 where there is none to name; `left_out` tells
    how many threads have the label and no place here, `quiet` the release pulses at whose
    time nothing waited.
    """

    meeting: Occurrence
    topics: tuple[Topic, ...]
    entries: tuple[Entry, ...]
    minutes: int
    repository_url: str
    actions: tuple[str, ...] = ()
    minutes_url: str = ""
    following: int = 0
    left_out: int = 0
    quiet: frozenset[Quiet] = frozenset()


_ROOMS = (
    Room(4_000, 500, 10_000),
    Room(1_000, 200, 10_000),
    Room(200, 120, 10_000),
    Room(0, 100, 10_000),
    Room(0, 80, 200),
    Room(0, 60, 60),
    Room(0, 60, 10),
    Room(0, 0, 0),
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


def _sections(agenda: Agenda, room: Room) -> Iterator[str]:
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
    if agenda.left_out:
        more = (
            "1 more thread has"
            if agenda.left_out == 1
            else f"{agenda.left_out} more threads have"
        )
        yield f"*{more} the label, and no place on this agenda.*"
    for heading, kind in (
        ("Quick updates", "update"),
        ("Reports and celebrations", "celebrate"),
        ("Roll call", "here"),
    ):
        entries = [e for e in agenda.entries if e.note.kind == kind]
        ours = [*render_quiet(agenda.quiet)] if kind == "update" else []
        if entries or ours:
            yield f"## {heading}"
            yield from _notes(agenda, entries, room, ours)
    for heading, topics in (("Done", done), ("Deferred", deferred)):
        if topics:
            yield f"## {heading}"
            yield from _topics(agenda, topics, number, clock, room)
            number += len(topics)
    yield from _actions(agenda)
    if agenda.following:
        yield f"Next meeting: #{agenda.following}"


def _actions(agenda: Agenda) -> Iterator[str]:
    actions = agenda.actions
    if not actions:
        return
    yield ACTIONS
    yield "\n".join(f"- [ ] {line}" for line in actions[:MOST_ACTIONS])
    if len(actions) > MOST_ACTIONS:
        more = f"{len(actions) - MOST_ACTIONS} more stand in the"
        yield f"*{more} [minutes]({agenda.minutes_url}).*"


def _sum(agenda: Agenda, taken: int) -> str:
    starts = agenda.meeting.starts
    length_ = agenda.meeting.length // timedelta(minutes=1)
    zone = starts.tzname() or ""
    if not zone.isalpha():  # some zones have no name but their distance
        zone = f"UTC{starts.isoformat()[-6:]}"
    begins = (
        "cancelled" if agenda.meeting.cancelled else f"starts {starts:%H:%M} {zone}"
    )
    return f"{taken} of {length_} min · {begins}"


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
    room: Room,
) -> Iterator[str]:
    entries = []
    for n, topic in enumerate(topics[: room.entries], start=number):
        parts = [
            topic_title(agenda.repository_url, topic, room),
            quote_text(topic.owner),
            f"{_minutes(agenda, topic)} min",
        ]
        if topic.number in clock:
            parts.append(f"{clock[topic.number]:%H:%M}")
        where = topic_link(topic)
        parts += [part for part in (where, times(topic)) if part]
        parts.append(f"`{topic.id}`")
        marker = f"{n}. "
        below = details_of(agenda.repository_url, topic, where, len(marker), room)
        entries.append(marker + " · ".join(parts) + below)
    if entries:
        yield "\n".join(entries)
    yield from _left_out(len(topics) - len(entries), "topics")


def _notes(
    agenda: Agenda, entries: Sequence[Entry], room: Room, ours: Iterable[str]
) -> Iterator[str]:
    lines = []
    for entry in entries[: room.entries]:
        login = quote_text(entry.comment.user.login)
        text = (
            title_of(agenda.repository_url, entry.note.text, entry.note.links, room)
            if entry.note.text
            else ""
        )
        if entry.note.kind == "here":
            # "Min RK / Simula" and, if that does not name it, the login
            named = _names_at_end(text, login)
            parts = [text if named else f"{text} / {login}" if text else login]
        else:
            parts = [text, login]
        where = link(entry.comment.html_url)
        below = details_of(agenda.repository_url, entry.note, where, 2, room)
        lines.append("- " + " · ".join([*parts, where]) + below)
    if lines or ours:
        yield "\n".join([*ours, *lines])
    yield from _left_out(len(entries) - len(lines), "entries")


def _names_at_end(text: str, login: str) -> bool:
    """Whether a login is the last word; it stands after a blank, a stroke or the like.

    "Benjamin" does not name "min". (A pattern of each login would cost more time than
    all the rest of a long roll call.)
    """
    before, _, after = text.lower().rpartition(login.lower())
    named = _BEFORE_A_LOGIN.match(before[-1:]) is not None
    return named and not _IN_A_WORD.search(after)


def _left_out(number: int, what: str) -> Iterator[str]:
    if number > 0:
        yield f"*{number} more {what} do not fit here; they stand in the comments.*"
