"""Time that runs faster than on the wall, and jumps, in several processes alike.

Nothing is patched: an event loop is told its time by `HastyLoop.time`, and whoever wants
to know the date asks a clock that is handed in, as always. So whatever takes ten seconds
there takes half a second here, or none where nobody does anything meanwhile, and all
proportions stay: of patience, pace and retries.
"""

import asyncio
import mmap
import selectors
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.playground import Clock

SPEED = 20.0
"""Hasty seconds in a real one."""

_DOUBLE = struct.Struct("d")


class SharedTime:
    """Seconds since 1970, for all processes that have opened the same file.

    They go on by themselves, and can be brought forward.
    """

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_DOUBLE.pack(0.0))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), _DOUBLE.size)

    def seconds(self) -> float:
        (offset,) = _DOUBLE.unpack_from(self._shared)
        return float(offset) + time.monotonic() * SPEED

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    def advance(self, seconds: float) -> None:
        """Bring it forward; a loop that sleeps has to be woken to see it."""
        (offset,) = _DOUBLE.unpack_from(self._shared)
        _DOUBLE.pack_into(self._shared, 0, offset + max(0.0, seconds))


class _HastySelector(selectors.DefaultSelector):
    """Waits as long as it is told in hasty seconds."""

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / SPEED)


class HastyLoop(asyncio.SelectorEventLoop):
    """An event loop that lives in that time."""

    def __init__(self, shared: SharedTime) -> None:
        self._shared = shared
        super().__init__(_HastySelector())

    def time(self) -> float:
        return self._shared.seconds()


class HastyClock(Clock):
    """The playground's clock, going by the shared time from a moment on."""

    def __init__(self, begins: datetime, shared: SharedTime) -> None:
        super().__init__(begins)
        self.shared = shared
        shared.advance((begins - shared.now()).total_seconds())

    def now(self) -> datetime:
        return self._past or self.shared.now()

    def advance(self, by: timedelta) -> None:
        if self._past:
            super().advance(by)
        else:
            self.shared.advance(by.total_seconds())

    def tick(self) -> None:
        """What people do takes no longer than it takes."""
        if self._past:
            super().tick()
