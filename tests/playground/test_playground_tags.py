"""Tags: pushed, moved, deleted, and what is told of them."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
GIT = f"{REPO}/git"
NOWHERE = "0" * 40


def told(github: Playground, *events: str) -> list[Any]:
    """What was told of tags and branches, without what always is."""
    common = {"repository", "organization", "installation", "sender"}
    return [
        {name: value for name, value in d.payload.items() if name not in common}
        for d in github.pending
        if d.event in events
    ]


def test_a_tag_names_a_commit_and_an_annotated_one_by_way_of_an_object(
    repo: Repository,
) -> None:
    first = repo.commit("a.txt", "1")
    second = repo.commit("a.txt", "2")
    plain = repo.tags.create("1.0.0", first, by="ada")
    annotated = repo.tags.create("1.1.0", by="ada", message="One more")
    assert (plain.sha, plain.commit, plain.is_annotated) == (first.sha, first, False)
    assert (annotated.commit, annotated.tagger) == (second, repo.world.account("ada"))
    assert annotated.sha not in {second.sha, first.sha}
    assert annotated.at > second.at
    assert list(repo.tags.named) == ["1.0.0", "1.1.0"]
    for name in ("1.1.0", "tags/1.1.0", "refs/tags/1.1.0"):
        assert repo.commit_at(name) == second
    with pytest.raises(ValueError, match=r"there is a tag 1\.0\.0 already"):
        repo.tags.create("1.0.0")
    with pytest.raises(ValueError, match="has no commit to be tagged"):
        repo.world.add_repository("jupyterhub/empty").tags.create("1.0.0")


def test_where_a_branch_and_a_tag_have_one_name_the_branch_is_meant(
    repo: Repository,
) -> None:
    first = repo.commit("a.txt", "1")
    repo.commit("a.txt", "2", branch="5.x")
    repo.tags.create("5.x", first)
    assert repo.commit_at("5.x") == repo.commits("5.x")[-1]
    assert repo.commit_at("tags/5.x") == first


def test_the_same_tag_has_the_same_name_wherever_it_is_made(repo: Repository) -> None:
    repo.commit("a.txt", "1")
    tag = repo.tags.create("1.0.0", by="ada", message="One")
    fork = repo.world.fork(repo, "eve")
    assert fork.tags.named == {"1.0.0": tag}
    assert fork.commit_at("1.0.0") == tag.commit


async def test_of_a_new_tag_the_app_github_twice(
    github: Playground, repo: Repository
) -> None:
    commit = repo.commit("a.txt", "1")
    github.pending.clear()
    tag = repo.tags.create("v1", by="ada", message="One")
    created, push = told(github, "create", "push")
    assert created == {
        "ref": "v1",
        "ref_type": "tag",
        "master_branch": "main",
        "description": None,
        "pusher_type": "user",
    }
    assert push.pop("head_commit")["id"] == commit.sha
    page = f"{github.server_url}/jupyterhub/team-compass"
    assert push.pop("pusher")["name"] == "ada"
    assert push == {
        "ref": "refs/tags/v1",
        "before": NOWHERE,
        "after": tag.sha,
        "created": True,
        "deleted": False,
        "forced": False,
        "base_ref": "refs/heads/main",
        "compare": f"{page}/compare/v1",
        "commits": [],
    }


async def test_of_a_tag_on_an_old_commit_no_branch_is_told(
    github: Playground, repo: Repository
) -> None:
    old = repo.commit("a.txt", "1")
    repo.commit("a.txt", "2")
    github.pending.clear()
    repo.tags.create("v0.1", old)
    (push,) = told(github, "push")
    assert (push["after"], push["base_ref"]) == (old.sha, None)


async def test_a_tag_that_moves_is_pushed_and_one_that_goes_is_deleted(
    github: Playground, repo: Repository
) -> None:
    first = repo.commit("a.txt", "1")
    second = repo.commit("a.txt", "2")
    repo.tags.create("v1", first)
    github.pending.clear()
    repo.tags.move("v1", second)
    repo.tags.move("v1", second)
    repo.tags.move("v1", first, by="ada")
    repo.tags.delete("v1", by="ada")
    forward, back, gone = told(github, "push")
    ends = [(one["before"], one["after"]) for one in (forward, back, gone)]
    assert ends == [
        (first.sha, second.sha),
        (second.sha, first.sha),
        (first.sha, NOWHERE),
    ]
    assert [one["id"] for one in forward["commits"]] == [second.sha]
    assert [one["forced"] for one in (forward, back)] == [False, True]
    assert (gone["deleted"], gone["head_commit"], gone["base_ref"]) == (
        True,
        None,
        None,
    )
    assert told(github, "create", "delete") == [
        {"ref": "v1", "ref_type": "tag", "pusher_type": "user"}
    ]
    assert repo.tags.named == {}


@pytest.mark.parametrize(("number", "deliveries"), [(3, 6), (4, 0)])
async def test_of_more_than_three_tags_pushed_at_once_nothing_is_told(
    github: Playground, repo: Repository, number: int, deliveries: int
) -> None:
    repo.commit("a.txt", "1")
    github.pending.clear()
    repo.tags.push({f"v{n}": None for n in range(number)}, by="ada")
    assert len(github.pending) == deliveries
    assert len(repo.tags.named) == number


async def test_branches_are_told_of_as_they_come_and_go(
    github: Playground, repo: Repository
) -> None:
    tip = repo.commit("a.txt", "1")
    github.pending.clear()
    repo.branches.create("5.x", tip, "ada")
    repo.commit("a.txt", "2", branch="5.x")
    repo.branches.delete("5.x", "ada")
    kinds = [(one["ref"], one["ref_type"]) for one in told(github, "create", "delete")]
    assert kinds == [("5.x", "branch"), ("5.x", "branch")]
    assert len(told(github, "create")) == 1


async def test_an_app_that_did_not_ask_hears_only_of_the_push(
    github: Playground, repo: Repository
) -> None:
    github.app.events = ["push"]
    repo.commit("a.txt", "1")
    github.pending.clear()
    repo.tags.create("v1")
    repo.tags.delete("v1")
    assert [d.name for d in github.pending] == ["push", "push"]


async def test_tags_are_listed_by_name_the_other_way_round(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    first = repo.commit("a.txt", "1")
    second = repo.commit("a.txt", "2")
    repo.tags.create("1.9.0", second)
    repo.tags.create("1.10.0", first, message="Backport")
    repo.tags.create("v0.1")
    seen = await app.get(f"{REPO}/tags")
    assert [(one["name"], one["commit"]["sha"]) for one in seen.body] == [
        ("v0.1", second.sha),
        ("1.9.0", second.sha),
        ("1.10.0", first.sha),
    ]
    page = await app.get(f"{REPO}/tags?per_page=1&page=2")
    assert [one["name"] for one in page.body] == ["1.9.0"]
    assert set(page.links) == {"prev", "next", "last", "first"}
    check_requests(github.requests)


async def test_a_tag_is_made_by_hand_from_its_object(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1")
    body = {"tag": "v1", "message": "One", "object": commit.sha, "type": "commit"}
    made = await app.post(f"{GIT}/tags", body)
    assert made.status == 201
    assert repo.tags.named == {}
    assert (await app.get(f"{GIT}/tags/{made.body['sha']}")).body == made.body
    ref = await app.post(
        f"{GIT}/refs", {"ref": "refs/tags/v1", "sha": made.body["sha"]}
    )
    assert ref.status == 201
    assert ref.body["object"] == {
        "sha": made.body["sha"],
        "type": "tag",
        "url": made.body["url"],
    }
    plain = {"ref": "refs/tags/v2", "sha": commit.sha}
    assert (await app.post(f"{GIT}/refs", plain)).body["object"]["type"] == "commit"
    assert (await app.get(f"{GIT}/ref/tags/v1")).body == ref.body
    assert (await app.get(f"{GIT}/ref/tags/v")).status == 404
    assert (await app.get(f"{GIT}/tags/{commit.sha}")).status == 404
    assert [one["ref"] for one in told(github, "create")][-2:] == ["v1", "v2"]
    check_requests(github.requests)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"object": NOWHERE}, "Could not verify object"),
        ({"type": "tree"}, "Could not verify object"),
        ({"type": "tag"}, "is not a member of"),
        ({"type": None}, "wasn't supplied"),
        ({"message": None}, "is not a string"),
    ],
)
async def test_some_objects_cannot_be(
    app: Visitor, repo: Repository, change: dict[str, Any], message: str
) -> None:
    commit = repo.commit("a.txt", "1")
    body = {"tag": "v1", "message": "One", "object": commit.sha, "type": "commit"}
    answer = await app.post(f"{GIT}/tags", {**body, **change})
    assert answer.status == 422
    assert message in answer.body["message"]


async def test_a_tag_is_moved_only_forward_unless_it_is_meant(
    app: Visitor, repo: Repository
) -> None:
    first = repo.commit("a.txt", "1")
    second = repo.commit("a.txt", "2")
    repo.tags.create("v1", first)
    made = repo.tags.annotate("v1", second, "One", "ada")
    path = f"{GIT}/refs/tags/v1"
    moved = await app.patch(path, {"sha": made.sha})
    assert moved.body["object"]["sha"] == made.sha
    assert repo.tags.named["v1"].commit == second
    back = await app.patch(path, {"sha": first.sha})
    assert (back.status, back.body["message"]) == (422, "Update is not a fast forward")
    assert (await app.patch(path, {"sha": first.sha, "force": True})).status == 200
    assert (await app.delete(path)).status == 204
    assert repo.tags.named == {}
    twice = await app.delete(path, strict=False)
    assert twice.body["message"] == "Reference does not exist"


async def test_references_are_found_by_the_beginning_of_their_names(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    empty = await app.get(f"{GIT}/matching-refs/tags")
    assert (empty.status, empty.body["message"]) == (409, "Git Repository is empty.")
    tip = repo.commit("a.txt", "1")
    repo.branches.create("5.x", tip, "ada")
    for name in ("5.10.0", "5.9.0", "v5.0"):
        repo.tags.create(name)
    for start, found in {
        "tags/5.": ["refs/tags/5.10.0", "refs/tags/5.9.0"],
        "tags/6": [],
        "heads": ["refs/heads/5.x", "refs/heads/main"],
    }.items():
        seen = await app.get(f"{GIT}/matching-refs/{start}")
        assert [one["ref"] for one in seen.body] == found
    check_requests(github.requests)


async def test_anybody_reads_the_tags_of_a_public_repository_and_few_make_them(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1")
    repo.tags.create("v1")
    hidden = github.add_repository("jupyterhub/secret", private=True)
    hidden.commit("a.txt", "1")
    assert (await visitor.get(f"{REPO}/tags", authorization="")).status == 200
    path = "/repos/jupyterhub/secret/tags"
    assert (await visitor.get(path, authorization="")).status == 404
    await visitor.log_in(permissions={"contents": "read"})
    assert (await visitor.get(path)).status == 200
    body = {"ref": "refs/tags/v2", "sha": commit.sha}
    assert (await visitor.post(f"{GIT}/refs", body)).status == 403
    await visitor.log_in(permissions={"issues": "write"})
    assert (await visitor.get(path)).status == 200, "names of tags are metadata"
    refs = "/repos/jupyterhub/secret/git/matching-refs/tags"
    assert (await visitor.get(refs)).status == 403
