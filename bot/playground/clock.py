"""The playground's time: it stands still until someone moves it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that shows `time` (aware) until it is moved; it never goes back."""

    def __init__(self, time: datetime) -> None:
        self._time = time.astimezone(UTC)
        self._past: datetime | None = None

    def now(self) -> datetime:
        """The time in UTC."""
        return self._past or self._time

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        if by < timedelta(0):
            raise ValueError(f"the clock cannot go back by {-by}")
        if self._past:
            self._past += by
        else:
            self._time += by

    def set(self, time: datetime) -> None:
        """Move the clock forward to `time`."""
        self.advance(time.astimezone(UTC) - self.now())

    @contextmanager
    def then(self, time: datetime) -> Iterator[None]:
        """Let what is done within have been done at `time`, as it goes on from there.

        For the history that was before everything else; afterwards the clock shows what
        it showed.
        """
        before, self._past = self._past, time.astimezone(UTC)
        try:
            yield
        finally:
            self._past = before

    def tick(self) -> None:
        """One second passes, as it does between two things a person does."""
        self.advance(timedelta(seconds=1))


class TickingClock(Clock):
    """A clock that also runs by itself, as fast as `source` does, from `time` on."""

    def __init__(self, time: datetime, source: Callable[[], datetime]) -> None:
        super().__init__(time)
        self._source = source
        self._started = source()

    def now(self) -> datetime:
        """The time in UTC, with what has passed since it was set."""
        return self._past or self._time + (self._source() - self._started)

    def tick(self) -> None:
        """Leave the passing of time to `source`, but for what is in the past."""
        if self._past:
            super().tick()
