"""Minutes that are interrupted between any two writes, told twice, or told late."""

import random
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.playground.faults import Fault, stale
from bot.playground.requests import Request
from tests.golden import Golden
from tests.stories.minuted import (
    ENDS,
    HOUR,
    PATH,
    STARTS,
    Meeting,
    meeting,
    minutes_of,
    noted_meeting,
    plain,
)
from tests.stories.team import Team, meetings, mine

AT_THE_START = 2  # the comment, and once there is a note, the comment again
AT_THE_END = 5  # the comment, branch, file and pull request, and the comment again


@pytest.fixture
async def met(team: Team) -> AsyncIterator[Meeting]:
    async with noted_meeting(team) as found:
        yield found


def is_write(request: Request) -> bool:
    return request.method != "GET" and request.path.startswith("/repos/")


def picture(met: Meeting) -> str:
    """All that there is of the minutes."""
    pulls = [pull.issue.title for pull in met.team.repo.pulls]
    notes = [note.title for note in met.hackmd.notes] if met.hackmd else []
    commits = [commit.message for commit in met.pull.commits] if pulls else []
    comments = [plain(comment.body) for comment in minutes_of(met.issue)]
    text = "\n".join([*pulls, *notes, *commits, *comments])
    # its fingerprint is another one with each port and note
    text = re.sub(r" file=[0-9a-f,]+", " file", text)
    return text.replace(met.note.id, "NOTE") if notes else text


async def forget(met: Meeting) -> None:
    """The bot ends at once and starts again without its disk."""
    await met.team.stop()
    (met.team.folder / "data" / "todo.sqlite3").unlink()
    known = met.hackmd
    environ = (
        {"HACKMD_TOKEN": known.token, "HACKMD_API_URL": known.url} if known else {}
    )
    await met.team.start(**environ)
    await met.team.sweep()
    await met.team.wait()


CALM = Golden(Path(__file__).parent / "golden" / "minutes-interrupted.md")
"""How it ends, also where nothing interrupts it."""


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("skip", range(-1, AT_THE_START + AT_THE_END))
async def test_it_goes_on_where_it_was(met: Meeting, skip: int, after_effect: bool):
    fault = Fault(match=is_write, skip=skip, reset=True, after_effect=after_effect)
    if skip >= 0:
        met.team.github.faults.add(fault)
    for when in (STARTS, ENDS):
        await met.at(when)
        if skip >= 0 and fault.seen > skip:
            await forget(met)
    await met.team.sweep()
    assert fault.seen > skip
    if skip < 0:
        assert fault.seen == 0
    assert picture(met) == CALM
    assert await met.sweep() == []


async def test_a_list_that_lags_leaves_no_second_comment(team: Team):
    met = await meeting(team)
    team.github.faults.add(Fault(match=is_write, reset=True, after_effect=True))
    await met.at(STARTS)
    first = met.comment
    team.github.faults.add(stale("GET …/issues/1/comments", hide=1, times=None))
    await forget(met)
    assert len(minutes_of(met.issue)) == 2
    team.github.faults.clear()
    await team.sweep()
    assert met.comment is first
    assert await met.sweep() == []


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_told_twice_and_in_any_order_happens_once(team: Team, seed: int):
    met = await meeting(team)
    await met.at(ENDS)
    line = "- [ ] **tim:** open a pull request"
    deeds: list[Callable[[], object]] = [
        lambda: met.comment.edit(
            met.comment.body.replace(line, line.replace("[ ]", "[x]")), by="minrk"
        ),
        lambda: met.pull.close(by="minrk"),
        lambda: met.pull.reopen(by="minrk"),
        lambda: met.issue.comment("/update Helm 3", by="minrk"),
    ]
    for deed in deeds:
        deed()
    await team.settle(duplicate=True, shuffle=random.Random(seed))
    await team.sweep()
    assert len(minutes_of(met.issue)) == len(team.repo.pulls) == 1
    assert "- [x] **tim:** open a pull request" in met.text
    assert "- **minrk:** Helm 3" in met.file
    assert await met.sweep() == []


async def test_what_nobody_told_of_is_found_by_the_sweep(team: Team):
    met = await meeting(team)
    await met.at(ENDS)
    met.pull.merge(by="minrk")
    met.issue.comment("/update Helm 3", by="minrk")
    await team.settle(lose=lambda _: True)
    await team.sweep()
    assert f"Kept in [{PATH}]" in met.text
    assert "Helm 3" not in str(team.repo.commits()[-1].files)


async def test_github_in_trouble_delays_them_and_no_more(team: Team):
    met = await meeting(team)
    for number in range(3):
        team.github.faults.add(Fault(match=is_write, skip=number, status=502))
    await met.at(STARTS)
    await team.wait()
    assert len(minutes_of(met.issue)) == 1
    await met.at(ENDS + HOUR)
    await team.wait()
    assert met.pull.is_open
    assert await met.sweep() == []


def writes_agenda(request: Request) -> bool:
    return is_write(request) and "<!-- team-compass:agenda" in str(request.body)


class TestTheAgendaComes:
    """First of the bot's comments, though the issue is opened when the meeting is on."""

    async def test_first_however_late(self, team: Team):
        team.github.clock.set(STARTS)
        team.github.faults.add(Fault(match=writes_agenda, status=502))
        await team.sweep()
        await team.wait()
        marks = [comment.body.split()[1] for comment in mine(meetings(team.repo)[0])]
        assert marks == ["team-compass:agenda", "team-compass:minutes"]

    async def test_or_never_where_people_have_closed_the_issue(self, team: Team):
        team.github.clock.set(STARTS)
        team.github.faults.add(Fault(match=writes_agenda, status=502, times=None))
        await team.sweep()
        (issue,) = meetings(team.repo)
        assert mine(issue) == []
        issue.close(by="minrk")
        await team.wait()
        assert len(minutes_of(issue)) == len(mine(issue)) == 1
