"""A model: what it scores, where it is silent, and its file."""

import json
from dataclasses import replace

import pytest

from bot.detection.hashed import BUCKETS, hashed
from bot.detection.model import quantised
from bot.detection.model_file import MOST_CHARACTERS, parse_model, render_model
from tests.detection.models import model


class TestWords:
    def test_words_and_pairs_of_title_and_text_are_counted_once(self):
        assert len(hashed("one two", "three four three four")) == 3 + 5 - 1
        assert hashed("", "One, two!") == hashed("", "one two one two")[:0] + hashed(
            "", "one two"
        )

    def test_a_word_of_the_title_is_another_than_one_of_the_text(self):
        assert hashed("word", "") != hashed("", "word") != hashed("", "", ["word"])

    def test_their_length_is_one(self):
        words = hashed("How do I?", "I do not know how.", ["log"])
        assert sum(value * value for _, value in words) == pytest.approx(1)
        assert [bucket for bucket, _ in words] == sorted(
            {bucket for bucket, _ in words}
        )
        assert all(0 <= bucket < BUCKETS for bucket, _ in words)

    def test_scripts_without_blanks_have_words_too(self):
        assert len(hashed("", "メモリを増やす")) > 7

    def test_of_a_long_text_the_beginning_counts(self):
        text = " ".join(f"w{n}" for n in range(5_000))
        assert len(hashed("", text)) < 2_000

    def test_nothing_is_no_word(self):
        assert hashed("", " … ") == ()


class TestScore:
    def test_words_that_were_learned_raise_it(self):
        known = model("how", "limit")
        assert known.score(hashed("", "how limit")) > 0 > known.score(hashed("", "it"))

    def test_a_text_without_words_has_the_score_of_none(self):
        assert model("how").score(()) == -0.5


class TestCutOff:
    def test_it_is_the_lowest_score_that_is_right_often_enough(self):
        assert model(right=80).cut_off(0.95) == 1.0
        assert model(right=80).why_silent(0.95) == ""

    def test_too_few_examples_have_none(self):
        for few in (model(right=19), model(right=29, issues=500), model(issues=119)):
            assert few.cut_off(0.5) is None
            assert "needs 120 in all and 30 of each" in few.why_silent(0.5)

    def test_a_precision_that_was_not_shown_has_none(self):
        assert model().cut_off(0.99) is None
        assert "99% of its verdicts (which takes 163" in model().why_silent(0.99)

    def test_never_wrong_cannot_be_shown(self):
        assert model().cut_off(1.0) is None
        assert "never wrong" in model().why_silent(1.0)


def test_weights_keep_their_order_and_size():
    exact = [0.0] * (BUCKETS - 3) + [1.0, -0.5, 0.001]
    packed, scale = quantised(exact)
    kept = [value * scale for value in memoryview(packed).cast("b")]
    assert kept[-3:] == pytest.approx([1.0, -0.5, 0.0], abs=scale / 2)
    assert quantised([0.0] * BUCKETS) == (bytes(BUCKETS), 1.0)


def test_weights_of_another_number_are_refused():
    with pytest.raises(ValueError, match="2 weights: there are 65536 buckets"):
        quantised([1.0, 2.0])


class TestFile:
    def test_what_is_read_is_what_was_written(self):
        made = model("how", "limit", rules=(7, 6))
        text = render_model(made)
        assert len(text) < 100_000
        assert parse_model(text) == made

    def broken(self, **changes: object) -> str:
        return json.dumps({**json.loads(render_model(model())), **changes})

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"kind": "a recipe"}, "o.json: kind: Input should be 'team-compass"),
            ({"features": 0}, "o.json: features: made by another version of the bot"),
            ({"weights": "AAAA"}, "o.json: weights: 3 of them, not 65536"),
            ({"weights": "ä"}, "o.json: weights: not base64"),
            ({"scale": 0}, "o.json: scale: Input should be greater than 0"),
            ({"issues": -1}, "o.json: issues: Input should be greater"),
            ({"issues": 3}, "o.json: Value error, more support questions than issues"),
            ({"rules": {"fired": 1, "right": 2}}, "o.json: rules: Value error, more"),
            (
                {"steps": [[0.5, 1000, 1]]},
                "o.json: Value error, a step has more issues",
            ),
            ({"steps": [[0.5, 2, -1]]}, "o.json: Value error, a step has more issues"),
            ({"more": 1}, "o.json: more: Extra inputs are not permitted"),
            ({"trained": "yesterday"}, "o.json: trained: Input should be a valid date"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_cure(self, changes, said):
        with pytest.raises(ValueError, match="train it again") as caught:
            parse_model(self.broken(**changes), file="o.json")
        assert str(caught.value).startswith(said)

    @pytest.mark.parametrize("text", ["", "[]", "{", '{"intercept": NaN}', "\ud800"])
    def test_what_is_no_model_is_refused(self, text):
        with pytest.raises(ValueError, match=r"^model: .*train it again"):
            parse_model(text)

    def test_what_is_no_number_is_refused(self):
        text = self.broken().replace('"intercept": -0.5', '"intercept": NaN')
        with pytest.raises(ValueError, match=r"intercept: .*finite"):
            parse_model(text)

    def test_what_is_too_long_is_not_even_read(self):
        with pytest.raises(ValueError, match="longer than any model"):
            parse_model(" " * (MOST_CHARACTERS + 1))


def test_models_are_values():
    assert model("a") == replace(model("a"))
    assert model("a") != model("b")
