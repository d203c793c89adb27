"""Whatever the rule and its start, a calendar says the same."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.recurrence import HORIZON, Rule, parse_rule
from bot.core.text_format import MONTHS, WEEKDAYS


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def dates(rule: Rule, last: date) -> list[date]:
    return [day for _, day in rule.dates(rule.start) if day <= last]


starts = st.dates(date(2000, 1, 1), date(2085, 12, 31))
SHORT = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6), starts)
def test_of_each_month_it_is_the_weekday_of_that_number(
    number: int, weekday: int, start: date
) -> None:
    def is_it(day: date) -> bool:
        left = monthrange(day.year, day.month)[1] - day.day
        place = -(left // 7) - 1 if number < 0 else (day.day - 1) // 7 + 1
        return day.weekday() == weekday and place == number

    words = {1: "first", 2: "second", 3: "third", 4: "4th", 5: "fifth", -1: "last"}
    last = start + timedelta(days=1200)
    expected = [day for day in days(start, last) if is_it(day)]
    in_words = parse_rule(f"{words[number]} {WEEKDAYS[weekday]}", start)
    as_rule = parse_rule(f"FREQ=MONTHLY;BYDAY={number}{SHORT[weekday]}", start)
    assert dates(in_words, last) == dates(as_rule, last) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.integers(1, 31), min_size=1, max_size=4),
    st.sets(st.sampled_from([1, 3, 7, 8, 12]), min_size=1, max_size=3),
    starts,
)
def test_days_of_months_are_those_that_the_calendar_has(
    numbers: set[int], months: set[int], start: date
) -> None:
    names = ", ".join(MONTHS[month - 1] for month in months)
    rule = parse_rule(f"days {' and '.join(map(str, numbers))} of {names}", start)
    last = start + timedelta(days=1200)
    assert dates(rule, last) == [
        day for day in days(start, last) if day.day in numbers and day.month in months
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(0, 6), starts)
def test_weeks_are_counted_in_even_steps_from_that_of_the_start(
    weeks: int, weekday: int, start: date
) -> None:
    rule = parse_rule(f"every {weeks} weeks on {WEEKDAYS[weekday]}", start)
    found = dates(rule, start + timedelta(days=1500))
    assert start <= found[0] < start + timedelta(weeks=weeks + 1)
    monday = start - timedelta(days=start.weekday())
    assert (found[0] - monday).days // 7 in (0, weeks)
    for earlier, later in pairwise(found):
        assert later - earlier == timedelta(weeks=weeks)
    assert {day.weekday() for day in found} == {weekday}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.sets(st.integers(1, 12), min_size=1, max_size=2),
    st.sets(st.sampled_from([1, 28, 29, 30, 31]), min_size=1, max_size=2),
    st.integers(0, 6),
    starts,
)
def test_a_rule_is_refused_exactly_where_ten_years_hold_none_of_its_dates(
    frequency: str, months: set[int], numbers: set[int], weekday: int, start: date
) -> None:
    rule = (
        f"FREQ={frequency};BYMONTH={','.join(map(str, months))};"
        f"BYMONTHDAY={','.join(map(str, numbers))};BYDAY={SHORT[weekday]}"
    )
    expected = [
        day
        for day in days(start, start + HORIZON)
        if (day.month in months and day.day in numbers and day.weekday() == weekday)
    ]
    if expected:
        assert dates(parse_rule(rule, start), start + HORIZON) == expected
    else:
        with pytest.raises(ValueError, match="no date within ten years"):
            parse_rule(rule, start)


@pytest.mark.parametrize("year", range(2001, 2087, 5))
def test_leap_mondays_are_looked_for_under_the_right_year(year: int) -> None:
    # 29 February is a Monday in 2016, 2044 and 2072: once in 28 years.
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"
    near = [leap for leap in (2016, 2044, 2072) if year <= leap < year + 10]
    if near:
        assert dates(parse_rule(rule, date(year, 1, 1)), date(year + 9, 12, 31)) == [
            date(near[0], 2, 29)
        ]
    else:
        with pytest.raises(ValueError, match="no date within ten years"):
            parse_rule(rule, date(year, 1, 1))


RULES = [
    "third thursday",
    "every 2 weeks on monday, friday",
    "day 31",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-2",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "FREQ=WEEKLY;COUNT=40;BYDAY=MO",
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(RULES),
    starts,
    st.lists(st.integers(-50, 3000), min_size=1, max_size=5),
)
def test_a_date_keeps_its_index_wherever_one_looks_from(
    when: str, start: date, looks: list[int]
) -> None:
    whole = list(islice(parse_rule(when, start).dates(start), 150))
    assert [index for index, _ in whole] == list(range(len(whole)))
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(whole))
    rule = parse_rule(when, start)
    for days_later in looks:
        after = start + timedelta(days=days_later)
        expected = [pair for pair in whole if pair[1] >= after]
        assert list(islice(rule.dates(after), len(expected))) == expected
        indexes = {day: index for index, day in whole}
        if after <= whole[-1][1]:
            assert rule.index(after) == indexes.get(after)
    assert [rule.index(day) for _, day in reversed(whole)] == [
        index for index, _ in reversed(whole)
    ]
