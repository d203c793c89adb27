"""How often verdicts may be expected to be right."""

import math
import random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detection.calibration import Step, best_step, fewest, steps_of, wilson_lower

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
QUANTILE = NormalDist().inv_cdf(0.9)


@given(COUNTS)
def test_the_bound_is_the_share_from_which_so_many_right_ones_are_that_far(counts):
    """As Wilson defined it, which is not how it is computed."""
    right, taken = counts
    bound = wilson_lower(right, taken)
    far = QUANTILE * math.sqrt(bound * (1 - bound) / taken)
    assert 0 <= bound <= 1
    assert right / taken - bound == pytest.approx(far, abs=1e-9)


def test_of_no_verdict_nothing_is_known():
    assert wilson_lower(0, 0) == 0


@pytest.mark.parametrize(("precision", "needed"), [(0.5, 2), (0.9, 15), (0.95, 32)])
def test_so_many_right_ones_show_a_precision(precision, needed):
    assert fewest(precision) == needed
    assert wilson_lower(needed, needed) >= precision
    assert wilson_lower(needed - 1, needed - 1) < precision


def test_no_number_shows_that_nothing_is_ever_wrong():
    assert fewest(1.0) is None
    assert fewest(0.0) == 1


def test_steps_have_the_highest_scores_first():
    steps = steps_of([(0.1, False), (0.9, True), (0.5, True), (0.3, False)])
    assert steps == (Step(0.5, 2, 2), Step(0.3, 3, 2), Step(0.1, 4, 2))


def test_equal_scores_are_not_parted():
    steps = steps_of(
        [(1.0, True), (0.5, True), (0.5, False), (0.5, False), (0.1, True)]
    )
    assert steps == (Step(0.5, 4, 2), Step(0.1, 5, 3))


def test_there_are_few_steps_for_many_issues():
    steps = steps_of((float(n), True) for n in range(10_000))
    assert len(steps) < 45
    assert steps[-1] == Step(0.0, 10_000, 10_000)


def test_nothing_has_no_steps():
    assert steps_of([]) == ()
    assert best_step((), 0.5) is None


def test_the_largest_good_set_is_taken_not_the_best_looking_one():
    good, better, bad = Step(0.2, 200, 190), Step(0.7, 50, 50), Step(0.1, 300, 200)
    assert best_step((better, good, bad), 0.9) == good
    assert best_step((better, good, bad), 0.96) == better
    assert best_step((better, good, bad), 0.99) is None


def test_luck_is_rare():
    """Scores that know nothing, of owners half of whose issues are support questions."""
    drawn = random.Random(1)
    lucky = 0
    for _ in range(300):
        scored = [(drawn.random(), drawn.random() < 0.5) for _ in range(300)]
        lucky += best_step(steps_of(scored), 0.6) is not None
    assert lucky <= 0.2 * 300
