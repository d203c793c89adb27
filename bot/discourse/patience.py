"""How often one forum is asked, and for how long it is left alone; pure.

Discourse lets nobody who has not signed in search more than twice a second and fifteen
times a minute from one address (`rate_limit_search_anon_user_per_second`, `…_per_minute`).
"""

from collections import deque
from datetime import datetime, timedelta

LIMITS = ((2, timedelta(seconds=2)), (12, timedelta(minutes=1)))
"""So many requests in so long: some below Discourse's own."""

LEFT_ALONE = timedelta(minutes=1)
LEFT_ALONE_AT_MOST = timedelta(minutes=10)
SAID_EVERY = timedelta(minutes=1)


class Patience:
    """What is remembered of one forum."""

    def __init__(self) -> None:
        self._asked: deque[datetime] = deque(maxlen=LIMITS[-1][0])
        self._until: datetime | None = None
        self._failures = 0
        self._said: datetime | None = None

    def ask(self, now: datetime) -> bool:
        """Whether it may be asked now; if so, that counts."""
        if self._until is not None and now < self._until:
            return False
        for most, during in LIMITS:
            if len(self._asked) >= most and now - self._asked[-most] < during:
                return False
        self._asked.append(now)
        return True

    def failed(self, now: datetime, wait: timedelta | None = None) -> bool:
        """Leave it alone for `wait`, else longer with each failure in a row.

        Returns whether to say so: once a minute at most.
        """
        self._failures += 1
        alone = wait or LEFT_ALONE * self._failures
        self._until = now + min(alone, LEFT_ALONE_AT_MOST)
        if self._said is not None and now - self._said < SAID_EVERY:
            return False
        self._said = now
        return True

    def answered(self) -> None:
        """It works (again)."""
        self._failures = 0
