"""The verdict: who speaks, how far they are trusted, and what people are told."""

import pytest

from bot.detection.verdict import RULES_PRECISION, judge, rules_silent
from tests.detection.models import model
from tests.detection.tuned import named

QUESTION = named("support-memory-per-user")
UNSURE = named("support-cull-short")[0], "Can I cull the servers by hand in this hub?"
GERMAN = named("other-german")
WISH = named("feature-question-possible")


class TestRulesAlone:
    def test_a_question_is_one_for_its_reasons(self):
        verdict = judge(*QUESTION, precision=0.95)
        assert verdict.is_support
        assert verdict.why[0] == "its title asks how or where to do something"

    def test_they_are_silent_where_more_is_asked_than_they_are_trusted_in(self):
        verdict = judge(*QUESTION, precision=RULES_PRECISION + 0.01)
        assert not verdict.is_support
        assert verdict.why == (
            "the rules take it for one, but they are trusted in 95% of their verdicts at"
            " most",
        )

    def test_a_wish_is_told_from_a_question(self):
        verdict = judge(*WISH, precision=0.5)
        assert not verdict.is_support
        assert "it asks for something new" in verdict.why

    def test_little_is_too_little(self):
        assert judge(*UNSURE, precision=0.5).why == (
            "too little speaks for a question",
            "its text asks what to do, or how it is done",
        )
        plain = judge(
            "Memory", "The machine has so much memory of its own", precision=0
        )
        assert plain.why == ("nothing in it asks",)

    def test_another_language_is_named_as_the_reason(self):
        verdict = judge(*GERMAN, precision=0.5)
        assert not verdict.is_support
        assert verdict.why == ("its language is none that the rules understand",)

    def test_nothing_is_nothing(self):
        assert judge("How?", " \n", precision=0).why == ("its text is empty",)


class TestWithAModel:
    def test_it_finds_what_the_rules_do_not(self):
        sure = model(*UNSURE[1].split(), intercept=0.5)
        verdict = judge(*UNSURE, precision=0.95, model=sure)
        assert verdict.is_support
        assert verdict.why[0] == (
            "it reads like the support questions among 180 issues here"
        )

    def test_it_reads_other_languages(self):
        sure = model(*GERMAN[1].split(), intercept=0.5)
        assert judge(*GERMAN, precision=0.95, model=sure).is_support

    def test_it_is_not_asked_about_what_the_author_calls_a_wish(self):
        sure = model(intercept=5.0)
        assert not judge(*WISH, precision=0.5, model=sure).is_support
        assert not judge("How?", "", precision=0.5, model=sure).is_support

    def test_it_says_why_it_is_silent(self):
        verdict = judge(*UNSURE, precision=0.99, model=model(intercept=5.0))
        assert not verdict.is_support
        assert verdict.why[-1].startswith("the trained model says nothing: on issues")

    def test_it_says_no(self):
        verdict = judge(*UNSURE, precision=0.95, model=model())
        assert verdict.why[-1] == (
            "it does not read enough like the support questions here"
        )


@pytest.mark.parametrize(
    ("fired", "right", "precision", "silent"),
    [
        (0, 0, 0.95, ""),
        (4, 0, 0.95, ""),  # too few to say anything
        (5, 4, 0.95, "right in 4 of 5"),
        (20, 20, 0.95, ""),  # none wrong, but too few to show 95 %
        (20, 19, 0.95, "right in 19 of 20"),
        (20, 19, 0.8, ""),
        (200, 197, 0.95, ""),
        (200, 192, 0.95, "right in 192 of 200"),
        (200, 200, 0.98, ""),  # more than they are trusted in elsewhere
        (20, 20, 0.98, "95% of their verdicts"),
        (200, 200, 1.0, "95% of their verdicts"),
    ],
)
def test_the_owners_own_issues_say_how_far_the_rules_are_trusted(
    fired, right, precision, silent
):
    said = rules_silent(precision, model(rules=(fired, right)))
    assert silent in said
    assert bool(said) == bool(silent)
    assert judge(
        *QUESTION, precision=precision, model=model(rules=(fired, right))
    ).is_support == (not silent)
