"""Things to add, and the file's other half."""

from datetime import timedelta
from pathlib import Path

from bot.todo.job import Key, Wake

FAST = timedelta(milliseconds=1)


def wakes(*numbers):
    return [Wake(Key("agenda", f"o/r#{n}"), 7) for n in numbers]


def wal_of(file):
    return Path(f"{file}-wal")
