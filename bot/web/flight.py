"""One question for all who ask it at the same time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """Whoever asks while it is being asked gets the same answer, be it an error.

    However many strangers ask, what is asked has one question at a time to answer.
    """

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._task: asyncio.Task[T] | None = None

    async def join(self) -> T:
        """The answer; one who gives up does not take it from the others."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._asked())
        return await asyncio.shield(self._task)

    async def _asked(self) -> T:
        return await self._ask()
