"""Event loops that live in the company's time: a member's, and that of who conducts it."""

import asyncio
import math
import os
import select
import selectors
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.chaos.common_time import AWAKE, MILLION, NEVER, CommonTime
from tests.chaos.company import Company

Ready = list[tuple[selectors.SelectorKey, int]]

A_TICK = 1 / MILLION
"""By how much a loop may be early: seconds since 1970 cannot be told more exactly."""

MOST = MILLION
"""How much time passes at once at most, should somebody not have been seen to be awake."""

LOOK_AGAIN = 0.0002
"""Seconds, real ones, after which somebody may have gone to sleep."""

SLOWLY = 20
"""How much faster than on the wall time passes at most while somebody counts by that."""

IN_VAIN = 60.0
"""Real seconds after which nothing will happen any more where all wait for no time."""


class _Member(selectors.DefaultSelector):
    """Says until when it sleeps, and sleeps until it is woken."""

    def __init__(
        self, time: CommonTime, place: int, bell: Connection, lasts: int | None
    ) -> None:
        super().__init__()
        self._time, self._place, self._bell = time, place, bell
        self.lasts = lasts
        self.register(bell.fileno(), selectors.EVENT_READ)

    def select(self, timeout: float | None = None) -> Ready:
        if self.lasts is not None:
            self.lasts -= 1
            if self.lasts < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        if timeout is not None and timeout <= 0:
            return self._without_bell(super().select(0))
        self._time.sleeps(self._place, _end(self._time, timeout))
        ready = super().select(None)
        self._time.sleeps(self._place, AWAKE)
        return self._without_bell(ready)

    def _without_bell(self, ready: Ready) -> Ready:
        rung = [pair for pair in ready if pair[0].fd == self._bell.fileno()]
        if rung:
            os.read(self._bell.fileno(), 4096)
            ready.remove(rung[0])
        return ready


class _Conductor(selectors.DefaultSelector):
    """Lets time go on where all sleep, this process too."""

    def __init__(self, company: Company) -> None:
        super().__init__()
        self._company = company
        self.is_slow = False

    def select(self, timeout: float | None = None) -> Ready:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        time, end = self._company.time, _end(self._company.time, timeout)
        ready = super().select(0)
        while not ready and (now := time.micros()) < end:
            if not self._company.sleep():
                select.select([self.fileno()], (), (), LOOK_AGAIN)
                ready = super().select(0)
                continue
            first = min(end, self._company.first())
            if first == NEVER:
                ready = super().select(IN_VAIN)
                if not ready:
                    raise AssertionError("all wait for something that never comes")
                continue
            wait = min(max(first - now, self._company.late), MOST)
            if self.is_slow:
                ready = super().select(wait / MILLION / SLOWLY)
            if not ready:
                self._company.go_on(wait)
        return ready


def _end(time: CommonTime, timeout: float | None) -> int:
    if timeout is None:
        return NEVER
    return time.micros() + math.ceil(timeout * MILLION) + 1


class MemberLoop(asyncio.SelectorEventLoop):
    """Of a process with a place, which dies when it has waited `lasts` times.

    Unless it `lives_on`.
    """

    def __init__(
        self, time: CommonTime, place: int, bell: Connection, lasts: int | None = None
    ) -> None:
        self._common = time
        self._member = _Member(time, place, bell, lasts)
        super().__init__(self._member)
        self._clock_resolution = A_TICK

    def time(self) -> float:
        return self._common.seconds()

    def lives_on(self) -> None:
        self._member.lasts = None


class ConductingLoop(asyncio.SelectorEventLoop):
    """Of the process that tells the story."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._conductor = _Conductor(company)
        super().__init__(self._conductor)
        self._clock_resolution = A_TICK

    def time(self) -> float:
        return self._company.time.seconds()

    @contextmanager
    def slowly(self) -> Iterator[None]:
        """Inside, somebody counts real seconds, as PostgreSQL does when it starts."""
        self._conductor.is_slow = True
        try:
            yield
        finally:
            self._conductor.is_slow = False


def conducted(company: Company) -> Callable[[], ConductingLoop]:
    """Makes the loop of who conducts that company."""
    return lambda: ConductingLoop(company)
