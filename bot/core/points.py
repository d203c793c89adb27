"""GitHub's points a minute: reads cost one, writes five, and few may come at once.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api has 900 a
minute for REST, and 2,000 for GraphQL. A bucket that fills evenly keeps them in every
minute, wherever it begins, without holding up what comes now and then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

READ, WRITE = 1.0, 5.0

_MINUTE = 60.0


class Purse(Protocol):
    """The points of one installation, of all who spend them (0: the App itself)."""

    async def take(self, resource: str, cost: float, *, patient: bool) -> float:
        """Seconds until a request may have its points, or 0, and then it has them.

        Raises `RetryLater` with patience where it cannot be known.
        """
        ...


PurseOf = Callable[[int], Purse]
"""The purse of an installation, by its id; always the same for one id."""


@dataclass(slots=True)
class Points:
    """So many points at once, and so many more each second; it starts full.

    Who is patient takes from the upper half only. `burst + 60 * each_second` is the most
    that any minute can see.
    """

    burst: float
    each_second: float
    _level: float = field(init=False)
    _at: float = -1e18

    def __post_init__(self) -> None:
        self._level = self.burst

    def left_by(self, *, patient: bool) -> float:
        """So many have to be left by whoever takes some."""
        return self.burst / 2 if patient else 0.0

    def wait(self, cost: float, now: float, *, patient: bool) -> float:
        """Seconds until that may be taken, or 0, and then it is taken."""
        passed = max(now - self._at, 0.0)
        self._level = min(self._level + passed * self.each_second, self.burst)
        self._at = now
        short = cost + self.left_by(patient=patient) - self._level
        if short > 0:
            return short / self.each_second
        self._level -= cost
        return 0.0


def points(interval: float = 1.0, *, kept: float = 0.0) -> dict[str, Points]:
    """The buckets of one installation, by resource; search counts as REST.

    Where what is taken may be spent as much as `kept` seconds later, a minute sees what
    was taken in a minute and these seconds, so that they fill as much slower.

    Where writes may be less than a second apart GitHub is a stand-in, whose minutes are
    as much shorter. With an interval of 0 it has no minutes at all, and nothing counts.
    """
    if not interval:
        return {}
    faster = _MINUTE / (_MINUTE + kept) / min(interval, 1.0)
    rest = Points(burst=60, each_second=13.8 * faster)
    graphql = Points(burst=200, each_second=29 * faster)
    return {"core": rest, "search": rest, "graphql": graphql}
