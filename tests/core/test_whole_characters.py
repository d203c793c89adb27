"""A text is never cut inside what people see as one character."""

import pytest

from bot.core.whole_characters import whole


@pytest.mark.parametrize(
    "character",
    [
        "a", "é", "漢", "e\u0301", "e\u0301\u0302", "😀", "👍🏽", "❤\ufe0f", "👩\u200d👩\u200d👧",
        "🇫🇷", "🏴\U000e0067\U000e0062\U000e007f", "נ\u05bc",
    ],
)  # fmt: skip
def test_a_cut_is_before_or_after_it(character):
    text = f"x{character * 3}y"
    places = {whole(text, end) for end in range(len(text) + 1)}
    size = len(character)
    assert places == {0, 1, 1 + size, 1 + 2 * size, 1 + 3 * size, len(text)}
