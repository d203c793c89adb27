"""A story out of a seed: who does what when, as a list that can be repeated and shrunk."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.chaos.events import Event
from tests.chaos.places import (
    BEGIN,
    DAY,
    END,
    HOUR,
    MINUTE,
    TEAM,
    VISITORS,
    Place,
    Series,
)
from tests.chaos.words import (
    ANSWERS,
    BUGS,
    CHATS,
    QUESTIONS,
    SAID,
    TOPICS,
    empty_report,
    half_form,
)

PULSE = datetime(2026, 4, 1, tzinfo=UTC)
PULSE_ENDS = PULSE + timedelta(days=7)
APART = 95 * MINUTE
"""Between two moments in which something happens, so that there is a look in between."""

BEFORE = 50 * MINUTE
"""So long before the bot has something to do by itself nothing happens: on a slow machine
hasty time goes by, and the order of the two may not change."""

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Moment:
    """What happens at about the same time; without events the bot has something to do."""

    at: datetime
    events: tuple[Event, ...] = ()


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


class Plot:
    """Makes up the story of one seed."""

    def __init__(self, seed: int, places: tuple[Place, ...]) -> None:
        self._dice = random.Random(f"plot {seed}")
        self._places = places
        self._meetings = [
            Meeting(place, series, start)
            for place in places
            for series in place.series
            for start in series.starts
        ]
        self._threads: list[Thread] = []
        self._claims: dict[str, dict[str, str]] = {}
        self._versions = {p.name: 0 for p in places if p.is_project}
        self._wrong: set[str] = set()
        self._count = 0
        self._at = BEGIN
        self._events: list[Event] = []
        self._touched: set[str] = set()
        self._arrives: dict[str, str] = {}

    def moments(self) -> list[Moment]:
        """All that happens, and when the bot has something to do by itself."""
        found = {at + 5 * SECOND: Moment(at + 5 * SECOND) for at in self._due()}
        busy = self._busy()
        for at in busy:
            found[at] = Moment(at, tuple(self._happening(at)))
        return [found[at] for at in sorted(found) if BEGIN < at < END]

    def _due(self) -> Iterator[datetime]:
        for meeting in self._meetings:
            yield from meeting.series.moments()
        yield PULSE
        yield PULSE_ENDS

    def _busy(self) -> list[datetime]:
        """When something happens: about once a day, and more around meetings."""
        dice, wanted = self._dice, [BEGIN + 3 * HOUR]
        day = BEGIN.replace(hour=0)
        while day < END - DAY:
            day += DAY
            if dice.random() < 0.6:
                continue
            wanted.append(day + timedelta(minutes=dice.randrange(6 * 60, 21 * 60)))
        for meeting in self._meetings:
            for offset, chance in (
                (-3 * HOUR, 0.3),
                (3 * MINUTE, 0.4),
                (20 * HOUR, 0.2),
            ):
                if dice.random() < chance:
                    wanted.append(meeting.starts + offset)
        found: list[datetime] = []
        due = [at + 5 * SECOND for at in self._due()]
        for at in sorted(wanted):
            clear = all(at - after > MINUTE for after in found[-1:])
            if found and at - found[-1] < APART:
                clear = False
            if any(timedelta(0) <= one - at < BEFORE for one in due):
                clear = False
            if clear and BEGIN < at < END - DAY:
                found.append(at)
        return found

    def _happening(self, at: datetime) -> Iterator[Event]:
        self._at, self._events, self._touched, self._arrives = at, [], set(), {}
        scenes: list[tuple[Callable[[], None], int]] = [
            (self._propose, 5),
            (self._talk, 3),
            (self._touch, 5),
            (self._misspeak, 2),
            (self._elsewhere, 4),
            (self._ask, 4),
            (self._judge, 5),
            (self._report, 3),
            (self._answer, 4),
            (self._work, 2),
            (self._pulse, 5),
            (self._configure, 2),
        ]
        most = self._dice.randrange(9, 16)
        for _ in range(3 * most):
            if len(self._events) >= most:
                break
            scene = self._dice.choices([s for s, _ in scenes], [w for _, w in scenes])[
                0
            ]
            scene()
        for number, event in enumerate(self._events):
            yield Event(
                at + number * 5 * SECOND,
                event.where,
                event.deed,
                event.by,
                event.thread,
                event.name,
                event.text,
                event.labels,
            )

    # what may happen

    def _propose(self) -> None:
        meeting = self._some(self._open_meetings())
        if meeting and self._is_only(meeting.place, "said"):
            by = self._anybody()
            text = self._dice.choice(TOPICS).format(n=self._count)
            name = self._say(meeting.place, meeting.thread, by, text)
            meeting.said[name] = by

    def _talk(self) -> None:
        if meeting := self._some(self._open_meetings()):
            text = self._dice.choice(SAID)
            name = self._say(meeting.place, meeting.thread, self._anybody(), text)
            if "/agenda" in text:
                meeting.notes[name] = self._events[-1].by

    def _touch(self) -> None:
        """A command about a topic that everybody sees, or its words change or go."""
        dice, meeting = self._dice, self._some(self._open_meetings())
        seen = self._untouched(meeting.said) if meeting else []
        if meeting is None or not seen:
            return
        name = dice.choice(seen)
        by = meeting.said[name]
        self._touched.add(name)
        what = dice.random()
        if what < 0.2 and self._is_only(meeting.place, "said"):
            text = dice.choice(TOPICS).format(n=f"{self._count} again")
            self._do(meeting.place, "edits", by, meeting.thread, name, text)
        elif what < 0.3:
            del meeting.said[name]
            self._do(meeting.place, "deletes", by, meeting.thread, name)
        else:
            chairs = tuple(TEAM)
            mine, theirs = (by, *chairs), chairs
            word, who = dice.choice(
                [
                    ("/agenda remove {%s}", mine),
                    ("/agenda time {%s} 12m", mine),
                    ("/agenda owner {%s} @grace", mine),
                    ("/agenda edit {%s} Reworded, *with care* (8 min)", mine),
                    ("/agenda move {%s} first", theirs),
                    ("/agenda move {%s} last", theirs),
                    ("/agenda done {%s}", theirs),
                    ("/agenda defer {%s}", theirs),
                    ("/agenda move {%s} first", VISITORS),
                ]
            )
            self._say(meeting.place, meeting.thread, dice.choice(who), word % name)

    def _misspeak(self) -> None:
        """Something that cannot be done, mended or taken back later."""
        dice, meeting = self._dice, self._some(self._open_meetings())
        if meeting is None:
            return
        wrong = self._untouched(meeting.notes)
        if wrong and dice.random() < 0.6:
            name = dice.choice(wrong)
            by = meeting.notes.pop(name)
            self._touched.add(name)
            if dice.random() < 0.5:
                self._do(meeting.place, "deletes", by, meeting.thread, name)
            else:
                text = dice.choice(["Sorry, never mind.", "/here"])
                if dice.random() < 0.4 and self._is_only(meeting.place, "said"):
                    text = "/agenda Mended"
                self._do(meeting.place, "edits", by, meeting.thread, name, text)
            return
        by = dice.choice(tuple(TEAM))
        text = dice.choice(["/agenda move A99 first", "/agenda done A98\n\nWas it?"])
        meeting.notes[self._say(meeting.place, meeting.thread, by, text)] = by

    def _elsewhere(self) -> None:
        """A thread of another repository is a topic, or is one no more."""
        dice = self._dice
        there = [t for t in self._threads if t.kind == "topic" and self._is_free(t)]
        if not there or dice.random() < 0.4:
            place = dice.choice([p for p in self._places if p.meets])
            thread = self._begin(place, "topic", dice.choice(BUGS), self._anybody())
            if dice.random() < 0.7 and self._is_only_here(thread):
                self._propose_thread(thread)
            return
        thread = dice.choice(there)
        if not self._is_only_here(thread):
            return
        self._touched.add(thread.name)
        if not thread.is_open:
            thread.is_open = True
            self._do(thread.place, "reopens", "minrk", thread.name)
        elif dice.random() < 0.2:
            thread.is_open = False
            self._do(thread.place, "closes", "minrk", thread.name)
        elif thread.said and dice.random() < 0.5:
            name = dice.choice(list(thread.said))
            by = thread.said.pop(name)
            self._do(thread.place, "deletes", by, thread.name, name)
        elif "agenda" in thread.labels and dice.random() < 0.5:
            thread.labels.discard("agenda")
            self._do(
                thread.place, "unlabels", "manics", thread.name, labels=("agenda",)
            )
        else:
            self._propose_thread(thread)

    def _propose_thread(self, thread: Thread) -> None:
        dice = self._dice
        if dice.random() < 0.3:
            thread.labels.add("agenda")
            self._do(thread.place, "labels", "manics", thread.name, labels=("agenda",))
            return
        text = dice.choice(
            ["/agenda", "Please!\n\n/agenda Shall we? (10 min)\n\n- why"]
        )
        by = self._anybody()
        thread.said[self._say(thread.place, thread.name, by, text)] = by
        self._touched.add(thread.name)

    def _ask(self) -> None:
        dice = self._dice
        place = dice.choice([p for p in self._places if p.asks])
        words = dice.choice(QUESTIONS if dice.random() < 0.7 else BUGS)
        labels = ("support",) if dice.random() < 0.4 else ()
        thread = self._begin(place, "question", words, dice.choice(VISITORS), labels)
        thread.labels.update(labels)

    def _judge(self) -> None:
        """People say of a question what it is, or change their minds."""
        dice = self._dice
        there = [t for t in self._threads if t.kind == "question" and self._is_free(t)]
        if not there:
            return
        thread = dice.choice(there[-6:])
        self._touched.add(thread.name)
        place, chair = thread.place, dice.choice(tuple(TEAM))
        what = dice.random()
        if thread.said and what < 0.2:
            name = dice.choice(list(thread.said))
            by = thread.said.pop(name)
            self._do(place, "deletes", by, thread.name, name)
        elif what < 0.45:
            if "support" in thread.labels:
                thread.labels.discard("support")
                self._do(place, "unlabels", chair, thread.name, labels=("support",))
            else:
                thread.labels.add("support")
                self._do(place, "labels", chair, thread.name, labels=("support",))
        elif what < 0.65:
            text = dice.choice(["/support", "We answer that elsewhere.\n\n/support"])
            thread.said[self._say(place, thread.name, chair, text)] = chair
        elif what < 0.8:
            by = dice.choice([thread.author, chair, "passerby"])
            text = "/not-support it crashes"
            thread.said[self._say(place, thread.name, by, text)] = by
        elif what < 0.9:
            self._do(place, "closes", chair, thread.name)
        else:
            self._do(place, "reopens", chair, thread.name)

    def _report(self) -> None:
        dice = self._dice
        place = dice.choice([p for p in self._places if p.requests])
        by, kind = dice.choice(VISITORS), dice.random()
        if kind < 0.4 and place.name == "desk/binder":
            words = f"Room for a course\n{half_form(dice)}"
            self._begin(place, "report", words, by, ("impact",))
        elif kind < 0.7:
            self._begin(place, "report", empty_report(dice), by)
        else:
            self._begin(place, "report", dice.choice(BUGS), by)

    def _answer(self) -> None:
        dice = self._dice
        there = [t for t in self._threads if t.kind == "report" and self._is_free(t)]
        if not there:
            return
        thread = dice.choice(there[-5:])
        self._touched.add(thread.name)
        place, what = thread.place, dice.random()
        if what < 0.5:
            text = dice.choice(ANSWERS)
            self._say(place, thread.name, thread.author, text)
        elif what < 0.65:
            self._say(place, thread.name, "minrk", dice.choice(CHATS))
        elif what < 0.8:
            text = f"Crashes with dots\nIt crashes, see {self._count}."
            self._do(place, "rewrites", thread.author, thread.name, text=text)
        elif what < 0.9:
            labels = ("needs-more-info",)
            self._do(place, "unlabels", "manics", thread.name, labels=labels)
        else:
            self._do(place, "closes", "manics", thread.name)

    def _work(self) -> None:
        """Something is merged, or a version comes out."""
        dice = self._dice
        place = dice.choice([p for p in self._places if p.is_project])
        if f"version {place.name}" in self._touched:
            return
        self._touched.add(f"version {place.name}")
        if dice.random() < 0.5 or self._at < PULSE + HOUR:  # else there may be no pulse
            text = f"Mend number {self._count}"
            by = dice.choice(["ada", "minrk", "renovate[bot]"])
            self._do(place, "lands", by, name=f"part{self._count}", text=text)
        else:
            self._release(place)

    def _release(self, place: Place) -> None:
        self._versions[place.name] += 1
        version = f"1.{self._versions[place.name]}.0"
        deed = self._dice.choice(["tags", "releases"])
        self._do(place, deed, "minrk", text=version)

    def _pulse(self) -> None:
        """People take rows of a pulse, leave them out, or release what is on it."""
        dice = self._dice
        if not PULSE + HOUR < self._at < PULSE_ENDS - HOUR:
            return
        place = dice.choice([p for p in self._places if p.projects])
        thread, claims = (
            f"pulse {PULSE:%Y-%m-%d}",
            self._claims.setdefault(place.name, {}),
        )
        known = self._untouched(claims)
        if (
            known
            and dice.random() < 0.3
            and self._is_only(place, f"given back {known[0]}")
        ):
            by = claims.pop(known[0])
            self._touched.add(known[0])
            self._do(place, "deletes", by, thread, known[0])
            return
        project = dice.choice(place.projects)
        if dice.random() < 0.25:
            (found,) = (p for p in self._places if p.name == project)
            if f"version {project}" not in self._touched:
                self._touched.add(f"version {project}")
                self._release(found)
            return
        word = dice.choice(
            [
                f"/release claim {project}",
                f"I can.\n\n/release claim {project.partition('/')[2]}",
                f"/release skip {project} it waits for @grace",
                f"/release snooze {project} 20d",
                "/release claim nothing-such",
            ]
        )
        by = dice.choice([*TEAM, "passerby"])
        claims[self._say(place, thread, by, word)] = by

    def _configure(self) -> None:
        """A file gets wrong, or is mended."""
        dice = self._dice
        place = dice.choice([p for p in self._places if p.configuration])
        if f"file {place.name}" in self._touched:
            return
        self._touched.add(f"file {place.name}")
        if place.name in self._wrong:
            self._wrong.discard(place.name)
            text = place.configuration + f"# mended {self._count}\n"
        elif dice.random() < 0.7:
            self._wrong.add(place.name)
            text = place.configuration + dice.choice(
                ["meetngs: {}\n", "agenda: {minutes: many}\n", "support: [\n"]
            )
        else:
            text = place.configuration + f"# {self._count}\n"
        self._do(place, "commits", "minrk", text=text)

    # how it is put down

    def _open_meetings(self) -> list[Meeting]:
        """Those whose issue the bot has had the time to open."""
        return [
            meeting
            for meeting in self._meetings
            if meeting.opens + 10 * MINUTE < self._at < meeting.ends
        ]

    def _is_only_here(self, thread: Thread) -> bool:
        """Whether nothing else becomes a topic where this one is talked about."""
        (meets,) = (p for p in self._places if p.name == thread.place.meets)
        return self._is_only(meets, thread.name)

    def _is_only(self, place: Place, how: str) -> bool:
        """Whether topics come to a meeting there in no other way just now.

        Ids are given when the bot first sees a topic. It sees at once all comments on the
        meeting's issue, but of what comes from several places perhaps the later first.
        """
        return self._arrives.setdefault(place.name, how) == how

    def _some(self, meetings: list[Meeting]) -> Meeting | None:
        return self._dice.choice(meetings) if meetings else None

    def _untouched(self, names: dict[str, str]) -> list[str]:
        return [name for name in names if name not in self._touched]

    def _is_free(self, thread: Thread) -> bool:
        return thread.name not in self._touched

    def _anybody(self) -> str:
        return self._dice.choice([*TEAM, *VISITORS])

    def _begin(
        self,
        place: Place,
        kind: str,
        words: str,
        by: str,
        labels: tuple[str, ...] = (),
    ) -> Thread:
        self._count += 1
        thread = Thread(place, f"t{self._count}", kind, by)
        title, _, body = words.partition("\n")
        text = f"{title}\n{body}" if title else f"Untitled {self._count}\n{body}"
        self._threads.append(thread)
        self._touched.add(thread.name)
        self._do(place, "opens", by, name=thread.name, text=text, labels=labels)
        return thread

    def _say(self, place: Place, thread: str, by: str, text: str) -> str:
        self._count += 1
        name = f"c{self._count}"
        self._touched.add(name)
        self._do(place, "says", by, thread, name, text)
        return name

    def _do(
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
        event = Event(self._at, place.name, deed, by, thread, name, text, labels)
        self._events.append(event)
