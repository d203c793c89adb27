"""The turns to write in an installation, shared by all machines.

Whoever is inside holds a lock of PostgreSQL's, which is free again when the process or
its connection dies. The times are PostgreSQL's, so that no machine's clock counts, and
what is decided over them is decided by `bot.core.pace`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.core.errors import RetryLater
from bot.core.pace import HOUR, Pace, Write
from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_address import Connection
from bot.todo.postgres_rows import Row

log = structlog.get_logger(__name__)

WITHOUT_STORE = timedelta(seconds=5)
"""When to try again while it cannot be known whose turn it is."""

_LOOK = 0.2
"""The longest time after which it is looked again whether somebody else is through."""

_IN = "SELECT pg_try_advisory_lock(hashtextextended(%(name)s, 0)) AS is_in"
_OUT = "SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0))"
_STATE = """
    SELECT extract(epoch FROM clock_timestamp())::float8 AS now, rest.why,
        rest.until - clock_timestamp() AS left
    FROM (SELECT) AS always LEFT JOIN compass_rests AS rest
        ON installation = %(installation)s AND until > clock_timestamp()
    """
_WRITES = """
    SELECT extract(epoch FROM at)::float8 AS at, place FROM compass_writes
    WHERE installation = %(installation)s AND at > now() - %(kept)s ORDER BY at
    """
_BEGIN = """
    WITH old AS (
        DELETE FROM compass_writes
        WHERE installation = %(installation)s AND at <= now() - %(kept)s
    )
    INSERT INTO compass_writes (installation, place, at)
    VALUES (%(installation)s, %(place)s, clock_timestamp()) RETURNING id
    """
_END = "UPDATE compass_writes SET at = clock_timestamp() WHERE id = %s"
_WILL_REST = """
    INSERT INTO compass_rests AS known (installation, until, why)
    VALUES (%(installation)s, now() + %(left)s, %(why)s)
    ON CONFLICT (installation) DO UPDATE SET until = excluded.until, why = excluded.why
    WHERE known.until < excluded.until
    """


class PostgresTurns:
    """The turns of every installation, `interval` seconds apart."""

    def __init__(self, todo: PostgresTodo, interval: float) -> None:
        self._todo = todo
        self._interval = interval
        self._turns: dict[int, _Turns] = {}

    def of(self, installation: int) -> "_Turns":
        """Those of one installation, as `bot.core.turns.TurnsOf` wants them."""
        if installation not in self._turns:
            self._turns[installation] = _Turns(self._todo, self._interval, installation)
        return self._turns[installation]


class _Turns:
    """`bot.core.turns.Turns`; of this process one at a time asks whether it may."""

    def __init__(self, todo: PostgresTodo, interval: float, installation: int) -> None:
        self._line = todo.turning
        self._now = todo.now
        self._pace = Pace(interval)
        self._look = min(_LOOK, max(interval / 4, 0.01))
        self._values = {
            "installation": installation,
            "name": f"compass-bot's turn in {installation}",
            "kept": timedelta(seconds=HOUR),
        }
        self._first = asyncio.Lock()
        self._patient = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, place: str, *, patient: bool) -> AsyncIterator[None]:
        """As `bot.core.turns.Turns` says.

        Of what is patient, one at most is ahead of what people ask for. Where
        PostgreSQL is gone, nobody gets a turn.
        """
        if patient:
            async with self._patient, self._first, self._inside(place, patient=True):
                yield
        else:
            async with self._first, self._inside(place, patient=False):
                yield

    async def rest(self, until: datetime, why: str) -> None:
        """As `bot.core.turns.Turns` says."""
        values = {"left": until - self._now(), "why": why, **self._values}
        try:
            await self._line.do(lambda c: c.execute(_WILL_REST, values))
        except StoreUnavailable as error:
            # This process obeys anyhow, and the others hear it from GitHub.
            log.warning("other machines do not hear of the rest", why=str(error))

    @asynccontextmanager
    async def _inside(self, place: str, *, patient: bool) -> AsyncIterator[None]:
        write = await self._enter(place, patient=patient)
        try:
            yield
        finally:
            try:
                await self._line.do(partial(self._leave, write=write))
            except StoreUnavailable as error:
                log.warning("when a write ended is not known", why=str(error))

    async def _enter(self, place: str, *, patient: bool) -> int | None:
        """Inside afterwards; the number of the write that begins, if it has one."""
        while True:
            try:
                tried = await self._line.do(
                    partial(self._try, place=place, patient=patient)
                )
            except StoreUnavailable as error:
                why = f"it cannot be known whose turn it is: {error}"
                raise RetryLater(why, after=WITHOUT_STORE, patience=True) from error
            except asyncio.CancelledError:
                await self._line.do(
                    partial(self._leave, write=None)
                )  # it may be in by now
                raise
            if tried.refusal is not None:
                raise tried.refusal
            if tried.wait is None:
                return tried.write
            # Of two machines that wait, the one with what people ask for looks first.
            await asyncio.sleep(tried.wait + patient * self._look)

    async def _try(
        self, connection: Connection, *, place: str, patient: bool
    ) -> "_Tried":
        (asked,) = await _rows(connection, _IN, self._values)
        if not asked["is_in"]:
            return _Tried(wait=self._look)
        tried = _Tried(wait=0.0)
        try:
            tried = await self._decide(connection, place, patient=patient)
        finally:
            if tried.wait is not None:
                await connection.execute(_OUT, self._values)
        return tried

    async def _decide(
        self, connection: Connection, place: str, *, patient: bool
    ) -> "_Tried":
        (state,) = await _rows(connection, _STATE, self._values)
        if state["left"]:
            refusal = RetryLater(state["why"], after=state["left"], patience=True)
            return _Tried(wait=0.0, refusal=refusal)
        if not self._pace.interval:
            return _Tried()
        rows = await _rows(connection, _WRITES, self._values)
        writes = [Write(row["at"], row["place"]) for row in rows]
        try:
            wait = self._pace.wait(state["now"], writes, place, patient=patient)
        except RetryLater as held:
            return _Tried(wait=0.0, refusal=held)
        if wait:
            return _Tried(wait=wait)
        # Where this process dies in the middle, the next one still keeps its distance.
        (begun,) = await _rows(connection, _BEGIN, {**self._values, "place": place})
        return _Tried(write=begun["id"])

    async def _leave(self, connection: Connection, write: int | None) -> None:
        if write is not None:
            await connection.execute(_END, (write,))
        await connection.execute(_OUT, self._values)


@dataclass(frozen=True, slots=True)
class _Tried:
    """It is inside where there is no `wait`; else in so many seconds, or not at all."""

    wait: float | None = None
    write: int | None = None
    refusal: RetryLater | None = None


async def _rows(
    connection: Connection, query: str, values: Mapping[str, object]
) -> list[Row]:
    return await (await connection.execute(query, values)).fetchall()
