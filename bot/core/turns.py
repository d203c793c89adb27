"""Whose turn it is to write: what all who write in one installation agree on."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.errors import RetryLater

LONGEST = timedelta(seconds=30)
"""How long one stands in line at most: a job that only waits keeps others from running,
and must not fail because of that."""

NEXT_TRY = timedelta(seconds=5)
"""When to come again, where nobody can say when it will be one's turn."""


class Turns(Protocol):
    """The turns to write in one installation, of all processes that write there.

    What is decided is decided by `bot.core.pace.Pace`; whoever implements this keeps
    the record of the writes and lets one in after the other.
    """

    def turn(self, place: str, *, patient: bool) -> AbstractAsyncContextManager[None]:
        """Its turn to write to `place` has come inside.

        `place` is what it is written to, as `bot.core.pace.Write` has it ("": unknown).
        `patient` is what nobody asked for: it lets the others go ahead. One write at a
        time is inside, and the next begins no sooner than the interval after it has
        left, however that was.

        Raises `RetryLater` with patience, before anything is inside, where GitHub wants
        to be left alone, a ceiling is reached (`bot.core.pace.Held`) or the line is too
        long.
        """
        ...

    async def rest(self, until: datetime, why: str) -> None:
        """GitHub asked to be left alone until then: nobody gets a turn before.

        `until` is by this machine's clock, which may not show what others do. An
        earlier time than one that is known changes nothing.
        """
        ...


TurnsOf = Callable[[int], Turns]
"""The turns of an installation, by its id; always the same for one id."""


def out_of_line() -> RetryLater:
    """Who has stood in line for the longest time hears this."""
    return RetryLater("others are writing", after=NEXT_TRY, patience=True)
