"""When meeting issues open, and as what: pure decisions about a configuration."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.configuration import Configuration
from bot.core.meeting_course import Meeting
from bot.features.meetings.plan import created_since, due_occurrences, plan_issue
from tests.features.meetings.known import (
    REPOSITORY,
    STARTS,
    configured,
    meeting,
    several,
)


def due(configuration: Configuration, now: datetime, *known: Meeting) -> list[str]:
    return [f"{o.date}" for o in due_occurrences(configuration, known, now)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STARTS - timedelta(days=14, seconds=1), []),
        (STARTS - timedelta(days=14), ["2021-03-18"]),
        (STARTS, ["2021-03-18"]),
        (STARTS + timedelta(minutes=59), ["2021-03-18"]),
        (STARTS + timedelta(minutes=60), []),
    ],
)
def test_an_issue_is_due_from_its_opening_to_the_meetings_end(now, expected):
    assert due(configured(), now) == expected


def test_an_issue_that_exists_is_never_due_again():
    now = STARTS - timedelta(days=1)
    assert due(configured(), now, meeting("2021-03-18", state="closed")) == []
    assert due(configured(), now, meeting("2021-03-18", name="other")) == ["2021-03-18"]


def test_of_a_weekly_meeting_two_are_announced():
    weekly = configured(when="every thursday")
    assert (
        due(weekly, STARTS - timedelta(hours=1))
        == [
            "2021-03-18",
            "2021-03-25",
            "2021-04-01",
        ][:2]
    )


def test_a_moved_meeting_opens_before_its_new_day_and_is_still_the_same():
    moved = configured(move="{2021-03-18: 2021-04-01}")
    assert due(moved, STARTS - timedelta(days=14)) == []
    assert due(moved, STARTS) == ["2021-03-18"]
    assert due(moved, STARTS, meeting("2021-03-18")) == []


def test_a_skipped_meeting_is_not_due():
    assert due(configured(skip="[2021-03]"), STARTS) == []


def test_issues_are_looked_for_as_far_back_as_they_can_have_been_opened():
    now = STARTS
    midnight = STARTS.replace(hour=0)
    assert created_since(configured(), now) == midnight - timedelta(days=114)
    later = now - timedelta(days=20)
    assert created_since(configured(), later) == later - timedelta(days=100)
    moved = configured(move="{2021-01-21: 2021-03-25}")
    assert created_since(moved, now) == datetime(2021, 1, 7, tzinfo=UTC) - timedelta(
        days=100
    )


def test_the_issue_links_to_the_last_one_before_it():
    configuration = configured()
    team = configuration.series["team"]
    (occurrence,) = due_occurrences(configuration, [], STARTS)
    known = [
        meeting("2021-02-18", 9, "closed"),
        meeting("2021-02-18", 5, "closed"),
        meeting("2021-01-21", 6, "closed"),
        meeting("2021-04-15", 7),
        meeting("2021-03-11", 8, name="other"),
    ]
    action = plan_issue(REPOSITORY, team, occurrence, known).action
    assert "- **Previous meeting:** #5\n" in action.body
    assert action.title == "Team meeting - 18 March 2021"
    assert action.labels == ("meeting",)
    assert action.repository == REPOSITORY


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        (None, ".github/m.md is not in jupyterhub/team-compass"),
        ("{nonsense}", ".github/m.md has the unknown placeholder {nonsense}, allowed"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_and_replaced(template, complaint):
    configuration = configured(template=".github/m.md")
    team = configuration.series["team"]
    (occurrence,) = due_occurrences(configuration, [], STARTS)
    opening = plan_issue(REPOSITORY, team, occurrence, [], template)
    assert opening.complaint.startswith(complaint)
    assert "## Propose a topic" in opening.action.body


def test_the_facilitator_of_the_rota_is_assigned():
    configuration = configured(facilitators="[minrk, '@sgibson91']", start="2021-02-01")
    (occurrence,) = due_occurrences(configuration, [], STARTS)
    opening = plan_issue(REPOSITORY, configuration.series["team"], occurrence, [])
    assert opening.action.assignees == ("sgibson91",)


def test_the_calendar_is_named_where_there_is_one():
    configuration = configured()
    (occurrence,) = due_occurrences(configuration, [], STARTS)
    feed = "https://compass.example.org/calendar/jupyterhub/team-compass.ics"
    opening = plan_issue(
        REPOSITORY, configuration.series["team"], occurrence, [], calendar=feed
    )
    assert f"- **Calendar:** {feed}\n" in opening.action.body


def test_two_series_of_one_repository_know_nothing_of_each_other():
    both = several(team={}, docs={"when": "every thursday", "opens": "10d"})
    found = due_occurrences(both, [meeting("2021-03-18", name="docs")], STARTS)
    assert [(o.series, f"{o.date}") for o in found] == [
        ("team", "2021-03-18"),
        ("docs", "2021-03-25"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "starts=2021-03-18T17:00Z sequence=1 status=cancelled",
        "starts=2021-04-01T17:00Z sequence=1",
    ],
    ids=["cancelled", "moved"],
)
def test_a_meeting_that_people_cancelled_or_moved_is_not_announced_again(head):
    now = STARTS - timedelta(days=1)
    assert due(configured(), now, meeting("2021-03-18", head=head)) == []
