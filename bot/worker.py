"""Runs one job: gives its feature what it may use, and says what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from cachetools import LRUCache
from prometheus_client import Counter, Histogram

from bot.core.configuration import Configuration
from bot.core.detector import Detector
from bot.core.errand import Errand, on_errand
from bot.core.errors import Gone, InDoubt, Refused, RetryLater
from bot.core.forum import Forum
from bot.core.neighbours import Neighbour
from bot.core.notes_server import NotesServer
from bot.core.pace import Held
from bot.feature import Context, Feature
from bot.github import repo_config
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.old_files import SUPPORT
from bot.github.overview import Overview
from bot.redaction import redact
from bot.todo.freshness import LAG, PATIENCE, SHOWN
from bot.todo.job import (
    ATTEMPTS,
    Again,
    Buried,
    Done,
    Job,
    Key,
    Outcome,
    StoreUnavailable,
    Todo,
    Wake,
    wait_before,
)

log = structlog.get_logger(__name__)

TIMEOUT = timedelta(minutes=2)
"""A job that takes longer has failed: its key must not be blocked for ever."""

ROUND_TIMEOUT = timedelta(minutes=10)
"""A round looks at many things, and its key is waited for by nobody."""

NO_SOONER = timedelta(minutes=1)
"""A job that sets its timer to a moment that has passed would otherwise never end."""

JOBS = Counter(
    "compass_jobs",
    "Jobs by what became of them: done, gone, refused, postponed, retried, buried,"
    " unknown.",
    ["feature", "outcome"],
)
SECONDS = Histogram("compass_job_seconds", "How long a job took.", ["feature"])

Fate = Literal["done", "gone", "refused", "postponed", "retried", "buried"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a job: in a word, for the to-do list, and why."""

    fate: Fate
    outcome: Outcome
    why: str = ""


def judge(job: Job, error: BaseException | None, now: datetime) -> Verdict:
    """What an error, or none, means for the job; pure."""
    match error:
        case None:
            return Verdict("done", Done())
        case Gone() | Refused() | RetryLater():
            why = redact(str(error))  # it may quote an answer
        case _:
            why = redact(f"{type(error).__name__}: {error}")
    if isinstance(error, Gone):
        later = Verdict("retried", Again(now + LAG * job.attempt, why), why)
        return later if _may_come(job) else Verdict("gone", Done(why), why)
    if isinstance(error, Refused):
        return Verdict("refused", Buried(why), why)
    after = error.after if isinstance(error, RetryLater) else None
    wait = wait_before(job.attempt) if after is None else after
    rests = now + SHOWN if isinstance(error, InDoubt | TimeoutError) else None
    due = max(now + wait, rests or now)
    if isinstance(error, Held) and error.place == _address(job.key):
        rests = due  # nothing can be written there before, so nothing need be read
    patience = isinstance(error, RetryLater) and error.patience
    if patience or isinstance(error, StoreUnavailable):  # no fault of the job's
        return Verdict("postponed", Again(due, why, counts=False, rests=rests), why)
    if job.attempt >= ATTEMPTS:
        return Verdict("buried", Buried(why, rests), why)
    return Verdict("retried", Again(due, why, rests=rests), why)


def _address(key: Key) -> str:
    """The thread's place, as `Held` names it."""
    return f"/repos/{key.place.replace('#', '/issues/')}"


def _may_come(job: Job) -> bool:
    """Whether somebody has just told of a thread that GitHub's reads may not show yet."""
    return job.news and job.attempt < PATIENCE and "#" in job.key.place


def _wish(job: Job, key: Key, due: datetime | None, now: datetime) -> Wake:
    """What a running job's wish to wake `key` is on the to-do list."""
    if due is not None and key == job.key and due <= now:
        log.error("a job must set its timer to later", due=due.isoformat())
        due = now + NO_SOONER
    return Wake(key, job.installation, due=due, news=job.news and due is None)


class Worker:
    """Runs jobs with the features of this version; `run` is a `bot.todo.job.Run`."""

    def __init__(
        self,
        *,
        app: App,
        todo: Todo,
        features: Sequence[Feature],
        overview: Overview,
        detector: Detector,
        now: Callable[[], datetime],
        public_url: str | None = None,
        notes: NotesServer | None = None,
        forum: Forum | None = None,
        rounds: Mapping[str, Callable[[Job], Awaitable[None]]] | None = None,
        timeout: timedelta = TIMEOUT,
    ) -> None:
        self._app = app
        self._todo = todo
        self._features = {feature.name: feature for feature in features}
        self._sections = overview.sections
        self._overview = overview
        self._detector = detector
        self._now = now
        self._public_url = public_url
        self._notes = notes
        self._forum = forum
        self._rounds = rounds or {}
        self._timeout = timeout.total_seconds()
        self._said: LRUCache[Key, str] = LRUCache(1024)
        self._wrong: LRUCache[tuple[str, bool], str] = LRUCache(1024)

    async def run(self, job: Job) -> Outcome:
        """Do the job; every error but cancellation becomes an outcome."""
        name = job.key.feature
        with structlog.contextvars.bound_contextvars(
            job=str(job.key), attempt=job.attempt
        ):
            if name not in self._features and name not in self._rounds:
                # A newer one beside this may have it: it is not this one's to end.
                log.warning("this version has no such feature")
                JOBS.labels("unknown", "unknown").inc()
                none = RetryLater("this version has no such feature")
                return judge(job, none, self._now()).outcome
            began = self._now()
            errand = Errand(
                thread=job.key.place,
                patient=not job.news,
                age=lambda: self._now() - began,
            )
            with SECONDS.labels(name).time(), on_errand(errand):
                error = await self._attempt(job)
            verdict = judge(job, error, self._now())
            JOBS.labels(name, verdict.fate).inc()
            self._tell(job.key, verdict, error)
            return verdict.outcome

    async def _attempt(self, job: Job) -> BaseException | None:
        task, does = asyncio.current_task(), self._rounds.get(job.key.feature)
        seconds = ROUND_TIMEOUT.total_seconds() if does else self._timeout
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                if does:
                    await does(job)
                else:
                    feature = self._features[job.key.feature]
                    await feature.handle(await self._context(job))
        except asyncio.CancelledError as error:
            if task is None or task.cancelling():
                raise
            return error  # something that the job waited for was cancelled, not the job
        except Exception as error:  # noqa: BLE001 - `judge` knows them all
            if limit.expired():
                return TimeoutError(f"not done within {seconds:g} s")
            return error
        return None

    async def _context(self, job: Job) -> Context:
        github = self._app.installation(job.installation)
        feature = self._features[job.key.feature]
        known: dict[str, Configuration | None] = {}

        async def configuration(full_name: str) -> Configuration | None:
            if full_name not in known:
                known[full_name] = await self._configuration(github, full_name, job)
            return known[full_name]

        me, now = await self._app.identity(), self._now()

        async def wake(keys: Iterable[Key], due: datetime | None = None) -> None:
            wakes = [_wish(job, key, due, now) for key in keys]
            if wakes:
                await self._todo.add(wakes)

        async def neighbours(
            label: str, *, anew: bool = False
        ) -> tuple[Neighbour, ...]:
            return await self._overview.neighbours(github, label, anew=anew)

        return Context(
            github=self._app.installation(job.installation, feature.permissions),
            me=me,
            now=now,
            job=job,
            configuration=configuration,
            wake=wake,
            superseded=lambda: self._todo.superseded(job),
            neighbours=neighbours,
            detector=self._detector,
            sections=self._sections,
            public_url=self._public_url,
            notes=self._notes,
            forum=self._forum,
        )

    async def _configuration(
        self, github: GitHub, repository: str, job: Job
    ) -> Configuration | None:
        """The one in force; what is wrong with a newer one is logged once.

        Where nobody told of anything, what the sweep has just seen is good enough: it
        is as if the job had run then. Old files are asked for where they matter only.
        """
        old = self._features[job.key.feature].reads(SUPPORT)
        overview, loaded = self._overview, None
        if not job.news:
            loaded = overview.recall(github, repository, old=old)
        if loaded is None and old:
            loaded = await overview.load(github, repository)
        if loaded is None:
            loaded = await repo_config.load(github, repository, self._sections)
        wrong = "" if loaded.error is None else str(loaded.error)
        if loaded.error and wrong != self._wrong.get((repository, old)):
            places = loaded.error.places  # what is wrong there quotes what people wrote
            log.warning("wrong configuration", repository=repository, at=places)
        self._wrong[repository, old] = wrong
        return loaded.configuration

    def _tell(self, key: Key, verdict: Verdict, error: BaseException | None) -> None:
        """Log it: loudly what only a person can mend, but no more than once.

        The sweep tries a buried job again every hour; as long as it fails for the same
        reason there is nothing new to say.
        """
        why, fate = verdict.why, verdict.fate
        if isinstance(verdict.outcome, Done):
            self._said.pop(key, None)
            log.info(fate, **({"why": why} if why else {}))
            return
        if isinstance(error, StoreUnavailable):
            if self._said.get(key) != why:
                log.error("jobs wait for the store", why=why)
            self._said[key] = why
            return
        expected = isinstance(error, RetryLater | Refused)
        said = f"{fate} {why}"
        quiet = fate == "postponed" or isinstance(error, Gone)
        if quiet or self._said.get(key) == said:
            log.info(fate, why=why)
        elif expected and fate == "retried":
            log.warning(fate, why=why)
        else:
            log.error(fate, why=why, exc_info=None if expected else error)
        if fate != "postponed":
            self._said[key] = said
