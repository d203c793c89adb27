"""The bot put together in one process: web server, workers, rounds, start and stop."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot import missed
from bot.app import FEATURES, sections, wall_clock
from bot.core.turns import TurnsOf
from bot.detection.owners import OwnersDetector
from bot.feature import Feature
from bot.github.app import App
from bot.github.overview import Overview
from bot.outside import app_arguments, forums, notes_server
from bot.rounds import SWEEP, Rounds
from bot.settings import Settings
from bot.site import Site
from bot.store import store_of
from bot.sweep import SweepResult, sweep
from bot.todo.job import Job, Key, StoreUnavailable
from bot.web.logged import Logged
from bot.web.server import Server
from bot.worker import Worker

log = structlog.get_logger(__name__)

Role = Literal["web", "worker"]
ROLES: frozenset[Role] = frozenset({"web", "worker"})
"""What a process may do: answer over HTTP, and do jobs and rounds."""

LASTING_EVERY = timedelta(minutes=5)
"""How often it is seen to that the rounds are on the list."""

CONCURRENCY = 6
"""Jobs at once: they wait for GitHub, which wants few requests at a time.

As `bot.todo.order` shares the places out, one installation has five of these: enough for
what people ask for in three of its repositories, and two more.
"""

ANSWERS_END = timedelta(seconds=1)
JOBS_END = timedelta(seconds=7)
HANDED_BACK = timedelta(seconds=1)
"""Two seconds are left for closing: ten in all, as `docker stop` allows."""


class Bot:
    """Web server, workers and rounds in one process, from `start` to `stop`.

    Several may run in one process, and with PostgreSQL on several machines, each with
    all `roles` or one. `clock` is the time by which things are due, tokens end and
    GitHub's limits are waited for. `port` (None: that of the settings) is where pages
    are; one that is no `web` tells only of itself there, and needs none. `server` (None:
    one of its own) is one that runs already, and answers for it from `start` on. `turns`
    (None: the store's, or this process's own) are where an installation's writes wait.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = wall_clock,
        features: Sequence[Feature] = FEATURES,
        roles: Iterable[Role] = ROLES,
        port: int | None = None,
        server: Server | None = None,
        turns: TurnsOf | None = None,
        lasting_every: timedelta = LASTING_EVERY,
    ) -> None:
        self.settings = settings
        self.features = tuple(features)
        self.clock = clock
        self._roles = frozenset(roles)
        self._store = store_of(settings, clock)
        self.todo = self._store.todo
        self.github = App(
            **app_arguments(
                settings,
                self.features,
                clock,
                turns or self._store.turns,
                self._store.purses,
            )
        )
        self._overview = Overview(sections(self.features), clock)
        self._notes = notes_server(settings, clock)
        self._forum = forums(settings, clock)
        self._rounds = Rounds(
            app=self.github,
            todo=self.todo,
            features=self.features,
            overview=self._overview,
            now=clock,
            further={missed.KEY: (self._look_at_missed, missed.EVERY)},
        )
        self._worker = Worker(
            app=self.github,
            todo=self.todo,
            features=self.features,
            overview=self._overview,
            detector=OwnersDetector(settings.data_dir),
            now=clock,
            public_url=settings.public_url,
            notes=self._notes,
            forum=self._forum,
            rounds=self._rounds.by_name,
        )
        self._site: Site | None = None
        if "web" in self._roles or port is not None:
            self._site = Site(
                settings,
                features=self.features,
                todo=self.todo,
                github=self.github,
                overview=self._overview,
                now=clock,
                port=settings.port if port is None else port,
                whole="web" in self._roles,
                server=server,
            )
        self._lasting_every = lasting_every
        self._stopping = asyncio.Event()
        self._work_task: asyncio.Task[None] | None = None
        self._lasting_task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it is reached on this machine, while it runs; "" where it is not."""
        return self._site.url if self._site else ""

    async def start(self, *, work: bool = True, rounds: bool = True) -> None:
        """Do from now on what its roles are: accept deliveries; do jobs and rounds.

        Without `work` deliveries are only recorded, until `run_idle` does what they
        ask for. Without `rounds` it looks at nothing by itself: whoever moves the clock
        by days calls `sweep` when it is time. Raises SettingsError, naming the variable,
        where store or port cannot be used.
        """
        await self._store.open()
        working = work and "worker" in self._roles
        try:
            if working and rounds:
                await self._store.add(self._rounds.first())
            if self._site:  # at last: a server that is lent cannot be given back
                await self._site.start()
        except BaseException:
            await self.todo.close()
            raise
        if working:
            self._work_task = asyncio.create_task(self._work(), name="work")
        if working and rounds:
            self._lasting_task = asyncio.create_task(self._let_rounds_last())
        where = {"url": self.url} if self._site else {}
        if "web" in self._roles:
            where["webhook"] = self.settings.webhook_path
        log.info("started", roles=sorted(self._roles), **where)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Return once `stop` is set; raise what ended the work before that.

        That is `StoreUnavailable` where the list is of no use any more.
        """
        stopped = asyncio.create_task(stop.wait())
        work = {self._work_task} if self._work_task else set()
        done, _ = await asyncio.wait(
            {stopped, *work}, return_when=asyncio.FIRST_COMPLETED
        )
        stopped.cancel()
        for task in done - {stopped}:
            try:
                task.result()
            except* StoreUnavailable as errors:
                raise _first(errors) from None
            raise RuntimeError(f"{task.get_name()} ended by itself")

    async def stop(self, *, jobs_end: timedelta = JOBS_END) -> None:
        """Accept nothing more and end, within ten seconds unless `jobs_end` is longer.

        Running jobs have that long to finish; what does not is handed back and done
        after the next start. Nothing that was accepted is lost.
        """
        self._stopping.set()
        if self._lasting_task:
            self._lasting_task.cancel()
        await asyncio.gather(
            self._end_answers(), self._end_jobs(jobs_end.total_seconds())
        )
        if self._site:
            await self._site.close()
        await self.github.close()
        if self._notes is not None:
            await self._notes.close()
        await self._forum.close()
        await self.todo.close()
        log.info("stopped")

    async def _end_answers(self) -> None:
        if self._site:
            await self._site.stop(grace=ANSWERS_END.total_seconds())

    async def _end_jobs(self, seconds: float) -> None:
        if self._work_task is None:
            return
        _, unfinished = await asyncio.wait({self._work_task}, timeout=seconds)
        if unfinished:
            log.warning("jobs are handed back")
            self._work_task.cancel()
            # A store that says nothing is not waited for: it is closed.
            await asyncio.wait(unfinished, timeout=HANDED_BACK.total_seconds())
        if self._work_task.done() and not self._work_task.cancelled():
            self._work_task.exception()  # `run_until` has told of it

    async def sweep(self) -> SweepResult:
        """Look once at everything there is: the jobs for it are on the list."""
        return await sweep(
            self.github, self.todo, self.features, self._overview, self.clock()
        )

    async def run_idle(self, *, concurrency: int = CONCURRENCY) -> None:
        """Do all jobs, so many at once, until none is due."""
        await self._work(idle=True, concurrency=concurrency)

    async def _let_rounds_last(self) -> None:
        """Whatever becomes of the list, the rounds are on it again before long."""
        while True:
            await asyncio.sleep(self._lasting_every.total_seconds())
            with suppress(StoreUnavailable):  # jobs wait for it too, and say so
                await self.todo.add(self._rounds.lasting())

    async def _look_at_missed(self, _job: Job) -> None:
        await missed.look(
            self.github,
            self.todo,
            Logged(self.features),
            lambda login: Key(SWEEP.feature, login),
            self.clock(),
        )

    async def _work(
        self, *, idle: bool = False, concurrency: int = CONCURRENCY
    ) -> None:
        await self.todo.work(
            self._worker.run, concurrency=concurrency, stop=self._stopping, idle=idle
        )


def _first(errors: BaseExceptionGroup[StoreUnavailable]) -> StoreUnavailable:
    """One of them, from however many groups in groups."""
    inner = errors.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
