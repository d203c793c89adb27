"""What a sign is by which a text in English is known for a question, or for another thing.

Each sign is one kind of evidence, however often it is found. What it says of a text is
told to people, so it repeats none of the text's words.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.detection.phrases import Phrases, Row
from bot.detection.prose import Prose


@dataclass(frozen=True, slots=True)
class Told:
    """A text as the signs see it: the words of title and prose, and what was pasted."""

    title: Row
    text: Row
    prose: Prose


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of evidence.

    `says` completes a sentence about the issue. `points` are what the sign weighs for a
    question, less than none against one. A `veto` keeps the rules off, whatever else is
    found. So does a `claim`, the author's own word for what this is, against which no
    model is asked either.
    """

    name: str
    says: str
    found: Callable[[Told], bool]
    points: int = 0
    veto: bool = False
    claim: bool = False


def in_title(*written: str) -> Callable[[Told], bool]:
    """The title holds one of these phrases."""
    phrases = Phrases(written)
    return lambda told: phrases.are_in(told.title)


def title_begins(*written: str) -> Callable[[Told], bool]:
    """The title begins with one of these phrases."""
    phrases = Phrases(written)
    return lambda told: phrases.begin(told.title)


def in_text(*written: str) -> Callable[[Told], bool]:
    """The prose holds one of these phrases."""
    phrases = Phrases(written)
    return lambda told: phrases.are_in(told.text)


def anywhere(*written: str) -> Callable[[Told], bool]:
    """Title or prose hold one of these phrases."""
    phrases = Phrases(written)
    return lambda told: phrases.are_in(told.title) or phrases.are_in(told.text)
