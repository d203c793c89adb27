"""When pulses open and close, wherever the team lives and whatever its clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.pulses import Pulse, last_pulse, pulses, render_title
from bot.core.releases import Releases

UTC_ZONE = ZoneInfo("UTC")
OSLO = ZoneInfo("Europe/Oslo")
QUARTERLY = "day 1 of january, april, july, october"


def releases(when: str = QUARTERLY, **keys: str) -> Releases:
    given = {"when": when, "projects": {"o/a": {}}, **keys}
    return Releases.model_validate(given)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def opened(config: Releases, now: str, zone: ZoneInfo = UTC_ZONE) -> str | None:
    pulse = last_pulse(config, zone, moment(now))
    return pulse and pulse.date.isoformat()


def test_a_pulse_opens_at_midnight_and_closes_a_week_later() -> None:
    first, second = islice(pulses(releases(), OSLO, moment("2021-03-01T00:00Z")), 2)
    assert first == Pulse(
        date(2021, 4, 1),
        datetime(2021, 4, 1, tzinfo=OSLO),
        datetime(2021, 4, 8, tzinfo=OSLO),
    )
    assert second.date == date(2021, 7, 1)
    assert first.opens.astimezone(UTC) == moment("2021-03-31T22:00Z")


def test_a_pulse_that_opens_now_is_the_next_and_the_last_one() -> None:
    config, now = releases(), "2021-04-01T00:00Z"
    assert next(pulses(config, UTC_ZONE, moment(now))).date == date(2021, 4, 1)
    assert opened(config, now) == "2021-04-01"
    later = "2021-04-01T00:00:01Z"
    assert next(pulses(config, UTC_ZONE, moment(later))).date == date(2021, 7, 1)
    assert opened(config, "2021-03-31T23:59:59Z") == "2021-01-01"


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Pacific/Kiritimati", "2021-03-31T09:59Z", "2021-01-01"),
        ("Pacific/Kiritimati", "2021-03-31T10:00Z", "2021-04-01"),
        ("Etc/GMT+12", "2021-04-01T11:59Z", "2021-01-01"),
        ("Etc/GMT+12", "2021-04-01T12:00Z", "2021-04-01"),
    ],
)
def test_midnight_is_that_of_the_teams_zone(zone: str, now: str, day: str) -> None:
    assert opened(releases(), now, ZoneInfo(zone)) == day


def test_a_midnight_that_clocks_leave_out_is_an_hour_later() -> None:
    # On 4 November 2018 the clocks of São Paulo went from 00:00 to 01:00.
    config, zone = releases("first sunday of november"), ZoneInfo("America/Sao_Paulo")
    pulse = next(pulses(config, zone, moment("2018-06-01T00:00Z")))
    assert pulse.opens.isoformat() == "2018-11-04T01:00:00-02:00"
    assert opened(config, "2018-11-04T02:59Z", zone) is None
    assert opened(config, "2018-11-04T03:00Z", zone) == "2018-11-04"


def test_a_midnight_that_comes_twice_is_the_first_one() -> None:
    # On 1 November 2020 the clocks of Havana went from 01:00 back to 00:00.
    config, zone = releases("first sunday of november"), ZoneInfo("America/Havana")
    pulse = next(pulses(config, zone, moment("2020-06-01T00:00Z")))
    assert pulse.opens.isoformat() == "2020-11-01T00:00:00-04:00"


def test_a_week_ends_at_midnight_also_when_clocks_change() -> None:
    # On 28 March 2021 the clocks of Oslo went from 02:00 to 03:00.
    pulse = next(pulses(releases("day 25"), OSLO, moment("2021-03-20T00:00Z")))
    assert pulse.closes.isoformat() == "2021-04-01T00:00:00+02:00"
    half = releases("day 25", window="36h")
    pulse = next(pulses(half, OSLO, moment("2021-03-20T00:00Z")))
    assert pulse.closes.isoformat() == "2021-03-26T12:00:00+01:00"


def test_what_is_old_enough_on_the_first_day_counts_at_whatever_hour() -> None:
    pulse = next(pulses(releases("day 1"), OSLO, moment("2021-03-20T00:00Z")))
    assert pulse.judged.isoformat() == "2021-04-01T23:59:59.999999+02:00"


def test_there_was_none_before_the_first() -> None:
    assert opened(releases(), "2018-01-01T00:00Z") == "2018-01-01"
    assert opened(releases(), "2017-12-31T23:59Z") is None
    assert opened(releases(), "0001-01-02T00:00Z") is None
    first = next(pulses(releases(), UTC_ZONE, moment("0001-01-02T00:00Z")))
    assert first.date == date(2018, 1, 1)


def test_a_rule_that_has_ended_has_a_last_pulse_and_no_next() -> None:
    config = releases("FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20200301")
    assert opened(config, "2026-01-01T00:00Z") == "2020-03-01"
    assert list(pulses(config, UTC_ZONE, moment("2026-01-01T00:00Z"))) == []
    assert opened(releases(), "9999-12-31T00:00Z") == "2099-10-01"
    assert list(pulses(releases(), UTC_ZONE, moment("9999-12-31T00:00Z"))) == []


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("Release pulse - {month} {year}", "Release pulse - July 2021"),
        ("{year}, pulse {number} of four", "2021, pulse 3 of four"),
        ("{date}: {weekday} {day:02} {{{month:02}}}", "2021-07-01: Thursday 01 {07}"),
        ("{date:%e %b}", "1 Jul"),
        (f"{'{date:%A}' * 20}", "Thursday" * 20),
        (f"{{date:{'%A' * 90}}}", "Thursday" * 32),
    ],
)
def test_the_title_is_made_of_the_date(template: str, title: str) -> None:
    assert render_title(releases(title=template), date(2021, 7, 1)) == title


@pytest.mark.parametrize(
    ("day", "number"), [("2018-01-01", 1), ("2020-10-01", 4), ("2021-01-01", 1)]
)
def test_pulses_are_counted_within_their_year(day: str, number: int) -> None:
    config = releases(title="{number}")
    assert render_title(config, date.fromisoformat(day)) == str(number)


ZONES = [
    "UTC", "Europe/Oslo", "America/Sao_Paulo", "America/Havana", "Africa/Cairo", "Asia/Beirut",
    "Asia/Amman", "Asia/Gaza", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati",
    "Africa/Casablanca", "America/Asuncion", "Etc/GMT+12", "Antarctica/Troll",
]  # fmt: skip
AN_HOUR = timedelta(hours=1)
RULES = [QUARTERLY, "FREQ=DAILY", "every 2 weeks on friday", "last sunday"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(RULES),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.integers(0, 240_000).map(lambda n: moment("2018-03-01T00:00Z") + n * AN_HOUR),
    st.integers(1, 60),
)
@example(  # Beirut leaves out a midnight, and Havana has one twice
    "FREQ=DAILY", ZoneInfo("Asia/Beirut"), moment("2021-03-26T00:00Z"), 1
)
@example("FREQ=DAILY", ZoneInfo("America/Havana"), moment("2020-10-31T00:00Z"), 1)
def test_pulses_follow_each_other_across_clock_changes(
    when: str, zone: ZoneInfo, now: datetime, days: int
) -> None:
    config = releases(when, window=f"{days}d")
    coming = list(islice(pulses(config, zone, now), 4))
    last = last_pulse(config, zone, now)
    assert last is not None
    assert last.opens.astimezone(UTC) <= now <= coming[0].opens.astimezone(UTC)
    a_second = timedelta(seconds=1)
    for pulse, following in pairwise([last, *coming]):
        opens, closes = (at.astimezone(UTC) for at in (pulse.opens, pulse.closes))
        assert abs(closes - opens - timedelta(days=days)) <= 2 * AN_HOUR  # Troll
        assert pulse.closes.date() == pulse.date + timedelta(days=days)
        assert pulse.judged.date() == pulse.date
        # the first second of its day, which clocks may have taken the first hour of
        assert pulse.opens.date() == pulse.date
        assert pulse.opens.hour <= 1
        assert (opens - a_second).astimezone(zone).date() < pulse.date
        if following != pulse:  # one that opens just now is both
            next_opens = following.opens.astimezone(UTC)
            assert opens < next_opens
            assert last_pulse(config, zone, next_opens - a_second) == pulse
            assert last_pulse(config, zone, next_opens) == following
