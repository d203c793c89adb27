"""What training sees of issues, and how much of it is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.detection.hashed import Words
from bot.detection.model import FEWEST_EACH, FEWEST_ISSUES

FOLDS = 5
"""Parts that the examples are cut into, each to be judged by a model of the others."""

FEWEST_AUTHORS = 2 * FOLDS
"""Of support questions, and of the rest: one author's are in one part."""


@dataclass(frozen=True, slots=True)
class Example:
    """What training sees of an issue.

    `rule` tells whether the language rules alone take it for a support question, `weight`
    how many others it counts for. All by one `author` are kept together.
    """

    words: Words
    is_support: bool
    rule: bool
    author: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose issues a model is of, and when it was trained."""

    owner: str
    repositories: tuple[str, ...]
    trained: date


class TooFew(Exception):
    """Nothing can be learned from so few examples; says how many are needed."""


def check_enough(examples: Sequence[Example]) -> None:
    """Raise `TooFew` where nothing can be learned from these."""
    if len(examples) < FEWEST_ISSUES:
        raise TooFew(
            f"{len(examples)} labelled issues to learn from, {FEWEST_ISSUES} are needed"
        )
    for what, wanted in (("support questions", True), ("issues that are none", False)):
        authors = [one.author for one in examples if one.is_support == wanted]
        if len(authors) < FEWEST_EACH:
            raise TooFew(f"{len(authors)} {what}, {FEWEST_EACH} are needed")
        if len(set(authors)) < FEWEST_AUTHORS:
            by = f"{what} by {len(set(authors))} people"
            raise TooFew(f"{by}, of {FEWEST_AUTHORS} they are needed")
