"""What is made of issues that nothing was tuned on; `-s` shows the table."""

import pytest

from tests.detection.table import lines, rows, tallies, trained


@pytest.fixture(scope="module")
def table():
    return list(rows(trained()))


def test_no_bug_and_no_wish_is_taken_for_a_support_question(table):
    print("\n".join(lines(table)))
    wrong = [
        row.example.name
        for row in table
        if not row.is_support
        and (row.rules.is_support or row.model or row.both.is_support)
    ]
    assert wrong == []


def test_the_table_counts_every_question_and_every_verdict(table):
    counted = tallies(table)
    assert {one.support for one in counted.values()} == {24}
    assert counted["both"].taken >= counted["rules"].taken
    last = list(lines(table))[-3:]
    assert [line.split()[0] for line in last] == ["rules", "model", "both"]


def test_each_verdict_has_its_reasons(table):
    assert all(row.both.why and row.rules.why for row in table)
