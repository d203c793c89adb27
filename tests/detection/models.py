"""Models that know one thing, for tests of what is done with a model."""

from dataclasses import replace
from datetime import date

from bot.detection.calibration import steps_of
from bot.detection.hashed import BUCKETS, hashed
from bot.detection.model import Model, quantised


def model(
    *words: str, rules: tuple[int, int] = (0, 0), right: int = 80, **changes: object
) -> Model:
    """One for which texts with these words are support questions.

    On issues unseen it was right in the `right` first of a hundred, and in none of a
    hundred others.
    """
    weights = [0.0] * BUCKETS
    for bucket, _ in hashed("", " ".join(words)):
        weights[bucket] = 4.0
    packed, scale = quantised(weights)
    scored = [(1.0, True)] * right + [(-1.0, False)] * 100
    made = Model(
        owner="jupyterhub",
        repositories=("jupyterhub/jupyterhub",),
        trained=date(2026, 11, 28),
        issues=right + 100,
        support=right,
        weights=packed,
        scale=scale,
        intercept=-0.5,
        steps=steps_of([*scored]),
        rules_fired=rules[0],
        rules_right=rules[1],
    )
    return replace(made, **changes)
