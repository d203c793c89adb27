"""How much of everything a comment shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.whole_characters import whole

LIMIT = 65_536
"""Characters of a comment: GitHub answers a longer one with 422."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a row shows, characters of a title or a reason, entries of each other list.

    Of a row: changes, the names of those that it waits for or who take it, and whether
    anything is nested under it at all.
    """

    changes: int
    title: int
    rest: int
    names: int
    nested: bool = True

    def listed(self, names: Sequence[str]) -> str:
        """As many of the names as there is room for, and how many more there are."""
        shown = ", ".join(names[: self.names])
        more = len(names) - self.names
        return f"{shown} and {more} more" if more > 0 else shown

    def cut(self, text: str) -> str:
        """As much of a title or a reason as there is room for; "" for none."""
        if len(text) <= self.title:
            return text
        return f"{text[: whole(text, self.title)]}…" if self.title else ""
