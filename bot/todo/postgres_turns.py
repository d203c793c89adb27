"""The turns to write in an installation, shared by all machines.

The newest write of an installation is the turn: while it is under way nobody begins
another one, and who begins one gives it the next number, which only one can. It is
under way until its worker leaves or is given up, and never for longer than the lease;
who is no worker, or no longer one, begins none. So nothing has to be unlocked by anybody
who may be gone. The times are PostgreSQL's, so that no machine's clock counts, and what
is decided over them is decided by `bot.core.pace`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.core.errors import InDoubt, RetryLater
from bot.core.pace import HOUR, MINUTE, Pace, Write
from bot.core.turns import LONGEST, NEXT_TRY, REST, Rest, out_of_line
from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_address import Connection
from bot.todo.postgres_presence import WORKER
from bot.todo.postgres_rows import Row

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=90)
"""After so long a write counts as over, whether or not anybody has said so."""

_HELD = 0.75
"""The part of the lease after which whoever is inside is cut off.

What it had sent by then, GitHub has done or given up when the lease ends.
"""

_LOOK = 0.2
"""The longest time after which it is looked again whether somebody else is through."""

_STATE = """
    SELECT extract(epoch FROM clock_timestamp())::float8 AS now, rest.why,
        rest.until - clock_timestamp() AS left,
        EXISTS (SELECT FROM procrastinate_workers WHERE id = %(worker)s) AS is_worker,
        coalesce(last.number, 0) AS number,
        coalesce(last.worker <> %(worker)s AND last.until - clock_timestamp()
            BETWEEN interval '0' AND %(lease)s, false) AS is_taken
    FROM (SELECT) AS always LEFT JOIN LATERAL (
        SELECT why, until FROM compass_rests
        WHERE installation = %(installation)s AND resource = ANY(%(rest)s)
            AND until > clock_timestamp() ORDER BY until DESC LIMIT 1
    ) AS rest ON true LEFT JOIN LATERAL (
        SELECT number, worker, until FROM compass_writes
        WHERE installation = %(installation)s ORDER BY number DESC LIMIT 1
    ) AS last ON true
    """
"""What this worker itself has begun is over: of a process one at a time is here, and
whoever was before it could not say that it had left."""
_WRITES = """
    SELECT extract(epoch FROM at)::float8 AS at, place FROM compass_writes
    WHERE installation = %(installation)s AND at > now() - %(kept)s ORDER BY at
    """
_BEGIN = """
    WITH begun AS (
        INSERT INTO compass_writes (installation, number, place, at, worker, until)
        SELECT %(installation)s, %(last)s + 1, %(place)s, clock_timestamp(), id,
            clock_timestamp() + %(lease)s
        FROM procrastinate_workers WHERE id = %(worker)s
        ON CONFLICT DO NOTHING RETURNING number
    ), old AS (
        DELETE FROM compass_writes AS write USING begun
        WHERE installation = %(installation)s AND write.number < begun.number
            AND (at <= now() - %(kept)s OR at > now() + %(ahead)s)
    )
    SELECT number FROM begun
    """
_END = """
    UPDATE compass_writes SET at = clock_timestamp(), worker = NULL
    WHERE installation = %(installation)s AND number = %(number)s
    """


class PostgresTurns:
    """The turns of every installation, `interval` seconds apart.

    They are for jobs, which a worker of the list does. A write is under way for a
    `lease` at most, and nobody stands in line for more than the `longest` time.
    """

    def __init__(
        self,
        todo: PostgresTodo,
        interval: float,
        *,
        lease: timedelta = LEASE,
        longest: timedelta = LONGEST,
    ) -> None:
        self._todo = todo
        self._interval = interval
        self._lease = lease
        self._longest = longest
        self._turns: dict[int, _Turns] = {}

    def of(self, installation: int) -> "_Turns":
        """Those of one installation, as `bot.core.turns.TurnsOf` wants them."""
        if installation not in self._turns:
            self._turns[installation] = _Turns(
                self._todo, self._interval, installation, self._lease, self._longest
            )
        return self._turns[installation]


class _Turns:
    """`bot.core.turns.Turns`; of this process one at a time asks whether it may."""

    def __init__(
        self,
        todo: PostgresTodo,
        interval: float,
        installation: int,
        lease: timedelta,
        longest: timedelta,
    ) -> None:
        self._line = todo.line
        self._rests = todo.rests
        self._installation = installation
        self._now = todo.now
        self._pace = Pace(interval)
        self._look = min(_LOOK, max(interval / 4, 0.01))
        self._held = lease.total_seconds() * _HELD
        self._longest = longest.total_seconds()
        self._values = {
            "installation": installation,
            "lease": lease,
            "kept": timedelta(seconds=HOUR),
            "ahead": timedelta(seconds=MINUTE),
            "rest": list(REST),
        }
        self._first = asyncio.Lock()
        self._patient = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, place: str, *, patient: bool) -> AsyncIterator[None]:
        """As `bot.core.turns.Turns` says.

        Of what is patient, one at most is ahead of what people ask for. Where
        PostgreSQL is gone, nobody gets a turn.
        """
        line = (self._patient, self._first) if patient else (self._first,)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self._longest):
                    for place_in_line in line:
                        await stack.enter_async_context(place_in_line)
                    number, ends = await self._enter(place, patient=patient)
            except TimeoutError:
                raise out_of_line() from None
            limit = asyncio.timeout_at(ends)
            try:
                async with limit:
                    yield
            except TimeoutError:
                if not limit.expired():
                    raise
                raise InDoubt("not done within a turn") from None
            finally:
                await self._leave(number)

    async def rest(self, until: datetime, why: str, resource: str = "") -> None:
        """As `bot.core.turns.Turns` says."""
        left = until - self._now()
        await self._rests.write(self._installation, resource, left, why)

    async def rests(self) -> Mapping[str, Rest]:
        """As `bot.core.turns.Turns` says."""
        return await self._rests.of(self._installation)

    async def _enter(self, place: str, *, patient: bool) -> tuple[int, float]:
        """Inside afterwards: as which write, and until when by the loop's clock."""
        values = {**self._values, "worker": WORKER.get(), "place": place}
        while True:
            asked = asyncio.get_running_loop().time()
            trying = asyncio.ensure_future(
                self._line.do(partial(self._try, values=values, patient=patient))
            )
            try:
                tried = await asyncio.shield(trying)
            except asyncio.CancelledError:
                with suppress(StoreUnavailable):
                    tried = await trying
                    if tried.begun is not None:
                        await self._leave(tried.begun)
                raise
            if tried.refusal is not None:
                raise tried.refusal
            if tried.begun is not None:
                return tried.begun, asked + self._held
            # Of two machines that wait, the one with what people ask for looks first.
            await asyncio.sleep(tried.wait + patient * self._look)

    async def _try(
        self, connection: Connection, *, values: Mapping[str, Any], patient: bool
    ) -> "_Tried":
        (state,) = await _rows(connection, _STATE, values)
        if not state["is_worker"]:
            why, after = "its worker has been given up", NEXT_TRY
            return _Tried(refusal=RetryLater(why, after=after, patience=True))
        if state["left"]:
            why, after = state["why"], state["left"]
            return _Tried(refusal=RetryLater(why, after=after, patience=True))
        if state["is_taken"]:
            return _Tried(wait=self._look)
        if self._pace.interval:
            rows = await _rows(connection, _WRITES, values)
            writes = [Write(row["at"], row["place"]) for row in rows]
            try:
                wait = self._pace.wait(
                    state["now"], writes, values["place"], patient=patient
                )
            except RetryLater as held:
                return _Tried(refusal=held)
            if wait:
                return _Tried(wait=wait)
        begun = await _rows(connection, _BEGIN, {**values, "last": state["number"]})
        return _Tried(begun=begun[0]["number"] if begun else None)

    async def _leave(self, number: int) -> None:
        values = {**self._values, "number": number}
        try:
            await self._line.do(lambda c: c.execute(_END, values))
        except StoreUnavailable as error:
            log.warning("when a write ended is not known", why=str(error))


@dataclass(frozen=True, slots=True)
class _Tried:
    """The write that it has `begun`; else it has to `wait` seconds, or is refused."""

    begun: int | None = None
    wait: float = 0.0
    refusal: RetryLater | None = None


async def _rows(
    connection: Connection, query: str, values: Mapping[str, object]
) -> list[Row]:
    return await (await connection.execute(query, values)).fetchall()
