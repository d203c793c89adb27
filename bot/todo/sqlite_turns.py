"""What the turns to write have to remember, in the file of the list.

A write is on record from before it is sent, at the time of its beginning: since one at
a time is under way, one at most counts as over before it was.
"""

import sqlite3
from datetime import datetime

import structlog

from bot.core.pace import HOUR, MINUTE, Write
from bot.core.turns import Past, Rest
from bot.todo.job import StoreUnavailable
from bot.todo.sqlite_rows import stamp, time_of
from bot.todo.sqlite_writer import Writer

log = structlog.get_logger(__name__)

_SECOND = 1_000_000

_NOTE = """
    INSERT INTO written (installation, place, at) VALUES (:installation, :place, :at)
    """
_FORGET = "DELETE FROM written WHERE at <= :at - :hour OR at > :at + :minute"
_WRITES = """
    SELECT at, place FROM written
    WHERE installation = :installation AND at > :now - :hour AND at <= :now + :minute
    ORDER BY at
    """
_REST = """
    INSERT INTO left_alone AS known (installation, until, said, why)
    VALUES (:installation, :until, :now, :why)
    ON CONFLICT (installation) DO UPDATE
    SET until = excluded.until, said = excluded.said, why = excluded.why
    WHERE known.until < excluded.until
    """
_OVER = "DELETE FROM left_alone WHERE until <= :now"
_LASTING = """
    SELECT until, said, why FROM left_alone
    WHERE installation = :installation AND until > :now
    """
_SET_RIGHT = """
    UPDATE left_alone SET until = until - (said - :now), said = :now WHERE said > :now
    """
"""Said by a clock that was ahead, it lasts as long as it was to last then."""


class SqliteMemory:
    """`bot.core.turns.Memory` of one installation, for the process with this writer."""

    def __init__(self, writer: Writer, installation: int) -> None:
        self._writer = writer
        self._values = {
            "installation": installation,
            "hour": int(HOUR * _SECOND),
            "minute": int(MINUTE * _SECOND),
        }

    async def past(self, now: datetime) -> Past:
        """As `bot.core.turns.Memory` says."""
        values = {**self._values, "now": stamp(now)}

        def read(connection: sqlite3.Connection) -> Past:
            connection.execute(_SET_RIGHT, values)
            writes = connection.execute(_WRITES, values)
            rest = connection.execute(_LASTING, values).fetchone()
            return Past(
                tuple(Write(row["at"] / _SECOND, row["place"]) for row in writes),
                None if rest is None else _rest_of(rest),
            )

        return await self._writer.do(read)

    async def note(self, write: Write) -> None:
        """As `bot.core.turns.Memory` says; what no longer counts is forgotten."""
        values = {
            **self._values,
            "place": write.place,
            "at": round(write.at * _SECOND),
        }

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute(_FORGET, values)
            connection.execute(_NOTE, values)

        await self._writer.do(keep)

    async def rest(self, rest: Rest) -> None:
        """As `bot.core.turns.Memory` says."""
        values = {
            **self._values,
            "until": stamp(rest.until),
            "now": stamp(rest.until - rest.asked),
            "why": rest.why,
        }

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute(_SET_RIGHT, values)
            connection.execute(_OVER, values)
            connection.execute(_REST, values)

        try:
            await self._writer.do(keep)
        except StoreUnavailable as error:
            # This process obeys anyhow, and nobody writes while this lasts.
            log.warning("a restart would forget the rest", why=str(error))


def _rest_of(row: sqlite3.Row) -> Rest:
    until = time_of(row["until"])
    return Rest(until, until - time_of(row["said"]), row["why"])
