from datetime import date
from itertools import islice

import pytest

from bot.core.recurrence import EPOCH, parse_rule


def first(when: str, number: int, after: str, start: date | None = None) -> list[str]:
    rule = parse_rule(when, start)
    dates = rule.dates(date.fromisoformat(after))
    return [day.isoformat() for _, day in islice(dates, number)]


@pytest.mark.parametrize(
    ("when", "dates"),
    [
        ("third thursday", ["2021-01-21", "2021-02-18", "2021-03-18"]),
        ("Third  Thursday", ["2021-01-21", "2021-02-18", "2021-03-18"]),
        ("3rd thu", ["2021-01-21", "2021-02-18", "2021-03-18"]),
        ("first and third tuesday", ["2021-01-05", "2021-01-19", "2021-02-02"]),
        ("first, third tuesday", ["2021-01-05", "2021-01-19", "2021-02-02"]),
        ("1st, 2nd, and last fri", ["2021-01-01", "2021-01-08", "2021-01-29"]),
        ("last friday", ["2021-01-29", "2021-02-26", "2021-03-26"]),
        ("fifth monday", ["2021-03-29", "2021-05-31", "2021-08-30"]),
        ("first mondays of march and sept", ["2021-03-01", "2021-09-06", "2022-03-07"]),
        ("every thursday", ["2021-01-07", "2021-01-14", "2021-01-21"]),
        ("every monday and wednesday", ["2021-01-04", "2021-01-06", "2021-01-11"]),
        ("every week on friday", ["2021-01-01", "2021-01-08", "2021-01-15"]),
        ("day 1 of january, april", ["2021-01-01", "2021-04-01", "2022-01-01"]),
        ("day 31", ["2021-01-31", "2021-03-31", "2021-05-31"]),
        ("days 1 and 15", ["2021-01-01", "2021-01-15", "2021-02-01"]),
        ("FREQ=MONTHLY;BYDAY=3TH", ["2021-01-21", "2021-02-18", "2021-03-18"]),
        ("rrule:freq=monthly;byday=3th", ["2021-01-21", "2021-02-18", "2021-03-18"]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            ["2021-01-29", "2021-02-26", "2021-03-31"],
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2024-02-29", "2028-02-29"]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", ["2021-01-04", "2022-01-03"]),
        ("FREQ=YEARLY;BYYEARDAY=-1", ["2021-12-31", "2022-12-31"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20210104T000000Z", ["2021-01-01", "2021-01-03"]),
        ("FREQ=DAILY;UNTIL=2021-01-02", ["2021-01-01", "2021-01-02"]),
    ],
)
def test_every_form_gives_the_dates_that_a_calendar_shows(
    when: str, dates: list[str]
) -> None:
    assert first(when, 3, "2021-01-01", date(2021, 1, 1))[: len(dates)] == dates


def test_a_rule_that_ends_has_no_more_dates() -> None:
    rule = "FREQ=WEEKLY;COUNT=2;BYDAY=MO"
    assert first(rule, 9, "2021-01-01", date(2021, 1, 1)) == [
        "2021-01-04",
        "2021-01-11",
    ]
    assert first(rule, 9, "2021-01-05", date(2021, 1, 1)) == ["2021-01-11"]


def test_intervals_are_counted_from_the_start() -> None:
    rule = "every 2 weeks on monday"
    assert first(rule, 2, "2021-01-01", date(2021, 1, 4)) == [
        "2021-01-04",
        "2021-01-18",
    ]
    assert first(rule, 2, "2021-01-01", date(2021, 1, 8)) == [
        "2021-01-18",
        "2021-02-01",
    ]
    assert first("every other monday", 1, "2021-01-01", date(2021, 1, 4)) == [
        "2021-01-04"
    ]


def test_a_number_and_a_plain_weekday_add_up() -> None:
    rule = "FREQ=MONTHLY;BYDAY=MO,1TH"
    days = ["01", "04", "08", "15", "22", "29"]
    assert first(rule, 6, "2021-03-01") == [f"2021-03-{day}" for day in days]
    yearly = first("FREQ=YEARLY;BYDAY=MO,1TH", 60, "2018-01-01")
    assert yearly[:3] == ["2018-01-01", "2018-01-04", "2018-01-08"]
    assert yearly[53:55] == ["2018-12-31", "2019-01-03"]


def test_without_a_start_they_are_counted_from_a_fixed_monday() -> None:
    assert EPOCH.strftime("%A") == "Monday"
    assert first("every 2 weeks on monday", 2, "2018-01-01") == [
        "2018-01-01",
        "2018-01-15",
    ]


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=WEEKLY", ["2021-03-10", "2021-03-17"]),
        ("FREQ=MONTHLY", ["2021-03-10", "2021-04-10"]),
        ("FREQ=YEARLY", ["2021-03-10", "2022-03-10"]),
        ("FREQ=YEARLY;BYMONTH=5", ["2021-05-10", "2022-05-10"]),
        ("FREQ=DAILY", ["2021-03-10", "2021-03-11"]),
    ],
)
def test_what_a_rule_leaves_open_its_start_says(rule: str, dates: list[str]) -> None:
    assert first(rule, 2, "2021-01-01", date(2021, 3, 10)) == dates


@pytest.mark.parametrize(
    ("when", "complaint"),
    [
        ("", "allowed are third thursday"),
        ("sometimes", "allowed are third thursday"),
        ("sixth monday", "allowed are third thursday"),
        ("third", "allowed are"),
        ("third someday", "allowed are"),
        ("th thursday", "allowed are"),
        ("every 0 weeks on monday", "allowed are"),
        ("every 2 weeks on", "allowed are"),
        ("day 32", "allowed are"),
        ("day and", "allowed are"),
        ("day 1 of smarch", "allowed are"),
        ("first monday of ma", "allowed are"),
        ("third thursday " * 50, "200 characters"),
        ("FREQ=SECONDLY", "FREQ of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("BYDAY=MO", "FREQ of DAILY"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL, allowed is a number from 1 to 1000"),
        ("FREQ=WEEKLY;INTERVAL=x", "INTERVAL"),
        ("FREQ=DAILY;COUNT=99999999999999999999", "COUNT, allowed is"),
        ("FREQ=DAILY;BYEASTER=1", "unknown part, allowed are FREQ"),
        ("FREQ=DAILY;BYHOUR=1", "unknown part"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ twice"),
        ("FREQ=DAILY;BYDAY=XX", "wrong BYDAY"),
        ("FREQ=MONTHLY;BYDAY=54MO", "wrong BYDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "MONTHLY and YEARLY only"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO", "MONTHLY and YEARLY only"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "FREQ=YEARLY only"),
        ("FREQ=YEARLY;BYWEEKNO=52", "BYWEEKNO, allowed is -51 to -1 and 1 to 51"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;BYSETPOS=1", "MONTHLY and YEARLY only"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY, allowed is -31 to -1 and 1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYMONTH=-1", "BYMONTH, allowed is 1 to 12"),
        ("FREQ=MONTHLY;WKST=XX", "WKST"),
        ("FREQ=DAILY;UNTIL=soon", "UNTIL"),
        ("FREQ=DAILY;UNTIL=20219999", "UNTIL"),
        ("FREQ=DAILY;COUNT=3", "add `start`"),
        # none of these ever comes to a date
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "no date within ten years"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31", "no date within ten years"),
        ("FREQ=MONTHLY;BYDAY=6MO", "no date within ten years"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-53MO", "no date within ten years"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=40", "no date within ten years"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", "no date within ten years"),
        ("FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29", "no date"),
        ("FREQ=DAILY;UNTIL=20000101", "no date within ten years"),
    ],
)
def test_hostile_and_mistaken_rules_are_refused(when: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_rule(when)


def test_who_would_wait_more_than_ten_years_is_told_that_nothing_follows() -> None:
    rule = "FREQ=YEARLY;INTERVAL=11"
    assert first(rule, 9, "2018-01-01") == ["2018-01-01"]
    assert first(rule, 9, "2019-02-01") == ["2029-01-01"]
    assert parse_rule(rule).index(date(2029, 1, 1)) == 1


def test_a_far_start_and_a_far_look_end() -> None:
    assert first("every thursday", 1, "2099-12-25") == ["2099-12-31"]
    assert first("every thursday", 1, "9999-01-01") == []
    assert first("every thursday", 1, "0001-01-01") == ["2018-01-04"]


def test_a_rule_that_would_come_beyond_all_calendars_is_refused() -> None:
    # Like ours from 2044 on, the calendar of 9988 leads dateutil to 1 January 10000.
    with pytest.raises(ValueError, match="no date within ten years"):
        parse_rule("FREQ=WEEKLY;INTERVAL=626;BYDAY=SA", date(2044, 1, 3))
