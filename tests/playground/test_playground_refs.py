"""Branches: made, moved, merged and deleted, and what is told of them."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.branches import Conflict
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
GIT = "/repos/jupyterhub/team-compass/git"
NEW = "refs/heads/minutes/march"


def pushes(github: Playground) -> list[Any]:
    return [d.payload for d in github.pending if d.name == "push"]


async def test_a_branch_is_made_moved_and_deleted(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    first = repo.commit("a.txt", "1")
    made = await app.post(f"{GIT}/refs", {"ref": NEW, "sha": first.sha})
    assert (made.status, made.body["ref"]) == (201, NEW)
    shown = await app.get(f"{GIT}/ref/heads/minutes/march")
    assert shown.body == made.body
    assert shown.body["object"]["sha"] == first.sha
    second = repo.commit("a.txt", "2")
    path = f"{GIT}/refs/heads/minutes/march"
    moved = await app.patch(path, {"sha": second.sha})
    assert moved.body["object"]["sha"] == second.sha
    assert (await app.patch(path, {"sha": second.sha})).status == 200
    back = await app.patch(path, {"sha": first.sha})
    assert (back.status, back.body["message"]) == (422, "Update is not a fast forward")
    assert (await app.patch(path, {"sha": first.sha, "force": True})).status == 200
    assert (await app.delete(path)).status == 204
    assert (await app.get(f"{GIT}/ref/heads/minutes/march")).status == 404
    told = [
        (p["created"], p["deleted"], p["forced"], len(p["commits"]))
        for p in pushes(github)
        if p["ref"] == NEW
    ]
    assert told == [
        (True, False, False, 0),
        (False, False, False, 0),
        (False, False, True, 0),
        (False, True, False, 0),
    ]
    gone = pushes(github)[-1]
    assert (gone["before"], gone["after"]) == (first.sha, "0" * 40)
    assert gone["head_commit"] is None
    assert repo.commit_at(first.sha) is first
    check_requests(github.requests)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("heads/x", "heads/x is not a valid ref name."),
        ("refs/heads/", "refs/heads/ is not a valid ref name."),
        ("refs/heads/a b", "refs/heads/a b is not a valid ref name."),
        ("refs/heads/a..b", "refs/heads/a..b is not a valid ref name."),
        ("refs/heads/.a", "refs/heads/.a is not a valid ref name."),
        ("refs/heads/a.lock", "refs/heads/a.lock is not a valid ref name."),
        ("refs/heads/a.", "refs/heads/a. is not a valid ref name."),
        ("refs/tags/", "refs/tags/ is not a valid ref name."),
        ("refs/notes/v1", "refs/notes/v1 is not a valid ref name."),
        ("refs/heads/main", "Reference already exists"),
        ("refs/heads/main/old", "Reference update failed"),
    ],
)
async def test_some_names_are_no_new_branches(
    app: Visitor, repo: Repository, ref: str, message: str
) -> None:
    sha = repo.commit("a.txt", "1").sha
    answer = await app.post(f"{GIT}/refs", {"ref": ref, "sha": sha})
    assert (answer.status, answer.body["message"]) == (422, message)
    assert list(repo.branches.histories) == ["main"]


async def test_what_is_not_there_can_neither_be_pointed_at_nor_moved(
    app: Visitor, repo: Repository
) -> None:
    ref = {"ref": NEW, "sha": "0" * 40}
    assert (await app.post(f"{GIT}/refs", ref)).status == 409
    assert (await app.get(f"{GIT}/ref/heads/main")).status == 409
    repo.commit("a.txt", "1")
    answer = await app.post(f"{GIT}/refs", ref)
    assert answer.body["message"] == "Object does not exist"
    for path in (f"{GIT}/refs/heads/none", f"{GIT}/refs/tags/v1"):
        answer = await app.patch(path, {"sha": "0" * 40})
        assert answer.body["message"] == "Reference does not exist"
        # GitHub's description has this status, but no words for it.
        answer = await app.delete(path, strict=False)
        assert answer.body["message"] == "Reference does not exist"
    answer = await app.delete(f"{GIT}/refs/heads/main", strict=False)
    assert answer.body["message"] == "Cannot delete the default branch"
    repo.archive()
    assert (await app.post(f"{GIT}/refs", ref)).status == 403


async def test_only_who_may_write_files_makes_branches(
    visitor: Visitor, repo: Repository
) -> None:
    sha = repo.commit("a.txt", "1").sha
    await visitor.log_in(permissions={"contents": "read"})
    refused = await visitor.post(f"{GIT}/refs", {"ref": NEW, "sha": sha})
    assert refused.status == 403
    assert (await visitor.get(f"{GIT}/ref/heads/main")).status == 200


async def test_files_are_written_on_a_branch_of_their_own(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "1")
    repo.branches.create("draft", repo.commits()[-1], "ada")
    here = "/repos/jupyterhub/team-compass"
    body = {"message": "Add", "content": "eA==", "branch": "draft"}
    made = await app.put(f"{here}/contents/b.txt", body)
    assert made.status == 201
    parents = [one["sha"] for one in made.body["commit"]["parents"]]
    assert parents == [repo.commits()[-1].sha]
    assert (await app.get(f"{here}/contents/b.txt")).status == 404
    there = await app.get(f"{here}/contents/b.txt?ref=draft")
    assert there.body["sha"] == made.body["content"]["sha"]
    listed = await app.get(f"{here}/commits?sha=draft&path=b.txt")
    assert [one["sha"] for one in listed.body] == [made.body["commit"]["sha"]]
    listed = await app.get(f"{here}/commits?sha=draft")
    assert len(listed.body) == 2
    assert [one["added"] for one in pushes(github)[-1]["commits"]] == [["b.txt"]]


def test_the_same_commit_on_two_branches_is_one(repo: Repository) -> None:
    repo.commit("a.txt", "1")
    app = repo.world.app.account
    for branch in ("one", "two"):
        repo.commit("a.txt", "2", branch=branch, by=app)
    repo.commit("a.txt", "3", branch="one", by=app)
    first, second = repo.commits("one")[1], repo.commits("two")[1]
    assert first == second
    assert [c.message for c in repo.branches.history(second)] == [
        "Create a.txt",
        "Update a.txt",
    ]
    repo.branches.move("two", repo.commits("one")[-1], app)
    assert len(repo.branches.known) == 3


def test_a_merge_brings_what_both_have_changed(repo: Repository) -> None:
    repo.commit("a.txt", "1")
    repo.commit("gone.txt", "1")
    repo.commit("b.txt", "theirs", branch="draft")
    theirs = repo.commit("gone.txt", None, branch="draft")
    ours = repo.commit("a.txt", "ours")
    made = repo.branches.merge(theirs, "main", "Merge", repo.owner)
    assert made.parents == (ours.sha, theirs.sha)
    assert made.files == {"a.txt": b"ours", "b.txt": b"theirs"}
    assert made.added == ("b.txt",)
    assert made.removed == ("gone.txt",)
    assert len(repo.commits()) == 6
    assert repo.branches.merge_base(ours, theirs) == repo.commits()[1]


def test_what_both_have_changed_otherwise_cannot_be_merged(repo: Repository) -> None:
    repo.commit("a.txt", "1")
    theirs = repo.commit("a.txt", "theirs", branch="draft")
    repo.commit("a.txt", "ours")
    with pytest.raises(Conflict):
        repo.branches.merge(theirs, "main", "Merge", repo.owner)
    same = repo.commit("a.txt", "ours", branch="draft")
    assert repo.branches.merge(same, "main", "Merge", repo.owner).files == {
        "a.txt": b"ours"
    }
