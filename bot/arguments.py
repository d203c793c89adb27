"""What commands are given: points in time and repositories."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta

import click

YEARS = range(2000, 2100)
"""Of which a configuration may speak."""

ALL_YEARS = range(MINYEAR, MAXYEAR + 1)

_MOMENT = re.compile(
    r"""
    (?P<date>(\d{4})(-?)(\d\d)\3(\d\d)) [Tt\ ]
    (?P<time>(?P<hour>\d\d)
        (?:(?P<colon>:?)(?P<minute>\d\d)
            (?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?)
    (?P<offset>[Zz]|(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<minutes>\d\d))?)
    """,
    re.ASCII | re.VERBOSE,
)


def parse_moment(text: str, years: range) -> datetime:
    """The time in UTC, in one of `years`; ValueError says what is wrong with the text.

    Without an offset nobody could say which time is meant. Python's own reader takes
    any character between date and time, and minutes for a fraction of an hour.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time with an offset")
    year, month, day = (int(found[group]) for group in (2, 4, 5))
    offset, passed = _offset(found), _since_midnight(found)
    outside = f"only the years {years[0]} to {years[-1]} can be looked at"
    if year not in years:
        raise ValueError(outside)
    try:
        midnight = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"there is no {found['date']}") from None
    try:
        moment = midnight + (passed - offset)
    except OverflowError:
        raise ValueError(outside) from None
    if moment.year not in years:
        raise ValueError(outside)
    return moment


def _offset(found: re.Match[str]) -> timedelta:
    hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError(f"there is no offset {found['offset']}")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if found["sign"] == "-" else offset


def _since_midnight(found: re.Match[str]) -> timedelta:
    minute, second = int(found["minute"] or 0), int(found["second"] or 0)
    passed = timedelta(
        hours=int(found["hour"]),
        minutes=minute,
        seconds=second,
        microseconds=int((found["fraction"] or "")[:6].ljust(6, "0")),
    )
    if minute > 59 or second > 59 or passed > timedelta(days=1):
        raise ValueError(f"there is no {found['time']}")
    return passed


class Moment(click.ParamType[datetime]):
    """A point in time: ISO 8601 with an offset or `Z`."""

    name = "T"

    def __init__(self, years: range) -> None:
        self.years = years

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time in UTC."""
        try:
            return parse_moment(str(value), self.years)
        except ValueError as error:
            self.fail(
                f"{error}: give one such as 2021-03-18T17:00:00Z or"
                " 2021-03-18T18:00+01:00",
                param,
                ctx,
            )


_FULL_NAME = re.compile(
    # accounts that an enterprise manages have a _, some old ones a - at the end
    r"[A-Za-z0-9_-]{1,39}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}"
)


class FullName(click.ParamType[str]):
    """A repository as GitHub writes it."""

    name = "O/R"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The `full_name`; whether there is such a one, GitHub knows."""
        if not _FULL_NAME.fullmatch(str(value)):
            self.fail(f"{value!r} is no repository: give OWNER/NAME", param, ctx)
        return str(value)


AS_IF = "As if it were this time, with an offset or Z."
now_option = click.option("--now", type=Moment(YEARS), help=AS_IF)
repository_option = click.option("--repo", type=FullName(), help="Only this one.")
json_option = click.option("--json", "as_json", is_flag=True, help="For machines.")
