"""Whether the bot takes what was done to it as it should."""

from datetime import timedelta

from bot.playground.threads import Issue
from tests.stories.team import Team, agenda, ids, reactions


async def loud(logs, team: Team) -> list[str]:
    """What the operator hears of while the bot looks again and again, once each."""
    before = len(logs)
    for _ in range(3):
        await team.bot.sweep()
        await team.bot.run_idle()
        team.github.clock.advance(timedelta(hours=1))
    return [
        str(entry.get("why", entry["event"]))
        for entry in logs[before:]
        if entry["log_level"] in ("warning", "error")
    ]


async def assert_healthy(team: Team, issue: Issue, topics: int = 2) -> None:
    """One more topic is heard of and comes; then nothing is left to do, or broken."""
    comment = issue.comment("/agenda All is well again", by="ada")
    await team.settle()
    await team.wait()
    assert "All is well again · ada" in agenda(issue)
    assert len(ids(issue)) == topics
    assert reactions(comment) == ["+1"]
    await team.sweep()
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []
    counts = await team.bot.todo.counts()
    assert (counts.waiting, counts.running, counts.failed) == (0, 0, 0)
