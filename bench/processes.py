"""Servers as processes, each on a core of its own where there are two."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers; `started` is how long that took, in seconds."""

    port: int
    pid: int
    started: float = 0.0

    def pause(self) -> None:
        """It stands still until it is resumed."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it was paused."""
        os.kill(self.pid, signal.SIGCONT)

    @property
    def megabytes(self) -> float:
        """What it holds of the machine's memory now."""
        return self._megabytes("VmRSS")

    @property
    def most_megabytes(self) -> float:
        """The most that it has held of it so far."""
        return self._megabytes("VmHWM")

    def _megabytes(self, which: str) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        kilobytes = status.partition(f"{which}:")[2].split()[0]
        return int(kilobytes) * 1024 / 1e6

    @property
    def cpu(self) -> float:
        """Seconds of CPU it has used so far, to the hundredth."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def process(
    *words: str, core: int, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """This Python with these arguments, pinned to a core, until the block ends."""
    with log.open("a", encoding="utf-8") as errors, contextlib.ExitStack() as stack:
        with pinned(core):  # what is started then stays there
            running = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, *words],
                    cwd=ROOT,
                    # as after an installation: compiled once, then read
                    env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
            )
        try:
            yield running
        finally:
            running.send_signal(signal.SIGCONT)  # the paused cannot be terminated
            running.terminate()
            running.wait(15)


@contextlib.contextmanager
def pinned(core: int) -> Iterator[None]:
    """This process, and what it starts, stay on that core until the block ends."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextlib.contextmanager
def bare(secret: str, log: Path, *, records: bool = False) -> Iterator[Serving]:
    """A peer, on the server's core; one that `records` has a file beside the bot's."""
    with tempfile.TemporaryDirectory() as directory:
        words = ["-m", "bench.bare", secret]
        words += [str(Path(directory) / "journal")] if records else []
        with process(*words, core=SERVER_CORE, log=log) as running:
            assert running.stdout
            yield Serving(int(running.stdout.readline()), running.pid)


@contextlib.contextmanager
def bot(
    env: Mapping[str, str], delivery: bytes, log: Path, *, command: str = "serve"
) -> Iterator[Serving]:
    """`compass-bot serve` with an empty to-do list, once it has answered 202.

    `delivery` is what it is sent for that, a whole HTTP request. The `command` may be
    `web`, whose list is where `env` says.
    """
    with tempfile.TemporaryDirectory() as directory:
        port = _free_port()
        told = {**env, "PORT": str(port), "DATA_DIR": directory, "LOG_FORMAT": "json"}
        begun = time.perf_counter()
        with process(
            "-m", "bot", command, core=SERVER_CORE, log=log, env=told
        ) as running:
            while not _accepted(port, delivery):
                if running.poll() is not None:
                    raise RuntimeError(f"the bot did not start: see {log}")
                time.sleep(0.002)
            yield Serving(port, running.pid, time.perf_counter() - begun)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _accepted(port: int, delivery: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(delivery)
            return connection.recv(1000).startswith(b"HTTP/1.1 202")
    except ConnectionError:
        return False
