"""A team configures its meeting; its issue is there in time, once, come what may."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.features.meetings.feature import FEATURE
from bot.playground import Playground
from tests.features.meetings.conftest import TEAM, Team

MONTHLY = """\
meetings:
  team:
    title: "Team Meeting - {month} {year}"
    when: third thursday
    time: 17:00
"""
MARCH = "<!-- team-compass:meeting id=team date=2021-03-18 -->"


@pytest.fixture
def team(team: Team) -> Team:
    team.configuration = MONTHLY
    return team


async def test_the_issue_is_opened_two_weeks_before_and_once(team: Team):
    await team.look("2021-03-04T16:59:00Z")
    assert team.titles == []
    for at in ("2021-03-04T17:00:00Z", "2021-03-04T18:00:00Z", "2021-03-18T17:30:00Z"):
        await team.look(at)
    assert team.titles == ["Team Meeting - March 2021"]
    (issue,) = team.issues
    assert issue.body.splitlines()[0] == MARCH
    assert issue.label_names == ["meeting"]
    assert team.woken == [f"agenda {TEAM}#1", f"minutes {TEAM}#1"]


async def test_a_bot_that_was_down_opens_it_late_but_not_after_the_end(team: Team):
    await team.look("2021-03-18T17:59:00Z")
    assert len(team.issues) == 1
    await team.look("2021-04-15T18:00:00Z")
    assert len(team.issues) == 1


async def test_a_quarter_has_three_issues_that_link_back(team: Team):
    for _day in range(92):
        await team.look()
        team.clock.advance(timedelta(days=1))
        assert len(team.issues) <= 3
    assert team.titles == [
        "Team Meeting - March 2021",
        "Team Meeting - April 2021",
        "Team Meeting - May 2021",
    ]
    linked = [
        issue.body.partition("Previous meeting:** ")[2][:2] for issue in team.issues
    ]
    assert linked == ["", "#1", "#2"]


async def test_what_people_do_to_it_never_opens_a_second(team: Team):
    await team.look("2021-03-05T00:00:00Z")
    (issue,) = team.issues
    issue.edit(title="Something else entirely", by="ada")
    issue.remove_label("meeting", by="ada")
    issue.lock(by="ada")
    issue.close(by="ada")
    await team.look("2021-03-06T00:00:00Z")
    assert team.titles == ["Something else entirely"]


@pytest.mark.parametrize(
    "body",
    ["Come to our meeting!", "<!-- team-compass:meeting id=team date=soon -->\n"],
    ids=["removed", "broken"],
)
async def test_a_mark_that_a_person_spoilt_is_found_in_the_agenda(
    team: Team, body: str
):
    await team.look("2021-03-05T00:00:00Z")
    (issue,) = team.issues
    agenda = (
        "<!-- team-compass:agenda v=1 id=team date=2021-03-18 next=1 -->\n## Agenda"
    )
    issue.comment("Not the bot's: " + agenda, by="ada")
    issue.comment(agenda, by="team-compass[bot]")
    issue.edit(body=body, by="ada")
    await team.look("2021-03-06T00:00:00Z")
    assert len(team.issues) == 1
    assert team.woken == [f"agenda {TEAM}#1"]


async def test_a_mark_that_a_stranger_writes_means_nothing(team: Team):
    team.repository.open_issue("Trap", f"{MARCH}\n", by="mallory")
    trap = team.repository.open_issue("Trap 2", "x", by="mallory")
    trap.comment(
        "<!-- team-compass:agenda v=1 id=team date=2021-03-18 -->", by="mallory"
    )
    team.repository.open_issue(
        "A pull request", f"{MARCH}\n", by="team-compass[bot]", pull_request=True
    )
    await team.look("2021-03-05T00:00:00Z")
    assert team.titles[-1] == "Team Meeting - March 2021"
    assert team.woken == [f"agenda {TEAM}#4"]


async def test_other_issues_of_the_bot_are_no_meetings(team: Team, github: Playground):
    bot = "team-compass[bot]"
    marked = team.repository.open_issue(
        "Pulse", "<!-- team-compass:pulse -->\n", by=bot
    )
    plain = team.repository.open_issue("Hello", "I am new here", by=bot)
    await team.look("2021-03-05T00:00:00Z")
    assert len(team.issues) == 3
    # The comments are not read where the issue says that it is something else.
    paths = [request.path for request in github.requests]
    assert not any(f"/issues/{marked.number}/comments" in path for path in paths)
    assert any(f"/issues/{plain.number}/comments" in path for path in paths)


async def test_a_date_that_is_moved_after_its_issue_was_opened(team: Team):
    await team.look("2021-03-05T00:00:00Z")
    team.configuration = MONTHLY + "    move: {2021-03-18: 2021-04-01}\n"
    for at in ("2021-03-06T00:00:00Z", "2021-03-20T00:00:00Z", "2021-04-01T16:59:00Z"):
        await team.look(at)
    assert team.titles == ["Team Meeting - March 2021"]


async def test_a_rule_that_is_changed_announces_the_new_date(team: Team):
    await team.look("2021-03-05T00:00:00Z")
    team.configuration = MONTHLY.replace("third thursday", "third tuesday")
    await team.look("2021-03-06T00:00:00Z")
    bodies = [issue.body.splitlines()[0] for issue in team.issues]
    assert bodies == [MARCH, MARCH.replace("18", "16")]


async def test_the_agenda_of_a_closed_meeting_is_looked_at_for_two_days(team: Team):
    await team.look("2021-03-18T17:00:00Z")
    team.issues[0].close(by="ada")
    await team.look("2021-03-20T17:00:00Z")
    assert f"agenda {TEAM}#1" in team.woken
    await team.look("2021-03-20T18:00:01Z")
    assert f"agenda {TEAM}#1" not in team.woken


async def test_its_minutes_are_looked_at_from_its_start_until_forty_days_after_its_end(
    team: Team,
):
    for at, woken in (
        ("2021-03-18T16:59:00Z", False),
        ("2021-03-18T17:00:00Z", True),
        ("2021-04-27T17:59:00Z", True),
        ("2021-04-27T18:00:00Z", False),
    ):
        await team.look(at)
        assert (f"minutes {TEAM}#1" in team.woken) is woken, at


async def test_the_repositorys_own_template_is_the_body(team: Team):
    team.configuration = MONTHLY + "    template: .github/meeting.md\n"
    team.repository.commit(".github/meeting.md", "See you on {weekday}, {time}!\n")
    await team.look("2021-03-05T00:00:00Z")
    assert team.issues[0].body == f"{MARCH}\nSee you on Thursday, 17:00 UTC!\n"


async def test_a_template_that_is_missing_is_reported_and_replaced(team: Team):
    team.configuration = MONTHLY + "    template: .github/meeting.md\n"
    with capture_logs() as logs:
        await team.look("2021-03-05T00:00:00Z")
    assert "## Propose a topic" in team.issues[0].body
    assert [entry["complaint"] for entry in logs if "complaint" in entry] == [
        f".github/meeting.md is not in {TEAM}"
    ]


@pytest.mark.parametrize("text", [None, "", "timezone: UTC"])
async def test_without_meetings_nothing_is_read(
    team: Team, github: Playground, text: str | None
):
    team.configuration = text
    await team.look("2021-03-05T00:00:00Z")
    assert not any("/issues" in request.path for request in github.requests)
    assert team.woken == []


async def test_a_second_look_writes_nothing(team: Team, github: Playground):
    await team.look("2021-03-05T00:00:00Z")
    before = len(github.requests)
    await team.look("2021-03-05T00:00:00Z")
    methods = {request.method for request in list(github.requests)[before:]}
    assert methods <= {"GET"}


def test_the_feature_says_what_it_needs():
    assert FEATURE.name == "meetings"
    assert FEATURE.permissions == {
        "issues": "write",
        "contents": "read",
        "metadata": "read",
    }


async def test_looking_far_ahead_again_and_again_opens_one_issue(team: Team):
    for at in ("2021-03-05T12:00:00Z", "2021-03-06T12:00:00Z"):
        await team.look(at, plan_for="2021-12-10T12:00:00Z")
        await team.restart()
    assert len(team.issues) == 1
    await team.look(
        "2021-12-10T12:00:00Z"
    )  # once that time has come for GitHub as well
    assert len(team.issues) == 1


async def test_an_issue_opened_long_ago_is_known_when_less_is_looked_ahead(team: Team):
    team.configuration = MONTHLY + "    opens: 200d\n"
    await team.look("2021-03-05T12:00:00Z")
    opened = len(team.issues)
    await team.restart()
    team.configuration = MONTHLY
    await team.look("2021-09-10T12:00:00Z")
    assert len(team.issues) == opened


class TestTheCalendarsLink:
    """In the issue stands where everybody can subscribe, if everybody can."""

    LINK = f"https://compass.example.org/calendar/{TEAM}.ics"
    OPENING = "2021-03-04T17:00:00Z"

    @pytest.fixture
    def team(self, team: Team) -> Team:
        team.configuration = MONTHLY
        team.public_url = "https://compass.example.org"
        return team

    async def body(self, team: Team) -> str:
        await team.look(self.OPENING)
        (issue,) = team.issues
        return issue.body or ""

    async def test_stands_in_the_head(self, team: Team):
        assert f"- **Calendar:** {self.LINK}\n" in await self.body(team)

    async def test_is_no_secret_of_a_private_repository(self, team: Team):
        team.repository.private = True
        assert "alendar" not in await self.body(team)

    async def test_is_unknown_where_the_bot_does_not_know_its_own_address(
        self, team: Team, github: Playground
    ):
        team.public_url = None
        assert "alendar" not in await self.body(team)
        assert f"GET /repos/{TEAM}" not in asked(github)

    async def test_is_what_a_template_may_name(self, team: Team):
        team.repository.commit("meeting.md", "Subscribe: {calendar}")
        team.configuration = MONTHLY + "    template: meeting.md\n"
        assert (await self.body(team)).endswith(f"Subscribe: {self.LINK}")

    async def test_costs_nothing_while_nothing_opens(
        self, team: Team, github: Playground
    ):
        await self.body(team)
        assert asked(github).count(f"GET /repos/{TEAM}") == 1
        await team.look("2021-03-08T00:00:00Z")
        assert asked(github).count(f"GET /repos/{TEAM}") == 1


def asked(github: Playground) -> list[str]:
    return [f"{request.method} {request.path}" for request in github.requests]
