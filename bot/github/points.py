"""GitHub's points a minute: reads cost one, writes five, and few may come at once.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api has 900 a
minute for REST, and 2,000 for GraphQL. A bucket that fills evenly keeps them in every
minute, wherever it begins, without holding up what comes now and then.
"""

from dataclasses import dataclass, field

READ, WRITE = 1.0, 5.0


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

    def wait(self, cost: float, now: float, *, patient: bool) -> float:
        """Seconds until that may be taken, or 0, and then it is taken."""
        passed = max(now - self._at, 0.0)
        self._level = min(self._level + passed * self.each_second, self.burst)
        self._at = now
        short = cost + (self.burst / 2 if patient else 0) - self._level
        if short > 0:
            return short / self.each_second
        self._level -= cost
        return 0.0


def points(interval: float = 1.0) -> dict[str, Points]:
    """The buckets of one installation, by resource; search counts as REST.

    Where writes may be less than a second apart GitHub is a stand-in, whose minutes are
    as much shorter.
    """
    faster = 1 / min(interval, 1.0)
    rest = Points(burst=60, each_second=13.8 * faster)
    graphql = Points(burst=200, each_second=29 * faster)
    return {"core": rest, "search": rest, "graphql": graphql}
