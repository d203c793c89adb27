import time

import pytest

from bot.core.projects import Change
from bot.projects.backports import without_backports
from tests.projects.real_changes import change, commit


def left(changes: list[Change], released: list[Change]) -> list[str]:
    return [one.title for one in without_backports(changes, released)]


FIX = "fix loading stopped servers at startup (regression in 5.4)"


@pytest.mark.parametrize(
    "released",
    [
        change(
            f"Backport PR #5236 on branch 5.x ({FIX})", "meeseeksmachine", number=5240
        ),
        change(f"Backport PR #5236: {FIX}", number=5240),
        change(f"Backport #5236 to 5.x: {FIX}", number=5240),
        change("Auto backport of pr 5236 on 2.x", "yuvipanda", number=5240),
        change(f"[5.x] {FIX}", number=5240),
        change(f"[5.x] {FIX} (#5236)", "manics", number=5240),
        change(f"5.x: {FIX}", "manics", number=5240),
        change(f"[backport 5.x] {FIX}", "manics", number=5240),
        change(FIX, number=5240),
        change(f"{FIX.capitalize()}.", number=5240),
        change(f"{FIX} (#5236)", "manics", number=5240),
        commit(f"{FIX} (#5236)", "manics"),
        commit(FIX),
        change("Something else", number=5236),
    ],
    ids=lambda one: f"{one.title} by {one.author.login}",
)
def test_what_was_released_from_another_line_is_left_out(released: Change) -> None:
    fix = change(FIX, number=5236)
    other = change("Sort users by name", number=5237)
    assert left([fix, other], [released]) == ["Sort users by name"]


@pytest.mark.parametrize(
    ("one", "released"),
    [
        (change("Fix typo", number=1), change("Fix typo", number=2)),
        (change("Fix tests", number=1), change("Fix tests", number=2)),
        (change("Update README.md", number=1), change("Update README.md", number=2)),
        (change(FIX, number=1), change(FIX, "manics", number=2)),
        (change(FIX, "ghost", number=1), change(FIX, "ghost", number=2)),
        (change(FIX, number=1), change("Fix what #1 has broken", number=2)),
        (change(FIX, number=1), change("Keep the port (#1)", number=2)),
        (change(FIX, number=1), change("Backport PR #11 on branch 5.x (x)", number=2)),
        (change(f"{FIX} again", number=1), change(FIX, number=2)),
        (change("", number=1), change("", number=2)),
        (
            change(
                "[pre-commit.ci] pre-commit autoupdate", "pre-commit-ci[bot]", number=1
            ),
            change(
                "[pre-commit.ci] pre-commit autoupdate", "pre-commit-ci[bot]", number=2
            ),
        ),
    ],
    ids=lambda one: f"{one.title} by {one.author.login}",
)
def test_what_only_looks_alike_stays(one: Change, released: Change) -> None:
    assert left([one], [released]) == [one.title]


def test_one_backport_accounts_for_one_change_only() -> None:
    two = [change(FIX, number=1), change(FIX, number=9)]
    assert without_backports(two, [change(FIX, number=5)]) == (two[1],)
    named = change(
        f"Backport PR #9 on branch 5.x ({FIX})", "meeseeksmachine", number=10
    )
    assert without_backports(two, [named]) == (two[0],)
    assert without_backports(two, [named, change(FIX, number=5)]) == ()


def test_what_was_brought_forward_is_left_out() -> None:
    forward = change("Forward-port PR #77: keep the port", "manics", number=80)
    assert left([forward], [change("Keep the port", number=77)]) == []
    squashed = commit("Keep the port (#77)", "manics")
    assert left([squashed], [change("Keep the port of users", number=77)]) == []
    by_another = change("[main] keep the port", "manics", number=80)
    assert left([by_another], [change("Keep the port", number=77)]) == [
        by_another.title
    ]


def test_the_same_commit_on_both_lines_is_left_out() -> None:
    one = Change(0, "abc", "Keep the port", change("").author, change("").at)
    assert without_backports([one], [one]) == ()
    unknown = Change(0, "", "Fix typo", one.author, one.at)
    assert without_backports([unknown], [unknown]) == (unknown,)


def test_many_changes_of_one_name_cost_no_time() -> None:
    many = [change(f"[5.x] {FIX}", f"user{n}", number=n) for n in range(1, 3001)]
    began = time.process_time()
    assert (
        without_backports(many, [change(FIX, number=n) for n in range(9001, 12001)])
        == ()
    )
    assert time.process_time() - began < 1
