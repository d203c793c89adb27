"""Until when GitHub wants to be left alone: known to all machines as soon as to one.

It is written down once and told to all, so that nobody has to look before each request.
Whoever has just come, or has lost the connection on which it hears of that, looks.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import structlog

from bot.core.errors import RetryLater
from bot.core.turns import NEXT_TRY, Rest
from bot.todo.job import StoreUnavailable
from bot.todo.postgres_address import Connection
from bot.todo.postgres_line import Line
from bot.todo.postgres_rows import CHANNEL

log = structlog.get_logger(__name__)

TOLD = "rests:"
"""What is told of a rest begins so, and ends with whose it is (nothing: anybody's)."""

_WILL_REST = """
    WITH longer AS (
        INSERT INTO compass_rests AS known (installation, resource, until, why)
        VALUES (%(installation)s, %(resource)s, now() + %(left)s, %(why)s)
        ON CONFLICT (installation, resource) DO UPDATE
        SET until = excluded.until, why = excluded.why
        WHERE known.until < excluded.until
        RETURNING installation
    )
    SELECT pg_notify(%(channel)s, %(told)s || installation) FROM longer
    """
_LASTING = """
    SELECT installation, resource, why, until - clock_timestamp() AS left
    FROM compass_rests
    WHERE until > clock_timestamp()
        AND (%(installation)s::bigint IS NULL OR installation = %(installation)s)
    """

_NONE: Mapping[str, Rest] = MappingProxyType({})


class Rests:
    """What one process knows; `listen` makes it hear of what others are told."""

    def __init__(
        self, line: Line, *, now: Callable[[], datetime], listen: Callable[[], None]
    ) -> None:
        self._line = line
        self._now = now
        self._listen = listen
        self._known: dict[int, Mapping[str, Rest]] = {}
        self._has_looked = False
        self._looking = asyncio.Lock()

    async def of(self, installation: int) -> Mapping[str, Rest]:
        """The rests of an installation by resource, by this machine's clock.

        Only the first that asks has to wait; raises `RetryLater` where it cannot know.
        """
        if not self._has_looked:
            async with self._looking:
                if not self._has_looked:
                    await self._look_first()
        return self._known.get(installation, _NONE)

    async def hear(self, told: str) -> None:
        """Something was told of this installation's rests, or of anybody's."""
        told = told.removeprefix(TOLD)
        whose = int(told) if told.isdecimal() else None
        try:
            await self._line.do(lambda c: self.look(c, whose))
        except StoreUnavailable as error:
            # Who takes points looks as well.
            log.warning("what other machines were told is not heard", why=str(error))

    async def look(self, connection: Connection, installation: int | None) -> None:
        """Know what there is, of one installation or (None) of all."""
        cursor = await connection.execute(_LASTING, {"installation": installation})
        found: dict[int, dict[str, Rest]] = {}
        for row in await cursor.fetchall():
            until: datetime = self._now() + row["left"]
            rest = Rest(until, row["left"], row["why"])
            found.setdefault(row["installation"], {})[row["resource"]] = rest
        if installation is None:
            self._known = dict(found)
        elif installation in found:
            self._known[installation] = found[installation]
        else:
            self._known.pop(installation, None)

    async def write(
        self, installation: int, resource: str, left: timedelta, why: str
    ) -> None:
        """All know of it from now on, unless a longer one is known."""
        values = {
            "installation": installation,
            "resource": resource,
            "left": left,
            "why": why,
            "channel": CHANNEL,
            "told": TOLD,
        }
        try:
            await self._line.do(lambda c: c.execute(_WILL_REST, values))
        except StoreUnavailable as error:
            # This process obeys anyhow, and the others hear it from GitHub.
            log.warning("other machines do not hear of the rest", why=str(error))

    async def _look_first(self) -> None:
        self._listen()
        try:
            await self._line.do(lambda c: self.look(c, None))
        except StoreUnavailable as error:
            raise RetryLater(
                f"what GitHub asked other machines for is not known: {error}",
                after=NEXT_TRY,
                patience=True,
            ) from None
        self._has_looked = True
