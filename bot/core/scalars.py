"""Types of single values in the configuration, made from the text people wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from bot.core.durations import RULES, parse_duration
from bot.core.editor_schema import BLANK, TEXT
from bot.core.rrule import FIRST, LAST

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s/<>()\[\]\x22'`|\\]+[^\s<>()\[\]\x22'`|\\]*", re.ASCII)
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


def parse_path(text: str) -> str:
    """A path in a repository; ValueError says what is none."""
    parts = text.split("/")
    if all(parts) and ".." not in parts and len(text) <= 500 and text.isprintable():
        return text
    raise ValueError("is no path, allowed is one in this repository such as docs/a.md")


def _series_id(text: str) -> str:
    # Two dashes in a row would end the HTML comment of a mark.
    if _SERIES_ID.fullmatch(text) and "--" not in text:
        return text
    raise ValueError(
        "is no name of a series, allowed are up to 50 of a-z, 0-9 and single dashes"
    )


def _one_line(text: str) -> str:
    if len(text.splitlines()) == 1 and text.strip() and text.strip().isprintable():
        return text.strip()
    raise ValueError("has to be one line of printable text that is not empty")


def from_text(parse: Callable[[str], Any]) -> BeforeValidator:
    """Parse text; what is a list or a mapping instead is refused."""

    def parse_text(value: Any) -> Any:
        if isinstance(value, str):
            return parse(value)
        if value is None or isinstance(value, list | dict):
            raise ValueError(
                "has to be plain text, not a list, a mapping or nothing; text that "
                "begins with { or [ is put in quotes"
            )
        return value

    return BeforeValidator(parse_text)


@dataclass(frozen=True, slots=True)
class _AtMost:
    most: int

    def check(self, value: Any) -> Any:
        if isinstance(value, list | dict) and len(value) > self.most:
            raise ValueError(f"has too many entries, allowed are at most {self.most}")
        return value

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        found = handler(schema)
        size = "maxItems" if found["type"] == "array" else "maxProperties"
        return {**found, size: self.most}


def at_most(most: int) -> _AtMost:
    """Refuse a list or mapping with more entries before looking at any of them."""
    return _AtMost(most)


def _text(description: str, *examples: str, **rules: Any) -> WithJsonSchema:
    """The schema of text under these rules, which hold for strings only."""
    about = {"description": description, "examples": list(examples)}
    return WithJsonSchema({"type": "string", **rules, **about})


def _one_line_of(most: int) -> dict[str, Any]:
    """Of a line whose ends are stripped, so that `maxLength` would be too strict."""
    line = rf"^{BLANK}*[^ \t\r\n][^\r\n]{{0,{most - 1}}}{BLANK}*$"
    return {"type": list(TEXT), "pattern": line}


_MONTH_PATTERN = "20[0-9]{2}-(?:0[1-9]|1[0-2])"
_DAY_PATTERN = "-(?:0[1-9]|[12][0-9]|3[01])"
TIME_PATTERN = f"{BLANK}*(?:[01]?[0-9]|2[0-3]):[0-5][0-9]{BLANK}*"
SIXTIES: dict[str, Any] = {
    "type": ["string", "integer"],
    "minimum": 60,
    "maximum": 1439,
}
"""Of a time of day: text, or what YAML 1.1 takes it for, a number in base 60."""

_URL_PATTERN = _URL.pattern.replace(r"\s", r"\t\n\v\f\r ")

Date = Annotated[
    date,
    from_text(parse_date),
    _text(
        "A date.",
        "2021-03-18",
        format="date",
        pattern=f"^{_MONTH_PATTERN}{_DAY_PATTERN}$",
    ),
]
"""A day, `2021-03-18`."""

DateOrMonth = Annotated[
    str,
    from_text(parse_date_or_month),
    _text(
        "A date or month.",
        "2020-12-17",
        "2020-12",
        pattern=f"^{_MONTH_PATTERN}(?:{_DAY_PATTERN})?$",
    ),
]
"""A day or a month, as canonical text: a prefix of the ISO dates it means."""

TimeOfDay = Annotated[
    time,
    from_text(parse_time),
    _text("A time of day.", "17:00", pattern=f"^{TIME_PATTERN}$", **SIXTIES),
]
"""A local time of day, `17:00`."""

Duration = Annotated[
    timedelta,
    from_text(parse_duration),
    _text("A length of time.", "60m", "14d", "P14D", **RULES),
]
"""A length of time, `14d`."""

Url = Annotated[
    str,
    from_text(_url),
    _text("A link.", "https://…", pattern=f"^{_URL_PATTERN}$", maxLength=2000),
]
"""A link that can stand in Markdown as it is."""

Notes = Annotated[
    str,
    from_text(_notes),
    _text(
        "A link, or hackmd.",
        "https://pad.example.org/team",
        "hackmd",
        pattern=f"^(?:hackmd|{_URL_PATTERN})$",
        maxLength=2000,
    ),
]
"""A link to the notes, or the word `hackmd`."""

Login = Annotated[
    str,
    from_text(_login),
    _text(
        "A login on GitHub.",
        "sgibson91",
        type=list(TEXT),
        pattern="^@?[A-Za-z0-9][A-Za-z0-9_-]{0,98}$",
    ),
]
"""A login without its `@`."""

RepositoryPath = Annotated[
    str,
    from_text(parse_path),
    _text(
        "A path in this repository.",
        ".github/meeting.md",
        type=list(TEXT),
        pattern=r"^[^/\x00-\x1f]+(?:/[^/\x00-\x1f]+)*$",
        maxLength=500,
        **{"not": {"type": "string", "pattern": r"(?:^|/)\.\.(?:/|$)"}},
    ),
]
"""A path of a file in the repository, never one that leaves it."""

Line = Annotated[
    str,
    from_text(_one_line),
    StringConstraints(max_length=200),
    WithJsonSchema(_one_line_of(200)),
]
"""One line of text, at most 200 characters."""

Label = Annotated[
    str,
    from_text(_one_line),
    StringConstraints(max_length=50),
    WithJsonSchema(_one_line_of(50)),
]
"""A label's name: at most 50 characters, as on GitHub."""

SeriesId = Annotated[
    str,
    from_text(_series_id),
    WithJsonSchema(
        {
            "type": "string",
            "maxLength": 50,
            "pattern": "^(?:-|-?[a-z0-9]+(?:-[a-z0-9]+)*-?)$",
        }
    ),
]
"""The name of a series, which stands in marks and keys."""
