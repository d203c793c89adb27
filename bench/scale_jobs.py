"""A backlog in many installations, done by one process, two, or four; and a death."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.github import DELAY, SECRET, environment, now
from bench.load import as_request
from bench.postgres import connections, cpu
from bench.processes import SERVER_CORE, Serving, bot, process
from bench.report import Figure
from bench.waiting import until
from bot.github.repo_config import PATH
from bot.playground import Fault, Playground, TickingClock
from bot.todo.job import Key, Wake
from bot.todo.postgres import PostgresTodo
from tests.postgres.cluster import Cluster

EACH = 2
"""Jobs in each installation: threads that somebody proposes for the next meeting."""

WORKERS = (1, 2, 4)
HANGS = 19.0
"""Seconds that GitHub takes for an answer in the middle of which a worker dies."""

CONFIGURATION = """\
meetings:
  team: {when: every thursday, time: "17:00", start: 2035-01-01}
"""


@dataclass(slots=True)
class Backlog:
    """A GitHub in which so much is to be done, and when each job's thumb was given."""

    github: Playground
    installations: int
    jobs: int
    begun: float = 0.0
    done: list[float] = field(default_factory=list)

    @property
    def took(self) -> float:
        """Seconds until the last write."""
        return max(self.done) - self.begun

    @property
    def requests(self) -> float:
        """Requests for each job that are no 304."""
        return len(self.github.requests.counted) / self.jobs

    @property
    def tokens(self) -> float:
        """How many of these were for tokens."""
        asked = self.github.requests.matching("POST", "/access_tokens")
        return len(asked) / self.jobs

    async def deliver(self) -> None:
        """GitHub tells of all of it, and the clock runs."""
        self.begun = time.perf_counter()
        await self.github.deliver()

    async def put_on(self, url: str) -> None:
        """All of it is on the list in PostgreSQL, and the clock runs."""
        wakes = [
            Wake(Key("agenda", f"{repository.full_name}#{issue.number}"), found.id)
            for found in self.github.world.installations.values()
            for repository in found.repositories
            for issue in repository.issues
        ]
        todo = PostgresTodo(url, now=now)
        await todo.open()
        self.begun = time.perf_counter()
        await todo.add(wakes)
        await todo.close()

    async def over(self) -> None:
        """All is written."""
        await until(lambda: len(self.done) >= self.jobs, seconds=120)


@asynccontextmanager
async def backlog(
    installations: int, *further: Fault, each: int = EACH
) -> AsyncIterator[Backlog]:
    """It answers as slowly as the real one; nothing was delivered yet."""
    clock = TickingClock(now(), now)
    async with Playground(clock=clock, webhook_secret=SECRET) as github:
        found = Backlog(github, installations, installations * each)
        for number in range(installations):
            repository = github.add_repository(f"org{number}/team")
            repository.commit(PATH, CONFIGURATION)
            for _ in range(each):
                repository.open_issue("How to go on?", "Who knows?", by="ada")
        github.pending.clear()
        for installation in github.world.installations.values():
            for repository in installation.repositories:
                for issue in repository.issues:
                    issue.comment("/agenda", by="ada")
        github.faults += [
            *further,
            Fault(
                match="POST …/reactions",
                callback=lambda _: found.done.append(time.perf_counter()),
                delay=DELAY,
                times=None,
            ),
            # Nobody looks at what is not listed: the backlog is all there is to do.
            Fault(
                match="GET /app/installations",
                status=200,
                body=[],
                delay=DELAY,
                times=None,
            ),
            Fault(delay=DELAY, times=None),
        ]
        yield found


async def measure_jobs(
    cluster: Cluster, log: Path, *, installations: int
) -> list[Figure]:
    """The same backlog four times at once: for `serve`, and for so many workers each.

    At once, as nearly all that each of them does is wait.
    """
    async with AsyncExitStack() as stack:
        alone = await stack.enter_async_context(backlog(installations))
        stack.enter_context(_serving(alone.github, log))
        shared: list[Backlog] = []
        crews: list[Crew] = []
        for number in WORKERS:
            one = await stack.enter_async_context(backlog(installations))
            crews.append(stack.enter_context(_crew(cluster, one.github, number, log)))
            shared.append(one)
        for workers in crews:
            await workers.there()
        used, begun = cpu(cluster), time.perf_counter()
        for one, workers in zip(shared, crews, strict=True):
            await one.put_on(workers.url)
        await alone.deliver()
        await asyncio.gather(*(one.over() for one in (alone, *shared)))
        busy = (cpu(cluster) - used) / (time.perf_counter() - begun)
        memory = [worker.megabytes for workers in crews for worker in workers.running]
        open_to_one = connections(cluster, crews[0].url)
    return [
        *_figures(alone, shared),
        Figure("… CPU of PostgreSQL for all seven workers", [busy * 100], "%"),
        Figure("memory (RSS) of a `worker` after it", memory, "MB"),
        Figure("… connections to PostgreSQL of each", [open_to_one], at_most=4),
    ]


def _figures(alone: Backlog, shared: Sequence[Backlog]) -> list[Figure]:
    what = f"{alone.jobs} threads proposed in {alone.installations} installations"
    found = [
        Figure(f"{what}: done by `serve` in", [alone.took], "s", 1),
        Figure("… jobs a second", [alone.jobs / alone.took], digits=1),
        Figure("… requests to GitHub for each", [alone.requests], digits=1),
        Figure("… of these: for tokens", [alone.tokens], digits=1),
    ]
    for number, one in zip(WORKERS, shared, strict=True):
        workers = f"{number} worker{'s' * (number > 1)}"
        at_least = 0.6 * number if alone.installations > 16 else None
        found += [
            Figure(
                f"**{workers} on PostgreSQL : `serve`**",
                [alone.took / one.took],
                digits=2,
                at_least=at_least,
            ),
            Figure("… done in", [one.took], "s", 1),
            Figure("… requests to GitHub for each", [one.requests], digits=1),
            Figure("… of these: for tokens", [one.tokens], digits=1),
        ]
    broken = [len(one.github.broken_rules()) for one in (alone, *shared)]
    return [*found, Figure("**… rules of GitHub's broken**", broken, at_most=0)]


async def measure_takeover(cluster: Cluster, log: Path) -> Figure:
    """From `kill -9` in the middle of a job until another worker has run it."""
    middle = asyncio.Event()
    hangs = Fault(
        match="POST …/labels", callback=lambda _: middle.set(), delay=HANGS, times=1
    )
    async with backlog(1, hangs, each=1) as one:
        with (
            _crew(cluster, one.github, 1, log) as first,
            ExitStack() as stack,
        ):
            await first.there()
            await one.put_on(first.url)
            await middle.wait()
            second = stack.enter_context(
                _crew(cluster, one.github, 1, log, url=first.url)
            )
            await second.there(2)
            killed = time.perf_counter()
            os.kill(first.running[0].pid, signal.SIGKILL)
            await one.over()
    took = max(one.done) - killed
    return Figure(
        "**`kill -9` in the middle of a job: another worker has run it after**",
        [took],
        "s",
        1,
        at_most=30,
    )


@contextmanager
def _serving(github: Playground, log: Path) -> Iterator[None]:
    """`compass-bot serve` on SQLite, to which will be delivered."""
    waiting = list(github.pending)
    github.pending.clear()
    github.outbox.ping()
    (ping,) = github.pending
    github.pending[:] = waiting
    first = as_request(github.outbox.headers(ping, ping.body), ping.body)
    with bot(environment(github), first, log) as serving:
        github.deliver_to(f"http://127.0.0.1:{serving.port}/api/github/webhooks")
        try:
            yield
        finally:  # it would wait for a GitHub that waits for it
            os.kill(serving.pid, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Crew:
    """Workers on one list in PostgreSQL."""

    cluster: Cluster
    url: str
    running: Sequence[Serving]

    async def there(self, number: int = 0) -> None:
        """All of them have begun to look for work, or so many on this list have."""
        await until(lambda: self._registered() >= (number or len(self.running)))

    def _registered(self) -> int:
        query = "SELECT to_regclass('procrastinate_workers') IS NOT NULL"
        if self.cluster.execute(query, self.url) != [(True,)]:
            return 0
        query = "SELECT count(*) FROM procrastinate_workers"
        return int(self.cluster.execute(query, self.url)[0][0])


@contextmanager
def _crew(
    cluster: Cluster, github: Playground, number: int, log: Path, *, url: str = ""
) -> Iterator[Crew]:
    """So many `compass-bot worker`, on a new list or this one."""
    url = url or cluster.database()
    env = {**environment(github), "DATABASE_URL": url, "LOG_FORMAT": "json"}
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                process("-m", "bot", "worker", core=SERVER_CORE, log=log, env=env)
            )
            for _ in range(number)
        ]
        try:
            yield Crew(cluster, url, [Serving(0, one.pid) for one in running])
        finally:
            for one in running:  # which would wait for a GitHub that waits for them
                one.kill()
