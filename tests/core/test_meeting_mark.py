"""Which meeting an issue is about, whatever people did to its text."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.meeting_mark import meeting_mark, parse_meeting_mark
from bot.core.models import Account, Comment, Identity, Issue
from bot.core.series import Occurrence

ME = Identity(id=7, slug="team-compass")
BOT = "team-compass[bot]"
NOW = datetime(2021, 3, 5, tzinfo=UTC)
MARCH = "<!-- team-compass:meeting id=team date=2021-03-18 -->"
AGENDA = "<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=1 -->"
TEAM = ("team", date(2021, 3, 18))


def issue(body: str, by: str = BOT) -> Issue:
    return Issue("o/r", 1, "Meeting", body, Account(by), "open", NOW, NOW)


def comment(body: str, by: str = BOT) -> Comment:
    return Comment(1, body, Account(by), NOW, NOW)


def test_what_is_written_is_found_again_also_when_the_meeting_was_moved() -> None:
    moved = datetime(2021, 4, 1, 17, tzinfo=UTC)
    occurrence = Occurrence("team", TEAM[1], moved, timedelta(hours=1), 3, None)
    assert str(meeting_mark(occurrence)) == MARCH
    assert parse_meeting_mark(ME, issue(f"{MARCH}\nCome!"), ()) == TEAM


def test_the_issues_own_mark_comes_first() -> None:
    other = comment(AGENDA.replace("id=team", "id=other"))
    assert parse_meeting_mark(ME, issue(MARCH), [other]) == TEAM


BROKEN = [
    "",
    "Come to our meeting!",
    f"Come!\n{MARCH}",
    "<!-- team-compass:meeting -->",
    "<!-- team-compass:meeting id=team -->",
    "<!-- team-compass:meeting date=2021-03-18 -->",
    "<!-- team-compass:meeting id=team date=soon -->",
    MARCH.replace("2021-03-18", "9999-12-31"),
    MARCH.replace("2021-03-18", "0001-01-01"),
    MARCH.replace("meeting", "pulse"),
    MARCH.replace("id=team", "id=te--am"),
]


@pytest.mark.parametrize("body", BROKEN)
def test_where_people_spoilt_it_the_agenda_comment_tells(body: str) -> None:
    assert parse_meeting_mark(ME, issue(body), ()) is None
    assert parse_meeting_mark(ME, issue(body), [comment(AGENDA)]) == TEAM


@pytest.mark.parametrize("body", BROKEN)
def test_a_spoilt_agenda_comment_is_passed_over(body: str) -> None:
    spoilt = comment(body.replace("meeting", "agenda"))
    assert parse_meeting_mark(ME, issue(""), [spoilt]) is None
    assert parse_meeting_mark(ME, issue(""), [spoilt, comment(AGENDA)]) == TEAM


@pytest.mark.parametrize("by", ["mallory", "other-app[bot]"])
def test_what_others_write_means_nothing(by: str) -> None:
    assert parse_meeting_mark(ME, issue(MARCH, by), [comment(AGENDA)]) is None
    assert parse_meeting_mark(ME, issue("x"), [comment(AGENDA, by)]) is None


def test_the_mark_of_one_kind_of_text_means_nothing_in_the_other() -> None:
    assert parse_meeting_mark(ME, issue(AGENDA), [comment(MARCH)]) is None
