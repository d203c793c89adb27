"""The rules on the texts that they were written with."""

import pytest

from bot.detection.rules import read
from tests.detection.tuned import named, tuned

SUPPORT = [name for name, _, _ in tuned() if name.startswith("support-")]
OTHERS = [name for name, _, _ in tuned() if not name.startswith("support-")]


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_text_is_taken_for_a_question(name):
    assert not read(*named(name)).fires


def test_most_questions_are_found():
    found = [name for name in SUPPORT if read(*named(name)).fires]
    assert len(found) >= 0.85 * len(SUPPORT), sorted({*SUPPORT} - {*found})


@pytest.mark.parametrize("name", ["support-cull-short", "support-third-reset"])
def test_a_question_of_few_words_is_left_alone(name):
    assert not read(*named(name)).fires
