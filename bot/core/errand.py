"""Whose errand a request is on: known to whoever paces requests, said by the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

ENOUGH = timedelta(seconds=30)
"""Who has been at it for so long, and has written, lets others have the place.

With a turn to write that is waited for, and the write, that is well before a job counts
as one that has failed.
"""


@dataclass(slots=True)
class Errand:
    """What is being done: `thread`, as `owner/name#7`, is what about ("": none).

    It is `patient` where nobody asked for it, so that it lets the others go ahead. `age`
    says for how long it has been done by now.
    """

    thread: str = ""
    patient: bool = False
    age: Callable[[], timedelta] = field(default=timedelta, compare=False)
    has_written: bool = field(default=False, init=False, compare=False)

    @property
    def makes_room(self) -> bool:
        """Whether what is left is to be done later: it has got on, and took its time.

        A clock that was set back cannot tell, and it makes room as well.
        """
        return self.has_written and not timedelta() <= self.age() < ENOUGH


_NONE = Errand()
_ERRAND: ContextVar[Errand] = ContextVar("errand", default=_NONE)


def errand() -> Errand:
    """What is being done here and now."""
    return _ERRAND.get()


@contextmanager
def on_errand(errand: Errand) -> Iterator[None]:
    """Let what is done inside, and what it starts, be on this errand."""
    before = _ERRAND.set(errand)
    try:
        yield
    finally:
        _ERRAND.reset(before)
