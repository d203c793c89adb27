"""Since when nobody has looked, so that a sweep need not look at everything again."""

from datetime import datetime, timedelta

FIRST = timedelta(days=31)
"""How far a first look goes back: nobody knows how long no bot has been looking."""

OVERLAP = timedelta(minutes=10)
"""How much is looked at twice: what is written is not read everywhere at once."""


class Looked:
    """When each purpose was last served in each repository, while the process lives."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], datetime] = {}

    def since(self, purpose: str, repository: str, now: datetime) -> datetime:
        """From when on things are news there for that purpose."""
        last = self._last.get((purpose, repository))
        return now - FIRST if last is None else min(last, now) - OVERLAP

    def note(self, purpose: str, repository: str, began: datetime) -> None:
        """All that was news there when the look began has been seen."""
        self._last[purpose, repository] = began
