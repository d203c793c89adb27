"""A model of one owner's issues: a weight for each bucket of words, and what it is worth.

Linear over hashed words, so that scoring is one pass over the words of a text, in plain
Python. Made by `compass-bot train`; here it is only used.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.detection.calibration import Step, best_step, fewest
from bot.detection.hashed import BUCKETS, Words

FEATURES = 2
"""Of what is hashed, words and signs, and how; a model of another version is not used."""

FEWEST_ISSUES = 120
FEWEST_EACH = 30
"""Measured on five repositories: of a model's surest fifth .85 were right after training
on 120 issues, .78 after 60, .76 after 30."""

_LARGEST = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What was learned from an owner's issues.

    - `weights`: one signed byte for each bucket, times `scale`; above 0 speaks for a
      support question;
    - `issues`, `support`: how many it was trained on, and how many of them are support;
    - `steps`: how right it was on issues that it had not seen, see `steps_of`;
    - `rules_fired`, `rules_right`: the language rules' verdicts on the same issues.
    """

    owner: str
    repositories: tuple[str, ...]
    trained: date
    issues: int
    support: int
    weights: bytes
    scale: float
    intercept: float
    steps: tuple[Step, ...]
    rules_fired: int
    rules_right: int

    def score(self, words: Words) -> float:
        """How much it looks like a support question; compare it with the cut-off."""
        weights = memoryview(self.weights).cast("b")
        found = sum(weights[bucket] * value for bucket, value in words)
        return found * self.scale + self.intercept

    def cut_off(self, precision: float) -> float | None:
        """The lowest score from which on it is right so often; None: `why_silent`.

        The lower bound of the precision holds, at 90 %, for issues like those that it
        was trained on, with as many support questions among them.
        """
        if self._too_few():
            return None
        step = best_step(self.steps, precision)
        return step.score if step else None

    def why_silent(self, precision: float) -> str:
        """Why there is no cut-off for this precision, in plain words; empty: there is."""
        if few := self._too_few():
            return few
        if best_step(self.steps, precision):
            return ""
        needed = fewest(precision)
        if needed is None:
            return "no number of examples shows that it is never wrong"
        return (
            f"on issues that it had not seen it was not shown to be right in"
            f" {precision:.0%} of its verdicts (which takes {needed} right ones at least)"
        )

    def _too_few(self) -> str:
        others = self.issues - self.support
        if self.issues >= FEWEST_ISSUES and min(self.support, others) >= FEWEST_EACH:
            return ""
        return (
            f"it was trained on {self.support} support questions and {others} other"
            f" issues, and needs {FEWEST_ISSUES} in all and {FEWEST_EACH} of each"
        )


def quantised(weights: Iterable[float]) -> tuple[bytes, float]:
    """The weights as `Model.weights` and `Model.scale`; ValueError for a wrong number.

    Each is off by at most half a `scale`, a 254th of the largest, one way or the other:
    over the words of a text, whose length is 1, that comes to about a third of a `scale`.
    """
    exact = tuple(weights)
    if len(exact) != BUCKETS:
        raise ValueError(f"{len(exact)} weights: there are {BUCKETS} buckets")
    scale = max(map(abs, exact)) / _LARGEST or 1.0
    return bytes(round(weight / scale) & 0xFF for weight in exact), scale
