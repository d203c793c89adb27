"""A model from examples: logistic regression over hashed words, by scikit-learn.

The only module that needs numpy, scipy and scikit-learn, which the bot runs without.
What comes out is deterministic: the same examples in the same order give the same model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold

from bot.detection.calibration import steps_of
from bot.detection.hashed import BUCKETS
from bot.detection.model import Model, quantised
from bot.training.examples import FOLDS, Example, Origin, check_enough

STRENGTHS = (1.0, 10.0, 100.0)
"""How closely the examples are followed (scikit-learn's `C`); the best is taken."""

_SEED = 20180101
"""Any number: it only has to stay the same."""


def learn(examples: Sequence[Example], origin: Origin) -> Model:
    """A model of these examples; its steps are of examples that it had not seen.

    Raises `TooFew`.
    """
    check_enough(examples)
    table = _table(examples)
    folds = split(examples)
    unseen = {strength: _unseen(table, folds, strength) for strength in STRENGTHS}
    # Of equals the first, which follows the examples least closely.
    strength = max(STRENGTHS, key=lambda one: _average_precision(table, unseen[one]))
    exact, intercept = _fit(table, np.arange(len(examples)), strength)
    weights, scale = quantised(exact.tolist())
    return Model(
        owner=origin.owner,
        repositories=origin.repositories,
        trained=origin.trained,
        issues=len(examples),
        support=sum(one.is_support for one in examples),
        weights=weights,
        scale=scale,
        intercept=intercept,
        steps=steps_of(
            (float(score), one.is_support)
            for score, one in zip(unseen[strength], examples, strict=True)
        ),
        rules_fired=sum(one.rule for one in examples),
        rules_right=sum(one.rule and one.is_support for one in examples),
    )


def split(examples: Sequence[Example]) -> tuple[NDArray[np.intp], ...]:
    """The examples' places in five parts, with as many support questions in each.

    One author's are in one part: who has written one issue is known by their words, and
    a model that is judged by their next one would look better than it is.
    """
    kinds = [one.is_support for one in examples]
    authors = [one.author for one in examples]
    cut = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=_SEED)
    return tuple(held for _, held in cut.split(kinds, kinds, authors))


def others(many: int, held: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places that are not in this part, in their order."""
    return np.setdiff1d(np.arange(many), held)


@dataclass(frozen=True, slots=True)
class _Table:
    values: csr_array
    support: NDArray[np.bool_]
    weights: NDArray[np.float64]


def _table(examples: Sequence[Example]) -> _Table:
    values = np.array([value for one in examples for _, value in one.words])
    # scikit-learn takes indices of 32 bits only
    buckets = np.array([b for one in examples for b, _ in one.words], dtype=np.int32)
    ends = np.cumsum([0, *(len(one.words) for one in examples)], dtype=np.int32)
    return _Table(
        csr_array((values, buckets, ends), shape=(len(examples), BUCKETS)),
        np.array([one.is_support for one in examples]),
        np.array([one.weight for one in examples], dtype=np.float64),
    )


def _unseen(
    table: _Table, folds: Sequence[NDArray[np.intp]], strength: float
) -> NDArray[np.float64]:
    """What each is scored by a model that was made of the other parts."""
    scores = np.zeros(len(table.support))
    for held in folds:
        weights, intercept = _fit(table, others(len(scores), held), strength)
        scores[held] = table.values[held] @ weights + intercept
    return scores


def _fit(
    table: _Table, places: NDArray[np.intp], strength: float
) -> tuple[NDArray[np.float64], float]:
    """The weight of each bucket, and what is added to them all."""
    values = table.values[places]
    known = np.unique(values.indices)  # a fortieth of all buckets, mostly
    fitted = LogisticRegression(C=strength, solver="liblinear", random_state=_SEED).fit(
        values[:, known], table.support[places], table.weights[places]
    )
    weights = np.zeros(BUCKETS)
    weights[known] = fitted.coef_[0]
    return weights, float(fitted.intercept_[0])


def _average_precision(table: _Table, scores: NDArray[np.float64]) -> float:
    return float(average_precision_score(table.support, scores))
