"""Which of several issues of one meeting counts."""

from datetime import timedelta

import pytest

from bot.core.meeting_course import twins, without_twins
from tests.features.meetings.known import STARTS, configured, meeting

DAY = timedelta(days=1)
EARLY, OVER = STARTS - DAY, STARTS + 2 * DAY
CANCELLED = "starts=2021-03-18T17:00Z status=cancelled"
MARCH = "2021-03-18"

FIRST_OPEN = meeting(MARCH, 4)
FIRST_GIVEN_UP = meeting(MARCH, 4, "closed", closed=EARLY)
FIRST_CANCELLED = meeting(MARCH, 4, "closed", closed=EARLY, head=CANCELLED)
FIRST_OVER = meeting(MARCH, 4, "closed", closed=OVER)
OTHER_OPEN = meeting(MARCH, 7)
OTHER_CLOSED = meeting(MARCH, 7, "closed", closed=EARLY)


@pytest.mark.parametrize(
    ("first", "other", "counts"),
    [
        (FIRST_OPEN, OTHER_OPEN, 4),
        (FIRST_OPEN, OTHER_CLOSED, 4),
        (FIRST_OVER, OTHER_CLOSED, 4),
        (FIRST_OVER, OTHER_OPEN, 4),
        (FIRST_GIVEN_UP, OTHER_CLOSED, 4),
        (FIRST_CANCELLED, OTHER_OPEN, 4),
        (FIRST_GIVEN_UP, OTHER_OPEN, 7),
    ],
)
def test_the_first_counts_unless_people_have_closed_it_for_another(
    first, other, counts
):
    other_series = meeting(MARCH, 5, name="other")
    for meetings in ([first, other, other_series], [other_series, other, first]):
        assert twins(configured(), meetings) == {11 - counts: counts}
        left = without_twins(configured(), meetings)
        assert {one.issue.number for one in left} == {counts, 5}


def test_what_overlapping_pages_list_twice_is_one():
    meetings = [FIRST_OPEN, FIRST_OPEN, meeting("2021-02-18", 3)]
    assert twins(configured(), meetings) == {}
    assert without_twins(configured(), meetings) == meetings
