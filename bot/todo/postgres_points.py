"""GitHub's points a minute of an installation, which all machines spend from one bucket.

A machine takes a few at a time and spends them within seconds, so that PostgreSQL is not
asked for each request. What it has not spent by then is lost: nobody saves points up.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.core.errors import RetryLater
from bot.core.points import Points, points
from bot.core.turns import NEXT_TRY
from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_address import Connection

AT_A_TIME = 10.0
"""So many points are taken together."""

KEPT = 5.0
"""So many seconds they may be spent for."""

SOONEST = 0.05
"""Seconds until it is tried again at the soonest, where others were there first."""

_TAKE = """
    WITH taken AS (
        INSERT INTO compass_points AS known (installation, resource, full_at)
        VALUES (%(installation)s, %(resource)s, clock_timestamp() + %(cost)s)
        ON CONFLICT (installation, resource) DO UPDATE SET full_at = %(cost)s
            + CASE WHEN known.full_at - clock_timestamp()
                    BETWEEN interval '0' AND %(room)s + interval '1 second'
                THEN known.full_at ELSE clock_timestamp() END
        WHERE known.full_at - clock_timestamp()
            NOT BETWEEN %(most)s - %(cost)s AND %(room)s + interval '1 second'
        RETURNING true
    )
    SELECT EXISTS (SELECT FROM taken) AS is_taken, (
        SELECT full_at - clock_timestamp() FROM compass_points
        WHERE installation = %(installation)s AND resource = %(resource)s
    ) AS full_in
    """
"""A bucket is known by when it will be full again, with nothing to be written meanwhile.

All is in the time that it takes to fill: what is taken, the `most` that may be missing
afterwards, and the `room` that there is. What is missing more than that was taken by a
clock that was set back since.
"""


class PostgresPurses:
    """The purses of every installation; `interval` is that between two writes."""

    def __init__(self, todo: PostgresTodo, interval: float) -> None:
        self._todo = todo
        self._kept = KEPT * min(interval, 1.0)
        self._buckets = points(interval, kept=self._kept)
        self._purses: dict[int, _Purse] = {}

    def of(self, installation: int) -> "_Purse":
        """That of one installation, as `bot.core.points.PurseOf` wants them."""
        if installation not in self._purses:
            self._purses[installation] = _Purse(
                self._todo, self._buckets, self._kept, installation
            )
        return self._purses[installation]


@dataclass(slots=True)
class _Some:
    """Points that are in this process's hand, and until when by the loop's clock."""

    points: float = 0.0
    until: float = 0.0
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


class _Purse:
    """`bot.core.points.Purse`; of this process one at a time asks for more."""

    def __init__(
        self,
        todo: PostgresTodo,
        buckets: Mapping[str, Points],
        kept: float,
        installation: int,
    ) -> None:
        self._line = todo.line
        self._rests = todo.rests
        self._buckets = buckets
        self._kept = kept
        self._installation = installation
        self._some: defaultdict[str, _Some] = defaultdict(_Some)

    async def take(self, resource: str, cost: float, *, patient: bool) -> float:
        """As `bot.core.points.Purse` says."""
        bucket = self._buckets.get(resource)
        if bucket is None:
            return 0.0
        name = resource if resource == "graphql" else "core"
        some = self._some[name]
        async with some.taking:
            time = asyncio.get_running_loop().time()
            if some.points < cost or some.until <= time:
                many = max(cost, AT_A_TIME)
                wait = await self._take(name, bucket, many, patient=patient)
                if wait:
                    return wait
                some.points, some.until = many, time + self._kept
            some.points -= cost
        return 0.0

    async def _take(
        self, name: str, bucket: Points, many: float, *, patient: bool
    ) -> float:
        """Seconds until so many may be taken, or 0; and know of rests meanwhile."""
        most = bucket.burst - bucket.left_by(patient=patient)
        values: dict[str, Any] = {
            "installation": self._installation,
            "resource": name,
            "cost": timedelta(seconds=many / bucket.each_second),
            "most": timedelta(seconds=most / bucket.each_second),
            "room": timedelta(seconds=bucket.burst / bucket.each_second),
        }

        async def ask(connection: Connection) -> float:
            cursor = await connection.execute(_TAKE, values)
            (row,) = await cursor.fetchall()
            await self._rests.look(connection, self._installation)
            if row["is_taken"]:
                return 0.0
            wait: timedelta = row["full_in"] + values["cost"] - values["most"]
            return max(wait.total_seconds(), SOONEST)

        try:
            return await self._line.do(ask)
        except StoreUnavailable as error:
            raise RetryLater(
                f"GitHub's points cannot be counted: {error}",
                after=NEXT_TRY,
                patience=True,
            ) from None
