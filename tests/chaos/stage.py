"""Where the scenes of a story are played: what there is by now, and what happens next."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.chaos.events import Event
from tests.chaos.places import BEGIN, MINUTE, TEAM, VISITORS, Place, Series

PULSE = datetime(2026, 4, 1, tzinfo=UTC)
PULSE_ENDS = PULSE + timedelta(days=7)


@dataclass
class Meeting:
    """One meeting, as long as there is something to be said on its issue."""

    place: Place
    series: Series
    starts: datetime
    said: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    is_cancelled: bool = False

    @property
    def thread(self) -> str:
        return f"meeting {self.series.id} {self.starts:%Y-%m-%d}"

    @property
    def opens(self) -> datetime:
        return max(BEGIN, self.starts - self.series.opens)

    @property
    def ends(self) -> datetime:
        return self.starts + self.series.length


@dataclass
class Thread:
    """An issue that people have opened, and what they can still do with it."""

    place: Place
    name: str
    kind: str
    author: str
    labels: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    is_open: bool = True
    answered: int = 0


class Stage:
    """What a scene may use, and where it puts down what happens in it."""

    def __init__(self, dice: random.Random, places: tuple[Place, ...]) -> None:
        self.dice = dice
        self.places = places
        self.meetings = [
            Meeting(place, series, start)
            for place in places
            for series in place.series
            for start in series.starts
        ]
        self.threads: list[Thread] = []
        self.claims: dict[str, dict[str, str]] = {}
        self.versions = {p.name: 0 for p in places if p.is_project}
        self.wrong: set[str] = set()
        self.count = 0
        self.set(BEGIN)

    def set(self, at: datetime) -> None:
        """Begin a moment, in which nothing has happened yet."""
        self.at = at
        self.events: list[Event] = []
        self.touched: set[str] = set()
        self.arrives: dict[str, str] = {}

    def open_meetings(self) -> list[Meeting]:
        """Those whose issue the bot has had the time to open."""
        return [
            meeting
            for meeting in self.meetings
            if meeting.opens + 10 * MINUTE < self.at < meeting.ends
        ]

    def is_only_here(self, thread: Thread) -> bool:
        """Whether nothing else becomes a topic where this one is talked about."""
        (meets,) = (p for p in self.places if p.name == thread.place.meets)
        return self.is_only(meets, thread.name)

    def is_only(self, place: Place, how: str) -> bool:
        """Whether topics come to a meeting there in no other way just now.

        Ids are given when the bot first sees a topic. It sees at once all comments on the
        meeting's issue, but of what comes from several places perhaps the later first.
        """
        return self.arrives.setdefault(place.name, how) == how

    def some(self, meetings: list[Meeting]) -> Meeting | None:
        return self.dice.choice(meetings) if meetings else None

    def untouched(self, names: dict[str, str]) -> list[str]:
        return [name for name in names if name not in self.touched]

    def is_free(self, thread: Thread) -> bool:
        return thread.name not in self.touched

    def anybody(self) -> str:
        return self.dice.choice([*TEAM, *VISITORS])

    def begin(
        self,
        place: Place,
        kind: str,
        words: str,
        by: str,
        labels: tuple[str, ...] = (),
    ) -> Thread:
        self.count += 1
        thread = Thread(place, f"t{self.count}", kind, by)
        title, _, body = words.partition("\n")
        text = f"{title}\n{body}" if title else f"Untitled {self.count}\n{body}"
        self.threads.append(thread)
        self.touched.add(thread.name)
        self.do(place, "opens", by, name=thread.name, text=text, labels=labels)
        return thread

    def say(self, place: Place, thread: str, by: str, text: str) -> str:
        self.count += 1
        name = f"c{self.count}"
        self.touched.add(name)
        self.do(place, "says", by, thread, name, text)
        return name

    def do(
        self,
        place: Place,
        deed: str,
        by: str,
        thread: str = "",
        name: str = "",
        text: str = "",
        *,
        labels: tuple[str, ...] = (),
    ) -> None:
        event = Event(self.at, place.name, deed, by, thread, name, text, labels)
        self.events.append(event)
