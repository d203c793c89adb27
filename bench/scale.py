"""What several machines on one PostgreSQL do, beside `serve` on its own.

All of them share two cores here, with the load, GitHub and the database: what this shows
is what sharing costs, and where the waiting is, not how far it goes on more machines.
"""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import uvloop

from bench.agenda import TOPIC, playing
from bench.load import HEAD_END, Load, as_request, send
from bench.postgres import connections, cpu, durable_cluster
from bench.processes import SERVER_CORE, Serving, bot, process
from bench.report import Figure
from bench.scale_jobs import measure_jobs, measure_takeover
from bench.waiting import moments, quiet, until
from bench.webhook import Stage
from bot.logs import configure_logs
from tests.postgres.cluster import Cluster

FEW = 20
"""Keys of which deliveries tell over and over."""


def measure_scale(stage: Stage, *, quick: bool) -> list[Figure]:
    """About a minute; with `quick` a third of it, without the death of a worker.

    One after the other, but for the wait until that worker is given up, which disturbs
    nobody.
    """
    configure_logs(level="error")
    log = stage.log
    with durable_cluster() as cluster, ThreadPoolExecutor() as threads:
        takeovers = [] if quick else [threads.submit(_take_over, cluster, log)]
        figures = _measure_recording(stage, cluster, rounds=2 if quick else 5)
        figures += uvloop.run(_measure_idle(cluster, log, commands=6 if quick else 16))
        installations = 5 if quick else 24
        figures += uvloop.run(measure_jobs(cluster, log, installations=installations))
        return figures + [takeover.result() for takeover in takeovers]


def _take_over(cluster: Cluster, log: Path) -> Figure:
    return uvloop.run(measure_takeover(cluster, log))


def _measure_recording(
    stage: Stage, cluster: Cluster, *, rounds: int, deliveries: int = 1000
) -> list[Figure]:
    """16 at a time, each about a thread of its own, or all about the same few."""
    url = cluster.database()
    stored = {"DATABASE_URL": url}
    with ExitStack() as stack:
        alone = stack.enter_context(stage.bot())
        shared = stack.enter_context(
            bot({**stage.env, **stored}, stage.irrelevant[0], stage.log, command="web")
        )
        idle = shared.megabytes
        for server in (alone, shared):
            server.pause()
        turns = [(server, few) for few in (False, True) for server in (alone, shared)]
        taken: dict[tuple[Serving, bool], list[Load]] = {turn: [] for turn in turns}
        busy, spent = [], []
        for number in range(rounds):
            for server, few in turns:
                requests = _deliveries(stage, number * deliveries, deliveries, few=few)
                server.resume()
                used, own, begun = cpu(cluster), server.cpu, time.perf_counter()
                taken[server, few].append(send(server.port, requests))
                if server is shared:
                    busy.append((cpu(cluster) - used) / (time.perf_counter() - begun))
                    spent.append((server.cpu - own) / deliveries)
                server.pause()
            turns.reverse()
        memory, held = shared.megabytes, connections(cluster, url)
    found: list[Figure] = []
    for few, what in ((False, "each about another thread"), (True, "about a few")):
        found += _compared(what, taken[alone, few], taken[shared, few])
    return [
        *found,
        Figure("… CPU of a `web` for one", [one * 1e6 for one in spent], "µs"),
        Figure("… CPU of PostgreSQL meanwhile", [share * 100 for share in busy], "%"),
        Figure("memory (RSS) of a `web` after the start", [idle], "MB"),
        Figure("… after these deliveries", [memory], "MB"),
        Figure("… connections to PostgreSQL", [held], at_most=4),
    ]


def _compared(what: str, alone: Sequence[Load], shared: Sequence[Load]) -> list[Figure]:
    ratios = [one.rate / two.rate for one, two in zip(shared, alone, strict=True)]
    return [
        Figure(f"recorded by `serve`, {what}", [load.rate for load in alone], "/s"),
        Figure(f"recorded by `web`, {what}", [load.rate for load in shared], "/s"),
        Figure("… p50", [load.p50 for load in shared], "ms", 1),
        Figure("… p99", [load.p99 for load in shared], "ms", 1),
        Figure("**`web` on PostgreSQL : `serve`**", ratios, digits=2, at_least=0.2),
    ]


def _deliveries(stage: Stage, first: int, count: int, *, few: bool) -> Sequence[bytes]:
    """Comments with a command that nobody has heard of, as whole HTTP requests."""
    head, _, body = stage.relevant[0].partition(HEAD_END)
    lines = (line.partition(": ") for line in head.decode().splitlines()[2:])
    headers = {name: value for name, _, value in lines if name != "Content-Length"}
    payload = json.loads(body)
    key = stage.env["WEBHOOK_SECRET"].encode()
    found: list[bytes] = []
    for number in range(first, first + count):
        payload["issue"]["number"] = 1_000_000 + (number % FEW if few else number)
        payload["comment"]["id"] = 3_000_000_000 + number
        sent = json.dumps(payload).encode()
        signed = hmac.digest(key, sent, hashlib.sha256).hex()
        own = {
            "X-GitHub-Delivery": str(uuid.uuid4()),
            "X-Hub-Signature-256": f"sha256={signed}",
        }
        found.append(as_request({**headers, **own}, sent))
    return found


async def _measure_idle(cluster: Cluster, log: Path, *, commands: int) -> list[Figure]:
    """From a comment to the request that writes the agenda, nothing else going on."""
    took: tuple[list[float], list[float]] = ([], [])
    apart = partial(_web_and_worker, cluster.database())
    async with playing("0", log) as alone, playing("0", log, apart) as shared:
        turns = [
            (times, github, issue, moments(github, "PATCH …/issues/comments/*"))
            for times, (github, issue, _) in zip(took, (alone, shared), strict=True)
        ]
        for number in range(commands):
            for times, github, issue, written in turns:
                await quiet(github)
                before = len(written)
                issue.comment(TOPIC.format(n=number), by=f"person{number % 5}")
                begun = time.perf_counter()
                await github.deliver()
                await until(lambda w=written, before=before: len(w) > before)
                times.append((written[before] - begun) * 1000)
            turns.reverse()
    return [
        Figure("comment to the agenda's write, idle: `serve`", took[0], "ms", 1),
        Figure("… `web` and `worker` on PostgreSQL", took[1], "ms", 1),
        Figure(
            "**… `web` and `worker` : `serve`**",
            [median(took[1]) / median(took[0])],
            digits=2,
            at_most=4,
        ),
    ]


@contextmanager
def _web_and_worker(
    url: str, env: Mapping[str, str], delivery: bytes, log: Path
) -> Iterator[Serving]:
    told = {**env, "DATABASE_URL": url, "LOG_FORMAT": "json"}
    with (
        bot(told, delivery, log, command="web") as web,
        process("-m", "bot", "worker", core=SERVER_CORE, log=log, env=told),
    ):
        yield web
