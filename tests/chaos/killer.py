"""The killer: by which request of the bot's it dies, as the power cut does it."""

import random
from collections.abc import Awaitable, Callable

from bot.playground.faults import Fault
from bot.playground.requests import Request
from tests.chaos.weather import pass_by


class Killer:
    """Kills the bot when its time has come, so often, all through the story."""

    def __init__(
        self,
        moments: int,
        seed: int,
        kills: int,
        kill: Callable[[], Awaitable[None]],
    ) -> None:
        self._dice = random.Random(f"kills {seed}")
        self._moments = sorted(self._dice.choices(range(moments), k=kills))
        self._kill = kill
        self._wait: int | None = None
        self._only_writes = False
        self.due = 0

    def begin(self, moment: int) -> None:
        """So many are due in this moment of the story."""
        while self._moments and self._moments[0] <= moment:
            self._moments.pop(0)
            self.due += 1
        self._arm()

    def _arm(self) -> None:
        self._only_writes = self._dice.random() < 0.5
        self._wait = self._dice.randrange(4 if self._only_writes else 40)

    def fault(self, request: Request) -> Fault | None:
        """Its death at this request, if that is to be.

        GitHub may do it before, or never, or seconds later: it goes on with what it has
        begun, though nobody waits for the answer.
        """
        if not self.due or self._wait is None:
            return None
        if self._only_writes and not request.is_write:
            return None
        self._wait -= 1
        if self._wait >= 0:
            return None
        self._wait = None
        when = self._dice.choice(["before", "after", "late"])

        async def kill(_request: Request) -> None:
            await self._kill()
            if when == "late":
                await pass_by(request)

        if when == "late":
            return Fault(callback=kill)
        return Fault(callback=kill, reset=True, after_effect=when == "after")

    def done(self) -> None:
        """It was killed."""
        if self.due:
            self.due -= 1
        self._arm()
