"""What a bot goes through in the chaos, be it one process or several."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.todo.job import Counts
from tests.chaos.calm import SECRET, environ
from tests.chaos.company import CommonClock, Company
from tests.chaos.killer import Killer
from tests.chaos.loops import conducted
from tests.chaos.picture import Picture
from tests.chaos.places import BEGIN, HOUR, MINUTE
from tests.chaos.post import Post
from tests.chaos.told import Script, Telling
from tests.chaos.weather import weather

LOOKS = 4_000
"""After so many it will never settle."""

A_WHILE = 0.5
"""Seconds from one look to the next."""


@dataclass(frozen=True)
class Trial:
    """Who is to go through what, where, and how often it is to die."""

    telling: Telling
    folder: Path
    company: Company
    kills: int


@dataclass
class Chaos:
    """How it ends, and what happened on the way."""

    picture: Picture
    twice: list[str]
    broken: list[str]
    log: list[dict[str, Any]]
    figures: Counter[str]


class Ordeal(ABC):
    """Bad weather, a bad post and a killer, until the `end`; then all is well."""

    def __init__(self, trial: Trial) -> None:
        script = trial.telling.script
        self.github = trial.telling.github
        self.company = trial.company
        self.folder = trial.folder
        self.environ = environ(self.github, trial.folder)
        self.figures: Counter[str] = Counter()
        self.log: list[dict[str, Any]] = []
        self.dice = random.Random(f"ordeal {script.seed}")
        self.post = Post(self.github, script.seed, self.figures)
        self.killer = Killer(
            len(script.moments), script.seed, trial.kills, self.kill_some
        )
        self.weather = weather(script.seed)
        self.github.faults.chance = self.fault

    @abstractmethod
    async def counts(self) -> Counts:
        """How much there is to do, as one tells that lives."""

    @abstractmethod
    async def kill_some(self) -> None:
        """Let the killer have its way."""

    @abstractmethod
    async def restart(self) -> None:
        """Kill one that works, so that another looks at everything when it starts."""

    @abstractmethod
    async def restart_all(self) -> None:
        """Kill all there are."""

    @abstractmethod
    async def close(self) -> None:
        """Let none live."""

    @property
    def is_busy(self) -> bool:
        """Whether something happens besides jobs and deliveries."""
        return False

    def fault(self, request: Request) -> Fault | None:
        return self.killer.fault(request) or self.weather.fault(request)

    def begin(self, moment: int) -> None:
        self.killer.begin(moment)

    async def hear(self) -> None:
        """Something has happened: part of the post comes at once."""
        if self.dice.random() < 0.5:
            await self.counts()
            await self.post.bring()

    async def settle(self) -> None:
        """Return once nothing is left to do, as it was seen twice."""
        still = 0
        for _ in range(LOOKS):
            counts = await self.counts()
            await self.post.bring()
            if self.github.pending or counts.running or self.is_busy:
                still = 0
                await asyncio.sleep(A_WHILE)
                continue
            if counts.waiting and counts.next_due and counts.oldest is None:
                self.github.clock.advance(counts.next_due - self.github.clock.now())
            still = still + 1 if not counts.waiting else 0
            if still == 2:
                return
            await asyncio.sleep(A_WHILE)
        raise AssertionError(f"it never settles: {counts}, {self.log[-5:]}")

    async def look(self, until: datetime) -> None:
        """By the hourly round, or by a start."""
        while self.killer.due:
            await self.kill_some()
            await self.settle()
        in_time = self.github.clock.now() + HOUR + 4 * MINUTE < until
        if in_time and self.dice.random() < 0.5:
            self.github.clock.advance(HOUR)
        else:
            await self.restart()
            self.figures["restarts"] += 1

    def calm_down(self) -> None:
        """No fault comes by chance any more, and every delivery arrives."""
        self.github.faults.chance = lambda _request: None
        self.post.is_bad = False

    async def end(self) -> None:
        """All is well from now on, once those are dead that were to die; one more start."""
        while self.killer.due:
            await self.kill_some()
            await self.settle()
        self.calm_down()
        await self.restart_all()
        await self.settle()


def play(
    told: Script,
    folder: Path,
    company: Company,
    kills: int,
    ordeal: Callable[[Trial], Ordeal],
) -> Chaos:
    """Tell a story to bots that go through an ordeal."""
    clock = CommonClock(BEGIN, company)

    async def ends() -> Chaos:
        async with Playground(clock=clock, webhook_secret=SECRET) as github:
            telling = Telling(told, github)
            bots = ordeal(Trial(telling, folder, company, kills))
            try:
                await telling.play(bots)
                await bots.end()
                picture, figures = Picture(github), bots.figures
                figures.update(bots.weather.happened)
                figures["requests"] = len(github.requests)
                figures["writes"] = len(github.requests.writes)
                broken = github.broken_rules()
            finally:
                await bots.close()
            return Chaos(picture, telling.witness.twice, broken, bots.log, figures)

    with asyncio.Runner(loop_factory=conducted(company)) as runner:
        return runner.run(ends())
