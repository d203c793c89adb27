"""From a comment to a tidy meeting issue, as people see it."""

import pytest

from tests.stories.team import FILE, Team, agenda, mine, reactions


async def test_a_comment_becomes_a_topic(team: Team):
    issue = await team.meeting()
    comment = issue.comment("/agenda Release pulses (10 min)", by="minrk")
    await team.settle()
    assert "1. Release pulses · minrk · 10 min · 17:00 · [comment] · `A1`" in agenda(
        issue
    )
    assert reactions(comment) == ["+1"]
    assert mine(issue)[0].pinned_at


@pytest.mark.parametrize("nobody_meets", [False, True], ids=["issue", "pull request"])
async def test_help_is_given_anywhere_and_goes_when_nobody_asks(
    team: Team, nobody_meets: bool
):
    """Where nobody meets, a topic may be for another bot: it is left alone."""
    if nobody_meets:
        team.repo.commit(FILE, "timezone: UTC\n", by="minrk")
    thread = team.repo.open_issue("A bug", "", by="ada", pull_request=nobody_meets)
    asked = thread.comment("/agenda help", by="ada")
    both = thread.comment("/agenda Talk about it\n/agenda help", by="zoe")
    await team.settle()
    (answer,) = mine(thread)
    assert answer.body.startswith("<!-- team-compass:help -->\n")
    assert "| `/agenda TOPIC` |" in answer.body
    assert reactions(asked) == ["+1"]
    assert reactions(both) == ([] if nobody_meets else ["+1"])
    both.delete()
    asked.edit("Never mind.")
    await team.settle()
    assert mine(thread) == []
    assert reactions(asked) == []


async def test_a_topic_in_another_issue_gets_no_agenda_there(team: Team):
    thread = team.repo.open_issue("A bug", "", by="ada")
    thread.comment("/agenda Talk about it", by="ada")
    await team.settle()
    assert mine(thread) == []
