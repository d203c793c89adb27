"""What the passing of time costs: the hourly sweep, a minute without work, the timers."""

import asyncio
import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.github import SECRET, environment
from bench.report import Figure
from bot.app import FEATURES, sections
from bot.core.configuration import parse_configuration
from bot.core.series import Series
from bot.github.repo_config import PATH
from bot.logs import configure_logs
from bot.playground import Clock, Playground
from bot.playground.requests import Request
from bot.process import Bot
from bot.settings import load_settings
from bot.todo.job import Done, Job, Key, Outcome, Wake
from bot.todo.sqlite import SqliteTodo

REPOSITORIES = 100
MEETING = 3
"""So many of them have meetings."""

NOW = datetime(2021, 3, 5, 12, 30, tzinfo=UTC)
CONFIGURATION = """\
meetings:
  team: {when: third thursday, time: "17:00", opens: 14d}
"""
_WHEN = ("third thursday", "first and third tuesday", "every friday", "day 1 of april")
_IN_ONE_FILE = 50


async def measure_sweep(*, rounds: int) -> list[Figure]:
    """An organisation in which nothing happens, an hour at a time and by the minute."""
    configure_logs(level="error")
    asked: list[list[Request]] = []
    idle = []
    async with _organisation() as (github, compass):
        for _ in range(2):  # all there is to do is done, and read once more
            await _sweep(github, compass)
        github.clock.advance(timedelta(minutes=1))  # looked for twins of what was made
        await compass.run_idle()
        for _ in range(rounds):
            github.requests.clear()
            for _ in range(59):
                github.clock.advance(timedelta(minutes=1))
                await compass.run_idle()
            idle.append(len(github.requests) / 59)
            github.clock.advance(timedelta(minutes=1))
            await _sweep(github, compass)
            asked.append(list(github.requests))
        series = len(github.repository("jupyterhub/r0").issues)
    assert series == 1, "there is a meeting to look after"
    counted = [[r for r in requests if r.status != 304] for requests in asked]
    kinds = sorted({_kind(r) for requests in counted for r in requests})
    by_kind = [Counter(map(_kind, requests)) for requests in counted]
    many = f"{REPOSITORIES} repositories, {MEETING} with meetings, nothing to do"
    return [
        Figure(
            f"**hourly sweep of {many}: requests that are no 304**",
            [len(requests) for requests in counted],
            at_most=12,
        ),
        *(
            Figure(f"… of these: {kind}", [found[kind] for found in by_kind])
            for kind in kinds
        ),
        Figure("… answered 304 besides", [_unchanged(r) for r in asked]),
        Figure(
            "**… writes**",
            [sum(request.is_write for request in requests) for requests in asked],
            at_most=0,
        ),
        Figure("**a minute with nothing due: requests**", idle, at_most=0),
    ]


@contextlib.asynccontextmanager
async def _organisation() -> AsyncIterator[tuple[Playground, Bot]]:
    clock = Clock(NOW - timedelta(minutes=1))
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        for number in range(REPOSITORIES):
            repository = github.add_repository(f"jupyterhub/r{number}")
            if number < MEETING:
                repository.commit(PATH, CONFIGURATION)
        with tempfile.TemporaryDirectory() as directory:
            env = {**environment(github), "WRITE_INTERVAL": "0", "PORT": "0"}
            settings = load_settings(env, directory=Path(directory))
            compass = Bot(settings, clock=clock.now)
            await compass.start(work=False)
            try:
                yield github, compass
            finally:
                await compass.stop()


async def _sweep(github: Playground, compass: Bot) -> None:
    result = await compass.sweep()
    assert not result.failures, result.failures
    await compass.run_idle()
    github.pending.clear()


def _unchanged(requests: Sequence[Request]) -> int:
    return sum(request.status == 304 for request in requests)


def _kind(request: Request) -> str:
    last = request.path.rpartition("/")[2]
    return {
        "access_tokens": "tokens",
        "graphql": "GraphQL, a hundred repositories each",
        "repositories": "the list of repositories",
        "issues": "the search for commands",
    }.get(last, f"{request.method} …/{last}")


async def measure_timers(*, series: int, due: int, rounds: int) -> list[Figure]:
    """So many series, of which some are due in a minute: found in the list, or one by one.

    The scan asks every series for its next date, as whoever has no timers has to; its
    dates are remembered from the round before. Both find, and do not do, what is due.
    """
    configured = _series(series)
    looks, nothings, scans = [], [], []
    with tempfile.TemporaryDirectory() as directory:
        clock = Clock(NOW)
        todo = SqliteTodo(Path(directory) / "todo.sqlite3", now=clock.now)
        await todo.open()
        try:
            await todo.add([_timer(n, due) for n in range(series)])
            _scan(configured, NOW)
            for _ in range(rounds):
                nothings.append(await _look(todo, 0))
                clock.advance(timedelta(minutes=1))
                looks.append(await _look(todo, due))
                begun = time.perf_counter()
                _scan(configured, clock.now())
                scans.append((time.perf_counter() - begun) * 1000)
        finally:
            await todo.close()
    ratios = [scan / look for scan, look in zip(scans, looks, strict=True)]
    return [
        Figure(
            f"**{due} due ones of {series:,} series found and begun**",
            looks,
            "ms",
            1,
            at_most=100,
        ),
        Figure("… a look when none is due", nothings, "ms", 1),
        Figure("… a scan of all for their next dates", scans, "ms", 1),
        Figure("… scan : found in the list", ratios, "×", 0),
    ]


def _series(count: int) -> list[Series]:
    found: list[Series] = []
    for start in range(0, count, _IN_ONE_FILE):
        lines = [
            f'  s{n}: {{when: {_WHEN[n % len(_WHEN)]}, time: "{n % 24:02}:{n % 60:02}"}}'
            for n in range(start, min(start + _IN_ONE_FILE, count))
        ]
        text = "\n".join(["meetings:", *lines])
        parsed = parse_configuration(text, file="f", sections=sections(FEATURES))
        found += parsed.series.values()
    return found


def _timer(number: int, due: int) -> Wake:
    at = NOW + timedelta(minutes=1 + number // due)
    return Wake(Key("meetings", f"jupyterhub/r{number}"), 7, due=at, news=False)


async def _look(todo: SqliteTodo, due: int) -> float:
    """Milliseconds until all that is due has begun."""
    begun: list[float] = []

    async def run(_job: Job) -> Outcome:
        begun.append(time.perf_counter())
        return Done()

    start = time.perf_counter()
    await todo.work(run, concurrency=max(due, 1), stop=asyncio.Event(), idle=True)
    assert len(begun) == due
    return (max(begun, default=time.perf_counter()) - start) * 1000


def _scan(configured: Sequence[Series], now: datetime) -> int:
    """How many of the series have something to do, each asked for its next date."""
    nexts = ((one, next(one.occurrences(now), None)) for one in configured)
    return sum(
        occurrence is not None and occurrence.starts - one.opens <= now
        for one, occurrence in nexts
    )
