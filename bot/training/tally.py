"""How often verdicts were right, and how many support questions they found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.detection.calibration import wilson_lower


@dataclass(frozen=True, slots=True)
class Tally:
    """Of issues that people spoke of: how many were taken for support questions.

    `right` of the `taken` are some; `support` are in all.
    """

    taken: int = 0
    right: int = 0
    support: int = 0

    @property
    def precision(self) -> float | None:
        """The share of verdicts that were right; None where there was none."""
        return self.right / self.taken if self.taken else None

    @property
    def recall(self) -> float | None:
        """The share of support questions that were found; None where there are none."""
        return self.right / self.support if self.support else None

    @property
    def at_least(self) -> float:
        """The lower bound of the precision."""
        return wilson_lower(self.right, self.taken)

    def json(self) -> Mapping[str, Any]:
        """As `train --json` prints it."""
        return {
            "taken": self.taken,
            "right": self.right,
            "support": self.support,
            "precision": self.precision,
            "precision_at_least": self.at_least,
            "recall": self.recall,
        }


def tally(verdicts: Iterable[tuple[bool, bool]]) -> Tally:
    """Of pairs: whether it was taken for a support question, and whether it is one."""
    pairs = tuple(verdicts)
    return Tally(
        taken=sum(taken for taken, _ in pairs),
        right=sum(taken and is_support for taken, is_support in pairs),
        support=sum(is_support for _, is_support in pairs),
    )
