"""One process after the other on a file, killed again and again."""

import asyncio
from pathlib import Path

from bot.todo.job import Counts
from tests.chaos.company import Company
from tests.chaos.lives import Life
from tests.chaos.ordeal import Chaos, Ordeal, Trial, play
from tests.chaos.told import Script

KILLS = 40

BORN_DEAD = 0.15
"""How likely it dies while it starts, where its death is due."""

START = 12
"""How often it waits for something until it has started."""


class Alone(Ordeal):
    """A bot with one life at a time."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(trial)
        self._life: Life | None = None
        self._none_dies = asyncio.Event()
        self._none_dies.set()

    async def counts(self) -> Counts:
        while True:
            life = await self._alive()
            counts = await life.counts()
            if counts is not None:
                return counts
            if life is self._life:
                raise AssertionError(f"it died by itself: {life.log[-3:]}")

    async def kill_some(self) -> None:
        await self.restart()
        self.killer.done()

    async def restart(self) -> None:
        life, self._life = self._life, None
        if life is not None:
            self._none_dies.clear()
            await life.kill()
            self._none_dies.set()
            self.log += life.log
            self.figures["kills"] += 1

    async def restart_all(self) -> None:
        await self.restart()

    async def close(self) -> None:
        await self.restart()

    async def _alive(self) -> Life:
        while self._life is None:
            await self._none_dies.wait()  # it holds its file to its last breath
            lasts = None
            if self.killer.due and self.dice.random() < BORN_DEAD:
                lasts = self.dice.randrange(START)
            life = self._life = Life(
                self.environ, self.folder, self.company, lasts=lasts
            )
            self.figures["lives"] += 1
            if await life.started():
                self.github.deliver_to(life.address)
            elif lasts is not None and life is self._life:
                await self.kill_some()
                self.figures["killed while it started"] += 1
        return self._life


def play_alone(told: Script, folder: Path, kills: int = KILLS) -> Chaos:
    return play(told, folder, Company(folder / "time"), kills, Alone)
