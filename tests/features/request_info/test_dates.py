"""Dates as people write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.request_info.dates import When, first_date, words_beside
from bot.features.request_info.zones import zones_in

NEAR = date(2021, 3, 1)


def read(text: str) -> When:
    found = first_date(text, NEAR)
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("2021-03-18 17:00 UTC", "2021-03-18T17:00"),
        ("2021-03-18T17:00Z", "2021-03-18T17:00"),
        ("2021-03-18 17:00 Z", "2021-03-18T17:00"),
        ("17:00:00 Z on 2021-03-18", "2021-03-18T17:00"),
        ("2021-03-18T17:00:00+05:30", "2021-03-18T11:30"),
        ("2021-03-18T17:00-05:00", "2021-03-18T22:00"),
        ("2021/3/18, 17h30 GMT+1", "2021-03-18T16:30"),
        ("18 March 2021, 5pm CET", "2021-03-18T16:00"),
        ("March 18th, 2021 at 17:00 Europe/London", "2021-03-18T17:00"),
        ("March 18, 2021 at 9.30am america/new_york", "2021-03-18T13:30"),
        ("the 18th of march 2021, 12:15 a.m. utc", "2021-03-18T00:15"),
        ("12 pm UTC on 18. March", "2021-03-18T12:00"),
        ("Mon 2021-03-15 – 2021-03-19, 9:00-12:00 PST", "2021-03-15T17:00"),
        ("15-19 March 2021, 9:00 UTC+5:30", "2021-03-15T03:30"),
        ("March 15 to 19, 10:30 am pacific time", "2021-03-15T18:30"),
        ("15, 16 and 17 April, 14:00 (UTC)", "2021-04-15T14:00"),
        ("Dec. 28 – Jan 3, 9:00 Eastern Standard Time", "2021-12-28T14:00"),
        ("17:00 UTC - 19:00 UTC, 2021-03-18", "2021-03-18T17:00"),
        ("17:00 UTC−3, 2021-03-18", "2021-03-18T20:00"),
        ("2021-03-18, 17:00 India Standard Time or 17:00 IST", "2021-03-18T16:00"),
        ("18/03/2021 at 17:00 UTC", "2021-03-18T17:00"),
        ("03/18/2021 at 17:00 UTC", "2021-03-18T17:00"),
        ("18.3.21 at 17:00 UTC", "2021-03-18T17:00"),
        ("21/03/18 at 17:00 UTC", "2021-03-18T17:00"),
        ("we think 20 may attend on 21 May at 17:00 UTC", "2021-05-21T17:00"),
        ("30/02/2021, no, 1 April at 17:00 UTC", "2021-04-01T17:00"),
        ("not 25:00 nor 13pm but 17:00 UTC, 1 April", "2021-04-01T17:00"),
    ],
)
def test_a_moment(text: str, latest: str) -> None:
    assert read(text).latest == datetime.fromisoformat(latest).replace(tzinfo=UTC)
    assert not read(text).lacks_zone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "next Tuesday",
        "soon, at 17:00 UTC",
        "March 2021",
        "31 February 2021",
        "2021-13-01",
        "version 1.2.3 of 10.0.0.1",
        "room 20210318",
        "1999-12-31",
        "5 times, 18-25 people",
        "20 may attend",
        "x" * 6000 + "2021-03-18",
    ],
)
def test_no_date(text: str) -> None:
    assert first_date(text, NEAR) is None


def test_a_time_without_a_zone_is_that_of_the_last_place_on_earth() -> None:
    when = read("2021-03-18 17:00")
    assert when.lacks_zone
    assert when.latest == datetime(2021, 3, 19, 5, tzinfo=UTC)


def test_a_day_lasts_as_long_as_it_does_anywhere() -> None:
    assert not read("2021-03-18").lacks_zone
    assert read("2021-03-18").latest == datetime(2021, 3, 19, 12, tzinfo=UTC)
    assert read("2021-03-18 (CET)").latest == datetime(2021, 3, 18, 23, tzinfo=UTC)


def test_what_may_be_two_days_is_both() -> None:
    assert read("03/04/2021").days == (date(2021, 4, 3), date(2021, 3, 4))
    assert read("03/03/2021").days == (date(2021, 3, 3),)


@pytest.mark.parametrize(
    ("text", "near", "day"),
    [
        ("18 March", "2021-03-20", "2021-03-18"),
        ("18 March", "2021-04-17", "2021-03-18"),
        ("18 March", "2021-04-18", "2022-03-18"),
        ("18 March", "2021-12-20", "2022-03-18"),
        ("18 March", "2022-01-05", "2022-03-18"),
        ("10 June", "2021-11-02", "2022-06-10"),
        ("20 December", "2022-01-05", "2021-12-20"),
    ],
)
def test_a_date_without_its_year_lies_ahead_or_is_just_over(
    text: str, near: str, day: str
) -> None:
    found = first_date(text, date.fromisoformat(near))
    assert found
    assert found.days == (date.fromisoformat(day),)


def test_a_leap_day_is_that_of_a_leap_year() -> None:
    for near in (date(2021, 5, 1), date(2023, 3, 1), date(2024, 3, 1)):
        found = first_date("29 February", near)
        assert found
        assert found.days == (date(2024, 2, 29),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thursday, 2021-03-18, 17:00-19:00 UTC", ()),
        ("18-20 March 2021 at 5 pm Pacific time", ("at",)),
        ("It's **not** on March 18th!", ("it's", "not", "on")),
        ("UTC", ()),
        ("in Paris", ("in", "paris")),
    ],
)
def test_the_words_beside_a_date(text: str, words: tuple[str, ...]) -> None:
    assert words_beside(text, NEAR) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in Paris",
        "PARTY",
        "and/or",
        "EST2021",
        "12 West St",
        "axis Z",
        "row 12 Z",
        "1:00 Z-axis",
        "a pst file",
    ],
)
def test_no_zone(text: str) -> None:
    assert zones_in(text) == ()


@given(
    st.dates(date(2000, 1, 2), date(2099, 12, 30)),
    st.times(),
    st.sampled_from(
        [
            "{d:%Y-%m-%d} {t:%H:%M} UTC",
            "{d:%d %B %Y} at {t:%H:%M} utc",
            "{d:%B} {d.day}, {d.year}, {t:%I:%M %p} UTC",
            "{t:%H:%M}Z on {d:%Y/%m/%d}",
        ]
    ),
)
def test_every_date_is_read_back(day: date, at: datetime, shape: str) -> None:
    at = at.replace(second=0, microsecond=0)
    wanted = datetime.combine(day, at, UTC)  # type: ignore[arg-type]  # a time
    assert read(shape.format(d=day, t=at)).latest == wanted
