"""A time zone as calendars want it told: its offsets, and when they change.

By RFC 5545 (section 3.6.5) a feed brings along every zone that its times name. What is
told here holds for the feed's own span, change by change as the IANA database has them;
no rule is made of them, as some zones follow none (Morocco's follows the moon).
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOOK_BACK = timedelta(days=370)
"""How long before the first time the change is looked for that it follows upon."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when an offset is said to hold that has not changed for so long."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Observance:
    """An offset of a zone; `onset` is local, by the clock as it was before."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool


def observances(
    zone: ZoneInfo, first: datetime, last: datetime
) -> tuple[Observance, ...]:
    """Every offset of the zone from `first` to `last` (aware), in order of time."""
    first, last = first.astimezone(UTC), last.astimezone(UTC)
    changes = [at for at in _changes(zone, first - LOOK_BACK, last) if at <= last]
    place = bisect_left(changes, first + _SECOND)
    found = tuple(_change(zone, at) for at in changes[max(place - 1, 0) :])
    return found if place else (_constant(zone, first), *found)


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The moments from which another offset holds; no zone has two in a day."""
    while since <= until:
        before = _offset(zone, since)
        if _offset(zone, since + _DAY) != before:
            yield _first_other(zone, since, before)
        since += _DAY


def _first_other(zone: ZoneInfo, since: datetime, before: timedelta) -> datetime:
    seconds = bisect_left(
        range(int(_DAY.total_seconds())),
        True,
        key=lambda second: _offset(zone, since + second * _SECOND) != before,
    )
    return since + seconds * _SECOND


def _change(zone: ZoneInfo, at: datetime) -> Observance:
    before = _offset(zone, at - _SECOND)
    return _observance(zone, at, at + before, before)


def _constant(zone: ZoneInfo, at: datetime) -> Observance:
    return _observance(zone, at, EPOCH, _offset(zone, at))


def _observance(
    zone: ZoneInfo, at: datetime, onset: datetime, before: timedelta
) -> Observance:
    local = at.astimezone(zone)
    return Observance(
        onset=onset.replace(tzinfo=None),
        before=before,
        after=_offset(zone, at),
        name=local.tzname() or str(zone),
        is_daylight=bool(local.dst()),
    )


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
