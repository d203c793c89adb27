"""A release pulse by the real bot in a process: time, CPU, memory, and a row's tick."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.github import SECRET, environment, now
from bench.load import as_request
from bench.organisations import BEFORE, HUB, LARGE, Organisation, release_next
from bench.processes import Serving, bot
from bench.report import Figure
from bench.waiting import moments, quiet, until
from bot.github.repo_config import PATH
from bot.playground import Playground, TickingClock
from bot.playground.repositories import Repository

MOST_MEGABYTES = 110
"""As in a first look over a thousand issues."""

PACE = "1"
"""Seconds between two writes, as GitHub asks for."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """One that was opened; `took` is from the bot's start to its live comment."""

    github: Playground
    home: Repository
    serving: Serving
    megabytes: float
    took: float
    cpu: float

    def figures(self, organisation: Organisation) -> list[Figure]:
        """What that took, of the bot with all its features."""
        return [
            Figure(
                f"{organisation.name}: from the start to the pulse's live comment",
                [self.took],
                "s",
                1,
            ),
            Figure("… CPU of the bot", [self.cpu], "s", 2),
            Figure("… memory (RSS) before it", [self.megabytes], "MB"),
            Figure(
                "**… memory (RSS), at most**",
                [self.serving.most_megabytes],
                "MB",
                at_most=MOST_MEGABYTES,
            ),
        ]


async def measure_process(log: Path, *, rounds: int) -> list[Figure]:
    """Both organisations from nothing, and releases in the smaller one, by themselves."""
    async with _opened(HUB, log) as pulse:
        figures = pulse.figures(HUB)
        ticks = await _ticks(pulse, rounds)
    figures.append(Figure("a release's delivery to its row's tick", ticks, "s", 2))
    async with _opened(LARGE, log) as pulse:
        figures += pulse.figures(LARGE)
    return figures


@contextlib.asynccontextmanager
async def _opened(organisation: Organisation, log: Path) -> AsyncIterator[Pulse]:
    today = now()
    clock = TickingClock(today - BEFORE, now)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        organisation.build(github, today)
        home = github.repository(organisation.home)
        home.commit(PATH, organisation.configuration(today))
        github.pending.clear()
        github.outbox.ping()
        (ping,) = github.pending
        first = as_request(github.outbox.headers(ping, ping.body), ping.body)
        env = {**environment(github), "WRITE_INTERVAL": PACE}
        with bot(env, first, log) as serving:
            begun, cpu, megabytes = time.perf_counter(), serving.cpu, serving.megabytes
            github.deliver_to(f"http://127.0.0.1:{serving.port}/api/github/webhooks")
            await until(lambda: any(issue.comments for issue in home.issues))
            took = time.perf_counter() - begun
            await until(lambda: home.issues[-1].comments[0].pinned_at is not None)
            await _at_rest(github)
            yield Pulse(github, home, serving, megabytes, took, serving.cpu - cpu)


async def _at_rest(github: Playground) -> None:
    """Nothing is under way, and the next write has not to wait for the last one."""
    await quiet(github)
    await asyncio.sleep(float(PACE))
    await quiet(github)


async def _ticks(pulse: Pulse, rounds: int) -> list[float]:
    """Seconds from a delivery to the request that writes the row's tick."""
    found = []
    written = moments(pulse.github, "PATCH …/issues/comments/*")
    for _, name in zip(range(rounds), release_next(pulse.github), strict=False):
        before, begun = len(written), time.perf_counter()
        await pulse.github.deliver()
        await until(lambda before=before: len(written) > before)
        found.append(written[before] - begun)
        await _at_rest(pulse.github)
        assert f"- [x] **{name}**" in pulse.home.issues[-1].comments[0].body
    return found
