"""From a comment to a tidy meeting issue, as people see it."""

from tests.stories.team import Team, agenda, mine, reactions


async def test_a_comment_becomes_a_topic(team: Team):
    issue = await team.meeting()
    comment = issue.comment("/agenda Release pulses (10 min)", by="minrk")
    await team.settle()
    assert "1. Release pulses · minrk · 10 min · 17:00 · [comment] · `A1`" in agenda(
        issue
    )
    assert reactions(comment) == ["+1"]
    assert mine(issue)[0].pinned_at
