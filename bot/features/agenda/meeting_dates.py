"""Days and times in the ways people write them behind `/meeting move`.

    2026-10-22                        22 October 2026, 17:00 UTC
    Thursday 22 October               Oct 22nd at 5pm Europe/London
    2026-10-22T17:00Z                 17:30

What can be read in two ways, such as 10/11/2026, is not guessed.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.errors import UserError
from bot.core.rrule import FIRST, LAST
from bot.core.text_format import MONTHS, WEEKDAYS
from bot.core.zones import parse_zone, zone_names

FORM = "/meeting move 2026-10-22 17:00 Europe/London"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was written: without a year it is the next such day.

    `weekday` counts from Monday, 0.
    """

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A day, a time of day and a zone; what was not written is as it was."""

    day: Day | None
    at: time | None = None
    zone: ZoneInfo | None = None


def _names(names: tuple[str, ...]) -> str:
    """Each name whole or as its beginning: `Sept` as well as `Sep`."""
    return "|".join(
        "|".join(name[:n] for n in range(len(name), 2, -1)) for name in names
    )


_WEEKDAY = rf"(?:(?P<weekday>{_names(WEEKDAYS)})\.?,?\s+(?:the\s+)?)?"
_MONTH = rf"(?P<month>{_names(MONTHS)})\.?"
_NUMBER = r"(?P<day>[0-9]{1,2})"
_DAY = rf"{_NUMBER}(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_END = r"(?![0-9A-Za-z])"
_FORMS = tuple(
    re.compile(rf"{_WEEKDAY}{form}", re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<s>[-/.])(?P<month>[0-9]{{1,2}})(?P=s){_NUMBER}(?:T(?=[0-9])|{_END})",
        rf"{_DAY}(?:\.|\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?{_END}",
        rf"{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?{_END}",
    )
)
_AMBIGUOUS = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?(?![0-9:])")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::00)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?![0-9:])",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:(?:to|on|for|at|the)\b|[,;:@–—-])\s*", re.IGNORECASE)
_AFTER = " \t`*_.,;"


def parse_when(text: str) -> When:
    """What `text` says of day, time and zone; UserError tells the right form."""
    rest = _without(text.strip(_AFTER))
    day, rest = _take_day(rest)
    at, rest = _take_time(_without(rest))
    name = rest.strip(f"{_AFTER}()[]")
    if day is None and at is None:
        if _AMBIGUOUS.match(rest):
            why = "this date can be read in two ways"
        else:
            why = "it does not say when" if rest else "it does not say to which date"
        raise UserError(why, FORM)
    if not name:
        return When(day, at)
    if at is None:
        raise UserError("after the date only a time and its zone may follow", FORM)
    return When(day, at, _zone(name))


def on(day: Day, written: date) -> date:
    """The date that is meant; without a year the next one on or after `written`.

    UserError where no calendar has it, or where its weekday is another one.
    """
    year = day.year or written.year
    if day.year is None and (day.month, day.day) < (written.month, written.day):
        year += 1
    try:
        meant = date(year, day.month, day.day)
    except ValueError:
        raise UserError("no calendar has this day", FORM) from None
    if not FIRST <= meant <= LAST:
        raise UserError(f"only days from {FIRST} to {LAST} are known", FORM)
    if day.weekday is not None and day.weekday != meant.weekday():
        raise UserError(
            f"{meant} is a {WEEKDAYS[meant.weekday()]}, not a {WEEKDAYS[day.weekday]}",
            f"/meeting move {meant}",
        )
    return meant


def _without(text: str) -> str:
    """The text without the small words that lead to what is said."""
    while found := _BEFORE.match(text):
        text = text[found.end() :]
    return text.lstrip()


def _take_day(text: str) -> tuple[Day | None, str]:
    for form in _FORMS:
        if found := form.match(text):
            weekday = found["weekday"]
            month = found["month"]
            day = Day(
                int(month) if month.isdecimal() else _index(MONTHS, month) + 1,
                int(found["day"]),
                int(found["year"]) if found["year"] else None,
                _index(WEEKDAYS, weekday) if weekday else None,
            )
            return day, text[found.end() :].lstrip(_AFTER)
    return None, text


def _index(names: tuple[str, ...], beginning: str) -> int:
    return next(
        n for n, name in enumerate(names) if name.lower().startswith(beginning.lower())
    )


def _take_time(text: str) -> tuple[time | None, str]:
    found = _TIME.match(text)
    if found is None or not (found["minute"] or found["half"]):
        return None, text
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise UserError("this is no time of day", FORM)
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        raise UserError("this is no time of day: 00:00 to 23:59", FORM)
    return time(hour, minute), text[found.end() :]


def _zone(name: str) -> ZoneInfo:
    known = _lower().get(name.lower().replace(" ", "_"), name)
    try:
        return parse_zone("UTC" if known in ("z", "Z") else known)
    except ValueError as error:
        raise UserError(f"what follows the time {error}", FORM) from None


@lru_cache(maxsize=1)
def _lower() -> dict[str, str]:
    return {name.lower(): name for name in zone_names()}
