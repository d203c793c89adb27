"""Whose turn it is to write, and when GitHub rests: what all in one installation heed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.errors import RetryLater
from bot.core.pace import Write

LONGEST = timedelta(seconds=30)
"""How long one stands in line at most: a job that only waits keeps others from running,
and must not fail because of that."""

REST = ("", "core")
"""The resources for which writes rest: everything, and what is asked of REST."""

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
        long. Where a store is to know of all turns and cannot, what it raises.
        """
        ...

    async def rest(self, until: datetime, why: str, resource: str = "") -> None:
        """GitHub asked to be left alone until then: nobody gets a turn before.

        With a `resource` that is none of REST's ("core") it is only what counts for that
        which has to wait. `until` is by this machine's clock, which may not show what
        others do. An earlier time than one that is known changes nothing.
        """
        ...

    async def rests(self) -> "Mapping[str, Rest]":
        """What GitHub asked others for, as far as is known here, by resource ("": all).

        Asked before each request, and answered from memory but for the first time. Some
        may be over. Where nobody can know, `RetryLater`, or what the store raises.
        """
        ...


TurnsOf = Callable[[int], Turns]
"""The turns of an installation, by its id (0: the App itself, which needs none to write,
as it asks for tokens only); always the same for one id."""


@dataclass(frozen=True, slots=True)
class Rest:
    """GitHub wants to be left alone until then; `asked` is for how long it said so."""

    until: datetime
    asked: timedelta
    why: str

    def left(self, now: datetime) -> timedelta:
        """How long it lasts yet."""
        return self.until - now

    def seen(self, now: datetime) -> "Rest":
        """The same by a clock that was set back since: no longer than was asked."""
        if self.left(now) <= self.asked:
            return self
        return Rest(now + self.asked, self.asked, self.why)


@dataclass(frozen=True, slots=True)
class Past:
    """What a process before this one knew: its writes, oldest first, and a rest."""

    writes: Sequence[Write] = ()
    rest: Rest | None = None


class Memory(Protocol):
    """What one installation wrote, and what it was asked for, whoever dies meanwhile.

    All times are by this machine's clock: those of writes in seconds since 1970.
    """

    async def past(self, now: datetime) -> Past:
        """What counts yet; raises as the store does where nobody can know."""
        ...

    async def note(self, write: Write) -> None:
        """It is on record afterwards, and may be sent.

        Raises as the store does where it cannot be.
        """
        ...

    async def rest(self, rest: Rest) -> None:
        """It is on record afterwards, if that can be and no longer one is there."""
        ...


def out_of_line() -> RetryLater:
    """Who has stood in line for the longest time hears this."""
    return RetryLater("others are writing", after=NEXT_TRY, patience=True)
