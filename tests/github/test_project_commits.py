"""Commits are put together to changes: a pull request is one, however it was merged."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.models import Account
from bot.github.project_commits import (
    changes_of,
    parse_author,
    parse_commit,
    parse_updated,
)

HERE = "jupyterhub/spawner"
BEGAN = datetime(2021, 3, 1, tzinfo=UTC)


def pull(number: int, **more: object) -> dict[str, object]:
    """A merged pull request as GraphQL tells it."""
    return {
        "number": number,
        "title": f"Change {number}",
        "merged": True,
        "mergedAt": "2021-03-02T00:00:00Z",
        "headRefName": "patch-1",
        "author": {"login": "ada", "__typename": "User"},
        "repository": {"nameWithOwner": HERE},
        "labels": {"nodes": [{"name": "bug"}]},
        "mergeCommit": {"oid": f"m{number}"},
        **more,
    }


def commit(sha: str, title: str, *pulls: object, day: int = 0) -> dict[str, object]:
    at = BEGAN + timedelta(days=day)
    user = {"login": "bob"}
    return {
        "oid": sha,
        "message": f"{title}\n\nBecause of #12 (#12)",
        "committedDate": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "author": {"name": "Bob", "email": "bob@example.org", "user": user},
        "associatedPullRequests": {"nodes": list(pulls)},
    }


def changes(*commits: dict[str, object], merges=()) -> list[tuple[int, str, str]]:
    found = changes_of([parse_commit(HERE, one) for one in commits], dict(merges))
    return [(change.number, change.title, change.sha) for change in found]


@pytest.mark.parametrize(
    ("how", "commits"),
    [
        ("squashed", [commit("a1", "Change 7 (#7)", pull(7))]),
        ("rebased", [commit("a0", "One", pull(7)), commit("a1", "Two", pull(7))]),
        (
            "with a merge commit",
            [
                commit("a0", "One", pull(7)),
                commit("a1", "Merge pull request #7 from ada/patch-1", pull(7)),
            ],
        ),
        (
            "with a merge commit that tells of none yet",
            [
                commit("a1", "One", pull(7)),
                commit("a2", "Merge pull request #7 from ada/patch-1"),
            ],
        ),
        ("with the newest first", [commit("a1", "Two", pull(7), day=1)]),
        (
            "beside one that is open",
            [commit("a1", "x", pull(9, merged=False), pull(7))],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pull_request_is_one_change(how, commits):
    assert changes(*commits) == [(7, "Change 7", "a1")]


@pytest.mark.parametrize(
    ("others", "why"),
    [
        ([pull(9, repository={"nameWithOwner": "ada/spawner"})], "of a fork"),
        ([pull(9, merged=False, mergedAt=None)] * 3, "open"),
        (
            [pull(6, mergedAt="2021-03-01T00:00:00Z")],
            "merged before, by another commit",
        ),
        ([pull(9, mergedAt="2021-03-03T00:00:00Z"), None], "merged later"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_pull_request_that_a_commit_merged_is_the_one(others, why, first):
    mine = pull(7, mergeCommit={"oid": "a1"})
    pulls = [mine, *others] if first else [*others, mine]
    assert changes(commit("a1", "x", *pulls)) == [(7, "Change 7", "a1")], why


def test_of_those_that_brought_it_the_one_merged_first_is():
    late = pull(6, mergedAt="2021-03-05T00:00:00Z")
    assert changes(commit("a0", "x", late, pull(7))) == [(7, "Change 7", "a0")]


def test_a_number_in_its_own_title_proves_nothing():
    synced = commit("a1", "Start faster (#7)", None)
    assert changes(synced) == [(0, "Start faster (#7)", "a1")]


def test_its_title_is_the_whole_first_line():
    title = "Start servers faster where the image is there already, by far (#7123)" * 2
    assert changes(commit("a1", title)) == [(0, title, "a1")]


@pytest.mark.parametrize(
    "other",
    [
        (),
        (pull(9, merged=False, mergedAt=None),),
        (pull(9, repository={"nameWithOwner": "ada/spawner"}),),
        (None,),
    ],
    ids=["none", "open", "of a fork", "hidden"],
)
def test_a_commit_without_one_is_a_change_of_its_own(other):
    assert changes(commit("a1", "Start faster", *other)) == [(0, "Start faster", "a1")]


@pytest.mark.parametrize(
    "title",
    [
        "Merge pull request #9 from ada/patch-1",
        "Merge branch 'main' of https://github.com/jupyterhub/spawner",
        "Merge branches 'a' and 'b'",
        "Merge remote-tracking branch 'upstream/main'",
        "Merge tag '1.0.1'",
    ],
)
def test_a_merge_of_branches_brings_nothing_of_its_own(title):
    assert changes(commit("a1", title)) == []


@pytest.mark.parametrize("title", ["Merge two lists", "Merge branch handling", ""])
def test_other_commits_that_merge_something_do(title):
    assert changes(commit("a1", title)) == [(0, title, "a1")]


def test_the_oldest_comes_first_whatever_order_they_are_told_in():
    new, old = commit("a2", "New", day=2), commit("a1", "Old", day=1)
    assert [title for _, title, _ in changes(new, old)] == ["Old", "New"]


def test_of_one_merged_a_moment_ago_only_the_pull_request_tells():
    updated = parse_updated(HERE, [{**pull(7), "mergeCommit": {"oid": "a1"}, **AT}], 10)
    found = changes(commit("a1", "Change 7 (#7)"), merges=updated.merges.items())
    assert found == [(7, "Change 7", "a1")]


AT = {"updatedAt": "2021-03-04T00:00:00Z"}


def test_what_was_updated_last_tells_how_far_it_reaches():
    nodes = [
        {**pull(number), "mergeCommit": None, "updatedAt": f"2021-03-0{day}T00:00:00Z"}
        for number, day in ((1, 5), (2, 3))
    ]
    times = [datetime(2021, 3, day, tzinfo=UTC) for day in (5, 3)]

    all_there_are, some = parse_updated(HERE, nodes, 10), parse_updated(HERE, nodes, 2)

    assert [one.number for one in some.merged] == [1, 2]
    assert (all_there_are.newest, all_there_are.oldest) == (times[0], None)
    assert (some.newest, some.oldest) == (times[0], times[1])
    assert parse_updated(HERE, [], 10).newest is None


def test_what_is_told_of_a_pull_request():
    bot = {"login": "dependabot", "__typename": "Bot"}
    long = pull(7, title="  Fix\n the\tport " + "x" * 400, author=bot, labels=None)
    (change,) = changes_of([parse_commit(HERE, commit("a1", "x", long))], {})
    assert change.title.startswith("Fix the port xxx")
    assert len(change.title) == 300
    assert change.author == Account("dependabot[bot]", "Bot")
    assert (change.labels, change.head_ref) == ((), "patch-1")
    assert change.at == datetime(2021, 3, 2, tzinfo=UTC)


NO_REPLY = "users.noreply.github.com"


@pytest.mark.parametrize(
    ("author", "account"),
    [
        ({"user": {"login": "ada"}, "name": "Ada L", "email": "a@b.org"}, "ada"),
        ({"user": None, "name": "Ada L", "email": "a@b.org"}, "Ada L"),
        ({"user": None, "name": "Ada", "email": f"12+ada@{NO_REPLY}"}, "ada"),
        ({"user": None, "name": "Ada", "email": f"ada@{NO_REPLY}"}, "ada"),
        ({"user": None, "name": None, "email": None}, "ghost"),
        ({}, "ghost"),
        (
            {
                "user": None,
                "name": "pre-commit-ci[bot]",
                "email": f"66853113+pre-commit-ci[bot]@{NO_REPLY}",
            },
            "pre-commit-ci[bot]",
        ),
        ({"user": {"login": "dependabot[bot]"}, "name": "x"}, "dependabot[bot]"),
        ({"user": None, "name": "weird[bot]", "email": "w@b.org"}, "weird[bot]"),
    ],
)
def test_who_wrote_a_commit(author, account):
    found = parse_author(author)
    assert found.login == account
    assert found.is_bot == account.endswith("[bot]")


def test_a_hostile_author_is_cheap():
    hostile = {"name": "\n" * 100_000 + "x" * 100_000, "email": "1" * 100_000 + "@"}
    assert parse_author(hostile).login == "x" * 100
