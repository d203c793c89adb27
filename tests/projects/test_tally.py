import time
from dataclasses import replace
from datetime import timedelta

from bot.core.projects import Change, Line, Release
from bot.projects.tally import Tally, tally, tally_lines
from tests.projects.real_changes import DAY, change, commit


def days(*changes: Change) -> list[Change]:
    """The changes, a day apart, with numbers of their own."""
    return [
        Change(
            one.number and place, one.sha, one.title, one.author,
            DAY + timedelta(days=place), one.labels, one.head_ref, one.paths,
        )
        for place, one in enumerate(changes, 1)
    ]  # fmt: skip


def shipping(*changes: Change) -> list[str]:
    return [one.title for one in tally(days(*changes)).shipping]


def test_what_ships_is_told_newest_first_and_the_rest_is_counted() -> None:
    found = tally(
        days(
            change("Keep the port"),
            commit("Back to dev"),
            change("[pre-commit.ci] pre-commit autoupdate", "pre-commit-ci[bot]"),
            change("Bump ws from 8.1 to 8.2", "dependabot[bot]"),
            change("Bump winston from 3.8 to 3.9", "dependabot[bot]"),
            change("docs: describe the port"),
            change("Sort users"),
            change("Refresh the list of users", "github-actions[bot]"),
        )
    )
    assert [one.title for one in found.shipping] == ["Sort users", "Keep the port"]
    assert found.quiet == {"version": 1, "documentation": 1}
    assert found.machines == {"development": 1, "runtime": 2, "ships": 1}
    assert (found.by_machines, found.total) == (4, 8)
    assert found.complete


def lines(*changes: list[Change]) -> tuple[Line, ...]:
    since = Release("1.0.0", "1.0.0", DAY)
    return tuple(Line(f"{n}.x", since, tuple(one)) for n, one in enumerate(changes))


def apart(*titles: str) -> list[Change]:
    """Changes by their titles, each by a commit of its own."""
    made = days(*(change(title) for title in titles))
    return [replace(one, sha=one.title) for one in made]


def test_what_came_to_two_lines_counts_once_for_both() -> None:
    fix, port = apart("Keep the port", "Sort users")
    found = tally_lines(lines([fix], [fix, port]))
    assert [one.total for one in found.each] == [1, 2]
    assert [one.title for one in found.together.shipping] == ["Sort users", fix.title]
    assert tally_lines(()) == tally_lines(lines())


def test_what_lines_come_to_is_found_out_once_for_the_same_changes() -> None:
    some, others = apart("Keep the port"), apart("Sort users")
    both = lines(some, others)
    found = tally_lines(both)
    again = tuple(replace(line, branch=f"v{line.branch}") for line in both)

    assert tally_lines(again) is found
    assert tally_lines(lines(some, others)) == found
    swapped = tally_lines(both[::-1])
    assert [one.shipping for one in swapped.each] == [tuple(others), tuple(some)]
    partly = tally_lines((replace(both[0], complete=False), both[1]))
    assert [one.complete for one in partly.each] == [False, True]
    assert not partly.together.complete


def test_nothing_comes_to_nothing() -> None:
    assert tally([]) == Tally()
    assert not tally([], complete=False).complete


def test_a_change_and_its_revert_cancel_each_other() -> None:
    fix = change("Keep the port")
    assert shipping(fix, change('Revert "Keep the port"', "manics")) == []
    assert shipping(fix, change('Revert "Keep the port" (#12)')) == []
    assert shipping(fix, commit("Revert #1")) == []
    assert shipping(fix, change("Revert PR #1: it broke the port")) == []
    assert shipping(fix, change('Revert "Keep the port (#1)"')) == []
    assert shipping(fix, change("revert: keep the port")) == []
    found = tally(days(fix, change('Revert "Keep the port"'), change("Sort users")))
    assert (len(found.shipping), found.undone, found.total) == (1, 2, 3)
    assert not found.quiet
    assert not found.machines


def test_what_was_brought_back_ships() -> None:
    fix, undo = change("Keep the port"), change('Revert "Keep the port"')
    again = change('Revert "Revert "Keep the port""')
    assert shipping(fix, undo, again) == ['Revert "Revert "Keep the port""']
    assert shipping(fix, undo, change('Reapply "Keep the port"')) == [
        'Reapply "Keep the port"'
    ]
    assert shipping(fix, undo, fix) == ["Keep the port"]
    assert shipping(fix, undo, fix, undo) == []


def test_what_takes_back_a_release_ships() -> None:
    undo = change('Revert "Keep the port"')
    assert shipping(undo) == ['Revert "Keep the port"']
    assert shipping(undo, change("Keep the port")) == [
        "Keep the port",
        'Revert "Keep the port"',
    ]
    assert shipping(undo, change('Revert "Revert "Keep the port""')) == []
    assert shipping(change("Sort users"), change("Revert #99")) == [
        "Revert #99",
        "Sort users",
    ]


def test_of_two_changes_of_one_name_the_newer_is_taken_back() -> None:
    one, two = change("Keep the port"), change("Keep the port", "manics")
    found = tally(days(one, two, change('Revert "Keep the port"'))).shipping
    assert [each.author.login for each in found] == ["minrk"]


def test_a_person_who_takes_back_what_a_machine_did_ships_nothing() -> None:
    update = change("Bump winston from 3.8 to 3.9", "dependabot[bot]")
    undo = change('Revert "Bump winston from 3.8 to 3.9"')
    found = tally(days(update, undo))
    assert (found.shipping, found.by_machines, found.undone) == ((), 0, 2)


def test_many_changes_cost_no_time() -> None:
    many = [change("Keep the port"), change('Revert "Keep the port"')] * 2000
    began = time.process_time()
    assert tally(days(*many)).shipping == ()
    assert time.process_time() - began < 2
