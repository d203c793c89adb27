"""The load: connections that each send the next delivery when the last is answered.

A bare protocol, not an HTTP client, so that the server under test and not the load is
what is measured; `Load.busy` says whether that held.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

import uvloop

HEAD_END = b"\r\n\r\n"


def as_request(headers: Mapping[str, str], body: bytes) -> bytes:
    """A delivery as the bytes of one HTTP request."""
    lines = ["POST /api/github/webhooks HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: answers per second, latencies in ms, CPU share of the load."""

    answers: int
    rate: float
    p50: float
    p99: float
    busy: float


class _Connection(asyncio.Protocol):
    """Sends, waits for the whole answer, sends the next; every answer has to be 202."""

    def __init__(self, requests: Iterator[bytes], until: float, done: "_Done") -> None:
        self._requests = requests
        self._until = until
        self._done = done
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(HEAD_END)
        if not found:
            return
        if not head.startswith(b"HTTP/1.1 202"):
            self._fail(RuntimeError(f"answered {head.splitlines()[0].decode()}"))
            return
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        if len(rest) < length:
            return
        self._buffer = b""
        self._done.latencies.append(time.perf_counter() - self._sent)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.finished.done():
            self._fail(exc or ConnectionError("the server hung up"))

    def _send(self) -> None:
        self._sent = time.perf_counter()
        request = next(self._requests, None) if self._sent < self._until else None
        if request is None:
            self._done.connection_ended()
        else:
            self._transport.write(request)

    def _fail(self, error: Exception) -> None:
        if not self._done.finished.done():
            self._done.finished.set_exception(error)


class _Done:
    def __init__(self, connections: int) -> None:
        self.latencies: list[float] = []
        self.finished = asyncio.get_running_loop().create_future()
        self._left = connections

    def connection_ended(self) -> None:
        self._left -= 1
        if not self._left and not self.finished.done():
            self.finished.set_result(None)


def send(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int = 16,
    seconds: float = float("inf"),
) -> Load:
    """Send all requests once or, with `seconds`, over and over for so long."""

    async def run() -> Load:
        source = iter(requests) if seconds == float("inf") else cycle(requests)
        loop, done = asyncio.get_running_loop(), _Done(connections)
        cpu, begun = time.process_time(), time.perf_counter()
        transports = [
            await loop.create_connection(
                lambda: _Connection(source, begun + seconds, done), "127.0.0.1", port
            )
            for _ in range(connections)
        ]
        await done.finished
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        for transport, _ in transports:
            transport.close()
        ordered = sorted(done.latencies)
        return Load(
            answers=len(ordered),
            rate=len(ordered) / took,
            p50=ordered[len(ordered) // 2] * 1000,
            p99=ordered[len(ordered) * 99 // 100] * 1000,
            busy=cpu / took,
        )

    return uvloop.run(run())
