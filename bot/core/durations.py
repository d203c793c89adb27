"""Lengths of time as people write them: `30s 10m 2h 14d 2w`, `1h 30m`, `P14D`, `PT1H`.

A day has 24 hours, also on the days when clocks change.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from pydantic.config import JsonDict

from bot.core.editor_schema import BLANK

LONGEST = timedelta(days=366)
"""More than a year ahead is a slip of the pen, not a plan."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# 1M is a month to many, and a minute to nobody
_SHORT = re.compile(r"(\d{1,9})\s?([smhdwSHDW])", re.ASCII)
_ISO = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?",
    re.ASCII | re.IGNORECASE,
)

PATTERN = (
    rf"^{BLANK}*(?:(?:[0-9]{{1,9}}{BLANK}?[smhdwSMHDW]{BLANK}*)+"
    r"|[Pp](?:[0-9]+[Ww])?(?:[0-9]+[Dd])?"
    r"(?:[Tt](?:[0-9]+[Hh])?(?:[0-9]+[Mm])?(?:[0-9]+[Ss])?)?"
    rf"{BLANK}*)$"
)
"""What every length of time matches, for a JSON Schema."""

_UNIT = {unit: timedelta(**{name: 1}) for unit, name in _UNITS.items()}


def longer_than(most: timedelta) -> JsonDict:
    """For a JSON Schema: text of which one part alone, as `8d`, is longer than that."""
    parts = _parts({unit: _more_than(most // one) for unit, one in _UNIT.items()})
    return {"type": "string", "pattern": f"(?:^|[^0-9])0*{parts}"}


def shorter_than(least: timedelta) -> JsonDict:
    """The same: text of only one part, as `1h`, which is shorter than that."""
    parts = _parts({unit: _less_than(-(-least // one)) for unit, one in _UNIT.items()})
    pattern = f"^{BLANK}*(?:[Pp][Tt]?)?0*{parts}{BLANK}*$"
    return {"type": "string", "pattern": pattern}


def _parts(numbers: Mapping[str, str]) -> str:
    """A pattern of any of the numbers, given as patterns, with its unit."""
    parts = (
        f"(?:{number}){BLANK}?[{unit.upper()}{unit}]"
        for unit, number in numbers.items()
    )
    return f"(?:{'|'.join(parts)})"


def _more_than(number: int) -> str:
    """A pattern of the greater whole numbers, without zeros before them."""
    found = [f"[1-9][0-9]{{{len(str(number))},}}"]
    for same, digit, rest in _digits(number):
        if digit < 9:
            found.append(f"{same}[{digit + 1}-9][0-9]{{{rest}}}")
    return "|".join(found)


def _less_than(number: int) -> str:
    """A pattern of the smaller ones; what is left of a zero, too, which is nothing."""
    found = [f"[0-9]{{0,{len(str(number)) - 1}}}"]
    for same, digit, rest in _digits(number):
        if digit > 0:
            found.append(f"{same}[0-{digit - 1}][0-9]{{{rest}}}")
    return "|".join(found)


def _digits(number: int) -> Iterator[tuple[str, int, int]]:
    """Each with those before it, and how many there are after it."""
    digits = str(number)
    for at, digit in enumerate(digits):
        yield digits[:at], int(digit), len(digits) - at - 1


RULES: JsonDict = {"pattern": PATTERN, "not": longer_than(LONGEST)}
"""Of every length of time in a JSON Schema."""


def parse_duration(text: str) -> timedelta:
    """The length of time that `text` means, from zero to `LONGEST`.

    ValueError says what is allowed. ISO 8601 (section 4.4.3.2) without years and
    months, whose lengths differ.
    """
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        names = ("weeks", "days", "hours", "minutes", "seconds")
        parts = [
            (name, int(number))
            for name, number in zip(names, iso.groups(), strict=True)
            if number
        ]
    else:
        found = _SHORT.findall(text)
        if not found or _SHORT.sub("", text).strip():
            raise ValueError(
                "is no length of time, allowed are 30s, 10m, 2h, 14d, 2w, "
                "1h 30m and ISO 8601 such as P14D or PT1H"
            )
        parts = [(_UNITS[unit.lower()], int(number)) for number, unit in found]
    if any(number > LONGEST.total_seconds() for _, number in parts):
        length = LONGEST * 2
    else:
        length = sum((timedelta(**{name: n}) for name, n in parts), timedelta())
    if length > LONGEST:
        raise ValueError("is too long, allowed is at most 366d")
    return length


def render_duration(length: timedelta) -> str:
    """In words, exact to the minute: `60 min`, `24 hours`, `14 days`.

    Up to ten hours in minutes, as meetings are measured.
    """
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest and days > 1:
        return f"{days} days"
    if minutes > 600 and not minutes % 60:
        return f"{minutes // 60} hours"
    return f"{minutes} min"
