"""The issues that are held out, as rules and a trained model take them.

    python -m tests.detection.table

The model is trained on an imaginary organisation's issues, which share no sentence with
these: it shows what words of one place tell in another, and has to be silent in doubt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.core.detector import Verdict
from bot.detection import rules
from bot.detection.model import Model
from bot.detection.verdict import verdict_on
from bot.training.learning import Origin, learn
from bot.training.tally import Tally, tally
from tests.detection.held_out import Example, held_out
from tests.training.organisation import examples

PRECISION = 0.95


@dataclass(frozen=True)
class Row:
    """An issue that is held out, and what each says of it."""

    example: Example
    rules: Verdict
    model: bool
    both: Verdict

    @property
    def is_support(self) -> bool:
        return self.example.kind == "support"


def trained() -> Model:
    """A model of the imaginary organisation's issues."""
    return learn(examples(600), Origin("imaginary", (), date(2026, 3, 1)))


def rows(model: Model, precision: float = PRECISION) -> Iterator[Row]:
    """What is made of each of the sixty."""
    cut_off = model.cut_off(precision)
    for example in held_out():
        read = rules.read(example.title, example.body)
        known = read.may_be_scored and cut_off is not None
        yield Row(
            example,
            verdict_on(read, precision=precision),
            known and model.score(read.words) >= cut_off,
            verdict_on(read, precision=precision, model=model),
        )


def tallies(table: list[Row]) -> dict[str, Tally]:
    """Rules, model and both."""
    return {
        "rules": tally((row.rules.is_support, row.is_support) for row in table),
        "model": tally((row.model, row.is_support) for row in table),
        "both": tally((row.both.is_support, row.is_support) for row in table),
    }


def lines(table: list[Row]) -> Iterator[str]:
    """The table, for people."""
    for row in table:
        taken = "".join(
            letter if is_support else "-"
            for letter, is_support in (
                ("r", row.rules.is_support),
                ("m", row.model),
                ("b", row.both.is_support),
            )
        )
        yield f"{row.example.name[:2]}  {row.example.kind:8}{taken}  {row.example.title}"
        yield f"{'':17}{'; '.join(row.both.why)}"
    yield f"\nTaken for support by the rules (r), the model (m), both (b), at {PRECISION}"
    for way, one in tallies(table).items():
        yield (
            f"  {way:6} {one.taken:3} taken, {one.right:3} right of {one.support}:"
            f" precision {_share(one.precision)} (at least {one.at_least:.2f}),"
            f" recall {_share(one.recall)}"
        )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"


if __name__ == "__main__":
    print("\n".join(lines(list(rows(trained())))))
