"""What was measured, as rows of one Markdown table."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured several times, and what it should be (as text, if anything).

    `digits` is how exactly it is worth telling.
    """

    what: str
    values: Sequence[float]
    unit: str = ""
    digits: int = 0
    at_least: float | None = None
    at_most: float | None = None

    @property
    def median(self) -> float:
        """The middle one: single rounds swing on a shared machine."""
        return median(self.values)

    @property
    def met(self) -> bool:
        """Whether the median is what it should be; True where nothing is asked."""
        return (self.at_least is None or self.median >= self.at_least) and (
            self.at_most is None or self.median <= self.at_most
        )

    @property
    def row(self) -> str:
        """Its row: what, median, min–max, target and whether it was met."""
        if self.at_least is not None:
            target = f"≥ {self._text(self.at_least)} {'✓' if self.met else '✗'}"
        elif self.at_most is not None:
            target = f"≤ {self._text(self.at_most)} {'✓' if self.met else '✗'}"
        else:
            target = ""
        low, high = self._text(min(self.values)), self._text(max(self.values))
        span = f"{low}–{high}" if len(self.values) > 1 else ""
        unit = f" {self.unit}" if self.unit else ""
        return f"| {self.what} | {self._text(self.median)}{unit} | {span} | {target} |"

    def _text(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


def table(figures: Sequence[Figure]) -> str:
    """All figures as a Markdown table."""
    head = "| What | Median | Min–max | Target |\n| --- | ---: | ---: | ---: |"
    return "\n".join([head, *(figure.row for figure in figures)])
