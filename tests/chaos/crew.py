"""The same story with four processes on one PostgreSQL, which is restarted in between.

PostgreSQL has its own clock, by which workers are heard and turns to write are taken. So
it is told what `now()` is in that database: its seconds are hasty ones like all others.
It takes no part in jumps, in which nobody can be heard.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.playground import Playground
from bot.playground.deliveries import Attempt, Delivery
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.process import Role
from bot.todo.job import Counts
from tests.chaos.calm import SECRET, environ
from tests.chaos.chaos import Chaos, Killer, Post, Waits, weather
from tests.chaos.hasty import SPEED, HastyClock, HastyLoop, SharedTime
from tests.chaos.lives import Life
from tests.chaos.picture import Picture
from tests.chaos.places import BEGIN, HOUR, MINUTE
from tests.chaos.told import Script, Telling
from tests.postgres.cluster import Cluster

KILLS = 18
ROLES: tuple[Role, ...] = ("web", "web", "worker", "worker")

PATIENCE = 60
"""Real seconds after which it will never settle."""

APART = 0.5
"""Seconds between two writes: two clocks tell of them, each a little late."""

AWAY = "SettingsError: DATABASE_URL:"
"""Why a process ends at its start where PostgreSQL is not there."""

_HASTY = f"""
    CREATE FUNCTION public.hasty(timestamptz) RETURNS timestamptz IMMUTABLE LANGUAGE sql
        AS 'SELECT to_timestamp(0) + ($1 - to_timestamp(0)) * {SPEED}';
    CREATE FUNCTION public.now() RETURNS timestamptz STABLE LANGUAGE sql
        AS 'SELECT public.hasty(pg_catalog.now())';
    CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
        AS 'SELECT public.hasty(pg_catalog.clock_timestamp())';
    """


def hasty_database(cluster: Cluster) -> str:
    """The address of a new database whose clock is as fast as the bot's."""
    url = cluster.database()
    cluster.execute(_HASTY, url)
    cluster.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path"
        " = public, pg_catalog', current_database()); END $$",
        url,
    )
    return url


class _Waits(Waits):
    """Whoever works has to be heard every three seconds."""

    JUMP = 3.0


@dataclass(eq=False)
class Seat:
    """What one process after the other is for; `address` is that of the last one."""

    role: Role
    life: Life | None = None
    address: str = ""
    start: asyncio.Task[None] | None = None


class CrewPost(Post):
    """Each delivery comes to one of the webs, be it alive or not."""

    def __init__(
        self, github: Playground, seed: int, figures: Counter[str], webs: list[Seat]
    ) -> None:
        super().__init__(github, seed, figures)
        self._to = random.Random(f"to {seed}")
        self._playground = github
        self._webs = webs

    async def send(self, delivery: Delivery) -> Attempt:
        webs = self._to.sample(self._webs, len(self._webs))
        both = self._to.random() < 0.5 or not self.is_bad
        attempt: Attempt | None = None
        for web in webs if both else webs[:1]:
            if attempt is None or not attempt.response_headers:
                self._playground.deliver_to(web.address)
                attempt = await super().send(delivery)
        assert attempt
        return attempt


class Crew:
    """Two webs and two workers that are killed one by one, in bad weather."""

    def __init__(
        self,
        telling: Telling,
        folder: Path,
        times: Path,
        cluster: Cluster,
        kills: int,
    ) -> None:
        seed, moments = telling.script.seed, telling.script.moments
        self.github = telling.github
        self.figures: Counter[str] = Counter()
        self.log: list[dict[str, Any]] = []
        self.seats = [Seat(role) for role in ROLES]
        self.workers = [seat for seat in self.seats if seat.role == "worker"]
        webs = [seat for seat in self.seats if seat.role == "web"]
        self.post = CrewPost(self.github, seed, self.figures, webs)
        assert isinstance(self.github.clock, HastyClock)
        self.waits = _Waits(self.github.clock, self._wake)
        self.killer = Killer(len(moments), seed, kills, self.kill_some, self.waits)
        self.weather = weather(seed, self.waits)
        self.database = hasty_database(cluster)
        self._environ = environ(self.github, folder) | {"DATABASE_URL": self.database}
        self._folder, self._times = folder, times
        self._dice = random.Random(f"crew {seed}")
        self._cluster = cluster
        self._middle = len(moments) // 2
        self._restart_due = False
        self._restart: asyncio.Task[None] | None = None
        self._moment = 0
        self.github.faults.chance = self._fault

    def _lives(self) -> list[Life]:
        return [seat.life for seat in self.seats if seat.life and seat.life.address]

    def _wake(self) -> bool:
        """Let all see what time it is."""
        lives = self._lives()
        for life in lives:
            life.wake()
        return bool(lives)

    def _fault(self, request: Request) -> Fault | None:
        self.waits.note()
        if self._restart_due and request.is_write:
            self._restart_due = False
            self._restart = asyncio.create_task(self._restart_database())
        return self.killer.fault(request) or self.weather.fault(request)

    def begin(self, moment: int) -> None:
        self._moment = moment
        self.killer.begin(moment)
        self._wake()

    async def hear(self) -> None:
        """Something has happened: part of the post comes at once."""
        if self._dice.random() < 0.5:
            await self.post.bring()
        if self._moment >= self._middle and self._restart is None:
            self._restart_due = True

    async def _restart_database(self) -> None:
        await asyncio.to_thread(self._cluster.restart, "immediate")
        self.figures["database restarts"] += 1

    async def settle(self) -> None:
        deadline = time.monotonic() + PATIENCE
        still = 0
        while still < 2:
            if time.monotonic() > deadline:
                raise AssertionError(f"it never settles: {self._last_words()}")
            await self._all_live()
            await self.post.bring()
            counts = await self._counts()
            restarts = self._restart is not None and not self._restart.done()
            self.waits.job_waits = counts.running > 0
            if self.github.pending or counts.running or restarts:
                still = 0
                await asyncio.sleep(0.005 * SPEED)
                continue
            now = self.github.clock.now()
            if counts.waiting and counts.next_due and counts.oldest is None:
                self.github.clock.advance(counts.next_due - now)
                self._wake()
            still = still + 1 if not counts.waiting else 0
            await asyncio.sleep(0.001 * SPEED)

    async def _counts(self) -> Counts:
        """As any process has them that lives."""
        while True:
            await self._all_live()
            lives = self._lives()
            if lives:
                counts = await self._dice.choice(lives).counts()
                if counts is not None:
                    return counts
            await asyncio.sleep(0.01)

    def _last_words(self) -> list[dict[str, Any]]:
        living = [line for life in self._lives() for line in life.log[-5:]]
        return [*self.log[-5:], *living]

    async def look(self, until: datetime) -> None:
        """By the hourly round, or by a worker's start."""
        while self.killer.due:
            await self.kill_some()
            await self.settle()
        in_time = self.github.clock.now() + HOUR + 4 * MINUTE < until
        if in_time and self._dice.random() < 0.5:
            self.github.clock.advance(HOUR)
            self._wake()
        else:
            await self.kill(self._dice.choice(self.workers))
            self.figures["restarts"] += 1

    async def kill_some(self) -> None:
        """One of them, or all who work."""
        self.killer.done()
        if self._dice.random() < 0.2:
            self.figures["times no worker was left"] += 1
            await asyncio.gather(*map(self.kill, self.workers))
        else:
            await self.kill(self._dice.choice(self.seats))

    async def kill(self, seat: Seat) -> None:
        """The next one starts at once."""
        life, seat.life = seat.life, None
        if life is not None:
            await life.kill()
            self.log += life.log
            self.figures["kills"] += 1
            self.figures[f"kills of a {seat.role}"] += 1
            seat.start = asyncio.create_task(self._start(seat))

    async def _start(self, seat: Seat) -> None:
        while True:
            life = seat.life = Life(
                self._environ, self._folder, self._times, (seat.role,)
            )
            self.figures["lives"] += 1
            if await life.started():
                seat.address = life.address
                return
            if seat.life is not life:
                return  # it was killed, and the next one starts by that
            seat.life = None
            await life.kill()
            if not any(AWAY in str(line["event"]) for line in life.log):
                self.log += life.log
                raise AssertionError(f"it did not start: {life.log[-5:]}")
            self.figures["starts without a database"] += 1
            await asyncio.sleep(1)

    async def _all_live(self) -> None:
        """All have been started, by now."""
        while starts := [
            seat.start for seat in self.seats if seat.start and not seat.start.done()
        ]:
            await asyncio.gather(*starts)
        for seat in self.seats:
            if seat.start is None:
                seat.start = asyncio.create_task(self._start(seat))
                await seat.start
            elif seat.life is not None and seat.life.dead.is_set():
                raise AssertionError(f"it died by itself: {seat.life.log[-3:]}")

    async def end(self) -> None:
        """All is well from now on; all start once more."""
        self.killer.due = 0
        self.github.faults.chance = lambda _request: None
        self.post.is_bad = False
        await asyncio.gather(*map(self.kill, self.seats))
        await self.settle()

    async def close(self) -> None:
        self.waits.task.cancel()
        if self._restart:
            await asyncio.wait([self._restart])
        for seat in self.seats:
            if seat.start:
                seat.start.cancel()
            if seat.life is not None:
                await seat.life.kill()
                self.log += seat.life.log


def play_with_crew(
    told: Script, folder: Path, cluster: Cluster, kills: int = KILLS
) -> Chaos:
    times = folder / "time"
    shared = SharedTime(times)
    with asyncio.Runner(loop_factory=lambda: HastyLoop(shared)) as runner:
        clock = HastyClock(BEGIN, shared)
        return runner.run(_play(told, folder, clock, times, cluster, kills))


async def _play(
    told: Script,
    folder: Path,
    clock: HastyClock,
    times: Path,
    cluster: Cluster,
    kills: int,
) -> Chaos:
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        telling = Telling(told, github)
        crew = Crew(telling, folder, times, cluster, kills)
        try:
            await telling.play(crew)
            await crew.end()
            figures = crew.figures
            figures.update(crew.weather.happened)
            figures["requests"] = len(github.requests)
            figures["writes"] = len(github.requests.writes)
            picture = Picture(github)
            broken = github.broken_rules(apart=APART)
        finally:
            await crew.close()
        return Chaos(picture, telling.witness.twice, broken, crew.log, figures)
