"""How much of everything a comment shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Changes of one row, characters of a title, entries of each other list."""

    changes: int
    title: int
    rest: int
