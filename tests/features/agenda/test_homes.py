"""At which meeting a thread is talked about."""

from datetime import UTC, date, datetime

import pytest

from bot.core.configuration import Configuration, parse_configuration
from bot.core.meeting_course import Meeting
from bot.core.meetings import Meetings
from bot.core.models import Account, Issue, Repository
from bot.core.neighbours import Neighbour
from bot.features.agenda.homes import home_of, next_meeting

NOW = datetime(2021, 3, 8, 12, tzinfo=UTC)
SECTIONS = {"meetings": Meetings}


def configured(text: str) -> Configuration:
    return parse_configuration(text, file="f", sections=SECTIONS)


def meets(when: str, name: str = "team") -> Configuration:
    return configured(f"meetings:\n  {name}: {{when: {when}, time: '17:00'}}\n")


def there(name: str, configuration: Configuration | None = None, **facts) -> Neighbour:
    return Neighbour(Repository(f"o/{name}", **facts), configuration)


def home(repository: str, *neighbours: Neighbour) -> str | None:
    found = home_of(repository, neighbours, NOW)
    return found.repository.full_name if found else None


MONTHLY = there("team", meets("third thursday"))
WEEKLY = there("docs", meets("every tuesday"))
BOARD = there("board", meets("every monday"), private=True)
SECRET = there("secret", private=True)
HUB = there("hub")


@pytest.mark.parametrize(
    ("repository", "neighbours", "expected"),
    [
        ("o/team", [MONTHLY, WEEKLY], "o/team"),
        ("O/Team", [MONTHLY, WEEKLY], "o/team"),
        ("o/hub", [HUB, MONTHLY], "o/team"),
        ("o/hub", [HUB, MONTHLY, WEEKLY], "o/docs"),
        ("o/hub", [HUB, MONTHLY, BOARD], "o/team"),
        ("o/hub", [HUB, BOARD], "o/board"),
        ("o/secret", [SECRET, MONTHLY, WEEKLY], None),
        ("o/secret", [SECRET, MONTHLY, BOARD], "o/board"),
        ("o/hub", [HUB], None),
        ("o/gone", [HUB, MONTHLY], None),
        (
            "o/hub",
            [HUB, there("team", meets("third thursday"), has_issues=False)],
            None,
        ),
        ("o/hub", [HUB, there("team", configured("timezone: UTC"))], None),
    ],
)
def test_it_is_their_own_or_the_next_one(repository, neighbours, expected):
    assert home(repository, *neighbours) == expected


def test_a_series_that_has_ended_is_no_home():
    over = there("old", configured(
        "meetings:\n  team: {when: FREQ=DAILY;COUNT=1, start: 2020-01-01, time: '9:00'}"
    ))  # fmt: skip
    assert home("o/hub", HUB, over) is None
    assert home("o/hub", HUB, over, MONTHLY) == "o/team"


def issue(day: str, body: str = "") -> Meeting:
    found = Issue(
        "o/team", 1, "", body, Account("b"), "open", created_at=NOW, updated_at=NOW
    )
    return Meeting("team", date.fromisoformat(day), found)


def head(starts: str, more: str = "") -> str:
    return (
        "<!-- team-compass:meeting id=team date=2021-03-18 -->\n"
        f"<!-- team-compass:head starts={starts} sequence=1{more} -->\n"
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([], "2021-03-18"),
        ([issue("2021-03-18")], "2021-03-18"),
        ([issue("2021-03-18", head("2021-03-18T17:00Z", " status=cancelled"))], "2021-04-15"),
        ([issue("2021-03-18", head("2021-04-22T17:00Z"))], "2021-04-15"),
        ([issue("2021-02-18", head("2021-03-09T17:00Z"))], "2021-02-18"),
    ],
)  # fmt: skip
def test_the_next_one_is_the_first_that_takes_place(known, expected):
    found = next_meeting(meets("third thursday"), known, NOW)
    assert found == ("team", date.fromisoformat(expected))


def test_of_several_series_the_first_counts():
    both = configured(
        "meetings:\n  team: {when: third thursday, time: '17:00'}\n"
        "  docs: {when: every tuesday, time: '17:00'}\n"
    )
    assert next_meeting(both, [], NOW) == ("docs", date(2021, 3, 9))


def test_while_it_lasts_it_is_the_next_one():
    during = datetime(2021, 3, 18, 17, 59, tzinfo=UTC)
    assert next_meeting(meets("third thursday"), [], during) == (
        "team", date(2021, 3, 18),
    )  # fmt: skip
