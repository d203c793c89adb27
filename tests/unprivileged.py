"""Permissions that count, also for tests that are run by root."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
_MAY_ALWAYS_WRITE, _MAY_ALWAYS_READ = 1 << 1, 1 << 2  # CAP_DAC_OVERRIDE, _READ_SEARCH


@contextmanager
def unprivileged() -> Iterator[None]:
    """For this thread, and for those that it starts, root is a user like others."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    before, less = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    _check(libc.capget(header, before))
    less[:] = before[:]
    less[0] &= ~(_MAY_ALWAYS_WRITE | _MAY_ALWAYS_READ)  # of those in effect
    _check(libc.capset(header, less))
    try:
        yield
    finally:
        _check(libc.capset(header, before))


def _check(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "this needs Linux's capabilities")
