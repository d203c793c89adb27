"""What the bot does though nobody asks, as jobs: a look at everything, every hour.

As jobs they run once, however many machines there are, run again after a kill, and are
seen on `/admin` like all others. Each sets its timer before it begins, so that it comes
again whatever becomes of it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client import Gauge

from bot.core.errors import RetryLater
from bot.feature import Feature
from bot.github.app import App
from bot.github.overview import Overview
from bot.sweep import SweepResult, sweep_installation, try_again
from bot.todo.job import SWEPT, Job, Key, Todo, Wake

log = structlog.get_logger(__name__)

SWEEP_EVERY = timedelta(hours=1)

EVERYWHERE = "*"
"""The place of a round over all installations: no account is called so."""

SWEEP = Key("sweep", EVERYWHERE)

AT_ONCE = 20
NEXT_ONES = timedelta(seconds=10)
"""So many installations are looked at together, and so much later the next ones. Each
look needs a token, and GitHub's points allow the App 180 of them a minute, on all its
machines together: a third is left to what people do meanwhile."""

LAST = Gauge(
    "compass_swept_timestamp_seconds",
    "When this process last looked at everything in an installation with success.",
)

_NEVER = datetime.min.replace(tzinfo=UTC)

Round = Callable[[Job], Awaitable[None]]
"""Does it once; raises as a feature's handler does."""


class Rounds:
    """The rounds over one App; `further` are those that this module does not know.

    `further` has them by their key, with what does them and how often it is due.
    """

    def __init__(
        self,
        *,
        app: App,
        todo: Todo,
        features: Sequence[Feature],
        overview: Overview,
        now: Callable[[], datetime],
        further: Mapping[Key, tuple[Round, timedelta]] | None = None,
    ) -> None:
        self._app = app
        self._todo = todo
        self._features = tuple(features)
        self._overview = overview
        self._now = now
        self._periodic = {SWEEP: (self._sweep, SWEEP_EVERY), **(further or {})}

    @property
    def by_name(self) -> Mapping[str, Round]:
        """What does a job whose key has this as its feature."""
        return {key.feature: self._run for key in self._periodic}

    def lasting(self) -> Sequence[Wake]:
        """A timer for each, which changes nothing where there is one.

        With it the rounds come back when all that was on the list has been lost.
        """
        now = self._now()
        return [
            Wake(key, 0, due=now + every, news=False)
            for key, (_, every) in self._periodic.items()
        ]

    def first(self) -> Sequence[Wake]:
        """What is due now that somebody has just started: each of them."""
        return [Wake(key, 0) for key in self._periodic]

    async def _run(self, job: Job) -> None:
        periodic = self._periodic.get(job.key)
        if periodic is None:
            await self._sweep_installation(job)
            return
        does, every = periodic
        due = self._now() + every
        await self._todo.add([Wake(job.key, 0, due=due, news=False)])
        await does(job)

    async def _sweep(self, job: Job) -> None:
        """Let each installation that is not suspended be looked at.

        And what was given up be tried once more: where nothing has changed since, no
        look would find it again.

        Where they are so many that the looks of the last round are not over, the next
        one comes after them: both together would be too many at a time.
        """
        now = self._now()
        installations = await self._app.installations()
        used = [one for one in installations if not one.suspended]
        over = await self._begun() + NEXT_ONES * (len(used) // AT_ONCE)
        if not job.news and now < over:
            await self._todo.add([Wake(SWEEP, 0, due=over, news=False)])
            return
        wakes = [
            Wake(
                Key(SWEEP.feature, installation.account.login),
                installation.id,
                due=now + NEXT_ONES * (place // AT_ONCE),
                news=False,
            )
            for place, installation in enumerate(used)
        ]
        await self._todo.add(wakes)
        await try_again(self._todo, now, installations)
        if not used:
            _tell(SweepResult(0, 0))
        await self._todo.remember(SWEPT, now.isoformat())

    async def _begun(self) -> datetime:
        """When the last round began; long ago where none did, or by a wrong clock."""
        text = await self._todo.recall(SWEPT)
        begun = datetime.fromisoformat(text) if text else _NEVER
        return begun if begun <= self._now() else _NEVER

    async def _sweep_installation(self, job: Job) -> None:
        result = await sweep_installation(
            self._app,
            self._todo,
            self._features,
            self._overview,
            self._now(),
            number=job.installation,
            owner=job.key.place,
        )
        _tell(result, owner=job.key.place)
        if result.failures:
            why, wait = "; ".join(result.failures), result.wait
            raise RetryLater(why, after=wait, patience=wait is not None)
        LAST.set(self._now().timestamp())


def _tell(result: SweepResult, **where: str) -> None:
    log.info("swept", **where, **result.figures())
