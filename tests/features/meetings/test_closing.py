"""When meeting issues are pinned and closed: pure decisions, people's first."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.actions import PinIssue, UnpinIssue, UpdateIssue
from bot.core.meeting_course import Course, course
from bot.core.models import Account, Identity, IssueEvent
from bot.features.meetings.plan import (
    closed_already,
    has_own_pin,
    is_forgotten,
    is_unpinned,
    newcomers,
    overdue,
    plan_closing,
    plan_pin,
    plan_unpinning,
    spare,
)
from tests.features.meetings.known import BOT, STARTS, configured, meeting

ENDS = STARTS + timedelta(hours=1)
CLOSES = ENDS + timedelta(days=1)
CANCELLED = "starts=2021-03-18T17:00Z sequence=1 status=cancelled"
A_WEEK_LATER = "starts=2021-03-25T17:00Z sequence=1"
ME = Identity(id=1, slug="team-compass")


def happened(*deeds: tuple[str, str, datetime]):
    return {
        1: [
            IssueEvent(id=n, event=event, actor=Account(who), created_at=at)
            for n, (event, who, at) in enumerate(deeds)
        ]
    }


def test_a_meeting_takes_its_course_by_the_configuration():
    assert course(configured(), meeting("2021-03-18")) == Course(STARTS, ENDS, CLOSES)
    slow = configured(length="90m", closes="1w")
    ends = STARTS + timedelta(minutes=90)
    assert course(slow, meeting("2021-03-18")) == Course(
        STARTS, ends, ends + timedelta(days=7)
    )


def test_a_meeting_takes_the_course_that_people_have_given_it():
    week = timedelta(days=7)
    moved = meeting("2021-03-18", head=A_WEEK_LATER)
    assert course(configured(), moved) == Course(
        STARTS + week, ENDS + week, CLOSES + week
    )
    cancelled = meeting("2021-03-18", head=CANCELLED)
    assert course(configured(), cancelled) == Course(
        STARTS, ENDS, CLOSES, cancelled=True
    )


@pytest.mark.parametrize(
    ("one", "first", "cancelled"),
    [
        (meeting("2021-03-18", name="renamed"), 18, False),
        (meeting("2021-03-17", name="renamed", head=A_WEEK_LATER), 25, False),
        (meeting("2021-03-17", name="renamed", head=CANCELLED), 18, True),
    ],
    ids=["no such series", "moved before", "cancelled before"],
)
def test_of_what_is_not_configured_any_more_the_day_is_known(one, first, cancelled):
    days = [datetime(2021, 3, first + n, tzinfo=UTC) for n in range(3)]
    assert course(configured(), one) == Course(*days, cancelled=cancelled)


def test_of_a_date_that_is_not_configured_any_more_the_series_tells():
    day = timedelta(days=1)
    before = course(configured(), meeting("2021-03-17"))
    assert before == Course(STARTS - day, ENDS - day, CLOSES - day)
    skipped = course(configured(skip="[2021-03]"), meeting("2021-03-18"))
    assert skipped == Course(STARTS, ENDS, CLOSES, cancelled=True)


@pytest.mark.parametrize(
    ("now", "expected"),
    [(CLOSES - timedelta(seconds=1), [3]), (CLOSES, [1, 3])],
)
def test_what_is_open_after_its_time_is_overdue(now, expected):
    known = [
        meeting("2021-03-18", 1),
        meeting("2021-03-18", 2, "closed"),
        meeting("2021-02-18", 3),
        meeting("2021-03-18", 4, head=A_WEEK_LATER),
    ]
    late = overdue(configured(), known, now)
    assert [m.issue.number for m in late] == expected


@pytest.mark.parametrize(
    ("deeds", "head", "expected"),
    [
        ([], "", True),
        ([("closed", "ada", ENDS), ("reopened", "ada", ENDS)], "", True),
        ([("closed", BOT.login, CLOSES)], "", False),
        ([("closed", "Team-Compass[bot]", CLOSES)], "", False),
        ([("closed", BOT.login, ENDS)], "", False),
        ([("closed", BOT.login, STARTS)], "", True),
        ([("closed", BOT.login, STARTS)], CANCELLED, False),
        ([("closed", BOT.login, ENDS)], A_WEEK_LATER, True),
        ([("closed", "ada", ENDS), ("reopened", "bo", CLOSES)], "", False),
        ([("closed", BOT.login, CLOSES), ("reopened", BOT.login, CLOSES)], "", True),
        (
            [
                ("closed", BOT.login, CLOSES),
                ("reopened", BOT.login, CLOSES),
                ("closed", BOT.login, CLOSES),
                ("reopened", "ada", CLOSES),
            ],
            "",
            False,
        ),
        ([("labeled", BOT.login, CLOSES)], "", True),
    ],
    ids=[
        "nothing happened",
        "people closed and opened it before its time",
        "closed by time, and reopened",
        "in other letters",
        "closed by a command after the end, and reopened",
        "closed by a command before it, taken back",
        "closed as cancelled, and reopened",
        "closed, reopened and moved",
        "reopened after its time",
        "reopened for a move that was taken back",
        "and closed again, and reopened by people",
        "something else",
    ],
)
def test_who_opens_an_issue_again_has_the_last_word(deeds, head, expected):
    one = meeting("2021-03-18", head=head)
    assert is_forgotten(configured(), one, happened(*deeds), ME) is expected


def test_closing_says_whether_the_meeting_took_place():
    closing = plan_closing(configured(), meeting("2021-03-18"))
    assert isinstance(closing, UpdateIssue)
    assert (closing.state, closing.state_reason) == ("closed", "completed")
    assert closing.why == "the meeting team of 2021-03-18 is over"
    closing = plan_closing(configured(), meeting("2021-03-18", head=CANCELLED))
    assert isinstance(closing, UpdateIssue)
    assert (closing.state, closing.state_reason) == ("closed", "not_planned")
    assert closing.why == "the meeting team of 2021-03-18 was cancelled"


def test_what_is_over_is_pinned_no_more():
    one = meeting("2021-03-18", 7)
    (unpinning,) = plan_unpinning(configured(), one, (5, 7), {})
    assert isinstance(unpinning, UnpinIssue)
    assert (unpinning.issue_number, unpinning.node_id) == (7, "I_7")
    assert unpinning.why == "the meeting team of 2021-03-18 is over"
    assert [*plan_unpinning(configured(), one, (5,), {})] == []


def test_nor_is_another_issue_of_a_meeting_until_that_is_closed():
    meetings = [meeting("2021-03-18", 9), meeting("2021-03-18", 7)]
    instead = {9: 7}
    for now, expected in ((STARTS, [9]), (CLOSES, [])):
        found = spare(configured(), meetings, instead, now)
        assert [one.issue.number for one in found] == expected
    (unpinning,) = plan_unpinning(configured(), meetings[0], (7, 9), instead)
    assert unpinning.why == "#7 is the issue of this meeting"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (CLOSES - timedelta(seconds=1), []),
        (CLOSES, [2]),
        (CLOSES + timedelta(days=1, seconds=-1), [2]),
        (CLOSES + timedelta(days=1), []),
    ],
)
def test_the_pins_of_what_is_closed_are_looked_at_for_a_day(now, expected):
    known = [
        meeting("2021-03-18", 1),
        meeting("2021-03-18", 2, "closed"),
        meeting("2021-02-18", 3, "closed"),
        meeting("2021-03-18", 4, "closed", head=A_WEEK_LATER),
    ]
    closed = closed_already(configured(), known, now)
    assert [m.issue.number for m in closed] == expected


def test_that_of_the_last_one_is_looked_at_until_there_is_a_next_one():
    closed = [
        meeting("2021-02-18", 1, "closed", closed=ENDS - timedelta(days=40)),
        meeting("2021-03-18", 2, "closed", closed=CLOSES - timedelta(seconds=1)),
        meeting("2021-03-18", 3, "closed", "other"),
        meeting("2021-03-18", 4, "closed", "third", closed=CLOSES + timedelta(days=9)),
    ]
    now = CLOSES + timedelta(days=60)
    assert closed_already(configured(), closed, now) == (closed[1],)
    after = [*closed, meeting("2021-04-15", 5)]
    assert closed_already(configured(), after, now) == ()


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        ([], False),
        ([("pinned", BOT.login)], True),
        ([("pinned", "Team-Compass[bot]"), ("closed", "ada")], True),
        ([("pinned", "ada")], False),
        ([("pinned", BOT.login), ("unpinned", BOT.login)], False),
        ([("pinned", BOT.login), ("unpinned", "ada"), ("pinned", "ada")], False),
        ([("pinned", "ada"), ("unpinned", "ada"), ("pinned", BOT.login)], True),
    ],
)
def test_a_pin_belongs_to_who_made_it_last(deeds, expected):
    events = happened(*((event, who, CLOSES) for event, who in deeds))
    assert has_own_pin(meeting("2021-03-18"), events, ME) is expected


NOW = STARTS - timedelta(days=14)


def test_of_each_series_the_last_new_issue_is_pinned():
    weekly = configured(when="every thursday")
    known = [
        meeting("2021-03-11", 1),
        meeting("2021-03-25", 3, opened=NOW),
        meeting("2021-03-18", 2, opened=NOW),
        meeting("2021-03-25", 4, name="gone", opened=NOW),
    ]
    assert [m.issue.number for m in newcomers(weekly, known, (), NOW)] == [3]
    unpinned = configured(when="every thursday", pin="no")
    assert newcomers(unpinned, known, (), NOW) == ()


@pytest.mark.parametrize(
    ("opened", "state", "expected"),
    [
        (NOW - timedelta(hours=23), "open", True),
        (NOW - timedelta(hours=25), "open", False),
        (NOW + timedelta(seconds=5), "open", True),
        (NOW, "closed", False),
    ],
)
def test_an_issue_is_new_for_a_day(opened, state, expected):
    one = meeting("2021-03-18", 1, state, opened=opened)
    assert bool(newcomers(configured(), [one], (), NOW)) is expected


def test_what_was_opened_just_now_is_new_by_any_clock():
    one = meeting("2021-03-18", 1, opened=NOW - timedelta(days=300))
    assert newcomers(configured(), [one], {1}, NOW) == (one,)


def test_what_was_ever_pinned_or_unpinned_is_not_pinned_again():
    one = meeting("2021-03-18")
    assert is_unpinned(one, {})
    assert is_unpinned(one, happened(("labeled", "ada", NOW)))
    assert not is_unpinned(one, happened(("pinned", BOT.login, NOW)))
    assert not is_unpinned(one, happened(("unpinned", "ada", NOW)))


def test_a_new_issue_takes_the_place_of_its_series_earlier_ones():
    known = [
        meeting("2021-02-18", 1, "closed"),
        meeting("2021-01-21", 2, "closed"),
        meeting("2021-02-18", 3, name="other"),
        meeting("2021-04-15", 4),
    ]
    new = meeting("2021-03-18", 5)
    actions = [*plan_pin(new, [*known, new], pinned=(1, 3, 4))]
    assert [(type(a), a.issue_number, a.node_id) for a in actions] == [
        (UnpinIssue, 1, "I_1"),
        (PinIssue, 5, "I_5"),
    ]
    # Not by its number, which a plan does not know of an issue that is yet to be made.
    next_one = "the meeting team of 2021-03-18 is the next one"
    assert [a.why for a in actions] == [f"{next_one} now", next_one]


def test_what_is_pinned_already_changes_nothing():
    new = meeting("2021-03-18", 5)
    assert [*plan_pin(new, [meeting("2021-02-18", 1), new], pinned=(1, 5))] == []
