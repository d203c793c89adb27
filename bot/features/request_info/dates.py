"""The first date in people's words, and what it may mean.

    2021-03-18 17:00 UTC
    18 March 2021, 5pm CET
    March 18th, 2021 at 17:00 Europe/London
    15-19 March 2021 · Mon 2021-03-15 – 2021-03-19, 9:00-12:00 PST    (the first day)
    03/04/2021                                              (of April or of March)

A date without its year is the first from a day that the caller names on, or one that was
just over then; `next Tuesday` is none. Where words may mean several moments nobody is told
that they are too early for it as long as one of them is not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import islice

from bot.core.text_format import MONTHS
from bot.features.request_info.zones import LONGEST, Named, zones_in

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May|MAY)|june?|july?"
    r"|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MORE = (
    r"(?:\s{0,3}(?:-|–|—|to|until|and|&|,)\s{0,3}\d{1,2}(?![\d:h]|\.\d)"
    r"(?:st|nd|rd|th)?){0,6}"
)
_YEAR = r"(?P<year>20\d\d)(?!\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2021-03-18
        r"(?<!\d)(?P<year>20\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        # 18 March 2021, 15-19 March
        (
            rf"(?<![\w:./-]){_DAY}{_MORE}(?:\s+of)?[\s.-]{{0,3}}{_MONTH}\.?"
            rf"(?:[\s,-]{{1,3}}{_YEAR})?"
        ),
        # March 18th, 2021
        (
            rf"\b{_MONTH}\.?\s{{1,3}}{_DAY}(?![\d:]|\.\d|\s?[ap]\.?m){_MORE}"
            rf"(?:,?\s{{1,3}}{_YEAR})?"
        ),
        # 18/03/2021, 03/18/2021 or 21/03/18
        (
            r"(?<![\w:./-])(?P<one>\d{1,2})([-/.])(?P<other>\d{1,2})\2"
            r"(?P<year>\d{4}|\d\d)(?![\w/-])"
        ),
    )
)
_TWELVE = re.compile(
    r"(?<![\w:.])(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?m\b", re.IGNORECASE
)
_TWENTY_FOUR = re.compile(r"(?<![\d:.])(\d{1,2})[:h](\d\d)(?!\d)", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?", re.IGNORECASE
)

JUST_OVER = timedelta(days=30)
"""How far back a date without its year may lie: people write of what is ahead."""

_LAST = timezone(timedelta(hours=-12))
"""Where a day ends last."""


@dataclass(frozen=True, slots=True)
class When:
    """A date as people wrote it: which days it may be, and when on them and where.

    `start` is where in the text it begins.
    """

    days: tuple[date, ...]
    at: time | None = None
    zones: tuple[tzinfo, ...] = ()
    start: int = 0

    @property
    def lacks_zone(self) -> bool:
        """Whether there is a time of day that may be anywhere."""
        return self.at is not None and not self.zones

    @property
    def latest(self) -> datetime:
        """The latest moment, in UTC, that may be meant: without a time the day's end."""
        return max(
            (
                datetime.combine(day + timedelta(days=1), time(), zone)
                if self.at is None
                else datetime.combine(day, self.at, zone)
            ).astimezone(UTC)
            for day in self.days
            for zone in self.zones or (_LAST,)
        )


def first_date(text: str, near: date) -> When | None:
    """The date that stands first; None where no day can be made out."""
    text = text[:LONGEST]
    dates = sorted(_dates(text, near), key=lambda found: found[0])
    if not dates:
        return None
    zones = zones_in(text)
    at = _first_time(_without(text, dates, zones))
    where = zones[0].zones if zones else ()
    return When(dates[0][2], at, where, dates[0][0])


def words_beside(text: str, near: date) -> tuple[str, ...]:
    """The words that are neither of dates, times nor zones, in small letters."""
    text = text[:LONGEST]
    rest = _without(text, _dates(text, near), zones_in(text))
    for pattern in (_TWELVE, _TWENTY_FOUR):
        rest = pattern.sub(" ", rest)
    words = (word.replace("’", "'").casefold() for word in _WORD.findall(rest))
    return tuple(word for word in words if not _WEEKDAY.fullmatch(word))


_Dates = Iterable[tuple[int, int, tuple[date, ...]]]


def _without(text: str, dates: _Dates, zones: Iterable[Named]) -> str:
    """The text with as many signs of no meaning in place of these."""
    signs = list(text)
    for start, end in [*(d[:2] for d in dates), *((z.start, z.end) for z in zones)]:
        signs[start:end] = "\x00" * (end - start)
    return "".join(signs)


def _dates(text: str, near: date) -> Iterator[tuple[int, int, tuple[date, ...]]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            days = tuple(dict.fromkeys(_readings(match, near)))
            if days:
                yield match.start(), match.end(), days


def _readings(match: re.Match[str], near: date) -> Iterator[date]:
    found = match.groupdict()
    if "one" in found:
        year, one, other = (int(found[name]) for name in ("year", "one", "other"))
        if year < 100:
            yield from _day(2000 + one, other, year)
            year += 2000
        yield from _day(year, other, one)
        yield from _day(year, one, other)
        return
    name, day = found["month"], int(found["day"])
    month = int(name) if name.isdecimal() else _NUMBERS[name[:3].lower()]
    if found["year"]:
        yield from _day(int(found["year"]), month, day)
        return
    years = range(near.year - 1, near.year + _LEAP)
    ahead = (one for year in years for one in _day(year, month, day))
    yield from islice((one for one in ahead if one >= near - JUST_OVER), 1)


_LEAP = 5
"""Years from now on in which every day comes round, a leap day too."""

_NUMBERS = {name[:3].lower(): n for n, name in enumerate(MONTHS, 1)}


def _day(year: int, month: int, day: int) -> Iterator[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    if 2000 <= year < 2100:
        yield found


def _first_time(text: str) -> time | None:
    found = [(m.start(), _twelve(m)) for m in _TWELVE.finditer(text)]
    found += [(m.start(), _time(m[1], m[2])) for m in _TWENTY_FOUR.finditer(text)]
    times = [(start, at) for start, at in found if at is not None]
    return min(times, key=lambda one: one[0])[1] if times else None


def _twelve(match: re.Match[str]) -> time | None:
    hour, afternoon = int(match[1]), match[3].lower() == "p"
    if not 1 <= hour <= 12:
        return None
    return _time(str(hour % 12 + 12 * afternoon), match[2] or "0")


def _time(hour: str, minute: str) -> time | None:
    if int(hour) > 23 or int(minute) > 59:
        return None
    return time(int(hour), int(minute))
