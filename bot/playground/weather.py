"""Bad weather between an App and GitHub: each kind of fault for its share of requests."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.playground.faults import Fault
from bot.playground.requests import Request


@dataclass(frozen=True, slots=True)
class Kind:
    """What happens to a `share` (0 to 1) of all requests; `make` makes one such fault."""

    name: str
    share: float
    make: Callable[[], Fault]


class Weather:
    """Decides for each request what goes wrong with it, if anything does.

    The `seed` decides, by what is asked for and for the how-manieth time: so it does the
    same wherever the same is asked, in whatever order. `happened` counts by kind.
    """

    def __init__(self, seed: int | str, kinds: Sequence[Kind]) -> None:
        self.happened: Counter[str] = Counter()
        self._seed = seed
        self._kinds = tuple(kinds)
        self._asked: Counter[str] = Counter()

    def fault(self, request: Request) -> Fault | None:
        """What goes wrong with this request."""
        asked = f"{request.method} {request.path}"
        self._asked[asked] += 1
        seed = f"{self._seed} {self._asked[asked]} {asked}"
        dice = random.Random(seed)  # noqa: S311 - no secret, but the same every time
        left = dice.random()
        for kind in self._kinds:
            left -= kind.share
            if left < 0:
                self.happened[kind.name] += 1
                return kind.make()
        return None
