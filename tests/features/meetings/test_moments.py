"""What is looked at because of the meetings there are, and when next."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.meetings.moments import minuted, next_moment, watched
from tests.features.meetings.known import STARTS, configured, meeting, several

NOW = STARTS - timedelta(days=3)
CANCELLED = "starts=2021-03-18T17:00Z sequence=1 status=cancelled"
A_WEEK_LATER = "starts=2021-03-25T17:00Z sequence=1"


def test_agendas_are_watched_while_open_and_two_days_after():
    known = [
        meeting("2021-03-18", 1),
        meeting("2021-03-18", 2, "closed"),
        meeting("2020-12-17", 3),
        meeting("2020-12-17", 4, "closed"),
        meeting("2021-03-17", 5, "closed", "forgotten"),
        meeting("2021-03-19", 6, "closed"),
    ]
    configuration = configured()
    soon = STARTS + timedelta(hours=48)
    assert watched(configuration, known, (), soon) == (1, 2, 3, 6)
    late = STARTS + timedelta(hours=49)
    assert watched(configuration, known, (), late) == (1, 3, 6)


def test_a_moved_meeting_is_watched_around_its_new_day():
    moved = meeting("2021-03-18", 1, "closed", head=A_WEEK_LATER)
    now = STARTS + timedelta(days=8)
    assert watched(configured(), [moved], (), now) == (1,)
    assert watched(configured(), [meeting("2021-03-18", 1, "closed")], (), now) == ()


def test_the_meeting_before_a_new_one_is_looked_at_for_a_day():
    """Its agenda says which one is the next."""
    known = [
        meeting("2021-01-21", 1, "closed"),
        meeting("2021-02-18", 2, "closed"),
        meeting("2021-03-18", 3, opened=NOW - timedelta(hours=23)),
        meeting("2021-02-18", 4, "closed", "other"),
    ]
    assert watched(configured(), known, (), NOW) == (3, 2)
    assert watched(configured(), known, (), NOW + timedelta(hours=2)) == (3,)
    # What was opened just now is new also where GitHub's clock says another time.
    assert watched(configured(), known, {3}, NOW + timedelta(hours=2)) == (3, 2)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(seconds=-1), ()),
        (timedelta(), (1,)),
        (timedelta(days=40), (1,)),
        (timedelta(days=40, hours=1), ()),
    ],
)
def test_minutes_are_looked_at_from_the_start_for_forty_days(after, expected):
    known = [
        meeting("2021-03-18", 1, "closed"),
        meeting("2021-03-18", 2, head=CANCELLED),
    ]
    assert minuted(configured(), known, STARTS + after) == expected


MARCH = meeting("2021-03-18", 1)
OPENING = datetime(2021, 4, 1, 17, tzinfo=UTC)  # of April's


@pytest.mark.parametrize(
    ("now", "meetings", "expected"),
    [
        (STARTS - timedelta(days=20), (), STARTS - timedelta(days=14)),
        (STARTS - timedelta(days=14), (), OPENING),
        (STARTS - timedelta(days=14), (MARCH,), STARTS),
        (STARTS, (MARCH,), STARTS + timedelta(hours=1)),
        (STARTS + timedelta(hours=1), (MARCH,), STARTS + timedelta(hours=25)),
        (STARTS + timedelta(hours=25), (MARCH,), OPENING),
        (STARTS, (meeting("2021-03-18", 1, "closed"),), STARTS + timedelta(hours=1)),
        (
            STARTS + timedelta(hours=1),
            (meeting("2021-03-18", 1, "closed"),),
            STARTS + timedelta(hours=25),
        ),
        (STARTS + timedelta(hours=25), (meeting("2021-03-18", 1, "closed"),), OPENING),
        (
            STARTS,
            (meeting("2021-03-18", head=A_WEEK_LATER),),
            STARTS + timedelta(days=7),
        ),
        (
            STARTS,
            (meeting("2021-03-18", name="gone"),),
            datetime(2021, 3, 19, tzinfo=UTC),
        ),
    ],
    ids=[
        "before the opening",
        "at the opening",
        "opened",
        "started",
        "ended",
        "to be closed",
        "closed by people before its end",
        "closed by people before its time",
        "closed",
        "moved",
        "of a series that is gone",
    ],
)
def test_the_next_moment_is_the_first_at_which_something_is_due(
    now, meetings, expected
):
    assert next_moment(configured(), meetings, now) == expected


def test_of_several_series_the_first_one_counts():
    both = several(team={}, docs={"when": "every monday", "opens": "2d"})
    assert next_moment(both, (), STARTS) == datetime(2021, 3, 20, 17, tzinfo=UTC)


def test_a_series_that_has_ended_sets_no_timer():
    over = configured(when="FREQ=MONTHLY;BYDAY=3TH;COUNT=2", start="2021-02-01")
    assert next_moment(over, (), STARTS - timedelta(days=14)) is None
    assert next_moment(over, [MARCH], STARTS) == STARTS + timedelta(hours=1)


def test_a_meeting_that_opens_when_it_starts():
    sudden = configured(opens="0s")
    assert next_moment(sudden, (), STARTS - timedelta(seconds=1)) == STARTS
    assert next_moment(sudden, (), STARTS) == datetime(2021, 4, 15, 17, tzinfo=UTC)
