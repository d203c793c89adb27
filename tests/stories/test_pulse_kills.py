"""kill -9 at each write of a pulse: one issue, one list, one summary, and all is done."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.stories.killed import NOW, Story, story
from tests.stories.pulsing import live, pulse
from tests.stories.small_pulse import begin, sketch
from tests.stories.team import FILE, mine

pytestmark = pytest.mark.unmeasured

DAY = NOW - timedelta(days=2)
CONFIGURATION = f"""\
releases:
  when: FREQ=YEARLY;BYMONTH={DAY.month};BYMONTHDAY={DAY.day}
  min_age: 0s
  projects:
    jupyterhub/hub: {{}}
    jupyterhub/spawner: {{after: [jupyterhub/hub]}}
"""
OVER = f"{CONFIGURATION}  window: 1d\n"


def steps(told: Story) -> tuple[Callable[[], object], ...]:
    def release() -> None:
        told.github.repository("jupyterhub/hub").tags.create("1.0.1", by="minrk")

    return (
        lambda: pulse(told.team).comment("/release claim spawner", by="manics"),
        lambda: pulse(told.team).comment("/release claim nothing", by="manics"),
        release,
        lambda: told.team.repo.commit(FILE, OVER),
    )


async def play(told: Story) -> str:
    for name in ("hub", "spawner"):
        begin(told.github, name)
    told.github.pending.clear()
    await told.play(steps(told))
    return sketch(told.team.repo)


@dataclass(frozen=True)
class Calm:
    """How it ends when nobody kills the bot, and what it wrote below issues until then."""

    end: str
    writes: list[str]

    @property
    def to_interrupt(self) -> list[int]:
        """The first write of each kind, and the last ones, by their place."""
        kinds = [re.sub(r"\d+", "…", write) for write in self.writes]
        last = len(kinds) - 2
        return [n for n, kind in enumerate(kinds) if n >= last or kind not in kinds[:n]]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Calm:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> Calm:
    async with story(folder, CONFIGURATION) as told:
        end = await play(told)
        below = [write for write in told.team.writes if "/issues" in write]
        assert live(pulse(told.team)) in mine(pulse(told.team))
        assert "This pulse is over." in end
        return Calm(end, below)


def test_there_are_writes_of_all_kinds(calm):
    kinds = {calm.writes[number].partition(" ")[0] for number in calm.to_interrupt}
    assert kinds >= {"POST", "PUT", "PATCH"}
    assert len(calm.to_interrupt) >= 7


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_at_each_write(tmp_path, calm, after):
    """After one write is before the next: only of the first there is a time before it."""
    for number in calm.to_interrupt if after else [0]:
        async with story(tmp_path / f"{number}", CONFIGURATION) as told:
            told.kill_at(
                lambda r: r.is_write and "/issues" in r.path, skip=number, after=after
            )
            assert await play(told) == calm.end, f"{number}: {calm.writes[number]}"
            assert told.bot.deaths == 1
