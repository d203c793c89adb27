"""The recurrence rules of RFC 5545 (section 3.3.10), as far as they are about dates."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""The dates that a configuration may speak of."""

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?", re.ASCII)
_RANGES = {
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": range(-31, 32),
    "BYYEARDAY": range(-366, 367),
    "BYWEEKNO": range(-53, 54),
    "BYSETPOS": range(-366, 367),
}
_ALLOWED = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_RANGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a rule; an empty set limits nothing.

    Weekdays count from Monday = 0; `nth` pairs a number (-1: the last) with a weekday.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date = LAST
    week_start: int = 0
    weekdays: frozenset[int] = frozenset()
    nth: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()


def parse_rrule(text: str) -> Parts:
    """The parts of `FREQ=…;…`; ValueError says what is wrong and what is allowed.

    Parts of a day (`BYHOUR` …) are refused: a meeting has its own `time`.
    """
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").strip().split(";"):
        name, _, value = part.strip().partition("=")
        if name not in _ALLOWED:
            raise ValueError(f"has an unknown part, allowed are {', '.join(_ALLOWED)}")
        if name in parts:
            raise ValueError(f"has {name} twice, allowed is once")
        parts[name] = value.strip()
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES:
        raise ValueError("has no FREQ of DAILY, WEEKLY, MONTHLY, YEARLY")
    by = {name: _numbers(name, parts[name]) for name in _RANGES if name in parts}
    if "BYWEEKNO" in by and frequency != "YEARLY":
        raise ValueError("has BYWEEKNO, which is allowed with FREQ=YEARLY only")
    weekdays, nth = _by_day(parts.get("BYDAY"))
    if nth and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in by):
        raise ValueError(
            "has a number in BYDAY, which is allowed with MONTHLY and YEARLY only"
        )
    if parts.get("WKST", "MO") not in _DAYS:
        raise ValueError(f"has a wrong WKST, allowed are {', '.join(_DAYS)}")
    return Parts(
        frequency=cast("Frequency", frequency),
        interval=_count("INTERVAL", parts.get("INTERVAL", "1"), 1000),
        count=_count("COUNT", parts["COUNT"], 10_000) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else LAST,
        week_start=_DAYS.index(parts.get("WKST", "MO")),
        weekdays=weekdays,
        nth=nth,
        months=by.get("BYMONTH", frozenset()),
        month_days=by.get("BYMONTHDAY", frozenset()),
        year_days=by.get("BYYEARDAY", frozenset()),
        weeks=by.get("BYWEEKNO", frozenset()),
        positions=by.get("BYSETPOS", frozenset()),
    )


def _count(name: str, text: str, most: int) -> int:
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and 1 <= int(text) <= most:
        return int(text)
    raise ValueError(f"has a wrong {name}, allowed is a number from 1 to {most}")


def _numbers(name: str, text: str) -> frozenset[int]:
    allowed = _RANGES[name]
    numbers = set()
    for word in text.split(","):
        number = int(word) if re.fullmatch(r"[+-]?\d{1,3}", word, re.ASCII) else 0
        if not number or number not in allowed:
            least = "1" if allowed.start > 0 else f"{allowed.start} to -1 and 1"
            raise ValueError(f"has a wrong {name}, allowed is {least} to {allowed[-1]}")
        numbers.add(number)
    return frozenset(numbers)


def _by_day(text: str | None) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    weekdays, nth = set(), set()
    for word in text.split(",") if text is not None else ():
        match = _BY_DAY.fullmatch(word)
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise ValueError(
                "has a wrong BYDAY, allowed are MO, TU, WE, TH, FR, SA, SU, "
                "with a number as in 3TH or -1FR"
            )
        day = _DAYS.index(match[2])
        if match[1]:
            nth.add((int(match[1]), day))
        else:
            weekdays.add(day)
    return frozenset(weekdays), frozenset(nth)


def _until(text: str) -> date:
    try:
        match = _UNTIL.fullmatch(text)
        return date(*map(int, match.groups())) if match else date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            "has a wrong UNTIL, allowed is a date such as 20211231"
        ) from None
