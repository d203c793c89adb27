"""The last deliveries that asked for something, as one process heard them: for `/admin`.

Nothing of a payload is kept but what is told here. It is a memory of fixed size: whoever
sends more pushes the oldest out, and what asks for nothing leaves no trace.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.core.delivery import Delivery
from bot.todo.job import Key, Wake

MOST = 200
MOST_KEYS = 20
"""Kept of one delivery: one may tell of hundreds of repositories."""

LONGEST = 140
"""GitHub's names of repositories are no longer; an action is far shorter."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A delivery that wanted `wanted` keys to be looked at, some of them in `keys`.

    `name` is dotted; `number` is the thread's, 0 where it is about none; `status` is
    what was answered.
    """

    guid: str
    name: str
    repository: str
    number: int
    at: datetime
    keys: tuple[Key, ...]
    wanted: int
    status: int


class LastDeliveries:
    """Remembers the last `MOST`; `now` tells when each came."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._heard: deque[Heard] = deque(maxlen=MOST)

    @contextmanager
    def noting(self, delivery: Delivery, wakes: Sequence[Wake]) -> Iterator[None]:
        """What is recorded in here was answered 202; where that fails, 503."""
        at, status = self._now(), 503
        try:
            yield
            status = 202
        finally:
            self._heard.append(
                Heard(
                    guid=delivery.guid,
                    name=delivery.name[:LONGEST],
                    repository=delivery.repository[:LONGEST],
                    number=delivery.issue,
                    at=at,
                    keys=tuple(wake.key for wake in wakes[:MOST_KEYS]),
                    wanted=len(wakes),
                    status=status,
                )
            )

    def __iter__(self) -> Iterator[Heard]:
        """The newest first."""
        return iter(tuple(reversed(self._heard)))
