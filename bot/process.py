"""The bot put together in one process: web server, workers, sweep, start and stop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from bot.app import FEATURES, permissions, sections, wall_clock
from bot.detection.owners import OwnersDetector
from bot.discourse.client import Discourse
from bot.discourse.reach import is_open_to_all
from bot.feature import Feature
from bot.github.app import App
from bot.github.overview import Overview
from bot.github.tokens import load_key
from bot.settings import Settings, SettingsError
from bot.sweep import SweepResult, sweep
from bot.todo.job import StoreUnavailable, wait_before
from bot.todo.sqlite import SqliteTodo
from bot.web.calendar import Calendar
from bot.web.page_memory import Lookups
from bot.web.pages import Pages
from bot.web.server import Server
from bot.web.versions import Versions
from bot.web.webhook import Webhook
from bot.worker import Worker

if TYPE_CHECKING:
    from bot.hackmd.client import HackMD

log = structlog.get_logger(__name__)

CONCURRENCY = 4
"""Jobs at once: they wait for GitHub, which wants few requests at a time."""

SWEEP_EVERY = timedelta(hours=1)

ANSWERS_END = timedelta(seconds=1)
JOBS_END = timedelta(seconds=8)
"""Two seconds are left for closing: ten in all, as `docker stop` allows."""


class AppArguments(TypedDict):
    """What `bot.github.api.App` is made of."""

    app_id: str
    private_key: RSAPrivateKey
    api_url: str
    graphql_url: str
    permissions: Mapping[str, str]
    now: Callable[[], datetime]
    write_interval: float


def app_arguments(
    settings: Settings,
    features: Sequence[Feature],
    now: Callable[[], datetime] = wall_clock,
) -> AppArguments:
    """The App of these settings, with no more rights than the features need.

    `now` is the time by which tokens end and GitHub's limits are waited for, whatever
    time the plans are for.
    """
    return AppArguments(
        app_id=settings.app_id,
        private_key=load_key(settings.private_key, checked=True),
        api_url=settings.api_url,
        graphql_url=settings.graphql_url,
        permissions=permissions(features),
        now=now,
        write_interval=settings.write_interval.total_seconds(),
    )


def notes_server(
    settings: Settings, now: Callable[[], datetime] = wall_clock
) -> "HackMD | None":
    """The HackMD of these settings, or None where they have no token for it.

    `now` is the time by which its limits are waited for.
    """
    if settings.hackmd_token is None:
        return None

    from bot.hackmd.client import HackMD

    return HackMD(settings.hackmd_token, settings.hackmd_api_url, now=now)


def forums(settings: Settings, now: Callable[[], datetime] = wall_clock) -> Discourse:
    """The way to the forums that repositories name.

    Where anybody may install the App, they are those on the public internet only. `now`
    is the time by which their limits are kept.
    """
    return Discourse(public_only=is_open_to_all(settings.api_url), now=now)


class Bot:
    """Web server, workers and sweep in one process, from `start` to `stop`.

    Several may run in one process. `clock` is the time by which things are due, tokens
    end and GitHub's limits are waited for.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = wall_clock,
        features: Sequence[Feature] = FEATURES,
    ) -> None:
        self.settings = settings
        self.features = tuple(features)
        self.clock = clock
        self.todo = SqliteTodo(settings.data_dir / "todo.sqlite3", now=clock)
        self.github = App(**app_arguments(settings, self.features, clock))
        self._overview = Overview(sections(self.features), clock)
        self._notes = notes_server(settings, clock)
        self._forum = forums(settings, clock)
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
        )
        pages = Pages(
            settings=settings,
            features=self.features,
            todo=self.todo,
            identity=self.github.identity,
            now=clock,
        )
        lookups = Lookups(clock)
        self._calendar = Calendar(self._read_calendar, now=clock, lookups=lookups)
        self._versions = Versions(self._read_versions, now=clock, lookups=lookups)
        webhook = Webhook(
            secrets=settings.webhook_secrets, features=self.features, todo=self.todo
        )
        self._server = Server(
            {
                **pages.routes,
                **self._calendar.routes,
                **self._versions.routes,
                settings.webhook_path: {"POST": webhook},
            },
            host=settings.host,
            port=settings.port,
        )
        self._stopping = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    @property
    def url(self) -> str:
        """Where it is reached on this machine, while it runs."""
        return self._server.url

    async def start(self, *, work: bool = True) -> None:
        """Accept deliveries, sweep, and do jobs from now on.

        Without `work` deliveries are only recorded, until `run_idle` does what they
        ask for. Raises SettingsError, naming the variable, where store or port cannot
        be used.
        """
        try:
            await self.todo.open()
        except StoreUnavailable as error:
            raise SettingsError(f"DATA_DIR: {error}") from None
        try:
            await self._server.start()
        except (OSError, UnicodeError) as error:  # the latter: not even a name
            await self.todo.close()
            where = f"{self.settings.host}:{self.settings.port}"
            why = getattr(error, "strerror", None) or "no such host"
            raise SettingsError(
                f"HOST, PORT: {where} cannot be used ({why}): free it or set another"
            ) from None
        if work:
            self._tasks = (
                asyncio.create_task(self._work(), name="work"),
                asyncio.create_task(self._sweep_for_ever(), name="sweep"),
            )
        log.info("started", url=self.url, webhook=self.settings.webhook_path)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Return once `stop` is set; raise what ended work or sweep before that."""
        stopped = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait(
            {stopped, *self._tasks}, return_when=asyncio.FIRST_COMPLETED
        )
        stopped.cancel()
        for task in done - {stopped}:
            task.result()
            raise RuntimeError(f"{task.get_name()} ended by itself")

    async def stop(self, *, jobs_end: timedelta = JOBS_END) -> None:
        """Accept nothing more and end, within ten seconds unless `jobs_end` is longer.

        Running jobs have that long to finish; what does not is handed back and done
        after the next start. Nothing that was accepted is lost.
        """
        self._stopping.set()
        for task in self._tasks:
            if task.get_name() == "sweep":
                task.cancel()
        answers = self._server.stop(grace=ANSWERS_END.total_seconds())
        await asyncio.gather(answers, self._end_jobs(jobs_end.total_seconds()))
        await self._calendar.close()
        await self._versions.close()
        await self.github.close()
        if self._notes is not None:
            await self._notes.close()
        await self._forum.close()
        await self.todo.close()
        log.info("stopped")

    async def _read_calendar(self, full_name: str) -> Mapping[str, bytes] | None:
        from bot.web.calendar_source import CalendarSource

        source = CalendarSource(
            self.github,
            sections=sections(self.features),
            server_url=self.settings.server_url,
            public_url=self.settings.public_url,
            now=self.clock,
        )
        return await source.read(full_name)

    async def _read_versions(self, full_name: str) -> Mapping[str, bytes] | None:
        from bot.web.versions_source import VersionsSource

        source = VersionsSource(
            self.github,
            sections=sections(self.features),
            server_url=self.settings.server_url,
            now=self.clock,
        )
        return await source.read(full_name)

    async def _end_jobs(self, seconds: float) -> None:
        if not self._tasks:
            return
        _, unfinished = await asyncio.wait(self._tasks, timeout=seconds)
        for task in unfinished:
            log.warning("jobs are handed back")
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def sweep(self) -> SweepResult:
        """Look once at everything there is: the jobs for it are on the list."""
        return await sweep(
            self.github, self.todo, self.features, self._overview, self.clock()
        )

    async def run_idle(self, *, concurrency: int = CONCURRENCY) -> None:
        """Do all jobs, so many at once, until none is due."""
        await self._work(idle=True, concurrency=concurrency)

    async def _work(
        self, *, idle: bool = False, concurrency: int = CONCURRENCY
    ) -> None:
        await self.todo.work(
            self._worker.run, concurrency=concurrency, stop=self._stopping, idle=idle
        )

    async def _sweep_for_ever(self) -> None:
        failed = 0
        while True:
            result = await self.sweep()
            failed = failed + 1 if result.failures else 0
            await asyncio.sleep(pause_after(failed).total_seconds())


def pause_after(failed: int) -> timedelta:
    """How long until the next sweep, after so many in a row in which something failed.

    Sooner than in an hour: what GitHub could not tell may be what nobody heard of.
    """
    return min(wait_before(failed), SWEEP_EVERY) if failed else SWEEP_EVERY
