"""One sweep, once, at a given time: for cron, for time travel, and as a dry run."""

import asyncio
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import indent
from typing import Any

from bot.app import FEATURES, sections, wall_clock
from bot.core.actions import Action
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.forum import Forum
from bot.core.models import Identity
from bot.core.notes_server import NotesServer
from bot.detection.owners import OwnersDetector
from bot.feature import Feature
from bot.github.api import GitHub
from bot.github.app import App
from bot.github.dry_run import DryRun
from bot.github.overview import Overview
from bot.hackmd.dry_run import DryRunNotes
from bot.outside import app_arguments, forums, notes_server
from bot.process import CONCURRENCY
from bot.settings import Settings
from bot.store import Beside, beside
from bot.sweep import sweep
from bot.todo.buried import all_failed
from bot.todo.job import Again, Job, Key, Outcome, StoreUnavailable
from bot.todo.sqlite import SqliteTodo
from bot.worker import Worker, judge


@dataclass(frozen=True, slots=True)
class Plan:
    """The writes that would be made now, in order, and what went wrong."""

    now: datetime
    actions: tuple[Action, ...] = ()
    failures: tuple[str, ...] = ()

    def json(self) -> Mapping[str, Any]:
        """As `plan --json` prints it."""
        return {
            "now": self.now.isoformat(),
            "actions": [
                {
                    "repository": action.repository,
                    "operation": action.operation,
                    "why": action.why,
                    **_request(action),
                }
                for action in self.actions
            ],
        }

    def __str__(self) -> str:
        writes = "1 write" if len(self.actions) == 1 else f"{len(self.actions)} writes"
        lines = [f"{writes} at {self.now.isoformat()}"]
        for action in self.actions:
            lines += ["", f"{action.operation} in {action.repository}: {action.why}"]
            for name, value in _fields(_request(action)):
                text = ", ".join(value) if isinstance(value, list) else str(value)
                text = "not known yet" if value is None else text
                if "\n" in text:
                    lines += [f"  {name}:", indent(text, "    ")]
                else:
                    lines.append(f"  {name}: {text}")
        return "\n".join(lines)


def _request(action: Action) -> Mapping[str, Any]:
    """Its own fields; None for what GitHub gives what an earlier action is to make."""
    request = action.request()
    unknown = {"node_id"} if not request.get("node_id") else set()
    unknown |= {n for n in _NUMBERS if isinstance(v := request.get(n), int) and v <= 0}
    return {name: None if name in unknown else v for name, v in request.items()}


_NUMBERS = ("issue_number", "pull_number", "comment_id", "reaction_id", "check_run_id")


def _fields(request: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Each field by its path, as in `output.annotations[1].message`."""
    for name, value in request.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _fields(value, f"{path}.")
        elif isinstance(value, list) and all(isinstance(v, Mapping) for v in value):
            for number, inner in enumerate(value, 1):
                yield from _fields(inner, f"{path}[{number}].")
        else:
            yield path, value


async def tick(
    settings: Settings,
    now: datetime,
    repository: str | None = None,
    *,
    features: Sequence[Feature] = FEATURES,
) -> tuple[str, ...]:
    """Sweep once and finish everything that is due at `now`; returns what failed.

    `repository` is the `full_name` of the only one to look at (None: all). Raises
    SettingsError where a bot writes that this one cannot take turns with. Of those on
    one PostgreSQL nobody does what another is at.
    """
    try:
        async with beside(settings, wall_clock) as others:
            return await _tick(settings, now, repository, features, others)
    except StoreUnavailable as error:
        return (str(error),)


async def _tick(
    settings: Settings,
    now: datetime,
    repository: str | None,
    features: Sequence[Feature],
    others: Beside,
) -> tuple[str, ...]:
    app = App(
        **app_arguments(settings, features, turns=others.turns, purses=others.purses)
    )
    notes, forum = notes_server(settings), forums(settings)
    try:
        return await _finish(
            app,
            now,
            repository,
            settings,
            features,
            notes=notes,
            forum=forum,
            concurrency=CONCURRENCY,
            command="tick",
            others=others,
        )
    finally:
        await app.close()
        if notes is not None:
            await notes.close()
        await forum.close()


async def plan(
    settings: Settings,
    now: datetime,
    repository: str | None = None,
    *,
    features: Sequence[Feature] = FEATURES,
) -> Plan:
    """The same sweep as a dry run: nothing is written."""
    app, hackmd = Rehearsal(**app_arguments(settings, features)), notes_server(settings)
    forum = forums(settings)
    try:
        app.begin(await app.identity(), now, settings.server_url)
        notes = hackmd and DryRunNotes(hackmd, app.asked)
        # One job at a time, so that the same plan is told in the same order.
        failures = await _finish(
            app,
            now,
            repository,
            settings,
            features,
            notes=notes,
            forum=forum,
            concurrency=1,
            command="plan",
            others=Beside(),
        )
    except (Gone, Refused, RetryLater) as error:
        return Plan(now, failures=(str(error),))
    finally:
        await app.close()
        if hackmd is not None:
            await hackmd.close()
        await forum.close()
    return Plan(now, app.actions, failures)


class Rehearsal(App):
    """The App, with installations that are read as they are and never written to.

    `asked` has everything that was asked for, in order.
    """

    asked: list[Action]
    _dry_runs: dict[int, DryRun]

    def begin(self, me: Identity, now: datetime, server_url: str) -> None:
        """Forget what was asked for; from now on it is as if `me` wrote at `now`."""
        self._me = me
        self._now_of_plan = now
        self._server_url = server_url
        self.asked = []
        self._dry_runs = {}

    def installation(
        self, installation_id: int, _permissions: Mapping[str, str] | None = None
    ) -> GitHub:
        """A dry run of this installation, the same one every time; no token can write."""
        dry = self._dry_runs.get(installation_id)
        if dry is None:
            github = super().installation(installation_id)
            dry = DryRun(
                github, self._me, self._now_of_plan, self.asked, self._server_url
            )
            self._dry_runs[installation_id] = dry
        return dry

    @property
    def actions(self) -> tuple[Action, ...]:
        """Everything that was asked for, an installation at a time."""
        by_owner: dict[str, list[Action]] = defaultdict(list)
        for action in self.asked:
            by_owner[action.repository.partition("/")[0]].append(action)
        return tuple(action for actions in by_owner.values() for action in actions)


async def _finish(
    app: App,
    now: datetime,
    repository: str | None,
    settings: Settings,
    features: Sequence[Feature],
    *,
    notes: NotesServer | None,
    forum: Forum,
    concurrency: int,
    command: str,
    others: Beside,
) -> tuple[str, ...]:
    todo = SqliteTodo(":memory:", now=lambda: now)
    overview = Overview(sections(features), lambda: now)
    worker = Worker(
        app=app,
        todo=todo,
        features=features,
        overview=overview,
        detector=OwnersDetector(settings.data_dir),
        now=lambda: now,
        public_url=settings.public_url,
        notes=notes,
        forum=forum,
    )
    waiting: dict[Key, Again] = {}

    async def run(job: Job) -> Outcome:
        outcome = await _run_held(worker, job, others, now)
        waiting.pop(job.key, None)
        if isinstance(outcome, Again):
            waiting[job.key] = outcome
        return outcome

    await todo.open()
    try:
        swept = await sweep(app, todo, features, overview, now, only=repository)
        await todo.work(run, concurrency=concurrency, stop=asyncio.Event(), idle=True)
        buried = [
            f"{job.key}: {job.why}" async for some in all_failed(todo) for job in some
        ]
    finally:
        await todo.close()
    later = (
        f"{key}: {again.why}:{'' if again.counts else ' it asks to wait:'}"
        f" {command} again in {in_words(again.due - now)}"
        for key, again in sorted(waiting.items())
    )
    return (*swept.failures, *buried, *later)


async def _run_held(worker: Worker, job: Job, others: Beside, now: datetime) -> Outcome:
    """What became of it, while nobody else did the same."""
    try:
        async with others.hold(job):
            return await worker.run(job)
    except (RetryLater, StoreUnavailable) as error:
        return judge(job, error, now).outcome


def in_words(wait: timedelta) -> str:
    """How long to wait, never less than it is."""
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds} s" if seconds <= 120 else f"{math.ceil(seconds / 60)} min"
