"""The same story while everything goes wrong that can."""

import asyncio
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.deliveries import Attempt, Delivery
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.playground.weather import Kind, Weather
from tests.chaos.calm import SECRET, environ
from tests.chaos.hasty import SPEED, HastyClock, HastyLoop, SharedTime
from tests.chaos.lives import Life
from tests.chaos.picture import Picture
from tests.chaos.places import BEGIN, HOUR, MINUTE
from tests.chaos.told import Script, Telling

KILLS = 40
PATIENCE = 60
"""Real seconds after which it will never settle."""

APART = 0.9
"""Seconds between two writes: time that is hasty is told a little late."""

ANSWERS = {202, 503}
"""To a delivery: taken, or try again; where there is any answer at all."""


@dataclass
class Chaos:
    """How it ends, and what happened on the way."""

    picture: Picture
    twice: list[str]
    broken: list[str]
    log: list[dict[str, Any]]
    figures: Counter[str] = field(default_factory=Counter)


class Waits:
    """Answers that take their time, and time that jumps where nobody does anything."""

    QUIET = 0.01
    """Real seconds without any request."""

    LONG = 5
    """So often in a row it is quiet where a job waits for nothing but the time."""

    JUMP = math.inf
    """The most seconds that are passed over at once."""

    def __init__(self, clock: HastyClock, wake: Callable[[], bool]) -> None:
        self._clock = clock
        self._wake = wake
        self._ends: list[float] = []
        self._quiet = 0
        self.job_waits = False
        self.task = asyncio.create_task(self._hurry())

    def note(self) -> None:
        """Somebody does something."""
        self._quiet = 0

    async def wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._ends.append(end)
        await asyncio.sleep(seconds)
        self._ends.remove(end)

    async def _hurry(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.QUIET * SPEED)
            self._quiet += 1
            if self._ends and self._quiet > 1:
                jump = min(self._ends) - loop.time()
            elif self.job_waits and self._quiet > self.LONG:
                jump = 5.0
            else:
                continue
            if self._wake():
                self._clock.shared.advance(min(jump, self.JUMP))
                self._wake()
            self._quiet = 0


def weather(seed: int, waits: Waits) -> Weather:
    """One in twenty requests of each kind."""
    dice = random.Random(f"weather {seed}")

    async def ten_seconds(_request: Request) -> None:
        await waits.wait(10)

    def either() -> bool:
        return dice.random() < 0.5

    return Weather(
        seed,
        [
            Kind("500", 0.05, lambda: Fault(status=500)),
            Kind(
                "502 after effect", 0.05, lambda: Fault(status=502, after_effect=True)
            ),
            Kind("resets", 0.05, lambda: Fault(reset=True, after_effect=either())),
            Kind(
                "10 s",
                0.05,
                lambda: Fault(callback=ten_seconds, after_effect=either()),
            ),
        ],
    )


class Post:
    """The deliveries on their bad way: some never come, some twice, some much later."""

    def __init__(self, github: Playground, seed: int, figures: Counter[str]) -> None:
        self._github = github
        self._dice = random.Random(f"post {seed}")
        self._figures = figures
        self._late: list[Delivery] = []
        self.is_bad = True

    async def bring(self) -> None:
        """Bring what there is now, in some order."""
        dice, pending = self._dice, self._github.pending
        batch: list[Delivery] = []
        for delivery in [*pending, *self._late] if self.is_bad else pending:
            fate = dice.random() if self.is_bad else 1
            if fate < 0.15:
                self._figures["lost"] += 1
            elif fate < 0.3:
                self._figures["doubled"] += 1
                batch += [delivery, delivery]
            else:
                batch.append(delivery)
        pending.clear()
        self._late.clear()
        if self.is_bad:
            dice.shuffle(batch)
            held = dice.randrange(len(batch) + 1) if dice.random() < 0.3 else 0
            self._late, batch = batch[:held], batch[held:]
            self._figures["delayed"] += held
        for delivery in batch:
            attempt = await self.send(delivery)
            self._figures["deliveries"] += 1
            if not attempt.response_headers:
                self._figures["unanswered"] += 1
            elif attempt.status_code in ANSWERS:
                self._figures[f"answered {attempt.status_code}"] += 1
            else:
                raise AssertionError(f"a delivery was answered {attempt}")

    async def send(self, delivery: Delivery) -> Attempt:
        """Bring one to where deliveries go."""
        return await self._github.outbox.send(delivery)


class Killer:
    """Kills the bot when its time has come, so often, all through the story."""

    def __init__(
        self,
        moments: int,
        seed: int,
        kills: int,
        kill: Callable[[], Any],
        waits: Waits,
    ) -> None:
        self._dice = random.Random(f"kills {seed}")
        self._moments = sorted(self._dice.choices(range(moments), k=kills))
        self._kill = kill
        self._waits = waits
        self._wait: int | None = None
        self._only_writes = False
        self.due = 0

    def begin(self, moment: int) -> None:
        """So many are due in this moment of the story."""
        while self._moments and self._moments[0] <= moment:
            self._moments.pop(0)
            self.due += 1
        self._arm()

    def _arm(self) -> None:
        self._only_writes = self._dice.random() < 0.5
        self._wait = self._dice.randrange(4 if self._only_writes else 40)

    def fault(self, request: Request) -> Fault | None:
        """Its death at this request, if that is to be.

        GitHub may do it before, or never, or seconds later: it goes on with what it has
        begun, though nobody waits for the answer.
        """
        if not self.due or self._wait is None:
            return None
        if self._only_writes and not request.is_write:
            return None
        self._wait -= 1
        if self._wait >= 0:
            return None
        self._wait = None
        when = self._dice.choice(["before", "after", "late"])

        async def kill(_request: Request) -> None:
            await self._kill()
            if when == "late":
                await self._waits.wait(10)

        if when == "late":
            return Fault(callback=kill)
        return Fault(callback=kill, reset=True, after_effect=when == "after")

    def done(self) -> None:
        """It was killed."""
        if self.due:
            self.due -= 1
        self._arm()


class Chaotic:
    """A bot that is killed and started again and again, in bad weather."""

    def __init__(
        self, telling: Telling, folder: Path, times: Path, seed: int, kills: int
    ) -> None:
        self.github = telling.github
        self.figures: Counter[str] = Counter()
        self.log: list[dict[str, Any]] = []
        self.post = Post(self.github, seed, self.figures)
        assert isinstance(self.github.clock, HastyClock)
        self.waits = Waits(self.github.clock, self._wake)
        moments = len(telling.script.moments)
        self.killer = Killer(moments, seed, kills, self.kill, self.waits)
        self.weather = weather(seed, self.waits)
        self._environ = environ(self.github, folder)
        self._folder, self._times = folder, times
        self._dice = random.Random(f"chaos {seed}")
        self._life: Life | None = None
        self._none_dies = asyncio.Event()
        self._none_dies.set()
        self.github.faults.chance = self._fault

    def _wake(self) -> bool:
        """Let the bot see what time it is, if there is one."""
        if self._life is None or not self._life.address:
            return False
        self._life.wake()
        return True

    def _fault(self, request: Request) -> Fault | None:
        self.waits.note()
        return self.killer.fault(request) or self.weather.fault(request)

    async def hear(self) -> None:
        """Something has happened: part of the post comes at once."""
        await self._live()
        if self._dice.random() < 0.5:
            await self.post.bring()

    async def settle(self) -> None:
        deadline = time.monotonic() + PATIENCE
        still = 0
        while still < 2:
            if time.monotonic() > deadline:
                raise AssertionError(f"it never settles: {self.log[-5:]}")
            await self._live()
            await self.post.bring()
            counts = await self._life.counts() if self._life else None
            if counts is None:
                await self._buried()
                continue
            self.waits.job_waits = counts.running > 0
            if self.github.pending or counts.running:
                still = 0
                await asyncio.sleep(0.005 * SPEED)
                continue
            now = self.github.clock.now()
            if counts.waiting and counts.next_due and counts.oldest is None:
                self.github.clock.advance(counts.next_due - now)
                self._wake()
            still = still + 1 if not counts.waiting else 0
            await asyncio.sleep(0.001 * SPEED)

    async def look(self, until: datetime) -> None:
        """By the hourly round, or by a start."""
        while self.killer.due:
            await self.kill()
            await self.settle()
        in_time = self.github.clock.now() + HOUR + 4 * MINUTE < until
        if in_time and self._dice.random() < 0.5:
            self.github.clock.advance(HOUR)
        else:
            await self.kill()
            self.figures["restarts"] += 1

    async def kill(self) -> None:
        life, self._life = self._life, None
        if life is not None:
            self._none_dies.clear()
            await life.kill()
            self._none_dies.set()
            self.log += life.log
            self.figures["kills"] += 1
            self.killer.done()

    async def _buried(self) -> None:
        """It died by itself, or by a request."""
        life, self._life = self._life, None
        if life is not None:
            raise AssertionError(f"it died by itself: {life.log[-3:]}")

    async def _live(self) -> None:
        while self._life is None:
            await self._none_dies.wait()  # it holds its file to its last breath
            life = self._life = Life(self._environ, self._folder, self._times)
            self.figures["lives"] += 1
            if self.killer.due and self._dice.random() < 0.15:
                delay = self._dice.random() * 0.3
                await asyncio.sleep(delay * SPEED)
                if self._life is life:
                    await self.kill()
                    self.figures["killed while it started"] += 1
                continue
            if await life.started():
                self.github.deliver_to(life.address)

    def begin(self, moment: int) -> None:
        self.killer.begin(moment)
        self._wake()

    async def close(self) -> None:
        await self.kill()
        self.waits.task.cancel()

    async def end(self) -> None:
        """All is well from now on; one more start."""
        self.killer.due = 0
        self.github.faults.chance = lambda _request: None
        self.post.is_bad = False
        await self.kill()
        await self.settle()


def play_chaos(told: Script, folder: Path, kills: int = KILLS) -> Chaos:
    times = folder / "time"
    shared = SharedTime(times)
    with asyncio.Runner(loop_factory=lambda: HastyLoop(shared)) as runner:
        return runner.run(_play(told, folder, HastyClock(BEGIN, shared), times, kills))


async def _play(
    told: Script, folder: Path, clock: HastyClock, times: Path, kills: int
) -> Chaos:
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        telling = Telling(told, github)
        bots = Chaotic(telling, folder, times, told.seed, kills)
        try:
            await telling.play(bots)
            await bots.end()
            figures = bots.figures
            figures.update(bots.weather.happened)
            figures["requests"] = len(github.requests)
            figures["writes"] = len(github.requests.writes)
            picture = Picture(github)
            broken = github.broken_rules(apart=APART)
        finally:
            await bots.close()
        return Chaos(picture, telling.witness.twice, broken, bots.log, figures)
