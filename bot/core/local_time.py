"""Times of day as people mean them, across clock changes.

A local time that does not exist because clocks go forward is moved forward by the gap:
02:30 is 03:30 that day. One that comes twice because they go back is the first of them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from bot.core.editor_schema import BLANK
from bot.core.scalars import SIXTIES, TIME_PATTERN, from_text, parse_time
from bot.core.zones import parse_zone

UTC_ZONE = ZoneInfo("UTC")


def later(moment: datetime, length: timedelta) -> datetime:
    """`length` of real time after `moment`, in its zone, across any clock change."""
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)


def local_start(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment of a local time; the module says which where it is not exactly one."""
    # In a gap fold=0 reads the clock as it was before: the way over UTC adds the gap.
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day, with a zone where it does not follow the series' own."""

    time: time
    zone: ZoneInfo | None = None


def parse_slot(text: str) -> Slot:
    """`17:00` or `09:00 Europe/London`; ValueError says what is allowed."""
    at, _, zone = text.strip().partition(" ")
    try:
        return Slot(parse_time(at), parse_zone(zone) if zone.strip() else None)
    except ValueError as error:
        raise ValueError(f"{error}; a slot is written as 09:00 Europe/London") from None


SlotText = Annotated[
    Slot,
    from_text(parse_slot),
    WithJsonSchema(
        {
            **SIXTIES,
            "pattern": f"^{TIME_PATTERN}(?:{BLANK}[A-Za-z][A-Za-z0-9_+/-]*{BLANK}*)?$",
            "examples": ["17:00 UTC", "09:00 Europe/London"],
        }
    ),
]


class Slots(BaseModel):
    """Two times that take turns by the parity of the month."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    odd: SlotText = Field(description="In January, March, May and so on.")
    even: SlotText = Field(description="In February, April, June and so on.")
