"""What is known of a meeting when its minutes are looked at, and what they are then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.core.agenda_text import AgendaText, find_agenda, parse_agenda_text
from bot.core.local_time import later
from bot.core.mark import find_mark
from bot.core.meeting_course import MINUTES_TAKEN
from bot.core.meeting_words import minutes_path
from bot.core.models import Comment, Identity, Issue, Repository
from bot.core.notes_server import Note
from bot.core.open_actions import HEADING, ListedAction, find_minutes, listed_actions
from bot.core.series import Occurrence, Series
from bot.features.minutes.archive import render_archive
from bot.features.minutes.document import parse_notes
from bot.features.minutes.front import Front, front_of
from bot.features.minutes.memory import (
    Memory,
    Source,
    Step,
    Tried,
    fingerprint,
    parse_memory,
)
from bot.features.minutes.notes import Notes, notes_of_agenda
from bot.features.minutes.pull import Ground

_DAY = timedelta(days=1)
LOOKS = (timedelta(), timedelta(hours=1), *(n * _DAY for n in (1, 2, 3, 5, 7)))
"""How long after a meeting's end its minutes are looked at, though nothing is heard."""


def is_taken(occurrence: Occurrence, issue: Issue, now: datetime) -> bool:
    """Whether minutes of the meeting are taken now, as it stands.

    None are of a meeting that was cancelled, nor of one whose issue people closed before
    it began.
    """
    until = later(occurrence.ends, MINUTES_TAKEN)
    if occurrence.cancelled or not occurrence.starts <= now < until:
        return False
    closed = issue.closed_at if issue.state == "closed" else None
    return closed is None or closed >= occurrence.starts


def next_look(occurrence: Occurrence, now: datetime) -> datetime | None:
    """When minutes are to be looked at next; always after `now`, None if never."""
    if occurrence.cancelled:
        return None
    looks = (later(occurrence.ends, after) for after in LOOKS)
    return min((at for at in (occurrence.starts, *looks) if at > now), default=None)


def lately(occurrence: Occurrence, now: datetime) -> timedelta:
    """How old what is known of a note may be, where nobody told of anything.

    The longer ago the meeting was, the less is still written: an hour on the next day,
    ten hours ten days later.
    """
    return max(now - occurrence.ends, timedelta(0)) / 24


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was noted, and the file that is made of it: "" where that is nothing."""

    source: Source
    front: Front
    notes: Notes
    file: str

    @property
    def counts(self) -> str:
        """`15 people · 6 topics · 1 decision`."""
        kinds = [found.kind for found in self.notes.findings]
        numbers = {
            "person": len(self.notes.attendees),
            "topic": sum(not topic.deferred for topic in self.notes.topics),
            **{kind: kinds.count(kind) for kind in ("decision", "result", "action")},
        }
        return " · ".join(_counted(n, word) for word, n in numbers.items() if n)


@dataclass(frozen=True)
class State:
    """What GitHub says now, and the server of notes.

    `occurrence` is the meeting as it stands, `carried` the list of open actions of the
    last one before it that had one. `note` is that of this meeting, where it was made or
    read just now; `can_make_notes` tells whether there is a server for it, `refused` what
    was refused for good, and `tried` when the file was. `ground` is None where no file is
    asked for, or not yet.
    """

    me: Identity
    repository: Repository
    issue: Issue
    comments: tuple[Comment, ...]
    series: Series
    occurrence: Occurrence
    carried: tuple[ListedAction, ...] = ()
    note: Note | None = None
    can_make_notes: bool = False
    refused: frozenset[Step] = frozenset()
    tried: Tried | None = None
    ground: Ground | None = None

    @cached_property
    def current(self) -> Comment | None:
        """The minutes comment as it is."""
        return find_minutes(self.me, self.comments)

    @cached_property
    def memory(self) -> Memory:
        """What the comment remembers; without its list no line of it."""
        body = self.current.body.replace("\r\n", "\n") if self.current else ""
        memory = parse_memory(find_mark(body, "minutes"))
        if f"\n{HEADING}\n" in body:
            return memory
        return Memory(
            note=memory.note,
            link=memory.link,
            source=memory.source,
            file=memory.file,
            refused=memory.refused,
            tried=memory.tried,
        )

    @cached_property
    def there(self) -> tuple[ListedAction, ...]:
        """The list of open actions, as people left it."""
        return listed_actions(self.current.body) if self.current else ()

    @cached_property
    def agenda(self) -> AgendaText:
        """What the agenda comment says."""
        comment = find_agenda(self.me, self.comments)
        return parse_agenda_text(comment.body if comment else "")

    @property
    def link(self) -> str:
        """Where people write in this meeting's own note; "" where there is none."""
        return (self.note.link if self.note else "") or self.memory.link

    @property
    def front(self) -> Front:
        """What every document says of the meeting first."""
        return front_of(self.issue, self.series, self.occurrence, self.link)

    @cached_property
    def minutes(self) -> Minutes | None:
        """The minutes now; None where what there is of them has to stay.

        That is where they were made from a note which is there no more.
        """
        source: Source = "note" if self.note else "agenda"
        if source == "agenda" and self.memory.source == "note":
            return None
        notes = (
            parse_notes(self.note.content)
            if self.note
            else notes_of_agenda(self.agenda)
        )
        file = "" if _says_nothing(notes) else render_archive(self.front, notes)
        return Minutes(source, self.front, notes, file)


def is_over(state: State, now: datetime) -> bool:
    """Whether the meeting is over."""
    return state.occurrence.ends <= now


def planned(state: State) -> Occurrence:
    """The meeting as the configuration has it, whatever commands have made of it."""
    return state.series.planned(state.occurrence.date)


def path_of(state: State) -> str:
    """The path of the file; "" where none is asked for."""
    return minutes_path(state.series, planned(state))


def wish(state: State) -> str:
    """A fingerprint of the file that is asked for, and where to; "" of none."""
    if state.ground is None or state.minutes is None:
        return ""
    where = f"{state.ground.base} {state.ground.path}"
    return fingerprint(f"{where}\n{state.minutes.file}")


def _says_nothing(notes: Notes) -> bool:
    return not any(_parts(notes))


def _parts(notes: Notes) -> Iterator[object]:
    yield from (notes.attendees, notes.updates, notes.celebrations)
    yield from (notes.topics, notes.findings, notes.others)


def _counted(number: int, word: str) -> str:
    if number == 1:
        return f"1 {word}"
    return f"{number} {'people' if word == 'person' else f'{word}s'}"
