"""What two bots, or one whose reads lag, make twice: the first of each is left.

GitHub offers no way to make something only where there is none.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.playground.threads import Comment, Issue
from tests.stories.failing import both_wait
from tests.stories.minuted import STARTS
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    Team,
    agenda,
    ids,
    meetings,
    mine,
    notes,
    reactions,
)
from tests.stories.team import team as start_team

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
REMINDED = CONFIGURATION + "    reminders: [7d]\n    empty: cancel\n"
BROKEN = CONFIGURATION.replace('"17:00"', '"25:00"')


@pytest.fixture
async def team(clock, tmp_path, logs) -> AsyncIterator[Team]:
    async with start_team(clock, tmp_path, REMINDED) as people:
        yield people
    assert [entry for entry in logs if entry.get("exc_info")] == []


class Both:
    """Two bots on one GitHub: no delivery tells them of anything, both look at it all."""

    def __init__(self, team: Team, *bots) -> None:
        self.team, self.github, self.bots = team, team.github, bots

    async def look(self) -> None:
        self.github.pending.clear()
        await asyncio.gather(*(bot.sweep() for bot in self.bots))
        await asyncio.gather(*(bot.run_idle() for bot in self.bots))

    async def make(self, what: str) -> None:
        """Both of them make it, as neither knows of the other."""
        self.github.faults.add(both_wait(f"POST …/{what}"))
        self.github.requests.clear()
        await self.look()
        made = [one for one in self.team.writes if one.endswith(f"/{what} 201")]
        assert len(made) >= 2

    async def a_minute_later(self) -> None:
        """Their timers tell them to look again; a sweep finds nothing to do then."""
        self.github.clock.advance(MINUTE)
        await asyncio.gather(*(bot.run_idle() for bot in self.bots))
        self.github.requests.clear()
        await self.look()
        assert self.team.writes == []


@asynccontextmanager
async def both(team: Team) -> AsyncIterator[Both]:
    async with team.second_start() as other:
        yield Both(team, team.bot, other)


async def test_a_meeting_has_one_issue_that_counts(team):
    async with both(team) as bots:
        team.github.clock.advance(DAY)
        await bots.make("issues")
        first, second = meetings(team.repo)
        early = second.comment("/agenda Release pulses", by="ada")
        await bots.a_minute_later()

        assert (first.state, first.pinned) == ("open", True)
        assert (second.state, second.state_reason) == ("closed", "not_planned")
        assert not second.pinned
        assert f"#{first.number} is the one that counts" in agenda(second)
        assert reactions(early) == ["confused"]
        (note,) = notes(second)
        assert f"write it in a comment on #{first.number}" in note

        first.comment("/agenda Release pulses", by="ada")
        second.comment("/meeting cancel", by="minrk")
        await team.settle()
        assert (ids(first), first.state) == (["A1"], "open")
        assert len(notes(second)) == 2


async def test_people_may_let_the_other_one_count(team):
    async with both(team) as bots:
        team.github.clock.advance(DAY)
        await bots.make("issues")
        await bots.a_minute_later()
    first, second = meetings(team.repo)
    first.comment("/agenda Code of Conduct", by="ada")
    await team.settle()
    second.reopen(by="minrk")
    await team.settle()
    await team.sweep()
    assert (first.state, second.state) == ("open", "open")
    assert f"#{first.number} is the one that counts" in agenda(second)

    first.close(by="minrk")
    second.comment("/agenda Release pulses", by="ada")
    await team.settle()
    await team.sweep()
    assert second.state == "open"
    assert "Release pulses" in agenda(second)
    assert f"#{second.number} is the one that counts" in agenda(first)


def kind(issue: Issue, name: str) -> list[Comment]:
    """The bot's comments with such a mark."""
    return [c for c in mine(issue) if c.body.startswith(f"<!-- team-compass:{name} ")]


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("agenda", STARTS - 13 * DAY),
        ("mend", STARTS - 12 * DAY),
        ("reminder", STARTS - 7 * DAY),
        ("empty", STARTS - DAY),
        ("minutes", STARTS),
    ],
)
async def test_of_two_comments_the_first_is_left(team, name, at):
    issue = await team.meeting()
    if name == "minutes":
        issue.comment("/agenda Release pulses", by="ada")
        await team.settle()
    async with both(team) as bots:
        if name == "agenda":
            mine(issue)[0].delete(by="minrk")
        if name == "mend":
            issue.comment("/agenda move A9 first", by="ada")
        if name == "empty":
            team.github.clock.set(STARTS - 7 * DAY)
            await bots.look()
        team.github.clock.set(at)
        await bots.make("comments")
        before = min(kind(issue, name), key=lambda comment: comment.id)
        await bots.a_minute_later()
        assert kind(issue, name) == [before]


async def test_of_the_configuration_one_issue_tells(team):
    async with both(team) as bots:
        team.repo.commit(FILE, BROKEN)
        await bots.make("issues")
        await bots.a_minute_later()
        first, second = meetings(team.repo)
        assert (first.state, second.state) == ("open", "closed")
        assert "25:00" in first.body
        assert f"This is told in #{first.number}." in second.body
        second.reopen(by="minrk")
        await bots.a_minute_later()
        team.repo.commit(FILE, CONFIGURATION)
        await bots.look()
        assert (first.state, second.state) == ("closed", "open")


def stale_until(
    until: datetime, clock: Clock, what: str, there: Callable[[], int]
) -> Fault:
    """Until then GitHub's lists lack whatever comes in addition to what is there now."""
    known = there()

    def matches(request: Request) -> bool:
        is_list = request.method == "GET" and request.path.endswith(f"/{what}")
        fault.hide = there() - known
        return is_list and clock.now() < until

    fault = Fault(match=matches, times=None)
    return fault


@pytest.mark.parametrize(
    ("what", "lost"), [("issues", {"status": 502}), ("comments", {"reset": True})]
)
@pytest.mark.parametrize(("lag", "made"), [(25, 1), (45, 2)])
async def test_an_answer_is_lost_while_lists_lag(team, clock, what, lost, lag, made):
    """The bot waits before it looks again; where they lag longer, one too many goes."""
    if what == "comments":
        await team.meeting()
    clock.set(STARTS - 7 * DAY)

    def there() -> int:
        issues = meetings(team.repo)
        return len(issues if what == "issues" else issues[0].comments)

    faults, lags = team.github.faults, clock.now() + timedelta(seconds=lag)
    faults.add(stale_until(lags, clock, what, there))
    faults.add(Fault(match=f"POST …/{what}", after_effect=True, **lost))
    team.github.pending.clear()
    await team.bot.sweep()
    await team.bot.run_idle()
    for _ in range(6):
        clock.advance(timedelta(seconds=20))
        await team.bot.run_idle()
    issue, *others = meetings(team.repo)
    asked = [r for r in team.github.requests.writes if is_making(r, what)]
    assert len(asked) == made
    assert [other.state for other in others] == ["closed"] * len(others)
    assert len(others) == (made - 1 if what == "issues" else 0)
    assert len(kind(issue, "reminder")) == 1
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


def is_making(request: Request, what: str) -> bool:
    """Whether it makes the issue, or the reminder."""
    mark = "reminder" if what == "comments" else "meeting"
    made = request.method == "POST" and request.path.endswith(f"/{what}")
    return made and f"<!-- team-compass:{mark} " in request.body["body"]
