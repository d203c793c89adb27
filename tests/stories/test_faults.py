"""GitHub fails at every write, before or after doing it: once in the end, all the same."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Clock
from bot.playground.faults import Fault, primary_limit, secondary_limit, stale
from bot.playground.requests import Request
from tests.stories.scenario import IDS, STEPS, Thread
from tests.stories.team import (
    CONFIGURATION,
    FILE,
    Team,
    agenda,
    ids,
    meetings,
    mine,
    picture,
    reactions,
    the_meeting,
)
from tests.stories.team import team as start_team

pytestmark = pytest.mark.unmeasured

START = datetime(2021, 3, 4, 12, tzinfo=UTC)

UNICORN = {"Content-Type": "text/html"}
KINDS: Mapping[str, Callable[..., Fault]] = {
    "500": lambda _now, **when: Fault(status=500, **when),
    "502": lambda _now, **when: Fault(status=502, headers=UNICORN, body="<p>", **when),
    "reset": lambda _now, **when: Fault(reset=True, **when),
}
REFUSALS: Mapping[str, Callable[..., Fault]] = {
    "401": lambda _now, **when: Fault(
        status=401, body={"message": "Bad credentials"}, **when
    ),
    "403, retry-after": lambda _now, **when: secondary_limit(90, **when),
    "403": lambda _now, **when: secondary_limit(**when),
    "429": lambda _now, **when: secondary_limit(60, status=429, **when),
    "429, empty": lambda _now, **when: Fault(status=429, **when),
    "primary limit": lambda now, **when: primary_limit(
        now + timedelta(minutes=40), **when
    ),
}


def every_other(first: int) -> Callable[[Request], bool]:
    """Every second write, from the one with that number on.

    What failed is tried again and then succeeds; what had its effect though it failed
    is not tried again, so that with both firsts each write is hit.
    """
    seen = -1

    def matches(request: Request) -> bool:
        nonlocal seen
        seen += request.is_write
        return request.is_write and seen % 2 == first

    return matches


async def play(team: Team) -> str:
    """The scenario; the bot gets the time that it needs for each step."""
    team.github.clock.advance(timedelta(days=1))
    await team.sweep()
    await team.wait()
    thread = Thread(team.repo)
    for happens in STEPS:
        happens(thread)
        await team.wait()
    return picture(team.repo)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> str:
    async with start_team(Clock(START), folder) as team:
        end = await play(team)
        assert ids(the_meeting(team.repo)) == IDS
        return end


@pytest.mark.parametrize(
    ("kind", "after_effect", "first"),
    [
        *(
            (kind, after, n)
            for kind in KINDS
            for after in (False, True)
            for n in (0, 1)
        ),
        # Whatever GitHub's reason to refuse, the bot goes one way: half of them each.
        *((kind, False, number % 2) for number, kind in enumerate(REFUSALS)),
    ],
)
async def test_each_write_fails_once(team, calm, kind, after_effect, first):
    make = (KINDS | REFUSALS)[kind]
    fault = team.github.faults.add(
        make(
            team.github.clock.now() + timedelta(days=1),
            match=every_other(first),
            after_effect=after_effect,
            times=None,
        )
    )
    assert await play(team) == calm
    assert fault.seen >= 8
    team.github.requests.clear()
    await team.sweep()
    assert team.writes == []


@pytest.mark.parametrize("kind", [*KINDS, *REFUSALS])
async def test_tokens_are_refused_for_a_while(team, kind):
    """Every token ends at once, and the next one cannot be had at the first try."""
    make = (KINDS | REFUSALS)[kind]
    issue = await team.meeting()
    team.github.gate.revoke_all()
    match = "POST /app/installations/…/access_tokens"
    team.github.faults.add(make(team.github.clock.now(), match=match))
    comment = issue.comment("/agenda Release pulses", by="ada")
    await team.wait()
    if kind == "401":  # a wrong key looks the same: a person is told, the sweep tries
        assert (await team.bot.todo.counts()).failed == 1
        await team.sweep()
    assert (ids(issue), reactions(comment)) == (["A1"], ["+1"])


async def test_reads_fail_for_a_while(team):
    issue = await team.meeting()
    for match, kind in (("GET …/comments", "502"), ("GET …/issues/1", "reset")):
        team.github.faults.add(KINDS[kind](None, match=match, times=3))
    comment = issue.comment("/agenda Release pulses", by="ada")
    await team.wait()
    assert (ids(issue), reactions(comment)) == (["A1"], ["+1"])


class TestStaleReads:
    async def test_a_list_that_lacks_the_newest_comment(self, team):
        """The delivery told its id: the bot looks again until it is there."""
        issue = await team.meeting()
        team.github.faults.add(stale("GET …/comments", hide=1, times=3))
        comment = issue.comment("/agenda Release pulses", by="ada")
        await team.settle()
        assert ids(issue) == []
        await team.wait()
        assert (ids(issue), reactions(comment)) == (["A1"], ["+1"])

    async def test_a_comment_that_is_gone_before_it_was_seen(self, team):
        """It is not waited for for ever, and the others do not wait for it."""
        issue = await team.meeting()
        issue.comment("/agenda A whim", by="ada").delete()
        issue.comment("/agenda Release pulses", by="grace")
        await team.settle()
        assert ids(issue) == ["A1"]
        issue.comment("/agenda Another whim", by="ada").delete()
        await team.wait()
        assert (await team.bot.todo.counts()).failed == 0

    async def test_a_list_that_lacks_the_agenda_just_made(self, team):
        team.github.faults.add(stale("GET …/1/comments", hide=1, times=2))
        issue = await team.meeting()
        await team.wait()
        await team.sweep()
        assert len(mine(issue)) == 1
        assert issue.pinned_comment is mine(issue)[0]
        assert not [write for write in team.writes if write.startswith("DELETE")]

    async def test_a_list_that_lacks_the_meeting_just_opened(self, team):
        issue = await team.meeting()
        team.github.faults.add(stale("GET …/issues", hide=1, times=2))
        team.repo.commit(FILE, CONFIGURATION + "    length: 45m\n")
        await team.settle()
        assert meetings(team.repo) == [issue]
        assert "of 45 min" in agenda(issue)

    async def test_what_was_just_made_and_is_gone_is_made_again(self, team):
        """It is not believed in for longer than GitHub has it."""
        issue = await team.meeting()
        mine(issue)[0].delete(by="minrk")
        issue.comment("/agenda move A9 first", by="ada")
        await team.settle()
        note = mine(issue)[1]
        assert len(mine(issue)) == 2
        note.delete(by="minrk")  # which nobody needs to read twice
        await team.settle()
        (made,) = mine(issue)
        made.delete(by="minrk")
        await team.settle()
        assert len(mine(issue)) == 1
        issue.delete(by="minrk")
        await team.sweep()
        assert await team.bot.todo.failed() == ()
