"""When meeting issues open: pure decisions about a configuration and a time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.configuration import Configuration, parse_configuration
from bot.core.meetings import Meetings
from bot.core.models import Account, Issue
from bot.features.meetings.plan import (
    Meeting,
    created_since,
    due_occurrences,
    plan_issue,
    watched,
)

REPOSITORY = "jupyterhub/team-compass"
STARTS = datetime(2021, 3, 18, 17, tzinfo=UTC)


def configured(**keys: str) -> Configuration:
    lines = {"when": "third thursday", "time": "17:00", **keys}
    inside = "".join(f"    {key}: {value}\n" for key, value in lines.items())
    return parse_configuration(
        f"meetings:\n  team:\n{inside}",
        file="team-compass.yml",
        sections={"meetings": Meetings},
    )


def issue(number: int = 1, state: str = "open") -> Issue:
    return Issue(
        repository=REPOSITORY,
        number=number,
        title="",
        body="",
        user=Account("team-compass[bot]", "Bot"),
        state=state,
        created_at=STARTS,
        updated_at=STARTS,
    )


def meeting(day: str, number: int = 1, state: str = "open", name: str = "team"):
    return Meeting(name, date.fromisoformat(day), issue(number, state))


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
    assert watched(configuration, known, soon) == (1, 2, 3, 6)
    late = STARTS + timedelta(hours=49)
    assert watched(configuration, known, late) == (1, 3, 6)
