"""The processes that share a time, so that it goes on when all of them only wait for it."""

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from bot.playground import Clock
from tests import forked
from tests.chaos.common_time import AWAKE, NEVER, CommonTime
from tests.chaos.sleepers import Sleepers


@dataclass
class Member:
    """A process by its place; `bell` wakes it."""

    bell: Connection
    process: int = 0


class Company:
    """Who shares the time of a file; `servers` are processes that have no loop of ours.

    `late` is by how much somebody may be woken too late, so that others are woken with
    it.
    """

    def __init__(
        self,
        file: Path,
        servers: Callable[[], Iterable[int]] = lambda: (),
        *,
        late: timedelta = timedelta(milliseconds=200),
    ) -> None:
        self.time = CommonTime(file)
        self.late = in_micros(late)
        self._servers = servers
        self._sleepers = Sleepers()
        self._members: dict[int, Member] = {}
        self._places = count()

    def welcome(self) -> tuple[int, Connection]:
        """The place of a new process, which is awake, and its bell."""
        bell, rope = forked.pipe()
        os.set_blocking(rope.fileno(), False)
        place = next(self._places)
        self.time.sleeps(place, AWAKE)
        self._members[place] = Member(rope)
        return place, bell

    def know(self, place: int, process: int) -> None:
        self._members[place].process = process

    def miss(self, place: int) -> None:
        """It is dead."""
        self._members.pop(place).bell.close()

    def jump(self, by: timedelta) -> None:
        """It is later at once, and all see it."""
        self.time.jump(in_micros(by))
        for member in self._members.values():
            _ring(member)

    def go_on(self, micros: int) -> None:
        """Let time pass while all sleep, and wake who waited for it."""
        self.time.go_on(micros)
        now = self.time.micros()
        for place, member in self._members.items():
            if self.time.until(place) <= now:
                _ring(member)

    def first(self) -> int:
        """When the first of them wants to be woken."""
        return min(map(self.time.until, self._members), default=NEVER)

    def sleep(self) -> bool:
        """Whether all sleep at the same moment."""
        if any(self.time.until(place) == AWAKE for place in self._members):
            return False
        members = [member.process for member in self._members.values()]
        return self._sleepers.all_sleep(members, self._servers)


def in_micros(time: timedelta) -> int:
    return time // timedelta(microseconds=1)


def _ring(member: Member) -> None:
    with contextlib.suppress(OSError):  # it rings already, or nobody is there
        os.write(member.bell.fileno(), b"!")


class CommonClock(Clock):
    """The playground's clock, going by the company's time from a moment on."""

    def __init__(self, begins: datetime, company: Company) -> None:
        super().__init__(begins)
        self.company = company
        company.jump(begins - company.time.now())

    def now(self) -> datetime:
        return self._past or self.company.time.now()

    def advance(self, by: timedelta) -> None:
        if self._past:
            super().advance(by)
        else:
            self.company.jump(by)

    def tick(self) -> None:
        """What people do takes no longer than it takes."""
        if self._past:
            super().tick()
