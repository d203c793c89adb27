"""On which dates a meeting falls: `when`, in words or as a rule of RFC 5545.

    third thursday                 first and third tuesday of march, september
    last friday                    every thursday
    every 2 weeks on monday        day 1 of january, april
    FREQ=MONTHLY;BYDAY=3TH         RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1

All become a rule of RFC 5545, which python-dateutil walks. Its search for the next date
ends in the year 9999 only, so that a rule that never comes (`FREQ=DAILY;BYMONTH=2;
BYMONTHDAY=31`) would hold it for seconds, and every repository's writers may write one.
Such a rule is refused after a look at the end of that time, where the search is short.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, islice

from bot.core.rrule import DAYS, LAST, parse_rrule
from bot.core.text_format import MONTHS, WEEKDAYS

EPOCH = date(2018, 1, 1)
"""Where a rule without a start begins: a Monday, so that weeks are counted from it."""

HORIZON = timedelta(days=3653)
"""How far ahead a search goes before it says that nothing follows: ten years."""

FORMS = (
    "third thursday, first and third tuesday, last friday, every thursday, "
    "every 2 weeks on monday, day 1 of january, april, "
    "or a rule of RFC 5545 such as FREQ=MONTHLY;BYDAY=3TH"
)

_REFUSAL = f"is no rule for dates, allowed are {FORMS}"
_ORDINALS = {
    **{word: n for n, word in enumerate(("first", "second", "third", "fourth"), 1)},
    **{word: n for n, word in enumerate(("1st", "2nd", "3rd", "4th", "5th"), 1)},
    "fifth": 5,
    "last": -1,
}
_BETWEEN = re.compile(r"\s*(?:,|\band\b)\s*(?:and\s+)?")
_EVERY = re.compile(
    r"every (?:(\d{1,3}) weeks? on |week on |(other) (?:week on )?)?(.+)"
)
_NTH = re.compile(r"(.+?) (\w+)(?: of (.+))?")
_DAY = re.compile(r"days? (.+?)(?: of (.+))?")
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_OF_EVERY_MONTH = re.compile(r" of (?:the|every|each) month$")


def parse_rule(when: str, start: date | None = None) -> "Rule":
    """The rule that `when` means, from `start` (or `EPOCH`) on.

    ValueError says what is wrong and what is allowed; a rule without any date within
    ten years of its start is wrong.
    """
    text = " ".join(when.lower().split())
    if len(text) > 200:
        raise ValueError("is too long, allowed are 200 characters")
    is_rrule = text.startswith("rrule:") or "=" in text
    rrule, until = parse_rrule(text if is_rrule else _parse_words(text))
    if "COUNT" in rrule and start is None:
        raise ValueError("has COUNT, which counts from `start`: add `start`")
    rule = Rule(rrule, start or EPOCH, until)
    if not _comes(rrule, rule.start) or not any(islice(rule.dates(rule.start), 1)):
        raise ValueError("has no date within ten years, allowed is a rule that has one")
    return rule


def _parse_words(text: str) -> str:
    """The words as a rule of RFC 5545."""
    text = _OF_EVERY_MONTH.sub("", text).removeprefix("the ")
    if every := _EVERY.fullmatch(text):
        number, other, days = every.groups()
        interval = 2 if other else int(number or 1)
        if not interval:
            raise ValueError(_REFUSAL)
        named = (DAYS[_one_of(WEEKDAYS, word)] for word in _BETWEEN.split(days))
        return f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={','.join(named)}"
    if days_of := _DAY.fullmatch(text):
        numbers, months = days_of.groups()
        days = ",".join(str(_day(word)) for word in _BETWEEN.split(numbers))
        return f"FREQ=MONTHLY;BYMONTHDAY={days}{_months(months)}"
    if nth := _NTH.fullmatch(text):
        ordinals, name, months = nth.groups()
        weekday = DAYS[_one_of(WEEKDAYS, name)]
        places = [_ORDINALS.get(word, 0) for word in _BETWEEN.split(ordinals)]
        if all(places):
            by_day = ",".join(f"{place}{weekday}" for place in places)
            return f"FREQ=MONTHLY;BYDAY={by_day}{_months(months)}"
    raise ValueError(_REFUSAL)


def _day(word: str) -> int:
    """The day of a month, `1` or `1st`."""
    found = _DAY_NUMBER.fullmatch(word)
    if not found or not 1 <= int(found[1]) <= 31:
        raise ValueError(_REFUSAL)
    return int(found[1])


def _months(text: str | None) -> str:
    if not text:
        return ""
    names = _BETWEEN.split(text)
    return f";BYMONTH={','.join(str(_one_of(MONTHS, name) + 1) for name in names)}"


def _one_of(names: tuple[str, ...], word: str) -> int:
    """Where the name is; three letters of it are enough, and a plural's s is heard."""
    for place, name in enumerate(names):
        if len(word) >= 3 and f"{name.lower()}s".startswith(word):
            return place
    raise ValueError(_REFUSAL)


@dataclass(slots=True)
class Rule:
    """All dates of one rule from its start on, found when asked for and then kept.

    A value to its users: the same calls give the same answers, however far and in
    whatever order one looks.
    """

    rrule: str
    start: date
    until: date = LAST
    _dates: "array[int]" = field(init=False, repr=False, compare=False)
    _further: Iterator[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._dates = array("i")  # ordinals: some files look as far as 2099
        self._further = _walk(self.rrule, self.start, min(self.until, LAST))

    def dates(self, after: date) -> Iterator[tuple[int, date]]:
        """The dates from `after` on in order, each with its index counted from 0.

        Ends where the rule ends, in 2099, or where ten years hold no further date.
        """
        last = min(max(after, self.start), LAST)
        for index in count(self._place(after)):
            if index == len(self._dates):
                self._dates.extend(day.toordinal() for day in islice(self._further, 1))
            if index == len(self._dates):
                return
            day = date.fromordinal(self._dates[index])
            if day > last + HORIZON:
                return
            last = day
            yield index, day

    def index(self, day: date) -> int | None:
        """How many dates of the rule come before `day`, or None if it is none."""
        place = self._place(day)
        is_there = place < len(self._dates) and self._dates[place] == day.toordinal()
        return place if is_there else None

    def _place(self, day: date) -> int:
        if not self._dates or self._dates[-1] < day.toordinal():
            for found in self._further:
                self._dates.append(found.toordinal())
                if found >= day:
                    break
        return bisect_left(self._dates, day.toordinal())


def _walk(rrule: str, start: date, last: date) -> Iterator[date]:
    """The dates that dateutil finds, up to `last`."""
    from dateutil.rrule import rrulestr  # 1 MB, where anything recurs at all

    moments = rrulestr(rrule, dtstart=datetime.combine(start, time()))
    # It stumbles over the days of the week in which the calendar ends: none follows.
    with suppress(ValueError):
        for moment in moments:
            if moment.date() > last:
                return
            yield moment.date()


def _comes(rrule: str, start: date) -> bool:
    """Whether the rule has a date within ten years of its start.

    Asked of the years from 9961 on, after which dateutil's search ends soon. From 1901
    to 2099 the calendar repeats every 28 years, weekdays and leap years alike, and from
    9901 to 9999 again; there a year is like those of ours that are 7608 years and some
    multiple of 28 earlier (1 January 2018 and 9962 are Mondays).
    """
    late = start.replace(year=9961 + (start.year + 7608 - 9961) % 28)
    return any(islice(_walk(rrule, late, late + HORIZON), 1))
