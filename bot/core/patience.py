"""Whether what is done now is what nobody asked for, so that it lets others go ahead."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_PATIENT: ContextVar[bool] = ContextVar("patient", default=False)


def is_patient() -> bool:
    """Whether it can wait; what people asked for cannot."""
    return _PATIENT.get()


@contextmanager
def patiently(patient: bool) -> Iterator[None]:
    """Let what is done inside, and what it starts, be patient or not."""
    before = _PATIENT.set(patient)
    try:
        yield
    finally:
        _PATIENT.reset(before)
