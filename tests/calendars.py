"""Two readers of calendars that nobody here wrote, and what both say of one.

`icalendar` reads as strictly as it can; Mozilla's `ical.js` is what Thunderbird reads
with. Either knows zones only from the calendar itself.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import icalendar
from icalendar.parser import Contentline, Contentlines

from tests.npm_packages import NODE_MODULES

_SCRIPT = Path(__file__).with_name("read_calendars.mjs")
_LIBRARY = NODE_MODULES / "ical.js/dist/ical.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An event as a reader sees it; `starts`, `ends` and `revised` are in UTC."""

    uid: str
    starts: datetime
    ends: datetime
    zone: str
    revised: datetime
    sequence: int
    status: str
    busy: bool
    title: str
    description: str
    place: str
    join: str
    issue: str
    recurs: bool

    @property
    def series(self) -> str:
        return self.uid.split(".")[1]

    @property
    def date(self) -> str:
        return self.uid.split(".")[0]

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


@dataclass(frozen=True, slots=True)
class SeenCalendar:
    """A calendar as a reader sees it."""

    name: str
    refresh: str
    source: str
    events: tuple[Seen, ...]

    def on(self, date: str) -> Seen:
        """The only meeting whose date by the rule that is."""
        (found,) = [event for event in self.events if event.date == date]
        return found


def read_strictly(data: bytes) -> SeenCalendar:
    """What icalendar sees, if it and RFC 5545 have nothing to complain of."""
    _check_lines(data)
    calendar = icalendar.Calendar.from_ical(data)
    assert isinstance(calendar, icalendar.Calendar)
    assert calendar.subcomponents, "a calendar without any component is none"
    zones: dict[str, tzinfo] = {}
    for component in calendar.walk():
        assert component.errors == []
        for name in component.required:
            assert name in component, f"{component.name} has no {name}"
        for name in component.singletons:
            assert not isinstance(component.get(name), list), name
        if isinstance(component, icalendar.Timezone):
            assert component.subcomponents
            zones[component.tz_name] = component.to_tz(lookup_tzid=False)
    events = tuple(_seen(event, zones) for event in calendar.walk("VEVENT"))
    assert len({event.uid for event in events}) == len(events)
    assert {event.zone for event in events if event.zone} <= zones.keys()
    return SeenCalendar(
        str(calendar["NAME"]),
        calendar["REFRESH-INTERVAL"].to_ical().decode(),
        str(calendar.get("SOURCE", "")),
        events,
    )


def _check_lines(data: bytes) -> None:
    assert data.endswith(b"\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert line.strip()
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()  # no character is torn apart
    for line in Contentlines.from_ical(data):
        if line:
            Contentline(line, strict=True).parts()


def _seen(event: Any, zones: dict[str, tzinfo]) -> Seen:
    def moment(name: str) -> datetime:
        zone = event[name].params.get("TZID")
        time = event[name].dt
        return (time.replace(tzinfo=zones[zone]) if zone else time).astimezone(UTC)

    def text(name: str) -> str:
        return str(event.get(name, ""))

    return Seen(
        uid=text("UID"),
        starts=moment("DTSTART"),
        ends=moment("DTEND"),
        zone=event["DTSTART"].params.get("TZID", ""),
        revised=moment("DTSTAMP"),
        sequence=int(event["SEQUENCE"]),
        status=text("STATUS"),
        busy=text("TRANSP") == "OPAQUE",
        title=text("SUMMARY"),
        description=text("DESCRIPTION"),
        place=text("LOCATION"),
        join=text("CONFERENCE"),
        issue=text("URL"),
        recurs=any(n in event for n in ("RRULE", "RDATE", "RECURRENCE-ID")),
    )


class SecondReader:
    """ical.js in a process of its own, asked as often as one likes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, data: bytes) -> SeenCalendar:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(data.decode()) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer
        return SeenCalendar(
            answer["name"],
            answer["refresh"],
            answer["source"],
            tuple(Seen(**_timed(event)) for event in answer["events"]),
        )


def _timed(event: dict[str, Any]) -> dict[str, Any]:
    times = ("starts", "ends", "revised")
    return {k: datetime.fromisoformat(v) if k in times else v for k, v in event.items()}


@contextmanager
def second_reader() -> Iterator[SecondReader]:
    """The second reader, for as long as it is wanted."""
    with subprocess.Popen(
        ["node", str(_SCRIPT), str(_LIBRARY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield SecondReader(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0
