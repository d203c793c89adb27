"""What the bot costs GitHub: few requests, and no more writes than are needed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground.clock import TickingClock
from bot.playground.faults import Fault
from tests.stories.team import Team, ids, reactions, the_meeting
from tests.stories.team import team as start_team


async def test_one_more_topic_below_500_comments(team):
    """At most eight requests that are no 304 are allowed; it takes six.

    They are the issue, the two last pages of comments, the list of this App's own issues
    (for the meetings before and after), the agenda and the thumb.
    """
    issue = await team.meeting()
    for n in range(490):
        issue.comment(f"I think so too, for the {n}th time.", by="ada")
    for n in range(9):
        issue.comment(f"/agenda Topic {n}", by="minrk")
    await team.settle()
    await team.sweep()  # since then it knows its own reactions
    team.github.requests.clear()
    comment = issue.comment("/agenda One more", by="grace")
    await team.settle()
    assert (ids(issue)[-1], reactions(comment)) == ("A10", ["+1"])
    assert len(issue.comments) == 501
    asked = [str(request) for request in team.github.requests.counted]
    assert len(asked) == 6, "\n".join(asked)


async def test_a_sweep_with_nothing_new(team):
    """GitHub counts two looks over everything and one search; all else is a 304.

    One look is at the configurations, one at the threads with the agenda's label.
    """
    issue = await team.meeting()
    for n in range(9):
        issue.comment(f"/agenda Topic {n}", by="minrk")
    await team.settle()
    await team.sweep()
    team.github.requests.clear()
    await team.sweep()
    counted = sorted(str(r) for r in team.github.requests.counted)
    looks = ["POST /graphql 200", "POST /graphql 200"]
    assert counted == ["GET /search/issues 200", *looks]
    kinds = {r.path.rpartition("/")[2] for r in team.github.requests}
    assert kinds == {
        "installations",
        "repositories",
        "graphql",
        "issues",
        "1",
        "events",
        "comments",
        "reactions",
    }


@pytest.fixture
async def hurried(tmp_path: Path) -> AsyncIterator[Team]:
    """A team in whose world time passes, and whose bot works by itself, at its pace."""
    clock = TickingClock(datetime(2021, 3, 5, tzinfo=UTC), lambda: datetime.now(UTC))
    async with start_team(clock, tmp_path) as team:
        await team.sweep()
        await team.stop()
        await team.start(work=True, WRITE_INTERVAL="1")
        await team.idle()
        yield team
        await team.stop(jobs_end=timedelta(0))


async def test_twenty_comments_at_once(hurried):
    """Told of one by one they are written down together, at one write a second."""
    github, issue, written = hurried.github, the_meeting(hurried.repo), asyncio.Event()
    github.requests.clear()
    github.faults.add(
        Fault(
            match="PATCH *",
            after_effect=True,
            callback=lambda _request: written.set(),
            times=None,
        )
    )
    began = github.clock.now()
    for n in range(20):
        issue.comment(f"/agenda Topic {n}", by=f"person{n}")
        await github.deliver()
    assert github.clock.now() - began < timedelta(seconds=2)
    async with asyncio.timeout(20):
        while len(ids(issue)) < 20:
            written.clear()
            await written.wait()
    assert github.broken_rules(apart=0.99) == []
    agendas = [r for r in github.requests.writes if r.method == "PATCH"]
    assert len(agendas) <= 3
    assert ids(issue) == [f"A{n}" for n in range(1, 21)]
