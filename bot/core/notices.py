"""What in a series is no error and yet not what its author expects, said plainly.

    move: 2020-10-14 is no date of this meeting
    when: counts from 2018-01-01, since there is no start

Each begins with the key. The rule's dates are walked here once and not kept: a file may
speak of the year 2099.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.core.recurrence import EPOCH, Rule, parse_rule
from bot.core.text_format import MONTHS

if TYPE_CHECKING:
    from bot.core.series import Series

_DAYS_OF_MONTHS = re.compile(
    r"FREQ=MONTHLY;BYMONTHDAY=([\d,]+);BYMONTH=([\d,]+)", re.ASCII
)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def notices_of(series: "Series") -> Iterator[str]:
    """Everything worth a word, each beginning with its key below the series."""
    rule = parse_rule(series.when, series.start)
    yield from notices_of_rule(rule, series.start)
    yield from _of_moves(rule, series)
    for text in series.skip:
        first = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
        found = next((str(day) for _, day in rule.dates(first)), "")
        if not found.startswith(text):
            yield f"skip: {text} holds no date of this meeting"


def notices_of_rule(rule: Rule, start: date | None) -> Iterator[str]:
    """What the rule's author may not expect of it."""
    interval = re.search(r"INTERVAL=(\d+)", rule.rrule)
    if start is None and interval and int(interval[1]) > 1:
        yield f"when: counts from {EPOCH}, since there is no start"
    if match := _DAYS_OF_MONTHS.match(rule.rrule):
        days, months = ([int(n) for n in part.split(",")] for part in match.groups())
        for month in months:
            for day in days:
                if day > _LONGEST[month - 1]:
                    yield f"when: {MONTHS[month - 1]} has no day {day}"


def _of_moves(rule: Rule, series: "Series") -> Iterator[str]:
    onto: dict[date, list[date]] = defaultdict(list)
    for day, new in series.move.items():
        # No error, also where the day is yet to come: with another `when` every move of
        # the old dates would make the file wrong, and hold up all else that is in it.
        if rule.index(day) is None:
            yield f"move: {day} is no date of this meeting"
            continue
        onto[new].append(day)
        if new == day:
            yield f"move: {day} is moved to itself"
        elif series.start and new < series.start:
            yield f"move: {day} takes place before the start then"
        elif series.holds(new):
            yield f"move: {day} takes place on {new}, though that is in skip"
    for new, days in onto.items():
        if (
            new not in series.move
            and not series.holds(new)
            and rule.index(new) is not None
        ):
            days.append(new)
        if len(days) > 1:
            both = " and ".join(str(day) for day in sorted(days))
            yield f"move: {both} take place at once, on {new}"
