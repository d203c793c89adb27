"""The feed has the same dates as `check` prints, to each of two readers, over years."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar_events import AHEAD, History, Place, feed_events
from bot.core.calendar_feed import Feed, render_feed
from bot.core.configuration import Configuration, parse_configuration
from bot.core.forecast import MOST, upcoming
from bot.core.meetings import Meetings
from tests.calendars import SecondReader, Seen, read_strictly, second_reader

PLACE = Place("jupyterhub/team-compass", "https://github.com")
HISTORY = History(1, datetime(2021, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def second() -> Iterator[SecondReader]:
    with second_reader() as reader:
        yield reader


def configured(text: str) -> Configuration:
    return parse_configuration(text, file="a.yml", sections={"meetings": Meetings})


def seen_by_both(
    configuration: Configuration, now: datetime, second: SecondReader
) -> tuple[Seen, ...]:
    events = feed_events(configuration, {}, HISTORY, PLACE, now)
    data = render_feed(Feed(name="meetings", events=events))
    seen = read_strictly(data)
    assert second(data) == seen
    return seen.events


def agree(configuration: Configuration, now: datetime, second: SecondReader) -> None:
    """What `check` says is next is what the feed has, as far as both look ahead."""
    seen = seen_by_both(configuration, now, second)
    said: dict[str, list[datetime]] = {name: [] for name in configuration.series}
    for next_one in upcoming(configuration, now):
        said[next_one.what.removeprefix("meeting ")].append(next_one.at.astimezone(UTC))
    for name, series in configuration.series.items():
        found = [e.starts for e in seen if e.series == name and e.starts >= now]
        expected = [at for at in said[name] if at < now + AHEAD]
        assert found[:MOST] == expected
        assert len(found) >= len(expected)
        assert {e.length for e in seen if e.series == name} <= {series.length}


TWO_YEARS = """\
meetings:
  team:
    title: "JupyterHub and BinderHub Team Meeting - {month} {year}"
    when: third thursday
    start: 2020-09-01
    slots: {odd: "17:00 UTC", even: "09:00 Europe/London"}
    skip: [2020-12]
    move: {2020-10-15: 2020-10-22}
  triage:
    when: every 2 weeks on sunday
    start: 2020-09-06
    time: "01:30"
    timezone: America/New_York
    length: 90m
  night:
    when: last sunday
    time: "01:30"
    timezone: Europe/London
"""


@pytest.mark.npm
def test_two_years_of_the_team_looked_at_every_fortnight(second: SecondReader) -> None:
    configuration = configured(TWO_YEARS)
    for week in range(0, 104, 2):
        agree(
            configuration,
            datetime(2020, 9, 1, 12, tzinfo=UTC) + timedelta(weeks=week),
            second,
        )


@pytest.mark.npm
def test_the_slots_of_a_year_in_words(second: SecondReader) -> None:
    now = datetime(2020, 9, 1, tzinfo=UTC)
    seen = seen_by_both(configured(TWO_YEARS), now, second)
    team = [
        f"{e.starts:%m-%d %H:%M} {e.zone}".strip() for e in seen if e.series == "team"
    ]
    assert team == [
        "09-17 17:00",
        "10-22 08:00 Europe/London",
        "11-19 17:00",
        "01-21 17:00",
        "02-18 09:00 Europe/London",
        "03-18 17:00",
        "04-15 08:00 Europe/London",
        "05-20 17:00",
        "06-17 08:00 Europe/London",
        "07-15 17:00",
        "08-19 08:00 Europe/London",
    ]


@pytest.mark.npm
def test_a_local_time_that_does_not_exist_or_comes_twice(second: SecondReader) -> None:
    """Moved forward by the gap, and the first of the two, as the issue says it too."""
    night = {
        e.date: f"{e.starts:%H:%M}"
        for e in seen_by_both(
            configured(TWO_YEARS), datetime(2020, 9, 1, tzinfo=UTC), second
        )
        if e.series == "night"
    }
    assert night["2021-02-28"] == "01:30"  # in winter
    assert night["2021-03-28"] == "01:30"  # 02:30 of the summer's clock
    assert night["2020-10-25"] == "00:30"  # still in summer
    assert night["2021-06-27"] == "00:30"


ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Etc/GMT+5",
]
WHENS = [
    "third thursday",
    "last sunday",
    "every sunday",
    "every 2 weeks on sunday",
    "first and third tuesday",
    "day 31",
    "day 1 of january, april, july, october",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=MONTHLY;BYDAY=SU;BYSETPOS=-1",
    "FREQ=WEEKLY;COUNT=40;BYDAY=SU",
]
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 30]))
zones = st.sampled_from(ZONES)


@st.composite
def series(draw: st.DrawFn) -> dict[str, str]:
    keys = {
        "when": draw(st.sampled_from(WHENS)),
        "start": str(draw(st.dates(date(2010, 1, 1), date(2070, 1, 1)))),
        "length": f"{draw(st.integers(1, 300))}m",
    }
    if draw(st.booleans()):
        keys |= {"time": f"'{draw(times)}'", "timezone": draw(zones)}
    else:
        odd, even = (f"{draw(times)} {draw(zones)}" for _ in "ab")
        keys["slots"] = f"{{odd: '{odd}', even: '{even}'}}"
    return keys


@pytest.mark.npm
@settings(max_examples=100)
@given(
    several=st.lists(series(), min_size=1, max_size=3),
    days=st.integers(0, 365 * 60),
    hours=st.integers(0, 23),
)
def test_whatever_the_series(
    second: SecondReader, several: list[dict[str, str]], days: int, hours: int
) -> None:
    text = "meetings:\n"
    for name, keys in zip("abc", several, strict=False):
        text += f"  {name}:\n"
        text += "".join(f"    {key}: {value}\n" for key, value in keys.items())
    now = datetime(2010, 1, 1, tzinfo=UTC) + timedelta(days=days, hours=hours)
    agree(configured(text), now, second)


@pytest.mark.npm
@settings(max_examples=30)
@given(one=series(), year=st.integers(2011, 2069), skipped=st.data())
def test_whatever_is_skipped_and_moved(
    second: SecondReader, one: dict[str, str], year: int, skipped: st.DataObject
) -> None:
    now = datetime(year, 1, 1, tzinfo=UTC)
    text = "meetings:\n  a:\n" + "".join(f"    {k}: {v}\n" for k, v in one.items())
    dates = [e.date for e in seen_by_both(configured(text), now, second)]
    touched = (
        skipped.draw(st.lists(st.sampled_from(dates), unique=True, max_size=6))
        if dates
        else []
    )
    skip, moved = touched[::2], touched[1::2]
    text += f"    skip: [{', '.join(skip)}]\n"
    days_later = {
        day: str(
            date.fromisoformat(day) + timedelta(days=skipped.draw(st.integers(-9, 9)))
        )
        for day in moved
    }
    text += f"    move: {{{', '.join(f'{a}: {b}' for a, b in days_later.items())}}}\n"
    configuration = configured(text)
    agree(configuration, now, second)
    seen = seen_by_both(configuration, now, second)
    assert not {e.date for e in seen} & {*skip}
    for event in seen:
        if event.date in days_later:
            local = configuration.series["a"].occurrence(date.fromisoformat(event.date))
            assert local
            assert str(local.starts.date()) == days_later[event.date]
            assert event.starts == local.starts.astimezone(UTC)
            assert ("Moved from" in event.description) == local.moved
