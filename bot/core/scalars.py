"""Types of single values in the configuration, made from the text people wrote."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BeforeValidator,
    StringConstraints,
    WithJsonSchema,
)

from bot.core.durations import parse_duration
from bot.core.rrule import FIRST, LAST

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s/<>()\[\]\"'`|\\]+[^\s<>()\[\]\"'`|\\]*", re.ASCII)
_SERIES_ID = re.compile(r"[a-z0-9-]{1,50}", re.ASCII)
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98})", re.ASCII | re.IGNORECASE)


def parse_date(text: str) -> date:
    """A day such as `2021-03-18`; ValueError says what is allowed."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        raise ValueError(
            "is a day that no calendar has, allowed is a date such as 2021-03-18"
        ) from None
    if day is None:
        raise ValueError("is no date, allowed is a date such as 2021-03-18")
    if not FIRST <= day <= LAST:
        raise ValueError(f"is too far away, allowed is {FIRST} to {LAST}")
    return day


def parse_date_or_month(text: str) -> str:
    """A day or a month such as `2020-12`, as text in its one canonical form."""
    if month := _MONTH.fullmatch(text):
        if not 1 <= int(month[2]) <= 12:
            raise ValueError(
                "is a month that no calendar has, allowed is one such as 2020-12"
            )
        if not FIRST.year <= int(month[1]) <= LAST.year:
            raise ValueError(
                f"is too far away, allowed is {FIRST:%Y-%m} to {LAST:%Y-%m}"
            )
        return text
    try:
        return parse_date(text).isoformat()
    except ValueError as error:
        raise ValueError(f"{error} or a month such as 2021-03") from None


def parse_time(text: str) -> time:
    """A time of day such as `17:00`; ValueError says what is allowed."""
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("is no time of day, allowed is 00:00 to 23:59")
    return time(int(found[1]), int(found[2]))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    # Those mean another time on another machine, or none.
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, Mapping[str, str]]:
    """Every zone by its last part in small letters, under the first of them."""
    zones: dict[str, dict[str, str]] = {}
    for name in sorted(_names()):
        place = name.rpartition("/")[2].lower()
        zones.setdefault(place[0], {})[place] = name
    return zones


def parse_zone(name: str) -> ZoneInfo:
    """The zone of the IANA database; ValueError suggests the likely one."""
    name = name.strip()
    if name in _names():
        return ZoneInfo(name)
    place = name[:40].rpartition("/")[2].lower().replace(" ", "_")
    near = _zones().get(place[:1], {})
    close = get_close_matches(place, near, n=1)
    hint = f"did you mean {near[close[0]]}? " if close else ""
    raise ValueError(
        f"is no time zone, {hint}allowed are names of the IANA database "
        "such as UTC or Europe/London"
    )


def _url(text: str) -> str:
    if len(text) <= 2000 and _URL.fullmatch(text):
        return text
    raise ValueError("is no link, allowed is https://… without spaces and brackets")


def _notes(text: str) -> str:
    try:
        return text if text == "hackmd" else _url(text)
    except ValueError as error:
        raise ValueError(f"{error}, or hackmd") from None


def _login(text: str) -> str:
    login = text.removeprefix("@")
    if _LOGIN.fullmatch(login):
        return login
    raise ValueError("is no login, allowed is one of GitHub's such as sgibson91")


def _path(text: str) -> str:
    parts = text.split("/")
    if all(parts) and ".." not in parts and len(text) <= 500 and text.isprintable():
        return text
    raise ValueError("is no path, allowed is one in this repository such as docs/a.md")


def _series_id(text: str) -> str:
    # Two dashes in a row would end the HTML comment of a mark.
    if _SERIES_ID.fullmatch(text) and "--" not in text:
        return text
    raise ValueError("is no name of a series, allowed are a-z, 0-9 and single dashes")


def _one_line(text: str) -> str:
    if len(text.splitlines()) == 1 and text.strip():
        return text.strip()
    raise ValueError("has to be one line of text that is not empty")


def from_text(parse: Callable[[str], Any]) -> BeforeValidator:
    """Parse text; what is a list or a mapping instead is refused."""

    def parse_text(value: Any) -> Any:
        if isinstance(value, str):
            return parse(value)
        if value is None or isinstance(value, list | dict):
            raise ValueError("has to be plain text, not a list, a mapping or nothing")
        return value

    return BeforeValidator(parse_text)


def at_most(most: int) -> BeforeValidator:
    """Refuse a list or mapping with more entries before looking at any of them."""

    def check_size(value: Any) -> Any:
        if isinstance(value, list | dict) and len(value) > most:
            raise ValueError(f"has too many entries, allowed are at most {most}")
        return value

    return BeforeValidator(check_size)


def _text(description: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "description": description, "examples": list(examples)}
    )


Date = Annotated[
    date, from_text(parse_date), WithJsonSchema({"type": "string", "format": "date"})
]
"""A day, `2021-03-18`."""

DateOrMonth = Annotated[
    str,
    from_text(parse_date_or_month),
    _text("A date or month.", "2020-12-17", "2020-12"),
]
"""A day or a month, as canonical text: a prefix of the ISO dates it means."""

TimeOfDay = Annotated[time, from_text(parse_time), _text("A time of day.", "17:00")]
"""A local time of day, `17:00`."""

Zone = Annotated[
    ZoneInfo,
    from_text(parse_zone),
    _text("A time zone of the IANA database.", "UTC", "Europe/London"),
]
"""A time zone by its name in the IANA database."""

Duration = Annotated[
    timedelta,
    from_text(parse_duration),
    _text("A length of time.", "60m", "14d", "P14D"),
]
"""A length of time, `14d`."""

Url = Annotated[
    str, from_text(_url), WithJsonSchema({"type": "string", "format": "uri"})
]
"""A link that can stand in Markdown as it is."""

Notes = Annotated[
    str,
    from_text(_notes),
    _text("A link, or hackmd.", "https://pad.example.org/team", "hackmd"),
]
"""A link to the notes, or the word `hackmd`."""

Login = Annotated[str, from_text(_login), _text("A login on GitHub.", "sgibson91")]
"""A login without its `@`."""

RepositoryPath = Annotated[
    str, from_text(_path), _text("A path in this repository.", ".github/meeting.md")
]
"""A path of a file in the repository, never one that leaves it."""

Line = Annotated[str, from_text(_one_line), WithJsonSchema({"type": "string"})]
"""One line of text."""

Label = Annotated[
    str,
    from_text(_one_line),
    StringConstraints(max_length=50),
    WithJsonSchema({"type": "string", "maxLength": 50}),
]
"""A label's name: at most 50 characters, as on GitHub."""

SeriesId = Annotated[
    str,
    from_text(_series_id),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9-]{1,50}$"}),
]
"""The name of a series, which stands in marks and keys."""
