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
    assert len(found) >= 0.7 * len(SUPPORT), sorted({*SUPPORT} - {*found})


@pytest.mark.parametrize(
    "name",
    [
        "support-traceback-own-mistake",
        "support-error-no-fence",
        "support-wont-start",
        "support-cull-short",
    ],
)
def test_a_question_that_might_be_a_bug_is_left_alone(name):
    assert not read(*named(name)).fires
