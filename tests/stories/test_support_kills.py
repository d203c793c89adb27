"""kill -9 at each write below a question and a report: one reply, and all is done."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.playground.repositories import Repository
from tests.stories.asked import BODY, SUPPORT, TITLE
from tests.stories.killed import Story, story
from tests.stories.questions import sketch

pytestmark = pytest.mark.unmeasured

CONFIGURATION = f"{SUPPORT}  lock: true\n  detect: 'off'\nrequest_info: {{}}\n"


def steps(repo: Repository) -> tuple[Callable[[], object], ...]:
    return (
        lambda: repo.open_issue(TITLE, BODY, by="newcomer"),
        lambda: repo.issue(1).comment("/support", by="manics"),
        lambda: repo.open_issue("Crashes", "", by="ada"),
    )


async def play(told: Story) -> str:
    await told.play(steps(told.team.repo))
    return sketch(told.team.repo)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> str:
    return asyncio.run(play_calmly(tmp_path_factory.mktemp("calm")))


async def play_calmly(folder: Path) -> str:
    async with story(folder, CONFIGURATION) as told:
        end = await play(told)
        below = [write for write in told.team.writes if "/issues/" in write]
        assert len(below) == 7  # label, reply, close, thumb and lock; request and label
        return end


async def test_killed_at_each_write(tmp_path, calm):
    """After one write is before the next: only the first has a time before it."""
    for number, after in ((0, False), *((write, True) for write in range(7))):
        async with story(tmp_path / f"{number} {after}", CONFIGURATION) as told:
            told.kill_at(
                lambda r: r.is_write and "/issues/" in r.path, skip=number, after=after
            )
            assert await play(told) == calm, f"{number}, {after}"
            assert told.bot.deaths == 1
