"""How fast deliveries are accepted, how soon after the start, in how much memory."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.disk import synced
from bench.load import Load, as_request, send
from bench.processes import LOAD_CORE, Serving, bare, bot, process
from bench.report import Figure


@dataclass(frozen=True, slots=True)
class Stage:
    """A GitHub to work with, and its signed deliveries as whole HTTP requests."""

    env: dict[str, str]
    irrelevant: Sequence[bytes]
    relevant: Sequence[bytes]
    log: Path

    @contextmanager
    def bare(self, *, records: bool = False) -> Iterator[Serving]:
        """A peer."""
        secret = self.env["WEBHOOK_SECRET"]
        with bare(secret, self.log, records=records) as serving:
            yield serving

    @contextmanager
    def bot(self) -> Iterator[Serving]:
        """The bot, started anew."""
        with bot(self.env, self.irrelevant[0], self.log) as serving:
            yield serving


@contextmanager
def stage(file: Path, log: Path) -> Iterator[Stage]:
    """A GitHub with a thousand issues, on the load's core; its deliveries in `file`."""
    with process("-m", "bench.github", str(file), core=LOAD_CORE, log=log) as github:
        assert github.stdout
        env = json.loads(github.stdout.readline())
        requests: dict[bool, list[bytes]] = {False: [], True: []}
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                request = as_request(entry["headers"], entry["body"].encode())
                requests[entry["relevant"]].append(request)
        yield Stage(env, requests[False], requests[True], log)


def measure_rates(stage: Stage, *, rounds: int, seconds: float) -> list[Figure]:
    """16 deliveries at a time to the peers and to the bot, in short turns.

    Only the server whose turn it is runs, so that whatever else the machine does
    meanwhile is shared by all; the order of the turns is reversed every second round.
    The disk has a turn of its own.
    """
    disk: list[float] = []
    peer: list[Turn] = []
    durable: list[Turn] = []
    irrelevant: list[Turn] = []
    relevant: list[Turn] = []
    with ExitStack() as stack:

        def waiting(server: AbstractContextManager[Serving]) -> Serving:
            serving = stack.enter_context(server)
            serving.pause()
            return serving

        turns = [
            (peer, waiting(stage.bare()), stage.irrelevant),
            (durable, waiting(stage.bare(records=True)), stage.relevant),
            (irrelevant, waiting(stage.bot()), stage.irrelevant),
            (relevant, waiting(stage.bot()), stage.relevant),
        ]
        for _ in range(rounds):
            disk.append(median(synced()))
            for taken, server, requests in turns:
                server.resume()
                taken.append(_turn(server, requests, seconds))
                server.pause()
            turns.reverse()
    size = len(stage.irrelevant[0]) / 1000
    busiest = max(turn.load.busy for turn in (*peer, *durable, *irrelevant, *relevant))
    return [
        *_figures(f"peer (HMAC and 202), {size:.0f} KB", peer),
        Figure("the disk alone, a write and fdatasync", disk, "ms", 2),
        *_figures("peer that has a line on disk before its 202", durable),
        *_figures("irrelevant", irrelevant),
        _ratio("irrelevant", irrelevant, peer, at_least=0.6),
        *_figures("recorded", relevant, p99_at_most=50),
        _ratio("recorded", relevant, durable, "peer with a line on disk", at_least=0.5),
        _ratio("recorded", relevant, peer, at_least=0.3),
        Figure("the load's own CPU, busiest round", [busiest * 100], "%"),
    ]


@dataclass(frozen=True, slots=True)
class Turn:
    """What the load saw, and the server's CPU time for one delivery, in µs."""

    load: Load
    cpu: float


def _turn(server: Serving, requests: Sequence[bytes], seconds: float) -> Turn:
    send(server.port, requests, seconds=seconds / 4)
    before = server.cpu
    load = send(server.port, requests, seconds=seconds)
    return Turn(load, (server.cpu - before) / load.answers * 1e6)


def _figures(
    what: str, turns: Sequence[Turn], *, p99_at_most: float | None = None
) -> list[Figure]:
    p99 = [turn.load.p99 for turn in turns]
    bold = "" if p99_at_most is None else "**"
    return [
        Figure(what, [turn.load.rate for turn in turns], "/s"),
        Figure("… p50", [turn.load.p50 for turn in turns], "ms", 1),
        Figure(f"{bold}… p99{bold}", p99, "ms", 1, at_most=p99_at_most),
        Figure("… CPU of the server for one", [turn.cpu for turn in turns], "µs"),
    ]


def _ratio(
    what: str,
    turns: Sequence[Turn],
    peer: Sequence[Turn],
    name: str = "peer",
    *,
    at_least: float,
) -> Figure:
    return Figure(
        f"**{what} : {name}**",
        [t.load.rate / p.load.rate for t, p in zip(turns, peer, strict=True)],
        digits=2,
        at_least=at_least,
    )


def measure_footprint(stage: Stage, *, starts: int, deliveries: int) -> list[Figure]:
    """From the start of the process to its first 202, and its memory before and after.

    Every second delivery is relevant, and the workers work all the while.
    """
    started: list[float] = []
    idle: list[float] = []
    for _ in range(starts):
        with stage.bot() as server:
            started.append(server.started)
            idle.append(server.megabytes)
    pairs = zip(stage.irrelevant, stage.relevant, strict=True)
    mixed = [request for pair in pairs for request in pair]
    with stage.bot() as server:
        for _ in range(deliveries // len(mixed)):
            send(server.port, mixed)
        loaded = server.megabytes
    return [
        Figure("**process start to first 202**", started, "s", 2, at_most=1),
        Figure("memory (RSS) after the start", idle, "MB"),
        Figure(
            f"**memory (RSS) after {deliveries:,} deliveries**",
            [loaded],
            "MB",
            at_most=80,
        ),
    ]
