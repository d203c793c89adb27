"""kill -9 at each write of a pulse: one issue, one list, one summary, and all is done."""

import asyncio
from collections.abc import Callable
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


WRITES = 12  # issue, list, pin; two claims; the release; its end
ALIKE = (3, 7, 9)  # the list as pinned, a second reaction, the list as it is in the end


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


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> str:
    async with story(folder, CONFIGURATION) as told:
        end = await play(told)
        below = [write for write in told.team.writes if "/issues" in write]
        assert len(below) == WRITES
        assert len(mine(pulse(told.team))) == 3
        return end


async def test_killed_at_each_write(tmp_path, calm):
    """After one write is before the next: only the first has a time before it."""
    after_each = ((write, True) for write in range(WRITES) if write not in ALIKE)
    for number, after in ((0, False), *after_each):
        async with story(tmp_path / f"{number} {after}", CONFIGURATION) as told:
            told.kill_at(
                lambda r: r.is_write and "/issues" in r.path, skip=number, after=after
            )
            assert await play(told) == calm, f"{number}, {after}"
            assert told.bot.deaths == 1
            assert live(pulse(told.team))
