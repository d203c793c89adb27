"""What a pulse remembers, in the mark of its live comment, and how its issue is known.

    <!-- team-compass:pulse date=2021-04-01 -->
    <!-- team-compass:pulse-state date=2021-04-01 rows=jupyterhub/kubespawner:… past= -->

The issue's first line tells which pulse it is. The live comment's remembers its rows:
each project with the version that was out when its row was opened, how it stands and in how
many pulses in a row it was; and of earlier rows which were skipped, and put off until
when. Only what this App wrote counts.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, get_args
from urllib.parse import quote, unquote

from bot.core.mark import Mark, find_mark
from bot.core.models import Comment, Identity, Issue
from bot.core.rrule import FIRST, LAST

Standing = Literal["open", "claimed", "released", "skipped", "snoozed"]
"""How a row stands; `open` is one that nobody has taken."""

_CODES: dict[Standing, str] = {one: one[:2] for one in get_args(Standing)}
_STANDINGS = {code: standing for standing, code in _CODES.items()}
_PAST: dict[str, Literal["skipped", "snoozed"]] = {"sk": "skipped", "sn": "snoozed"}
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A project in a pulse: its last release then ("" for none), and how it stands.

    `times` counts the pulses in a row that it was in, this one included. `in_flight` was
    the newest prerelease then ("" for none) of a version to come, and `released` the
    version that ticked the row.
    """

    name: str
    version: str
    standing: Standing = "open"
    times: int = 1
    in_flight: str = ""
    released: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What was said of a project in a pulse: skipped at, or put off until, that time."""

    name: str
    word: Literal["skipped", "snoozed"]
    at: datetime


@dataclass(frozen=True, slots=True)
class PulseMemory:
    """What the mark of a live comment holds.

    `resting` tells that all is put off, `day` which pulse it is, where people have broken
    the mark of the issue.
    """

    rows: tuple[Row, ...] = ()
    past: tuple[Past, ...] = ()
    pinned: bool = False
    resting: bool = False
    day: date | None = None

    @property
    def unclaimed(self) -> tuple[str, ...]:
        """The projects that are still to be taken; none while all is put off."""
        if self.resting:
            return ()
        return tuple(row.name for row in self.rows if row.standing == "open")

    def of_closed(self) -> "PulseMemory":
        """The same of a pulse that is closed, and so put off no more."""
        return replace(self, resting=False)

    def as_pinned(self) -> "PulseMemory":
        """The same of a comment that was pinned once."""
        return replace(self, pinned=True)


def pulse_mark(day: date) -> Mark:
    """What the issue of a pulse is known by, for ever: its first line."""
    return Mark("pulse", {"date": day.isoformat()})


def find_pulse(
    me: Identity, issue: Issue, comments: Iterable[Comment] = ()
) -> date | None:
    """The date of the pulse that the issue is for; None where it is for none.

    The issue's mark tells or, where people broke or removed that, its live comment's.
    """
    if not me.wrote(issue) or issue.is_pull_request:
        return None
    if mark := find_mark(issue.body, "pulse"):
        return _date(mark)
    live = find_pulse_state(me, comments)
    mark = find_mark(live.body, "pulse-state") if live else None
    return _date(mark) if mark else None


def _date(mark: Mark) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(mark.fields.get("date", ""))
        if FIRST <= day <= LAST:
            return day
    return None


def find_pulse_state(me: Identity, comments: Iterable[Comment]) -> Comment | None:
    """The live comment: the first of this App's that is one."""
    ours = (c for c in comments if me.wrote(c) and find_mark(c.body, "pulse-state"))
    return min(ours, key=lambda comment: comment.id, default=None)


def state_mark(memory: PulseMemory) -> Mark:
    """The first line of the live comment."""
    day = {"date": memory.day.isoformat()} if memory.day else {}
    fields = day | {
        "rows": ",".join(_written(row) for row in memory.rows),
        "past": ",".join(
            f"{_safe(one.name)}:{_CODES[one.word]}:{one.at.timestamp():.0f}"
            for one in memory.past
        ),
    }
    if memory.pinned:
        fields["pinned"] = "yes"
    if memory.resting:
        fields["resting"] = "yes"
    return Mark("pulse-state", fields)


def _written(row: Row) -> str:
    fields = (row.name, row.version, _CODES[row.standing], str(row.times))
    text = ":".join(_safe(one) for one in (*fields, row.in_flight, row.released))
    return text.rstrip(":")


def parse_memory(body: str) -> PulseMemory:
    """What a live comment remembers; what people have broken in it is left out."""
    mark = find_mark(body, "pulse-state")
    if mark is None:
        return PulseMemory()
    rows = (_row(text) for text in mark.fields.get("rows", "").split(","))
    past = (_past(text) for text in mark.fields.get("past", "").split(","))
    return PulseMemory(
        tuple({row.name.lower(): row for row in rows if row}.values()),
        tuple({one.name.lower(): one for one in past if one}.values()),
        pinned="pinned" in mark.fields,
        resting="resting" in mark.fields,
        day=_date(mark),
    )


def _row(text: str) -> Row | None:
    parts = [unquote(part) for part in text.split(":")]
    if not 4 <= len(parts) <= 6 or not parts[0] or not _NUMBER.fullmatch(parts[3]):
        return None
    name, version, code, times, in_flight, released = (*parts, "", "")[:6]
    standing = _STANDINGS.get(code, "open")
    return Row(name, version, standing, max(1, int(times)), in_flight, released)


def _past(text: str) -> Past | None:
    parts = [unquote(part) for part in text.split(":")]
    if len(parts) != 3 or not parts[0] or not _NUMBER.fullmatch(parts[2]):
        return None
    word = _PAST.get(parts[1])
    if word is None:
        return None
    try:
        return Past(parts[0], word, datetime.fromtimestamp(int(parts[2]), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _safe(text: str) -> str:
    # two dashes would end the comment that a mark is
    return quote(text, safe="/").replace("--", "-%2D").replace("--", "-%2D")
