"""Two webs and two workers on one PostgreSQL, which is restarted in between.

PostgreSQL has its own clock, by which workers are heard and turns to write are taken. So
it is told what `now()` is in that database: what has passed of the common time. It takes
no part in jumps, in which nobody can be heard.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.playground import Playground
from bot.playground.deliveries import Attempt, Delivery
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.process import Role
from bot.todo.job import Counts
from tests.chaos.company import Company
from tests.chaos.lives import Life
from tests.chaos.loops import ConductingLoop
from tests.chaos.ordeal import Chaos, Ordeal, Trial, play
from tests.chaos.places import BEGIN
from tests.chaos.post import Post
from tests.chaos.sleepers import children
from tests.chaos.told import Script
from tests.postgres.cluster import Cluster

KILLS = 18
ROLES: tuple[Role, ...] = ("web", "web", "worker", "worker")

LATE = timedelta(seconds=0.5)
"""Where each waits for PostgreSQL it looks about ten times a second, all at other times."""

AWAY = "SettingsError: DATABASE_URL:"
"""Why a process ends at its start where PostgreSQL is not there."""

_CLOCK = """
    CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql
        AS $$
            SELECT to_timestamp({begin} + ('x' || encode(
                pg_read_binary_file('{file}', 0, 8), 'hex'))::bit(64)::bigint / 1e6)
        $$;
    CREATE FUNCTION public.now() RETURNS timestamptz STABLE LANGUAGE sql
        AS 'SELECT public.clock_timestamp()';
    DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog',
            current_database());
        EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 10',
            current_database());
    END $$
    """
"""Who waits for each other without end is told at once: time would go on meanwhile."""


class SharedDatabase:
    """A new database of a cluster's, whose clock is that of a company."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.url = cluster.database()
        name = self.url.partition("?")[0].rpartition("/")[2]
        file = cluster.folder / f"time of {name}"  # which PostgreSQL may read
        self.company = Company(file, self._processes, late=LATE)
        begin = BEGIN.timestamp()
        cluster.execute(_CLOCK.format(begin=begin, file=file), self.url)

    def _processes(self) -> Iterator[int]:
        with suppress(OSError, IndexError, ValueError):  # it is restarted
            file = self.cluster.folder / "data" / "postmaster.pid"
            yield from children(int(file.read_text().split()[0]))


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


class Crew(Ordeal):
    """Four processes that are killed one by one; the next one starts at once."""

    def __init__(self, trial: Trial, database: SharedDatabase) -> None:
        super().__init__(trial)
        script = trial.telling.script
        self.seats = [Seat(role) for role in ROLES]
        self.workers = [seat for seat in self.seats if seat.role == "worker"]
        webs = [seat for seat in self.seats if seat.role == "web"]
        self.post = CrewPost(self.github, script.seed, self.figures, webs)
        self.database = database
        self.environ |= {"DATABASE_URL": database.url}
        self._middle = len(script.moments) // 2
        self._restart_due = False
        self._restart: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        return self._restart is not None and not self._restart.done()

    def fault(self, request: Request) -> Fault | None:
        if self._restart_due and request.is_write:
            self._restart_due = False
            self._restart = asyncio.create_task(self._restart_database())
        return super().fault(request)

    def begin(self, moment: int) -> None:
        super().begin(moment)
        if moment >= self._middle and self._restart is None:
            self._restart_due = True

    async def _restart_database(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, ConductingLoop)
        with loop.slowly():
            await asyncio.to_thread(self.database.cluster.restart, "immediate")
        self.figures["database restarts"] += 1

    async def counts(self) -> Counts:
        """As any process has them that lives."""
        while True:
            await self._all_live()
            lives = [seat.life for seat in self.seats if seat.life]
            if lives:
                counts = await self.dice.choice(lives).counts()
                if counts is not None:
                    return counts
            await asyncio.sleep(0.1)

    async def kill_some(self) -> None:
        """One of them, or all who work."""
        self.killer.done()
        if self.dice.random() < 0.2:
            self.figures["times no worker was left"] += 1
            await asyncio.gather(*map(self._kill, self.workers))
        else:
            await self._kill(self.dice.choice(self.seats))

    async def restart(self) -> None:
        await self._kill(self.dice.choice(self.workers))

    async def restart_all(self) -> None:
        await asyncio.gather(*map(self._kill, self.seats))

    async def close(self) -> None:
        if self._restart:
            await asyncio.wait([self._restart])
        for seat in self.seats:
            if seat.start:
                seat.start.cancel()
            if seat.life is not None:
                await seat.life.kill()
                self.log += seat.life.log

    async def _kill(self, seat: Seat) -> None:
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
                self.environ, self.folder, self.company, (seat.role,)
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


def play_with_crew(
    told: Script, folder: Path, cluster: Cluster, kills: int = KILLS
) -> Chaos:
    database = SharedDatabase(cluster)

    def crew(trial: Trial) -> Crew:
        return Crew(trial, database)

    return play(told, folder, database.company, kills, crew)
