"""Whatever the zone, calendars are told the offsets that it really has."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.calendar_zone import Observance, observances
from bot.core.zones import zone_names


def offset(told: tuple[Observance, ...], at: datetime) -> timedelta:
    """As a calendar program finds it: that of the last change that has come."""
    came = [o for o in told if (o.onset - o.before).replace(tzinfo=UTC) <= at]
    return came[-1].after


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(zone_names())),
    st.integers(0, 90 * 366 * 24),
    st.integers(0, 400),
)
def test_every_offset_is_that_of_the_database(name: str, hours: int, days: int) -> None:
    zone = ZoneInfo(name)
    first = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    last = first + timedelta(days=days)
    told = observances(zone, first, last)
    for hours in range(0, days * 24 + 1, 7):
        at = first + timedelta(hours=hours)
        assert offset(told, at) == at.astimezone(zone).utcoffset()
    for change in told:
        moment = (change.onset - change.before).replace(tzinfo=UTC)
        if moment > datetime(1970, 1, 1, tzinfo=UTC):
            for at in (moment - timedelta(seconds=1), moment):
                if at >= first:
                    assert offset(told, at) == at.astimezone(zone).utcoffset()


MARCH = datetime(2021, 3, 4, tzinfo=UTC)


def onsets(zone: str, days: int = 365) -> list[str]:
    found = observances(ZoneInfo(zone), MARCH, MARCH + timedelta(days=days))
    return [f"{o.onset:%Y-%m-%d %H:%M} {o.name}" for o in found]


def test_london_from_the_change_before_to_the_last_one_in_time() -> None:
    assert onsets("Europe/London") == [
        "2020-10-25 02:00 GMT",
        "2021-03-28 01:00 BST",
        "2021-10-31 02:00 GMT",
    ]
    assert onsets("Europe/London", days=20) == ["2020-10-25 02:00 GMT"]


def test_a_zone_whose_changes_follow_the_moon() -> None:
    assert onsets("Africa/Casablanca") == [
        "2020-05-31 02:00 +01",
        "2021-04-11 03:00 +00",
        "2021-05-16 02:00 +01",
    ]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/Argentina/Salta"])
def test_a_zone_without_changes_has_one_offset_since_ever(zone: str) -> None:
    (only,) = observances(ZoneInfo(zone), MARCH, MARCH + timedelta(days=365))
    assert only.onset.isoformat() == "1970-01-01T00:00:00"
    assert only.before == only.after == MARCH.astimezone(ZoneInfo(zone)).utcoffset()


def test_which_half_of_the_year_is_summer() -> None:
    (winter, summer, _) = observances(
        ZoneInfo("Europe/London"), MARCH, MARCH + timedelta(days=365)
    )
    assert (winter.is_daylight, summer.is_daylight) == (False, True)


def test_the_very_second_of_a_change_belongs_to_what_comes() -> None:
    change = datetime(2021, 3, 28, 1, tzinfo=UTC)
    (before,) = observances(
        ZoneInfo("Europe/London"),
        change - timedelta(seconds=1),
        change - timedelta(seconds=1),
    )
    (after,) = observances(ZoneInfo("Europe/London"), change, change)
    assert (before.name, after.name) == ("GMT", "BST")
