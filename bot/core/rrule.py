"""The recurrence rules of RFC 5545 (section 3.3.10), as far as they are about dates.

Only what may be written is decided here; python-dateutil walks. Where it reads a rule
otherwise than the RFC:

- weekdays with and without a number add up by the RFC and exclude each other in
  dateutil: of such a mixture every number is written out (`MO,1TH` is `1MO,2MO,…,1TH`);
- positions in a week are counted by dateutil from the start, not from the week's first
  day: `BYSETPOS` is refused with WEEKLY and DAILY, where it says nothing that `BYDAY`
  could not;
- the weeks 52 and 53, from either end of the year, lose or gain days in dateutil where
  years meet: they are refused, and the last week is -1;
- `BYWEEKNO` without `BYDAY` is the whole week to dateutil, and the start's weekday to
  the RFC: that is left to dateutil.
"""

import re
from datetime import date

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""The dates that a configuration may speak of."""

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?", re.ASCII)
_RANGES = {
    "BYMONTH": range(1, 13),
    "BYMONTHDAY": range(-31, 32),
    "BYYEARDAY": range(-366, 367),
    "BYWEEKNO": range(-51, 52),
    "BYSETPOS": range(-366, 367),
}
_ALLOWED = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *_RANGES)


def parse_rrule(text: str) -> tuple[str, date]:
    """The rule as dateutil is to walk it, without its UNTIL, and its last day.

    ValueError says what is wrong and what is allowed. Parts of a day (`BYHOUR` …) are
    refused: a meeting has its own `time`.
    """
    parts: dict[str, str] = {}
    for part in _tidy(text).split(";"):
        name, _, value = part.partition("=")
        if name not in _ALLOWED:
            raise ValueError(f"has an unknown part, allowed are {', '.join(_ALLOWED)}")
        if name in parts:
            raise ValueError(f"has {name} twice, allowed is once")
        parts[name] = value
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES:
        raise ValueError("has no FREQ of DAILY, WEEKLY, MONTHLY, YEARLY")
    if parts.get("WKST", "MO") not in DAYS:
        raise ValueError(f"has a wrong WKST, allowed are {', '.join(DAYS)}")
    _check_number("INTERVAL", parts.get("INTERVAL", "1"), 1000)
    _check_number("COUNT", parts.get("COUNT", "1"), 10_000)
    for name in _RANGES:
        if name in parts:
            _check_numbers(name, parts[name])
    if "BYWEEKNO" in parts and frequency != "YEARLY":
        raise ValueError("has BYWEEKNO, which is allowed with FREQ=YEARLY only")
    if "BYSETPOS" in parts and frequency not in ("MONTHLY", "YEARLY"):
        raise ValueError("has BYSETPOS, which is allowed with MONTHLY and YEARLY only")
    if "BYDAY" in parts:
        parts["BYDAY"] = _by_day(parts)
    until = _until(parts.pop("UNTIL")) if "UNTIL" in parts else LAST
    if frequency == "DAILY" and int(parts.get("INTERVAL", "1")) == 1:
        # Every day is each day of each year, and dateutil walks years faster.
        parts = {"BYDAY": ",".join(DAYS), **parts, "FREQ": "YEARLY"}
    return ";".join(f"{name}={value}" for name, value in parts.items()), until


def _tidy(text: str) -> str:
    """In capitals, without blanks and the semicolon that some programs end with."""
    return "".join(text.upper().removeprefix("RRULE:").split()).removesuffix(";")


def _check_number(name: str, text: str, most: int) -> None:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise ValueError(f"has a wrong {name}, allowed is a number from 1 to {most}")


def _check_numbers(name: str, text: str) -> None:
    allowed = _RANGES[name]
    for word in text.split(","):
        number = int(word) if re.fullmatch(r"[+-]?\d{1,3}", word, re.ASCII) else 0
        if not number or number not in allowed:
            least = "1" if allowed.start > 0 else f"{allowed.start} to -1 and 1"
            raise ValueError(f"has a wrong {name}, allowed is {least} to {allowed[-1]}")


def _by_day(parts: dict[str, str]) -> str:
    """The weekdays, all with a number or all without."""
    pairs = []
    for word in parts["BYDAY"].split(","):
        match = _BY_DAY.fullmatch(word)
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise ValueError(
                "has a wrong BYDAY, allowed are MO, TU, WE, TH, FR, SA, SU, "
                "with a number as in 3TH or -1FR"
            )
        pairs.append((int(match[1] or 0), match[2]))
    if not any(number for number, _ in pairs):
        return parts["BYDAY"]
    if parts["FREQ"] not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts:
        raise ValueError(
            "has a number in BYDAY, which is allowed with MONTHLY and YEARLY only"
        )
    most = 5 if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts else 53
    if any(abs(number) > most for number, _ in pairs):
        raise ValueError(
            "has no date within ten years: a month holds a weekday at most five times"
        )
    return ",".join(
        f"{n}{day}"
        for number, day in pairs
        for n in ([number] if number else range(1, most + 1))
    )


def _until(text: str) -> date:
    try:
        match = _UNTIL.fullmatch(text)
        return date(*map(int, match.groups())) if match else date.fromisoformat(text)
    except ValueError:
        raise ValueError(
            "has a wrong UNTIL, allowed is a date such as 20211231"
        ) from None
