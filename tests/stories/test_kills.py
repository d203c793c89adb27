"""kill -9 before and after each write: nothing is lost, nothing comes twice."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from tests.stories.killed import NOW, Story, story
from tests.stories.scenario import IDS, STEPS, WRITES, Thread
from tests.stories.team import ids, picture, reactions, the_meeting

pytestmark = pytest.mark.unmeasured

CONFIGURATION = f"""\
meetings:
  team:
    title: Team Meeting
    when: FREQ=DAILY;COUNT=1
    start: {NOW + timedelta(days=7):%Y-%m-%d}
    time: "17:00"
    facilitators: [sgibson91]
    labels: [meeting]
"""


@dataclass(frozen=True)
class Calm:
    """How it ends when nobody kills the bot, and what it wrote until then."""

    end: str
    writes: list[str]

    @property
    def kinds(self) -> list[str]:
        return [re.sub(r"\d+", "…", write) for write in self.writes]

    def to_interrupt(self, *, after: bool) -> list[int]:
        """By their place: the first two writes of each kind, and the last.

        After one write is before the next: those before which it is killed are the first
        ones of every third kind. Not of labels: people go on meanwhile, and who names a
        topic that is not there yet is told so.
        """
        kinds = self.kinds
        if not after:
            found = [kind for kind in dict.fromkeys(kinds) if "/labels" not in kind]
            return [kinds.index(kind) for kind in found[::3]]
        last = len(kinds) - 1
        return [n for n, k in enumerate(kinds) if kinds[:n].count(k) < 2 or n == last]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play(told: Story) -> None:
    thread = Thread(told.team.repo)
    await told.play(partial(happens, thread) for happens in STEPS)


async def play_calmly(folder: Path) -> Calm:
    async with story(folder, CONFIGURATION) as told:
        await play(told)
        assert ids(the_meeting(told.team.repo)) == IDS
        return Calm(picture(told.team.repo), told.team.writes)


def test_the_story_has_writes_of_all_kinds(calm):
    kinds = {
        write.partition(" ")[0] + (" reaction" if "/reactions" in write else "")
        for write in calm.writes
    }
    assert kinds == {
        "POST",
        "PATCH",
        "PUT",
        "DELETE",
        "POST reaction",
        "DELETE reaction",
    }
    assert len(calm.writes) == len(", ".join(WRITES).split(", "))
    interrupted = calm.to_interrupt(after=True)
    assert {calm.kinds[number] for number in interrupted} == set(calm.kinds)
    assert calm.to_interrupt(after=False)[0] == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_at_each_write(tmp_path, calm, after):
    for number in calm.to_interrupt(after=after):
        async with story(tmp_path / f"{number}", CONFIGURATION) as told:
            told.kill_at(lambda r: r.is_write, skip=number, after=after)
            await play(told)
            assert told.bot.deaths == 1
            assert picture(told.team.repo) == calm.end, calm.writes[number]


@pytest.mark.parametrize(
    ("match", "after"),
    [
        ("GET …/issues/1", True),
        ("GET …/comments", False),
        ("PATCH …/comments/*", False),
        ("POST …/reactions", True),
    ],
)
async def test_what_it_was_at_is_taken_up_at_once(tmp_path, match, after):
    """The to-do list alone knows of it: no delivery comes again, no sweep helps."""
    async with story(tmp_path, CONFIGURATION) as told:
        await told.revive()
        told.github.faults.add(
            Fault(match="GET /app/installations", status=403, times=None)
        )
        told.refused.add("sweep *")
        told.kill_at(match, after=after)
        thread = Thread(told.team.repo)
        thread.say("pulses", "ada", "/agenda Release pulses")
        await told.settle()
        assert told.bot.deaths == 1
        await told.revive()
        assert ids(the_meeting(told.team.repo)) == ["A1"]
        assert reactions(thread.said["pulses"]) == ["+1"]
