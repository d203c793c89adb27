"""A model from examples, without any GitHub."""

import random
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from bot.detection.model_file import parse_model, render_model
from bot.training.examples import Example, Origin, TooFew
from tests.training.organisation import examples

ORIGIN = Origin("imaginary", ("imaginary/hub",), date(2026, 3, 1))


@pytest.fixture(scope="module")
def learning() -> ModuleType:
    """Imported here: of scikit-learn's two seconds other processes need none."""
    from bot.training import learning

    return learning


@pytest.fixture(scope="module")
def known() -> list[Example]:
    return examples(500)


@pytest.fixture(scope="module")
def model(learning, known):
    return learning.learn(known, ORIGIN)


def test_what_was_learned_holds_for_issues_of_another_year(model):
    cut_off = model.cut_off(0.95)
    fresh = examples(400, seed=2)
    taken = [one for one in fresh if model.score(one.words) >= cut_off]
    right = sum(one.is_support for one in taken)
    assert right / len(taken) >= 0.95
    assert right >= 0.6 * sum(one.is_support for one in fresh)


def test_it_says_of_itself_what_was_counted(known, model):
    assert (model.issues, model.support) == (500, 125)
    assert model.rules_fired == sum(one.rule for one in known)
    assert model.rules_right == sum(one.rule and one.is_support for one in known)
    assert model.steps[-1].taken == 500
    assert model.steps[-1].right == 125
    assert (model.owner, model.trained) == ("imaginary", ORIGIN.trained)


def test_its_steps_are_of_examples_that_it_had_not_seen(known, model):
    """What it was trained on it knows better than it says."""
    best = next(step for step in model.steps if step.taken >= 125)
    scores = sorted((model.score(one.words), one.is_support) for one in known)
    seen = sum(is_support for _, is_support in scores[-best.taken :])
    assert best.right < seen


def test_the_same_examples_give_the_same_file(learning, known, model):
    again = render_model(learning.learn(list(known), ORIGIN))
    assert again == render_model(model)
    assert parse_model(again) == model


def test_noise_teaches_nothing_and_so_it_stays_silent(learning, known):
    """Said at random, nothing can be known: whoever finds a cut-off has made it up."""
    said = [one.is_support for one in known]
    random.Random(1).shuffle(said)
    noise = learning.learn(
        [replace(one, is_support=s) for one, s in zip(known, said, strict=True)], ORIGIN
    )
    assert noise.cut_off(0.95) is None
    assert "not shown to be right in 95%" in noise.why_silent(0.95)


def test_a_correction_weighs_more(learning, known, model):
    wrong = known[0]
    assert wrong.is_support
    corrected = [replace(wrong, is_support=False), *known[1:]]
    once = learning.learn(corrected, ORIGIN).score(wrong.words)
    twice = learning.learn([replace(corrected[0], weight=2), *known[1:]], ORIGIN)
    assert model.score(wrong.words) > once > twice.score(wrong.words)


def test_what_one_author_writes_stays_together(learning, known):
    parts = learning.split(known)
    places = sorted(place for held in parts for place in held)
    assert places == list(range(len(known)))
    authors = [{known[place].author for place in held} for held in parts]
    assert sum(map(len, authors)) == len(set.union(*authors))
    rest = learning.others(len(known), parts[0])
    assert sorted([*rest, *parts[0]]) == places


def few(support: int, rest: int, *, authors: int = 1000) -> list[Example]:
    kinds = [True] * support + [False] * rest
    return [
        Example(((1, 1.0),), kind, rule=False, author=f"person-{number % authors}")
        for number, kind in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ([], "0 labelled issues to learn from, 120 are needed"),
        (few(60, 59), "119 labelled issues to learn from, 120 are needed"),
        (few(29, 200), "29 support questions, 30 are needed"),
        (few(200, 29), "29 issues that are none, 30 are needed"),
        (
            few(60, 60, authors=9),
            "support questions by 9 people, of 10 they are needed",
        ),
    ],
)
def test_too_little_is_said_and_not_learned_from(learning, known, why):
    with pytest.raises(TooFew, match=why):
        learning.learn(known, ORIGIN)
