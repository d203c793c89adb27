"""What is made of issues that nothing was tuned on; `-s` shows the table."""

import pytest

from bot.detection import rules
from bot.detection.calibration import wilson_lower
from bot.detection.verdict import rules_silent
from tests.detection.held_out import held_out
from tests.detection.table import PRECISION, lines, rows, tallies, trained


@pytest.fixture(scope="module")
def model():
    return trained()


@pytest.fixture(scope="module")
def table(model):
    return list(rows(model))


def test_no_bug_and_no_wish_is_taken_for_a_support_question(table):
    wrong = [
        row.example.name
        for row in table
        if not row.is_support
        if row.rules.is_support or row.model or row.both.is_support
    ]
    assert wrong == []


def test_the_table_counts_every_question_and_every_verdict(model, table):
    told = list(lines(model))
    print("\n".join(told))
    assert [line[:2] for line in told[1:121:2]] == [
        row.example.name[:2] for row in table
    ]
    counted = tallies(table)
    assert {one.support for one in counted.values()} == {24}
    assert counted["both"].taken >= counted["model"].taken
    assert [line.split()[0] for line in told[122:125]] == ["rules", "model", "both"]


def test_the_rules_are_silent_beside_a_model_on_whose_issues_they_were_wrong(model):
    """The imaginary reports hold sentences of questions, and so it is not shown there."""
    fired, right = model.rules_fired, model.rules_right
    assert wilson_lower(right, fired) < PRECISION < right / fired
    assert rules_silent(PRECISION, model)


def test_each_verdict_has_its_reasons(table):
    assert all(row.both.why and row.rules.why for row in table)


def test_what_the_model_is_surest_of_are_questions(model):
    """It is silent here since it is sure of too few, not since it is wrong of many."""
    known = [rules.read(one.title, one.body) for one in held_out()]
    scored = [
        (model.score(read.words), one.kind)
        for read, one in zip(known, held_out(), strict=True)
        if read.may_be_scored
    ]
    surest = [kind for _, kind in sorted(scored, reverse=True)[:6]]
    assert surest.count("support") >= 4
