"""Commits by themselves, how two compare, and which pull request brought one."""

import pytest

from bot.playground import Playground
from bot.playground.commits import make_commit
from bot.playground.repositories import Repository
from bot.playground.rest.commits import MOST_COMMITS, MOST_FILES
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"


@pytest.fixture
def apart(repo: Repository) -> Repository:
    """A maintenance branch with its release, and main with a prerelease in flight."""
    repo.commit("a.txt", "1\n")
    fork = repo.commit("b.txt", "1\n")
    repo.tags.create("5.0.0", message="Five")
    repo.branches.create("5.x", fork, "ada")
    repo.commit("b.txt", "fixed\n", branch="5.x")
    repo.tags.create("5.0.1", repo.commits("5.x")[-1])
    repo.commit("c.txt", "new\n")
    repo.tags.create("6.0.0b1")
    repo.commit("a.txt", "2\n3\n")
    return repo


@pytest.mark.parametrize(
    ("between", "status", "ahead", "behind", "files"),
    [
        ("5.0.0...main", "ahead", 2, 0, ["a.txt", "c.txt"]),
        ("5.0.1...main", "diverged", 2, 1, ["a.txt", "c.txt"]),
        ("main...5.0.1", "diverged", 1, 2, ["b.txt"]),
        ("6.0.0b1...refs/heads/main", "ahead", 1, 0, ["a.txt"]),
        ("main...tags/5.0.0", "behind", 0, 2, []),
        ("5.x...5.0.1", "identical", 0, 0, []),
    ],
)
async def test_two_commits_are_compared(
    app: Visitor,
    apart: Repository,
    github: Playground,
    between: str,
    status: str,
    ahead: int,
    behind: int,
    files: list[str],
) -> None:
    seen = (await app.get(f"{REPO}/compare/{between}")).body
    assert (seen["status"], seen["ahead_by"], seen["behind_by"]) == (
        status,
        ahead,
        behind,
    )
    assert len(seen["commits"]) == seen["total_commits"] == ahead
    assert [one["filename"] for one in seen["files"]] == files
    base, _, head = between.partition("...")
    assert seen["base_commit"]["sha"] == getattr(apart.commit_at(base), "sha", None)
    if ahead:
        assert seen["commits"][-1]["sha"] == getattr(apart.commit_at(head), "sha", None)
    check_requests(github.requests)


async def test_only_the_first_page_of_a_comparison_has_files(
    app: Visitor, apart: Repository
) -> None:
    path = f"{REPO}/compare/5.0.0...main?per_page=1"
    first = await app.get(path)
    assert [one["sha"] for one in first.body["commits"]] == [apart.commits()[2].sha]
    assert len(first.body["files"]) == 2
    second = await app.get(first.links["next"])
    assert [one["sha"] for one in second.body["commits"]] == [apart.commits()[3].sha]
    assert "files" not in second.body
    assert second.body["ahead_by"] == 2
    assert "next" not in second.links


async def test_a_long_comparison_ends_with_the_newest_and_pages_begin_with_the_oldest(
    app: Visitor, repo: Repository
) -> None:
    repo.commit("a.txt", "1")
    repo.tags.create("1.0")
    for number in range(MOST_COMMITS + 3):
        repo.commit("a.txt", str(number))
    plain = await app.get(f"{REPO}/compare/1.0...main")
    assert len(plain.body["commits"]) == MOST_COMMITS
    assert plain.body["commits"][-1]["sha"] == repo.commits()[-1].sha
    assert plain.links == {}
    assert plain.body["ahead_by"] == MOST_COMMITS + 3
    first = await app.get(f"{REPO}/compare/1.0...main?page=1")
    assert first.body["commits"][0]["sha"] == repo.commits()[1].sha
    assert len(first.body["commits"]) == MOST_COMMITS
    last = await app.get(first.links["next"])
    assert len(last.body["commits"]) == 3


async def test_many_files_are_cut(app: Visitor, repo: Repository) -> None:
    repo.commit("a.txt", "1")
    repo.tags.create("1.0")
    many = {f"{number:04}.txt": b"x" for number in range(MOST_FILES + 5)}
    repo.branches.commit(many, message="Many", by=repo.owner, branch="main")
    seen = await app.get(f"{REPO}/compare/1.0...main")
    assert len(seen.body["files"]) == MOST_FILES
    commit = await app.get(f"{REPO}/commits/main")
    assert len(commit.body["files"]) == MOST_FILES
    assert commit.body["stats"]["additions"] == MOST_FILES + 5
    rest = await app.get(commit.links["next"])
    assert [one["filename"] for one in rest.body["files"]] == [
        f"{number:04}.txt" for number in range(MOST_FILES, MOST_FILES + 5)
    ]


@pytest.mark.parametrize("between", ["5.0.0..main", "main", "none...main", "main..."])
async def test_what_is_not_there_cannot_be_compared(
    app: Visitor, apart: Repository, between: str
) -> None:
    assert apart.commits()
    assert (await app.get(f"{REPO}/compare/{between}")).status == 404


async def test_commits_that_share_nothing_cannot_be_compared(
    app: Visitor, apart: Repository
) -> None:
    alone = make_commit((), {}, "Alone", apart.owner, apart.world.now())
    apart.branches.learn([alone])
    answer = await app.get(f"{REPO}/compare/main...{alone.sha}")
    assert (answer.status, answer.body["message"]) == (
        404,
        f"No common ancestor between main and {alone.sha}.",
    )


@pytest.mark.parametrize("ref", ["main", "heads%2Fmain", "refs%2Fheads%2Fmain", ""])
async def test_a_commit_tells_what_it_changes(
    app: Visitor, apart: Repository, github: Playground, ref: str
) -> None:
    tip = apart.commits()[-1]
    seen = (await app.get(f"{REPO}/commits/{ref or tip.sha[:9]}")).body
    assert seen["sha"] == tip.sha
    assert seen["stats"] == {"total": 3, "additions": 2, "deletions": 1}
    (file,) = seen["files"]
    assert (file["filename"], file["status"]) == ("a.txt", "modified")
    assert file["patch"] == "@@ -1 +1,2 @@\n-1\n+2\n+3"
    tagged = await app.get(f"{REPO}/commits/5.0.0")
    assert [one["status"] for one in tagged.body["files"]] == ["added"]
    root = await app.get(f"{REPO}/commits/{apart.commits()[0].sha}")
    assert (root.body["parents"], len(root.body["files"])) == ([], 1)
    check_requests(github.requests)


async def test_a_commit_that_is_not_there_is_said_to_be_none(
    app: Visitor, repo: Repository
) -> None:
    assert (await app.get(f"{REPO}/commits/main")).status == 409
    repo.commit("a.txt", "1")
    answer = await app.get(f"{REPO}/commits/none")
    assert (answer.status, answer.body["message"]) == (
        422,
        "No commit found for SHA: none",
    )


async def test_the_pull_request_that_brought_a_commit_is_told(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    direct = repo.commit("a.txt", "1")
    landed = repo.land("Fix", {"b.txt": "1"}, by="ada")
    waiting = repo.commit("c.txt", "1", branch="draft")
    repo.open_pull("Draft", by="ada", head="draft")
    assert landed.merge_commit

    async def brought(sha: str) -> list[str]:
        seen = await app.get(f"{REPO}/commits/{sha}/pulls")
        return [one["title"] for one in seen.body]

    assert await brought(landed.merge_commit.sha) == ["Fix"]
    assert await brought(landed.head.sha) == ["Fix"]
    assert await brought(direct.sha) == []
    assert await brought(waiting.sha) == ["Draft"]
    check_requests(github.requests)
