"""On which dates a meeting falls: `when`, in words or as a rule of RFC 5545.

    third thursday                 first and third tuesday of march, september
    last friday                    every thursday
    every 2 weeks on monday        day 1 of january, april
    FREQ=MONTHLY;BYDAY=3TH         RRULE:FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1

python-dateutil knows the same rules and is what the tests compare with, on thousands of
them. It does not walk here: its search ends in the year 9999 only, so that a rule which
matches nothing (`FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31`) holds it for three seconds, and
every repository's writers may write one. This walk looks at each day at most once,
keeps what it found and gives up after ten years without a date.
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count, islice

from bot.core.rrule import LAST, Parts, parse_rrule
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
_DAY = re.compile(r"days? ([\d, and]+?)(?: of (.+))?")


def parse_rule(when: str, start: date | None = None) -> "Rule":
    """The rule that `when` means, from `start` (or `EPOCH`) on.

    ValueError says what is wrong and what is allowed; a rule without any date within
    ten years of its start is wrong.
    """
    text = " ".join(when.lower().split())
    if len(text) > 200:
        raise ValueError("is too long, allowed are 200 characters")
    is_rrule = text.startswith("rrule:") or "=" in text
    parts = parse_rrule(text) if is_rrule else _parse_words(text)
    if parts.count and start is None:
        raise ValueError("has COUNT, which counts from `start`: add `start`")
    rule = Rule(parts, start or EPOCH)
    if not any(islice(rule.dates(rule.start), 1)):
        raise ValueError("has no date within ten years, allowed is a rule that has one")
    return rule


def _parse_words(text: str) -> Parts:
    if every := _EVERY.fullmatch(text):
        number, other, days = every.groups()
        interval = 2 if other else int(number or 1)
        if not interval:
            raise ValueError(_REFUSAL)
        weekdays = frozenset(_one_of(WEEKDAYS, d) for d in _BETWEEN.split(days))
        return Parts(frequency="WEEKLY", interval=interval, weekdays=weekdays)
    if days_of := _DAY.fullmatch(text):
        numbers, months = days_of.groups()
        found = frozenset(int(n) for n in _BETWEEN.split(numbers) if n.isdecimal())
        if not found or not found <= set(range(1, 32)):
            raise ValueError(_REFUSAL)
        return Parts(frequency="MONTHLY", month_days=found, months=_months(months))
    if nth := _NTH.fullmatch(text):
        ordinals, name, months = nth.groups()
        weekday = _one_of(WEEKDAYS, name)
        pairs = {(_ORDINALS.get(o, 0), weekday) for o in _BETWEEN.split(ordinals)}
        if all(number for number, _ in pairs):
            return Parts(
                frequency="MONTHLY", nth=frozenset(pairs), months=_months(months)
            )
    raise ValueError(_REFUSAL)


def _months(text: str | None) -> frozenset[int]:
    names = _BETWEEN.split(text) if text else ()
    return frozenset(_one_of(MONTHS, name) + 1 for name in names)


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

    parts: Parts
    start: date
    _dates: list[date] = field(default_factory=list, repr=False, compare=False)
    _period: int = field(default=0, repr=False, compare=False)
    _next: date = field(default=date.min, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.parts = _completed(self.parts, self.start)
        self._next = self._first_day(0)

    def dates(self, after: date) -> Iterator[tuple[int, date]]:
        """The dates from `after` on in order, each with its index counted from 0.

        Ends where the rule ends, in 2099, or where ten years hold no further date.
        """
        last = min(max(after, self.start), LAST)
        for index in count(self._place(after)):
            end = min(LAST, last + HORIZON)
            reach = last
            while index >= len(self._dates) and reach < end:
                reach = min(end, reach + timedelta(days=31))
                self._walk(reach)
            if index >= len(self._dates):
                return
            last = self._dates[index]
            yield index, last

    def index(self, day: date) -> int | None:
        """How many dates of the rule come before `day`, or None if it is none."""
        place = self._place(day)
        is_there = place < len(self._dates) and self._dates[place] == day
        return place if is_there else None

    def _place(self, day: date) -> int:
        self._walk(day)
        return bisect_left(self._dates, day)

    def _walk(self, day: date) -> None:
        """Afterwards every date up to `day` is kept; `_next` is not yet looked at."""
        parts = self.parts
        goal = min(day, parts.until)
        while self._next <= goal:
            found = [day for day in self._days() if self._fits(day)]
            if parts.positions:
                found = _at(parts.positions, found)
            found = [day for day in found if self.start <= day <= parts.until]
            room = None if parts.count is None else parts.count - len(self._dates)
            self._dates += found[:room]
            self._period += 1
            self._next = self._first_day(self._period)

    def _first_day(self, period: int) -> date:
        """The first day of a period, of which number 0 holds the start."""
        start, steps = self.start, period * self.parts.interval
        if self.parts.frequency == "YEARLY":
            return date(start.year + steps, 1, 1)
        if self.parts.frequency == "MONTHLY":
            years, month = divmod(start.month - 1 + steps, 12)
            return date(start.year + years, month + 1, 1)
        if self.parts.frequency == "WEEKLY":
            into = (start.weekday() - self.parts.week_start) % 7
            return start + timedelta(days=7 * steps - into)
        return start + timedelta(days=steps)

    def _days(self) -> list[date]:
        """The days of the period at hand that lie in the rule's months."""
        first, months = self._next, self.parts.months
        if self.parts.frequency == "YEARLY":
            return [
                day
                for month in sorted(months) or range(1, 13)
                for day in _month(first.year, month)
            ]
        if months and self.parts.frequency == "MONTHLY" and first.month not in months:
            return []
        if self.parts.frequency == "MONTHLY":
            return _month(first.year, first.month)
        length = 7 if self.parts.frequency == "WEEKLY" else 1
        days = [first + timedelta(days=n) for n in range(length)]
        return [day for day in days if not months or day.month in months]

    def _fits(self, day: date) -> bool:
        parts = self.parts
        if parts.weekdays or parts.nth:
            weekday = day.weekday()
            is_nth = parts.nth and any(
                (number, weekday) in parts.nth for number in self._numbers(day)
            )
            if weekday not in parts.weekdays and not is_nth:
                return False
        return (
            (not parts.month_days or not parts.month_days.isdisjoint(_in_month(day)))
            and (not parts.year_days or not parts.year_days.isdisjoint(_in_year(day)))
            and (not parts.weeks or not parts.weeks.isdisjoint(self._week(day)))
        )

    def _numbers(self, day: date) -> tuple[int, int]:
        """Which of its weekdays the day is, in its month or year, from both ends."""
        in_month = self.parts.frequency == "MONTHLY" or bool(self.parts.months)
        place, back = _in_month(day) if in_month else _in_year(day)
        return (place - 1) // 7 + 1, -((-back - 1) // 7 + 1)

    def _week(self, day: date) -> tuple[int, int]:
        """The number of the day's week, from both ends: a week is its fourth day's."""
        into = (day.weekday() - self.parts.week_start) % 7
        place, back = _in_year(day + timedelta(days=3 - into))
        return (place - 1) // 7 + 1, -((-back - 1) // 7 + 1)


def _completed(parts: Parts, start: date) -> Parts:
    """What the rule leaves open, said by its start, as RFC 5545 has it."""
    given = (parts.weekdays, parts.nth, parts.month_days, parts.year_days, parts.weeks)
    if parts.frequency == "DAILY":
        # Every day is every day of every month, and a month is walked faster.
        is_plain = parts.interval == 1 and not parts.positions
        return replace(parts, frequency="MONTHLY") if is_plain else parts
    if any(given):
        return parts
    if parts.frequency == "WEEKLY":
        return replace(parts, weekdays=frozenset({start.weekday()}))
    months = parts.months
    if parts.frequency == "YEARLY":
        months = months or frozenset({start.month})
    return replace(parts, months=months, month_days=frozenset({start.day}))


def _at(positions: frozenset[int], days: list[date]) -> list[date]:
    places = {p - 1 if p > 0 else len(days) + p for p in positions}
    return [days[place] for place in sorted(places) if 0 <= place < len(days)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, d + 1) for d in range(monthrange(year, month)[1])]


def _in_month(day: date) -> tuple[int, int]:
    """The day's number in its month, from both ends: the last one is also -1."""
    return day.day, day.day - monthrange(day.year, day.month)[1] - 1


def _in_year(day: date) -> tuple[int, int]:
    place = day.timetuple().tm_yday
    return place, (day - date(day.year + 1, 1, 1)).days
