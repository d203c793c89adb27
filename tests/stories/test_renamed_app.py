"""The App's owner gives it another name while the bot runs; its login changes with it."""

from datetime import timedelta

from bot.playground.threads import Issue
from tests.stories.team import Team


def rename(team: Team) -> None:
    app = team.github.app
    app.slug = "hub-compass"
    app.account.login = "hub-compass[bot]"


def mine(team: Team, issue: Issue) -> list[str]:
    """The kinds of the bot's own comments there."""
    account = team.github.app.account
    return [c.body.split()[1] for c in issue.comments if c.user == account]


async def test_nothing_is_made_again(team):
    issue = await team.meeting()
    rename(team)
    for _ in range(3):
        team.github.clock.advance(timedelta(hours=1))
        await team.sweep()
    issue.comment("/agenda Costs", by="grace")
    await team.settle()
    assert team.repo.issues == [issue]
    assert mine(team, issue) == ["team-compass:agenda"]
    assert "Costs" in issue.comments[0].body


async def test_what_is_made_before_that_is_known_is_closed(team):
    """For a minute what bears the new name looks like somebody else's."""
    issue = await team.meeting()
    rename(team)
    await team.sweep()
    for _ in range(3):
        team.github.clock.advance(timedelta(minutes=2))
        await team.bot.run_idle()
        await team.sweep()
    assert [one for one in team.repo.issues if one.state == "open"] == [issue]
    assert len(team.repo.issues) == 2
    assert mine(team, issue) == ["team-compass:agenda"]
