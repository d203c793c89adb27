"""GitHub's primary rate limit, counted by the playground's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.playground.clock import Clock


@dataclass(slots=True)
class Window:
    """What is used of a limit until `reset`, when it starts anew."""

    limit: int
    reset: datetime
    used: int = 0

    @property
    def remaining(self) -> int:
        """How many requests are left."""
        return max(0, self.limit - self.used)


class RateLimits:
    """One window for each asker and resource; `limits` may be changed by tests."""

    def __init__(self, clock: Clock) -> None:
        self.limits = {"core": 5000, "search": 30, "graphql": 5000, "anonymous": 60}
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def window(self, who: str, resource: str) -> Window:
        """The asker's window of now; for search it is a minute long, else an hour."""
        now = self._clock.now().replace(microsecond=0)
        found = self._windows.get((who, resource))
        if found is None or found.reset <= now:
            length = (
                timedelta(minutes=1) if resource == "search" else timedelta(hours=1)
            )
            name = resource if who or resource != "core" else "anonymous"
            found = Window(self.limits[name], now + length)
            self._windows[who, resource] = found
        return found

    @staticmethod
    def headers(window: Window, resource: str) -> dict[str, str]:
        """GitHub's five headers about the limit."""
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.remaining),
            "X-RateLimit-Reset": str(int(window.reset.timestamp())),
            "X-RateLimit-Used": str(window.used),
            "X-RateLimit-Resource": resource,
        }
