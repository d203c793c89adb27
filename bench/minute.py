"""A busy minute: a thousand deliveries a second, whether or not the bot keeps up."""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

from bench.load import HEAD_END
from bench.processes import Serving
from bench.report import Figure
from bench.webhook import Stage

RATE = 1000
RELEVANT = 0.02
CONNECTIONS = 64
TICK = 0.002
"""How often what is due is sent: less than what is worth telling of a latency."""


@dataclass(slots=True)
class Minute:
    """What came of it: answers by status, latencies in s, memory in MB by the second."""

    statuses: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    cpu: float = 0.0


class _Connection(asyncio.Protocol):
    """Sends one delivery at a time; free again when its answer is here."""

    def __init__(self, minute: Minute, free: "deque[_Connection]") -> None:
        self._minute = minute
        self._free = free
        self._buffer = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's own is none
        self._free.append(self)

    def send(self, request: bytes, due: float) -> None:
        """Send it; its time counts from when it was due, not from now."""
        self._due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(HEAD_END)
        if not found:
            return
        length = head.lower().partition(b"content-length:")[2].split()
        if length and len(rest) < int(length[0]):
            return
        self._buffer = b""
        self._minute.statuses[head[9:12].decode()] += 1
        self._minute.latencies.append(time.perf_counter() - self._due)
        self._free.append(self)


def measure_minute(stage: Stage, *, seconds: int) -> list[Figure]:
    """So many seconds of a thousand deliveries each, one in fifty of them relevant.

    They are sent when they are due, by a clock of their own; one that finds all
    connections busy waits, and its latency has begun. The workers work all the while.
    """
    with stage.bot() as server:
        minute = uvloop.run(_send(stage, server, seconds))
    sent = seconds * RATE
    ordered = sorted(minute.latencies)
    refused = sent - minute.statuses["202"]
    flat = max(minute.memory[-5:]) - max(minute.memory[:10])
    return [
        Figure(
            f"**of {sent:,} deliveries in {seconds} s not 202**", [refused], at_most=0
        ),
        Figure("… p50, from when it was due", [ordered[sent // 2] * 1000], "ms", 1),
        Figure("… **p99**", [ordered[sent * 99 // 100] * 1000], "ms", 1, at_most=100),
        Figure("… the slowest", [ordered[-1] * 1000], "ms", 1),
        Figure("… CPU of the server", [minute.cpu / seconds * 100], "%"),
        Figure("… memory (RSS) in the end", [minute.memory[-1]], "MB", at_most=90),
        Figure("… **more than after 10 s**", [flat], "MB", 1, at_most=5),
    ]


async def _send(stage: Stage, server: Serving, seconds: int) -> Minute:
    loop, minute = asyncio.get_running_loop(), Minute()
    free: deque[_Connection] = deque()
    for _ in range(CONNECTIONS):
        await loop.create_connection(
            lambda: _Connection(minute, free), "127.0.0.1", server.port
        )
    connections = list(free)
    waiting: deque[tuple[bytes, float]] = deque()
    requests = _mixed(stage.irrelevant, stage.relevant)
    cpu, begun, sent = server.cpu, time.perf_counter(), 0
    while len(minute.latencies) < seconds * RATE:
        passed = time.perf_counter() - begun
        if passed > seconds + 30:
            raise RuntimeError(f"only {len(minute.latencies)} answers came")
        due = min(int(passed * RATE), seconds * RATE)
        for number in range(sent, due):
            waiting.append((next(requests), begun + number / RATE))
        sent = due
        while waiting and free:
            free.popleft().send(*waiting.popleft())
        if passed > len(minute.memory) + 1:
            minute.memory.append(server.megabytes)
        await asyncio.sleep(TICK)
    minute.cpu = server.cpu - cpu
    for connection in connections:
        connection.transport.close()
    return minute


def _mixed(irrelevant: Sequence[bytes], relevant: Sequence[bytes]) -> Iterator[bytes]:
    dice = random.Random(7)
    while True:
        yield dice.choice(relevant if dice.random() < RELEVANT else irrelevant)
