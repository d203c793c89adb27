"""Things to add, the file's other half, and a process that is at work on it."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.todo.job import Key, Wake

FAST = timedelta(milliseconds=1)


def wakes(*numbers):
    return [Wake(Key("agenda", f"o/r#{n}"), 7) for n in numbers]


def wal_of(file):
    return Path(f"{file}-wal")


@contextmanager
def at_work(file):
    """A process to be killed, which has begun something."""
    words = [sys.executable, Path(__file__).with_name("victim.py"), file]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()
