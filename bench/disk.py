"""What the disk does by itself, so that a slow moment of it can be told from a slow bot."""

import os
import tempfile
import time

WRITES = 50
SIZE = 16 * 1024
"""About as much as a commit of a few deliveries writes to SQLite's log."""


def synced() -> list[float]:
    """How long each of some writes takes until it is there for good, in ms.

    Where the bot's list is too: in a temporary directory.
    """
    taken = []
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(bytes(WRITES * SIZE))
        os.fsync(file.fileno())
        for number in range(WRITES):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), b"1" * SIZE, number * SIZE)
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - begun) * 1000)
    return taken
