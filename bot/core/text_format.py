"""Placeholders: `{name}` or `{name:format}` of a fixed list; nothing is evaluated.

    Team meeting - {month} {year}          Team meeting - March 2021
    docs/meetings/{year}-{month:02}.md     docs/meetings/2021-03.md
    {date:%A %d %B}                        Thursday 18 March

A brace that is meant is doubled: `{{` and `}}`. Names of days and months are English
whatever the machine's locale.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_PIECE = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[{}]")
_NUMBER = re.compile(r"0?[1-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is shown by its name, and as a number where a format asks for it."""

    number: int

    def __str__(self) -> str:
        return MONTHS[self.number - 1]


Value = str | int | date | Month

PLACEHOLDERS: Mapping[str, Value] = {
    "title": "Team meeting",
    "date": date(2021, 3, 18),
    "time": "17:00 UTC",
    "zones": "10:00 America/Los_Angeles",
    "weekday": "Thursday",
    "day": 18,
    "month": Month(3),
    "year": 2021,
    "length": "60 min",
    "video": "https://meet.example.org/hub",
    "notes": "https://pad.example.org/hub",
    "facilitator": "sgibson91",
    "previous": "#123",
    "calendar": "https://compass.example.org/calendar/jupyterhub/team-compass.ics",
    "number": 39,
}
"""What a meeting's title, template or path may name, with an example of each."""


def render_template(text: str, values: Mapping[str, Value]) -> str:
    """`text` with every placeholder replaced by its value.

    ValueError names what is allowed instead: a name that is not among the values, a
    format that does not fit, a single brace.
    """

    def replaced(match: re.Match[str]) -> str:
        piece, name, shape = match[0], match[1], match[2]
        if piece in ("{{", "}}"):
            return piece[0]
        if name is None:
            raise ValueError(
                f"has a single {piece}, allowed is {{name}}, "
                f"or {piece * 2} where a brace is meant"
            )
        if name not in values:
            allowed = " ".join(f"{{{known}}}" for known in values)
            raise ValueError(
                f"has the unknown placeholder {piece[:40]}, allowed are {allowed}"
            )
        return _render(name, values[name], shape or "")

    return _PIECE.sub(replaced, text)


def template_pattern(values: Mapping[str, Value]) -> str:
    """What every text that `render_template` accepts matches, for a JSON Schema."""

    def shape(value: Value) -> str:
        if isinstance(value, date):
            return r"(?::(?:[^{}%]|%[deBbmYyAa%])*)?"
        return ":?" if isinstance(value, str) else "(?::(?:0?[1-9])?)?"

    known = "|".join(name + shape(value) for name, value in values.items())
    return rf"^(?:[^{{}}]|\{{\{{|\}}\}}|\{{(?:{known})\}})*$"


def _render(name: str, value: Value, shape: str) -> str:
    if isinstance(value, date):
        return render_date(value, shape) if shape else value.isoformat()
    if not shape:
        return str(value)
    if isinstance(value, str):
        raise ValueError(f"has a format in {{{name}}}, allowed is none")
    if not _NUMBER.fullmatch(shape):
        raise ValueError(f"has a wrong format in {{{name}}}, allowed is {{{name}:02}}")
    number = value.number if isinstance(value, Month) else value
    return f"{number:{shape}}"


def render_date(day: date, shape: str) -> str:
    """`day` in a shape of `%d %e %m %B %b %Y %y %A %a`, as `strftime` in English."""
    codes = {
        "%d": f"{day.day:02}",
        "%e": str(day.day),
        "%m": f"{day.month:02}",
        "%B": MONTHS[day.month - 1],
        "%b": MONTHS[day.month - 1][:3],
        "%Y": f"{day.year:04}",
        "%y": f"{day.year % 100:02}",
        "%A": WEEKDAYS[day.weekday()],
        "%a": WEEKDAYS[day.weekday()][:3],
        "%%": "%",
    }

    def code(match: re.Match[str]) -> str:
        if match[0] not in codes:
            raise ValueError(
                f"has an unknown {match[0]} in a date, allowed are {' '.join(codes)}"
            )
        return codes[match[0]]

    return re.sub(r"%.?", code, shape, flags=re.DOTALL)
