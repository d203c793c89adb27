from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.series import Occurrence, Series

UTC_ZONE = ZoneInfo("UTC")
LONDON = ZoneInfo("Europe/London")


def series(zone: ZoneInfo = UTC_ZONE, **keys: Any) -> Series:
    keys = {"when": "third thursday", "start": "2020-09-01", **keys}
    if "slots" not in keys:
        keys = {"time": "17:00", **keys}
    return Series.model_validate(keys).named("team", zone)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def starts(meeting: Series, after: str, number: int) -> list[str]:
    found = islice(meeting.occurrences(moment(after)), number)
    return [f"{o.starts.astimezone(UTC):%Y-%m-%d %H:%M}" for o in found]


def test_a_team_meets_at_its_hour_on_the_third_thursday() -> None:
    first = next(series().occurrences(moment("2021-03-01T00:00Z")))
    assert first == Occurrence(
        series="team",
        date=date(2021, 3, 18),
        starts=datetime(2021, 3, 18, 17, tzinfo=UTC_ZONE),
        length=timedelta(hours=1),
        index=6,
        facilitator=None,
    )
    assert first.ends == datetime(2021, 3, 18, 18, tzinfo=UTC)
    assert not first.moved


def test_a_meeting_that_starts_now_is_the_next_one() -> None:
    assert starts(series(), "2021-03-18T17:00Z", 1) == ["2021-03-18 17:00"]
    assert starts(series(), "2021-03-18T17:01Z", 1) == ["2021-04-15 17:00"]


def test_nothing_happens_before_the_start() -> None:
    assert starts(series(), "2000-01-01T00:00Z", 1) == ["2020-09-17 17:00"]
    assert series().occurrence(date(2020, 8, 20)) is None


def test_local_time_stays_when_clocks_change_on_either_side_of_the_atlantic() -> None:
    weekly = {"when": "every thursday", "time": "09:00"}
    london = series(timezone="Europe/London", **weekly)
    assert starts(london, "2021-03-20T00:00Z", 2) == [
        "2021-03-25 09:00",
        "2021-04-01 08:00",
    ]
    pacific = series(timezone="America/Los_Angeles", **weekly)
    assert starts(pacific, "2021-03-10T00:00Z", 2) == [
        "2021-03-11 17:00",
        "2021-03-18 16:00",
    ]


def test_the_zone_of_the_file_is_the_default() -> None:
    assert starts(series(LONDON), "2021-06-01T00:00Z", 1) == ["2021-06-17 16:00"]
    in_zone = series(LONDON, timezone="UTC")
    assert starts(in_zone, "2021-06-01T00:00Z", 1) == ["2021-06-17 17:00"]


def test_a_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    # On 28 March 2021 the clocks of London went from 01:00 to 02:00.
    night = series(LONDON, when="every sunday", time="01:30")
    occurrence = next(night.occurrences(moment("2021-03-28T00:00Z")))
    assert occurrence.starts.isoformat() == "2021-03-28T02:30:00+01:00"


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    # On 31 October 2021 they went from 02:00 back to 01:00.
    night = series(LONDON, when="every sunday", time="01:30", length="2h")
    occurrence = next(night.occurrences(moment("2021-10-31T00:00Z")))
    assert occurrence.starts.astimezone(UTC) == moment("2021-10-31T00:30Z")
    assert occurrence.ends.isoformat() == "2021-10-31T02:30:00+00:00"


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # Clocks go forward by half an hour, and a date line was crossed by a whole day.
        ("Australia/Lord_Howe", "2021-10-03", "02:15", "2021-10-03T02:45:00+11:00"),
        ("Australia/Lord_Howe", "2021-04-04", "01:45", "2021-04-04T01:45:00+11:00"),
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-31T09:00:00+14:00"),
        ("America/New_York", "2021-03-14", "02:00", "2021-03-14T03:00:00-04:00"),
        ("America/New_York", "2021-03-14", "01:59", "2021-03-14T01:59:00-05:00"),
        ("America/New_York", "2021-11-07", "01:00", "2021-11-07T01:00:00-04:00"),
        ("America/New_York", "2021-11-07", "02:00", "2021-11-07T02:00:00-05:00"),
    ],
)
def test_each_hour_of_a_night_in_which_clocks_change_means_one_moment(
    zone: str, day: str, at: str, expected: str
) -> None:
    night = series(when="FREQ=DAILY", start="2011-01-01", timezone=zone, time=at)
    occurrence = night.occurrence(date.fromisoformat(day))
    assert occurrence is not None
    assert occurrence.starts.isoformat() == expected


def test_the_weeks_in_which_only_america_has_changed_its_clocks() -> None:
    """What the team at its two slots, and whoever joins from elsewhere, has to know."""
    weekly = {"when": "every thursday", "time": "17:00"}
    pacific = series(timezone="America/Los_Angeles", **weekly)
    found = islice(pacific.occurrences(moment("2021-03-10T00:00Z")), 4)
    in_london = [f"{o.starts.astimezone(LONDON):%d %b %H:%M}" for o in found]
    assert in_london == [
        "12 Mar 01:00",
        "19 Mar 00:00",
        "26 Mar 00:00",
        "02 Apr 01:00",
    ]


def test_slots_follow_the_parity_of_the_month_and_a_skipped_month_shifts_nothing() -> (
    None
):
    slots = {"odd": "17:00 UTC", "even": "09:00 Europe/London"}
    expected = [
        "2020-11-19 17:00",
        "2020-12-17 09:00",
        "2021-01-21 17:00",
        "2021-02-18 09:00",
    ]
    assert starts(series(slots=slots), "2020-11-01T00:00Z", 4) == expected
    skipping = series(slots=slots, skip=["2020-12"])
    assert starts(skipping, "2020-11-01T00:00Z", 3) == [
        day for day in expected if "2020-12" not in day
    ]


def test_a_slot_without_a_zone_is_in_the_series_own() -> None:
    slots = {"odd": "17:00", "even": "09:00"}
    assert starts(series(LONDON, slots=slots), "2021-06-01T00:00Z", 2) == [
        "2021-06-17 08:00",
        "2021-07-15 16:00",
    ]


def test_dates_and_months_are_skipped() -> None:
    meeting = series(skip=["2020-12-17", "2021-01", "2021-02-17"])
    assert starts(meeting, "2020-11-01T00:00Z", 2) == [
        "2020-11-19 17:00",
        "2021-02-18 17:00",
    ]
    assert meeting.occurrence(date(2020, 12, 17)) is None
    assert meeting.occurrence(date(2021, 1, 21)) is None


def test_a_moved_meeting_keeps_its_identity_and_its_hour() -> None:
    meeting = series(move={"2020-10-15": "2020-10-22"})
    occurrence = meeting.occurrence(date(2020, 10, 15))
    assert occurrence is not None
    assert occurrence.date == date(2020, 10, 15)
    assert occurrence.starts == datetime(2020, 10, 22, 17, tzinfo=UTC)
    assert occurrence.moved
    assert meeting.occurrence(date(2020, 10, 22)) is None
    assert starts(meeting, "2020-10-16T00:00Z", 2) == [
        "2020-10-22 17:00",
        "2020-11-19 17:00",
    ]


def test_a_meeting_moved_far_away_comes_in_order_of_time() -> None:
    late = series(move={"2020-10-15": "2020-12-01", "2021-02-18": "2020-11-01"})
    assert starts(late, "2020-10-01T00:00Z", 5) == [
        "2020-11-01 17:00",
        "2020-11-19 17:00",
        "2020-12-01 17:00",
        "2020-12-17 17:00",
        "2021-01-21 17:00",
    ]


def test_the_rota_goes_on_whatever_is_skipped_or_moved() -> None:
    rota = series(
        facilitators=["@ana", "bo", "cy"],
        skip=["2020-10"],
        move={"2020-11-19": "2020-11-20"},
    )
    found = islice(rota.occurrences(moment("2020-09-01T00:00Z")), 5)
    assert [o.facilitator for o in found] == ["ana", "cy", "ana", "bo", "cy"]


WHEN = [
    "third thursday",
    "first and third tuesday",
    "last friday",
    "every thursday",
    "every 2 weeks on monday",
    "day 1 of january, april, july, october",
    "day 31",
    "FREQ=DAILY;INTERVAL=3",
]
ZONES = ["UTC", "Europe/London", "America/Los_Angeles", "America/New_York"]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(WHEN),
    st.sampled_from(ZONES),
    st.times().map(lambda t: f"{t:%H:%M}"),
    st.dates(date(2019, 1, 1), date(2023, 12, 31)),
    st.integers(1, 30),
)
def test_every_occurrence_comes_once_in_order_at_its_local_time(
    when: str, zone: str, at: str, look: date, number: int
) -> None:
    meeting = series(when=when, timezone=zone, time=at, facilitators=["a", "b", "c"])
    after = datetime(look.year, look.month, look.day, tzinfo=UTC)
    found = list(islice(meeting.occurrences(after), number))
    for earlier, later in pairwise(found):
        assert earlier.starts.astimezone(UTC) < later.starts.astimezone(UTC)
        assert earlier.date < later.date
        assert later.index == earlier.index + 1
    for occurrence in found:
        # Only in the hour that clocks skip is it any other time.
        naive = datetime.combine(occurrence.date, occurrence.starts.time())
        assert f"{naive:%H:%M}" == at or int(at[:2]) in (1, 2, 3)
        assert occurrence.starts.date() == occurrence.date
        assert meeting.occurrence(occurrence.date) == occurrence
        # Where one looks from changes nothing of what one sees.
        same = next(meeting.occurrences(occurrence.starts))
        assert same == occurrence


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(WHEN),
    st.lists(st.integers(0, 59), max_size=6, unique=True),
    st.sampled_from(["17:00", "00:30"]),
)
def test_skipping_months_takes_away_and_shifts_nothing(
    when: str, months: list[int], at: str
) -> None:
    skip = [f"{2020 + month // 12}-{month % 12 + 1:02}" for month in months]
    whole = series(when=when, time=at, facilitators=["a", "b", "c"])
    some = series(when=when, time=at, facilitators=["a", "b", "c"], skip=skip)
    after = moment("2020-09-01T00:00Z")
    kept = [
        o
        for o in islice(whole.occurrences(after), 80)
        if o.date.isoformat()[:7] not in skip
    ]
    assert list(islice(some.occurrences(after), len(kept))) == kept


def test_slots_on_both_sides_of_the_date_line_still_come_in_order() -> None:
    daily = series(
        when="FREQ=DAILY",
        slots={"odd": "00:30 Pacific/Kiritimati", "even": "23:30 Pacific/Pago_Pago"},
    )
    found = list(islice(daily.occurrences(moment("2021-02-20T00:00Z")), 100))
    times = [o.starts.astimezone(UTC) for o in found]
    assert times == sorted(times)
    assert len({o.date for o in found}) == 100


@pytest.mark.parametrize(
    "path",
    [
        ".github/meetings/{date}.md",
        ".gitignore",
        "docs/.github/workflows/x.md",
        "docs/{facilitator}/at{zones}/{date}.md",
        "..x/...",
    ],
)
def test_minutes_are_kept_in_any_other_place(path: str) -> None:
    keys = {"facilitators": ["git", "minrk"], "time": "17:00"}
    series = Series.model_validate({"when": "third thursday", "minutes": path, **keys})
    assert series.minutes == path


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"slots": {"odd": "1:00", "even": "2:00"}, "time": "17:00"}, "beside slots"),
        ({"slots": {"odd": "1:00", "even": "2:00 Mars"}}, "is no time zone"),
        ({"slots": {"odd": "25:00", "even": "2:00"}}, "as 09:00 Europe/London"),
        ({"slots": "17:00"}, "valid dictionary"),
        ({"skip": ["2020-10"], "move": {"2020-10-15": "2020-10-22"}}, "one of them"),
        ({"skip": ["2020-13"]}, "is a month that no calendar has"),
        ({"start": "1999-12-31"}, "too far away, allowed is 2000-01-01 to 2099-12-31"),
        ({"start": "1609459200"}, "is no date"),
        ({"length": "0m"}, "allowed is 1m to 7d"),
        ({"length": "8d"}, "allowed is 1m to 7d"),
        ({"timezone": "Europe/Lodnon"}, "did you mean Europe/London"),
        ({"timezone": "Xanadu"}, "is no time zone, allowed are"),
        ({"timezone": "../../etc/passwd"}, "is no time zone"),
        ({"video": "javascript:alert(1)"}, "is no link"),
        ({"video": "https://a.example/)[x](y"}, "is no link"),
        ({"notes": "pad"}, "is no link.* or hackmd"),
        ({"facilitators": ["Ana B"]}, "is no login"),
        ({"template": "../secret"}, "is no path"),
        ({"template": "/etc/passwd"}, "is no path"),
        ({"title": "{title}"}, "unknown placeholder"),
        ({"title": "a\nb"}, "one line"),
        ({"minutes": "{year}-{x}.md"}, "unknown placeholder"),
        ({"minutes": "docs/{notes}.md"}, "which is no path"),
        ({"minutes": "docs/{title}.md"}, "unknown placeholder"),
        ({"minutes": "docs/"}, "is no path, allowed is .* such as docs/a.md"),
        ({"minutes": "."}, "is no path, allowed is .* such as docs/a.md"),
        ({"minutes": "docs/./x.md"}, "is no path"),
        ({"minutes": "docs/{date:.}/x.md"}, "makes docs/./x.md, which is no path"),
        ({"minutes": ".git/config"}, "Git's own, allowed is .* such as docs/a.md"),
        ({"minutes": "a/.GIT"}, "Git's own"),
        ({"minutes": ".github/workflows/x.yml"}, "runs.*, allowed is .* docs/a.md"),
        ({"minutes": ".GitHub/Workflows/{year}.yml"}, "GitHub runs"),
        ({"minutes": ".github/actions/a/action.yml"}, "GitHub runs"),
        ({"minutes": ".github/{date:actions}/x.yml"}, "GitHub runs"),
        ({"minutes": "docs/{previous}"}, "makes docs/, which is no path"),
        ({"minutes": "docs/{facilitator}/x.md"}, "makes docs//x.md"),
        ({"minutes": "docs/{zones}/x.md"}, "makes docs//x.md"),
        ({"minutes": ".{facilitator}/x.md", "facilitators": ["a", "git"]}, "Git's own"),
        ({"zones": ["UTC"] * 11}, "at most 10"),
        ({"labels": [["a"]]}, "has to be plain text"),
        ({"labels": [" "]}, "one line"),
        ({"empty": "perhaps"}, "'keep' or 'cancel'"),
    ],
)
def test_what_makes_no_sense_is_refused(keys: dict[str, Any], complaint: str) -> None:
    if "slots" not in keys:
        keys = {"time": "17:00", **keys}
    with pytest.raises(ValidationError, match=complaint):
        Series.model_validate({"when": "third thursday", **keys})


def test_a_time_or_slots_have_to_be_given() -> None:
    with pytest.raises(ValidationError, match="is missing, allowed is time or slots"):
        Series.model_validate({"when": "third thursday"})


def test_what_has_no_effect_is_told() -> None:
    meeting = series(
        skip=["2020-12", "2020-12-18", "2020-08"],
        move={"2020-10-14": "2020-10-22"},
    )
    assert list(meeting.notices()) == [
        "move: 2020-10-14 is no date of this meeting",
        "skip: 2020-12-18 holds no date of this meeting",
        "skip: 2020-08 holds no date of this meeting",
    ]
    assert list(series(skip=["2020-12"]).notices()) == []


def test_a_series_that_ends_has_no_more_meetings() -> None:
    short = series(
        when="FREQ=MONTHLY;BYDAY=3TH;COUNT=2", move={"2020-10-15": "2021-05-01"}
    )
    assert starts(short, "2020-09-01T00:00Z", 9) == [
        "2020-09-17 17:00",
        "2021-05-01 17:00",
    ]


def test_values_that_are_none_of_text_are_taken_as_they_are() -> None:
    meeting = series(time=time(9, 30), start=date(2021, 1, 1))
    assert starts(meeting, "2021-01-01T00:00Z", 1) == ["2021-01-21 09:30"]


MINUTES = "2020-10-22 2020-11-19 2021-01-21 2021-02-18 2021-03-18 2021-04-15 2021-05-20"


def test_the_dates_of_the_teams_own_archive_come_from_one_entry() -> None:
    team = series(skip=["2020-12"], move={"2020-10-15": "2020-10-22"})
    found = islice(team.occurrences(moment("2020-10-01T00:00Z")), 7)
    assert " ".join(f"{o.starts:%Y-%m-%d}" for o in found) == MINUTES
