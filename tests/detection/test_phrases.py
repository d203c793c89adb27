"""Phrases, in which a place may hold one of several words, any word, or none."""

import pytest

from bot.detection.phrases import Phrases, Row

PHRASES = Phrases(["{which|what} * {|of them} should {i|we}", "how {about that|so} ?"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Say which one should I take", True),
        ("WHAT port of them should we open?", True),
        ("How so?", True),
        ("Now how about that ?", True),
        ("which should I take", False),
        ("Which one? Should I take it?", False),
        ("Which. Should I take it?", False),
        ("How about so?", False),
        ("what is", False),
        ("", False),
    ],
)
def test_they_are_found_anywhere(text, found):
    assert PHRASES.are_in(Row(text)) == found


def test_a_text_begins_with_one_or_does_not():
    assert PHRASES.begin(Row("Which one should I take?"))
    assert not PHRASES.begin(Row("So which one should I take?"))
    assert not PHRASES.begin(Row(""))
