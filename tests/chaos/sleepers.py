"""Whether processes have anything to do, as the kernel knows.

A thread that only waits sleeps. One that has something to do does not, though it may have
to wait for a processor that others use. Where all sleep, they wait for each other, for
this process, or for the time.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_ASLEEP = {b"S", b"T", b"Z"}
"""What the kernel calls a thread that sleeps, was stopped, or is dead."""

Turns = dict[int, bytes]
"""How often each thread was given a processor."""


class Sleepers:
    """Looks at processes again and again, at this one's other threads too."""

    def __init__(self) -> None:
        self._files: dict[int, tuple[int, int]] = {}
        # Only Linux tells: elsewhere all would be waited for in vain.
        self._open(os.getpid())

    def all_sleep(
        self, processes: Iterable[int], servers: Callable[[], Iterable[int]]
    ) -> bool:
        """Whether all sleep at once; `servers` are those that have one thread each.

        So it is where all are seen asleep twice, and none ran in between.
        """
        try:
            seen = self._turns(processes, servers())
            return seen is not None and seen == self._turns(processes, servers())
        except (OSError, IndexError):  # one comes or goes
            self._forget()
            return False

    def _turns(self, processes: Iterable[int], servers: Iterable[int]) -> Turns | None:
        """None where one does not sleep."""
        found: Turns = {}
        for thread in _threads(processes, servers):
            stat, turns = self._files.get(thread) or self._open(thread)
            if os.pread(stat, 64, 0).rpartition(b") ")[2][:1] not in _ASLEEP:
                return None
            found[thread] = os.pread(turns, 64, 0).split()[2]
        return found

    def _open(self, thread: int) -> tuple[int, int]:
        stat = os.open(f"/proc/{thread}/stat", os.O_RDONLY)
        turns = os.open(f"/proc/{thread}/schedstat", os.O_RDONLY)
        self._files[thread] = stat, turns
        return stat, turns

    def _forget(self) -> None:
        while self._files:
            for file in self._files.popitem()[1]:
                os.close(file)


def _threads(processes: Iterable[int], servers: Iterable[int]) -> Iterator[int]:
    for process in processes:
        yield from _threads_of(process)
    yield from servers
    own = threading.get_native_id()
    yield from (thread for thread in _threads_of(os.getpid()) if thread != own)


def _threads_of(process: int) -> Iterator[int]:
    folder = f"/proc/{process}/task"
    return map(int, os.listdir(folder))  # noqa: PTH208 - thousands of times


def children(process: int) -> Iterator[int]:
    """A process and those that it has started."""
    yield process
    with suppress(OSError):
        file = Path(f"/proc/{process}/task/{process}/children")
        yield from map(int, file.read_text().split())
