"""The turns to write in one installation, where one process does all its writing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic

from bot.core.errors import RetryLater
from bot.core.pace import Pace, Write, counts
from bot.core.turns import LONGEST, REST, Memory, Rest, out_of_line


def begun() -> float:
    """Now, by the clock of the pace: that of the event loop, or of the one to come."""
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return monotonic()  # which is the clock of every loop that goes by the wall


class ProcessTurns:
    """Lets one write in after the other; `interval` is the pace.

    `now` is when GitHub's rest ends. `seconds` is the clock of the pace, by default the
    event loop's, which nobody sets; `sleep` waits so many of them. At `since`, by that
    clock, somebody else may have written last: whoever was here before a restart.
    Nobody stands in line for more than the `longest` time. What has to outlive this
    process is in `memory`: a write is there before it is sent.
    """

    def __init__(
        self,
        interval: float,
        *,
        now: Callable[[], datetime],
        since: float | None = None,
        seconds: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        longest: timedelta = LONGEST,
        memory: Memory | None = None,
    ) -> None:
        self._pace = Pace(interval)
        self._now = now
        self._line = _Line()
        self._seconds = seconds
        self._sleep = sleep
        self._longest = longest.total_seconds()
        self._writes: list[Write] = []
        if since is not None:
            self._writes.append(Write(since, ""))
        self._rest: Rest | None = None
        self._memory = memory
        self._recalling = asyncio.Lock()
        self._recalled = memory is None

    @asynccontextmanager
    async def turn(self, place: str, *, patient: bool) -> AsyncIterator[None]:
        """As `bot.core.turns.Turns` says."""
        if not self._recalled:
            await self._recall()
        self._look(place, patient=patient)
        try:
            async with asyncio.timeout(self._longest):
                await self._line.enter(patient=patient)
        except TimeoutError:
            raise out_of_line() from None
        try:
            while (wait := self._look(place, patient=patient)) > 0:
                await self._sleep(wait)
            if self._memory is not None:
                await self._memory.note(Write(self._now().timestamp(), place))
                self._obey()  # what was heard meanwhile
            try:
                yield
            finally:
                if self._pace.interval:
                    self._writes.append(Write(self._time(), place))
        finally:
            self._line.leave()

    async def rest(self, until: datetime, why: str, resource: str = "") -> None:
        """As `bot.core.turns.Turns` says."""
        if resource not in REST:
            return
        now = self._now()
        rest = Rest(until, until - now, why)
        if self._takes(rest, now) and self._memory is not None:
            await self._memory.rest(rest)

    async def rests(self) -> Mapping[str, Rest]:
        """As `bot.core.turns.Turns` says: what the process before this one was told."""
        if not self._recalled:
            await self._recall()
        return {} if self._rest is None else {"core": self._rest}

    async def _recall(self) -> None:
        """Know what a process before this one knew; only the first has to ask."""
        async with self._recalling:
            if self._recalled or self._memory is None:
                return
            past = await self._memory.past(self._now())
            now, here = self._now(), self._time()
            ahead = here - now.timestamp()
            before = [Write(min(w.at + ahead, here), w.place) for w in past.writes]
            self._writes = sorted([*before, *self._writes])
            if past.rest is not None:
                self._takes(past.rest, now)
            self._recalled = True

    def _takes(self, rest: Rest, now: datetime) -> bool:
        """Whether it is longer than what is known, and known from now on."""
        known = self._rest and self._rest.seen(now)
        if known is not None and rest.seen(now).until <= known.until:
            return False
        self._rest = rest
        return True

    def _obey(self) -> None:
        """Raise while GitHub rests."""
        if self._rest is not None:
            time = self._now()
            self._rest = self._rest.seen(time)
            left = self._rest.left(time)
            if left > timedelta():
                raise RetryLater(self._rest.why, after=left, patience=True)
            self._rest = None

    def _look(self, place: str, *, patient: bool) -> float:
        """How many seconds to wait; raises where it is not to be waited for."""
        self._obey()
        now = self._time()
        if not all(counts(end, now) for end in (*self._writes[:1], *self._writes[-1:])):
            self._writes = [write for write in self._writes if counts(write, now)]
        return self._pace.wait(now, self._writes, place, patient=patient)

    def _time(self) -> float:
        return (self._seconds or asyncio.get_running_loop().time)()


class _Line:
    """Lets one in at a time: who is not patient first, else in the order of coming."""

    def __init__(self) -> None:
        self._is_free = True
        self._hurried: list[asyncio.Future[None]] = []
        self._patient: list[asyncio.Future[None]] = []

    async def enter(self, *, patient: bool) -> None:
        if self._is_free:
            self._is_free = False
            return
        turn = asyncio.get_running_loop().create_future()
        (self._patient if patient else self._hurried).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave()  # it was let in and given up in the same moment
            raise

    def leave(self) -> None:
        for line in (self._hurried, self._patient):
            while line:
                turn = line.pop(0)
                if not turn.done():
                    turn.set_result(None)
                    return
        self._is_free = True
