"""Whose errand a request is on: known to whoever paces requests, said by the worker."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Errand:
    """What is being done: `thread`, as `owner/name#7`, is what about ("": none).

    It is `patient` where nobody asked for it, so that it lets the others go ahead.
    """

    thread: str = ""
    patient: bool = False


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
