"""From its opening to its closing, a meeting issue is where people expect it."""

import pytest
from structlog.testing import capture_logs

from bot.core.errors import Refused, RetryLater
from bot.playground import Playground
from bot.playground.faults import Fault
from tests.features.meetings.conftest import TEAM, Team

MONTHLY = """\
meetings:
  team:
    title: "{month}"
    when: third thursday
    time: 17:00
    facilitators: [sgibson91]
"""
WEEKLY = MONTHLY.replace("third thursday", "every thursday").replace(
    '"{month}"', '"{day} {month}"'
)
BOT = "team-compass[bot]"
OPENING = "2021-03-04T17:00:00Z"
CLOSING = "2021-03-19T18:00:00Z"
NEXT_OPENING = "2021-04-01T17:00:00Z"


@pytest.fixture
def team(team: Team) -> Team:
    team.configuration = MONTHLY
    team.repository.set_role("sgibson91", "triage")
    return team


def head(team: Team, fields: str) -> None:
    """Let the issue's head say something else, as the agenda's job writes it there."""
    (issue,) = team.issues
    first, _, rest = (issue.body or "").partition("<!-- team-compass:head")
    _, _, rest = rest.partition("\n")
    issue.edit(body=f"{first}<!-- team-compass:head {fields} -->\n{rest}", by=BOT)


async def test_a_month_passes(team: Team):
    """The bot wakes itself whenever something is due, and only then."""
    told = []
    await team.look("2021-03-04T12:00:00Z")
    for _ in range(6):
        await team.look(f"{team.timer:%Y-%m-%dT%H:%M:%SZ}")
        states = " ".join(f"{i.title} {i.state}" for i in team.issues)
        told.append(f"{team.clock.now():%d %b %H:%M} {states}, pinned {team.pinned}")
    assert told == [
        "04 Mar 17:00 March open, pinned ['March']",
        "18 Mar 17:00 March open, pinned ['March']",
        "18 Mar 18:00 March open, pinned ['March']",
        "19 Mar 18:00 March closed, pinned []",
        "01 Apr 17:00 March closed April open, pinned ['April']",
        "15 Apr 17:00 March closed April open, pinned ['April']",
    ]


async def test_after_the_last_meeting_there_is_nothing_to_wait_for(team: Team):
    once = "FREQ=MONTHLY;BYDAY=3TH;COUNT=1\n    start: 2021-03-01"
    team.configuration = MONTHLY.replace("third thursday", once)
    await team.look(OPENING)
    await team.look(CLOSING)
    assert team.issues[0].state == "closed"
    assert team.timer is None


async def test_the_facilitator_is_assigned(team: Team):
    await team.look(OPENING)
    assert [person.login for person in team.issues[0].assignees] == ["sgibson91"]


async def test_somebody_who_cannot_be_assigned_costs_nobody_the_meeting(team: Team):
    team.configuration = MONTHLY.replace("sgibson91", "nobody-we-know")
    with capture_logs() as logs:
        await team.look(OPENING)
    (issue,) = team.issues
    assert issue.assignees == []
    assert "nobody-we-know" in issue.body
    assert [e["assignees"] for e in logs if e["event"] == "not assigned"] == [
        ("nobody-we-know",)
    ]


async def test_an_issue_that_may_not_be_opened_at_all_is_told(team: Team):
    team.repository.archived = True
    for configuration in (MONTHLY, MONTHLY.replace("facilitators: [sgibson91]", "")):
        team.configuration = configuration
        with pytest.raises(Refused, match="archived"):
            await team.look(OPENING)
    assert team.issues == []


async def test_it_takes_the_place_of_the_one_before(team: Team):
    team.configuration = WEEKLY
    await team.look("2021-03-04T16:00:00Z")
    assert team.titles == ["4 March", "11 March"]
    assert team.pinned == ["11 March"]
    await team.look("2021-03-04T17:00:00Z")
    assert team.pinned == ["18 March"]
    await team.look("2021-03-04T18:00:00Z")
    assert team.pinned == ["18 March"]


async def test_what_people_unpin_stays_unpinned(team: Team):
    await team.look(OPENING)
    team.issues[0].unpin(by="ada")
    await team.look("2021-03-04T18:00:00Z")
    assert team.pinned == []


async def test_a_team_may_want_no_pins(team: Team):
    team.configuration = MONTHLY + "    pin: no\n"
    await team.look(OPENING)
    assert team.titles == ["March"]
    assert team.pinned == []


async def test_three_pins_of_others_are_left_alone(team: Team):
    for number in range(3):
        team.repository.open_issue(f"Rule {number}", "", by="ada").pin(by="ada")
    await team.look(OPENING)
    assert team.pinned == ["Rule 0", "Rule 1", "Rule 2"]
    assert team.issues[-1].title == "March"


async def test_an_issue_that_was_left_unpinned_is_pinned_within_the_day(
    team: Team, github: Playground
):
    fault = github.faults.add(Fault(match="POST /graphql", status=502, times=None))
    with pytest.raises(RetryLater, match="502"):
        await team.look(OPENING)
    assert team.woken == [f"agenda {TEAM}#1"]  # whatever becomes of the pin
    github.faults.remove(fault)
    await team.look("2021-03-04T18:00:00Z")
    assert team.titles == ["March"]
    assert team.pinned == ["March"]


async def test_it_is_closed_a_day_after_its_end_and_pinned_no_more(team: Team):
    await team.look(OPENING)
    await team.look("2021-03-19T17:59:59Z")
    assert team.issues[0].state == "open"
    await team.look(CLOSING)
    (issue,) = team.issues
    assert (issue.state, issue.state_reason) == ("closed", "completed")
    assert issue.closed_by.login == BOT
    assert team.pinned == []


async def test_what_people_open_again_stays_open(team: Team, github: Playground):
    await team.look(OPENING)
    await team.look(CLOSING)
    team.issues[0].reopen(by="ada")
    for at in ("2021-03-20T00:00:00Z", "2021-05-01T00:00:00Z"):
        await team.look(at)
        assert team.issues[0].state == "open"


async def test_what_people_have_closed_is_closed(team: Team, github: Playground):
    await team.look(OPENING)
    team.issues[0].close(by="ada")
    team.issues[0].unpin(by="ada")
    before = len(github.requests)
    await team.look(CLOSING)
    assert not any(request.is_write for request in list(github.requests)[before:])
    assert team.issues[0].closed_by.login == "ada"


@pytest.mark.parametrize("fields", ["", "sequence=1 status=cancelled"])
async def test_what_was_closed_early_leaves_the_pins_in_its_time(
    team: Team, github: Playground, fields: str
):
    await team.look(OPENING)
    head(team, f"starts=2021-03-18T17:00Z {fields}")
    team.issues[0].close(by=BOT)
    await team.look("2021-03-18T18:00:00Z")
    assert team.pinned == ["March"]
    assert f"{team.timer:%Y-%m-%dT%H:%M:%SZ}" == CLOSING
    await team.look(CLOSING)
    assert team.pinned == []
    before = len(github.requests)
    await team.look("2021-03-19T19:00:00Z")
    assert not any(request.is_write for request in list(github.requests)[before:])
    team.issues[0].pin(by="ada")
    await team.look("2021-03-19T20:00:00Z")
    assert team.pinned == ["March"]


async def test_what_was_closed_early_leaves_the_pins_when_the_bot_is_back(team: Team):
    await team.look(OPENING)
    team.issues[0].close(by="ada")
    await team.look("2021-03-28T00:00:00Z")
    assert team.pinned == []


@pytest.mark.parametrize("closed_by", ["ada", ""])
async def test_what_people_pin_stays_pinned(team: Team, closed_by: str):
    await team.look(OPENING)
    team.issues[0].unpin(by="ada")
    team.issues[0].pin(by="ada")
    if closed_by:
        team.issues[0].close(by=closed_by)
    await team.look(CLOSING)
    assert (team.issues[0].state, team.pinned) == ("closed", ["March"])


async def test_pins_are_asked_about_for_a_day(team: Team, github: Playground):
    await team.look(OPENING)
    await team.look(CLOSING)
    asked = {}
    for day in (20, 21):
        before = len(github.requests)
        await team.look(f"2021-03-{day}T12:00:00Z")
        paths = [r.path for r in list(github.requests)[before:] if TEAM in r.path]
        asked[day] = f"/repos/{TEAM}/issues/1/events" in paths
    assert asked == {20: True, 21: False}


async def test_a_moved_meeting_is_closed_after_its_new_day(team: Team):
    await team.look(OPENING)
    head(team, "starts=2021-03-25T17:00Z sequence=1")
    await team.look("2021-03-26T17:59:59Z")
    assert team.issues[0].state == "open"
    await team.look("2021-03-26T18:00:00Z")
    assert team.issues[0].state == "closed"
    assert team.titles == ["March"]


async def test_a_move_that_is_taken_back_leaves_it_closed(team: Team):
    """As the agenda's job does it: it opens the issue, and knows nothing of its end."""
    await team.look(OPENING)
    await team.look(CLOSING)
    head(team, "starts=2021-03-25T17:00Z sequence=1")
    team.issues[0].reopen(by=BOT)
    await team.look("2021-03-20T12:00:00Z")
    assert team.issues[0].state == "open"
    head(team, "starts=2021-03-18T17:00Z sequence=2")
    await team.look("2021-03-20T13:00:00Z")
    assert team.issues[0].state == "closed"
    team.issues[0].reopen(by="ada")
    await team.look("2021-03-21T00:00:00Z")
    assert team.issues[0].state == "open"


async def test_a_cancelled_meeting_is_not_held_again_and_closed_in_the_end(team: Team):
    await team.look(OPENING)
    head(team, "starts=2021-03-18T17:00Z sequence=1 status=cancelled")
    for at in ("2021-03-10T00:00:00Z", "2021-03-18T17:30:00Z"):
        await team.look(at)
    assert [(i.title, i.state) for i in team.issues] == [("March", "open")]
    await team.look(CLOSING)
    (issue,) = team.issues
    assert (issue.state, issue.state_reason) == ("closed", "not_planned")


async def test_a_series_that_is_renamed_is_another_one(team: Team):
    """What the old name announced is closed when two days have passed."""
    await team.look(OPENING)
    team.configuration = MONTHLY.replace("team:", "hub:")
    await team.look("2021-03-05T00:00:00Z")
    assert team.titles == ["March", "March"]
    assert [i.body.split()[2] for i in team.issues] == ["id=team", "id=hub"]
    assert "Previous meeting" not in team.issues[1].body
    await team.look("2021-03-19T23:59:59Z")
    assert [i.state for i in team.issues] == ["open", "closed"]
    await team.look("2021-03-20T00:00:00Z")
    assert [i.state for i in team.issues] == ["closed", "closed"]


async def test_where_all_series_are_gone_issues_belong_to_people(team: Team):
    await team.look(OPENING)
    team.configuration = "meetings: {}"
    await team.look("2021-05-01T00:00:00Z")
    assert team.issues[0].state == "open"


async def test_two_series_have_their_own_pins_and_previous_meetings(team: Team):
    team.configuration = MONTHLY + (
        "  docs:\n    title: Docs {day} {month}\n    when: every thursday\n"
        "    time: 9:00\n    opens: 7d\n"
    )
    await team.look("2021-03-11T09:00:00Z")
    await team.look("2021-03-18T09:00:00Z")
    assert team.titles == ["Docs 11 March", "Docs 18 March", "March", "Docs 25 March"]
    assert team.pinned == ["March", "Docs 25 March"]
    linked = [i.body.partition("meeting:** ")[2][:2] for i in team.issues]
    assert linked == ["", "#1", "", "#2"]


async def test_one_closes_as_the_next_one_opens(team: Team, github: Playground):
    await team.look(OPENING)
    before = len(github.requests)
    await team.look(NEXT_OPENING)
    assert team.pinned == ["April"]
    writes = [r for r in list(github.requests)[before:] if r.is_write]
    assert len(writes) == 4  # opened, unpinned, closed, pinned


async def test_two_years_without_the_bot(team: Team):
    """What was missed is not made up for, and what was left open is closed."""
    await team.look(OPENING)
    await team.look("2023-03-10T00:00:00Z")
    assert [(i.title, i.state) for i in team.issues] == [
        ("March", "closed"),
        ("March", "open"),
    ]
    assert "- **Previous meeting:** #1\n" in team.issues[1].body
    assert team.pinned == ["March"]


async def test_nothing_due_is_one_question(team: Team, github: Playground):
    """The list of its own issues, which GitHub answers with 304 when nothing is new."""
    await team.look(OPENING)
    await team.look("2021-03-08T00:00:00Z")
    before = len(github.requests)
    await team.look("2021-03-08T01:00:00Z")
    asked = [r for r in list(github.requests)[before:] if TEAM in r.path]
    assert [(r.method, r.path, r.status) for r in asked] == [
        ("GET", f"/repos/{TEAM}/issues", 304)
    ]
