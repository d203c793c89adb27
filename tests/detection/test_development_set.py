"""The rules on texts by somebody who did not know them, which they were then tuned on.

Half of them, those with odd numbers, were looked at first.
"""

import pytest

from bot.detection.rules import ENOUGH, read
from bot.detection.verdict import RULES_PRECISION, judge
from tests.detection.held_out import Example, development

SUPPORT = [one for one in development() if one.kind == "support"]
OTHERS = [one for one in development() if one.kind != "support"]


def taken(examples: list[Example]) -> list[str]:
    return [
        one.name
        for one in examples
        if judge(one.title, one.body, precision=RULES_PRECISION).is_support
    ]


def test_no_bug_and_no_wish_is_taken_for_a_question():
    assert taken(OTHERS) == []


def test_nor_is_one_of_them_near_it():
    """Two points are the weight of a sign that is found by mistake."""
    near = [
        one.name
        for one in OTHERS
        if not (reading := read(one.title, one.body)).vetoes
        if reading.points > ENOUGH - 2
    ]
    assert near == []


@pytest.mark.parametrize(("half", "found"), [(1, 0.47), (0, 0.35)], ids=["odd", "even"])
def test_many_questions_are_found(half, found):
    those = [one for one in SUPPORT if int(one.name[:3]) % 2 == half]
    assert len(taken(those)) >= found * len(those)
