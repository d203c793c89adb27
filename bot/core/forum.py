"""A forum where questions are asked: what a feature may ask of it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the forum as a stranger's words and an address on that forum."""

    title: str
    url: str


class Forum(Protocol):
    """Any Discourse, known by its address."""

    async def similar(self, site: str, title: str) -> tuple[Topic, ...]:
        """Up to three topics of the forum at `site` that may answer such a question.

        Empty where there are none, and where the forum cannot tell within three
        seconds: an answer never depends on it. Nothing is raised.
        """
        ...
