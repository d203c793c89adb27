"""Which commits came before which."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.accounts import Account
from bot.playground.ancestry import Ancestry
from bot.playground.commits import Commit, make_commit

NOW = datetime(2021, 3, 4, tzinfo=UTC)
ADA = Account(1, "ada", "User", NOW)

histories = st.lists(
    st.lists(st.integers(0, 19), max_size=2, unique=True), min_size=1, max_size=20
)
"""The parents of each commit, as places in the list; those to come do not count."""


def made(parents: list[list[int]]) -> list[Commit]:
    found: list[Commit] = []
    for number, places in enumerate(parents):
        before = tuple(found[place] for place in places if place < number)
        found.append(make_commit(before, {}, str(number), ADA, NOW))
    return found


def past(commit: Commit, known: dict[str, Commit]) -> set[str]:
    return {commit.sha}.union(*(past(known[sha], known) for sha in commit.parents))


@settings(max_examples=40)
@given(histories, st.integers(0, 19), st.integers(0, 19))
def test_what_one_has_and_another_has_not(
    parents: list[list[int]], one: int, other: int
) -> None:
    commits = made(parents)
    known = {commit.sha: commit for commit in commits}
    head, base = commits[one % len(commits)], commits[other % len(commits)]
    mine, theirs = past(head, known), past(base, known)
    ancestry = Ancestry(known)

    brought = [commit for commit in commits if commit.sha in mine - theirs]
    shared = [commit for commit in commits if commit.sha in mine & theirs]

    assert list(ancestry.brought(head, base)) == brought
    assert ancestry.merge_base(head, base) == (shared[-1] if shared else None)


def test_commits_that_become_known_later_are_taken_in() -> None:
    first, second = made([[], [0]])
    known = {first.sha: first}
    ancestry = Ancestry(known)
    assert ancestry.brought(first, first) == ()
    known[second.sha] = second
    assert ancestry.brought(second, first) == (second,)
