"""Pull requests: opened, followed, merged, closed, and refused in GitHub's words."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.pulls import NotPossibleError, PullRequest
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
PULLS = "/repos/jupyterhub/team-compass/pulls"
MINUTES = {"title": "Minutes", "head": "minutes", "base": "main"}


def told(github: Playground) -> list[str]:
    return [d.name for d in github.pending if d.event in {"pull_request", "issues"}]


@pytest.fixture
def pull(repo: Repository) -> PullRequest:
    """A pull request of a branch that adds one file and changes another."""
    repo.commit("README.md", "one\ntwo\n")
    repo.commit("docs/march.md", "# March\n", branch="minutes")
    repo.commit("README.md", "one\n2\n", branch="minutes")
    return repo.open_pull("Minutes", "Of *March*", by="ada", head="minutes")


async def test_the_app_opens_one_and_changes_it(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("README.md", "hi")
    repo.commit("docs/march.md", "# March", branch="minutes")
    made = await app.post(PULLS, {**MINUTES, "body": "of March"})
    assert made.status == 201
    assert (made.body["number"], made.body["user"]["type"]) == (1, "Bot")
    assert (made.body["commits"], made.body["changed_files"]) == (1, 1)
    assert (made.body["mergeable"], made.body["mergeable_state"]) == (True, "clean")
    assert made.body["head"]["label"] == "jupyterhub:minutes"
    changed = await app.patch(f"{PULLS}/1", {"title": "Minutes of March", "body": "x"})
    assert (changed.body["title"], changed.body["body"]) == ("Minutes of March", "x")
    closed = await app.patch(f"{PULLS}/1", {"state": "closed"})
    assert (closed.body["state"], closed.body["mergeable"]) == ("closed", None)
    opened = await app.patch(f"{PULLS}/1", {"state": "open"})
    assert opened.body["state"] == "open"
    assert told(github) == [
        f"pull_request.{action}"
        for action in ("opened", "edited", "closed", "reopened")
    ]
    assert (await app.get(f"{PULLS}/1/merge")).status == 404
    seen_as_issue = await app.get("/repos/jupyterhub/team-compass/issues/1")
    assert seen_as_issue.body["pull_request"]["merged_at"] is None
    assert seen_as_issue.body["state_reason"] is None
    check_requests(github.requests)


async def test_they_are_listed_by_state_head_and_base(
    app: Visitor, repo: Repository, pull: PullRequest, github: Playground
) -> None:
    repo.commit("b.txt", "1", branch="other")
    repo.open_pull("Other", by="ada", head="other", base="minutes")
    repo.open_issue("No pull request", by="ada")
    pull.close()

    async def numbers(query: str) -> list[int]:
        return [one["number"] for one in (await app.get(f"{PULLS}?{query}")).body]

    assert await numbers("") == [2]
    assert await numbers("state=all") == [2, 1]
    assert await numbers("state=all&direction=asc&per_page=1") == [1]
    assert await numbers("state=all&sort=updated&direction=desc") == [1, 2]
    assert await numbers("state=all&sort=updated") == [2, 1]
    assert await numbers("state=all&head=jupyterhub:minutes") == [1]
    assert await numbers("state=all&head=ada:minutes") == []
    assert await numbers("state=all&head=minutes") == [2, 1]  # it names no owner
    assert await numbers("state=all&base=minutes") == [2]
    check_requests(github.requests)


async def test_its_files_are_told_with_what_changed(
    app: Visitor, repo: Repository, pull: PullRequest
) -> None:
    repo.commit("logo.png", b"\x89PNG\xff", branch="minutes")
    repo.commit("README.md", "main goes on\n")
    readme, march, logo = (await app.get(f"{PULLS}/1/files")).body
    assert (readme["filename"], readme["status"]) == ("README.md", "modified")
    assert (readme["additions"], readme["deletions"], readme["changes"]) == (1, 1, 2)
    assert readme["patch"] == "@@ -1,2 +1,2 @@\n one\n-two\n+2"
    assert (march["filename"], march["status"]) == ("docs/march.md", "added")
    assert march["patch"] == "@@ -0,0 +1 @@\n+# March"
    assert "patch" not in logo
    whole = (await app.get(f"{PULLS}/1")).body
    assert (whole["additions"], whole["deletions"]) == (2, 1)
    assert [c.message for c in pull.commits] == [
        "Create docs/march.md",
        "Update README.md",
        "Create logo.png",
    ]


async def test_the_app_merges_one(
    app: Visitor, repo: Repository, pull: PullRequest, github: Playground
) -> None:
    path = f"{PULLS}/1/merge"
    refused = await app.put(path, {"merge_method": "squash"})
    assert refused.body["message"] == (
        "Squash merges are not allowed on this repository."
    )
    assert (await app.put(path, {"sha": "0" * 40})).status == 409
    github.pending.clear()
    body = {"sha": pull.head.sha, "commit_title": "Add minutes", "commit_message": "x"}
    done = await app.put(path, body)
    assert (done.status, done.body["merged"]) == (200, True)
    tip = repo.commits()[-1]
    assert (done.body["sha"], tip.message) == (tip.sha, "Add minutes\n\nx")
    assert tip.files["docs/march.md"] == b"# March\n"
    shown = (await app.get(f"{PULLS}/1")).body
    assert (shown["state"], shown["merged"]) == ("closed", True)
    assert shown["merged_by"]["login"] == "team-compass[bot]"
    assert shown["merge_commit_sha"] == tip.sha
    assert (await app.get(path)).status == 204
    assert told(github) == ["pull_request.closed"]
    assert [event.event for event in pull.issue.events] == ["merged", "closed"]
    again = await app.put(path, {})
    assert (again.status, again.body["message"]) == (
        405,
        "Pull Request is not mergeable",
    )
    back = await app.patch(f"{PULLS}/1", {"state": "open"})
    assert "cannot be reopened" in back.body["errors"][0]["message"]
    check_requests(github.requests)


async def test_pushes_are_followed_while_it_is_open(
    app: Visitor, repo: Repository, pull: PullRequest, github: Playground
) -> None:
    before = pull.head.sha
    github.pending.clear()
    after = repo.commit("docs/march.md", "# March 2021\n", branch="minutes", by="tim")
    names = [d.name for d in github.pending]
    assert names == ["push", "check_suite.requested", "pull_request.synchronize"]
    payload = github.pending[-1].payload
    assert (payload["before"], payload["after"]) == (before, after.sha)
    assert payload["pull_request"]["head"]["sha"] == after.sha
    pull.close()
    later = repo.commit("docs/march.md", "# 2021\n", branch="minutes")
    assert pull.head is after
    pull.reopen()
    assert pull.head is later
    repo.branches.delete("minutes", "tim")
    assert told(github)[-1] == "pull_request.closed"
    answer = await app.patch(f"{PULLS}/1", {"state": "open"})
    (error,) = answer.body["errors"]
    assert (error["field"], error["code"]) == ("state", "custom")
    assert error["message"] == (
        "state cannot be changed. The minutes branch has been deleted."
    )
    repo.branches.create("minutes", repo.commits()[0], "tim")
    with pytest.raises(NotPossibleError, match="force-pushed or recreated"):
        pull.reopen()


def test_one_that_is_merged_by_a_push_is_merged(
    repo: Repository, pull: PullRequest
) -> None:
    repo.branches.move("main", pull.head, "tim")
    assert pull.merged_at is not None
    assert (pull.merged_by, pull.issue.state) == (repo.world.account("tim"), "closed")
    assert pull.merge_commit is pull.head


def test_one_whose_aim_is_deleted_is_closed(
    repo: Repository, pull: PullRequest
) -> None:
    repo.branches.create("stable", repo.commits()[0], "tim")
    other = repo.open_pull("Backport", by="tim", head="minutes", base="stable")
    repo.branches.delete("stable", "tim")
    assert (other.issue.state, other.merged_at) == ("closed", None)
    assert not other.mergeable
    assert pull.is_open


async def test_what_conflicts_is_not_mergeable(
    app: Visitor, repo: Repository, pull: PullRequest
) -> None:
    repo.commit("README.md", "one\nzwei\n")
    shown = (await app.get(f"{PULLS}/1")).body
    assert (shown["mergeable"], shown["mergeable_state"]) == (False, "dirty")
    assert (await app.put(f"{PULLS}/1/merge", {})).status == 405
    with pytest.raises(NotPossibleError, match="not mergeable"):
        pull.merge("ada")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"head": "none"}, {"field": "head", "code": "invalid"}),
        ({"head": "eve:minutes"}, {"field": "head", "code": "invalid"}),
        ({"base": "none"}, {"field": "base", "code": "invalid"}),
        ({"title": " "}, {"field": "title", "code": "missing_field"}),
        ({"title": None}, {"field": "title", "code": "missing_field"}),
        (
            {"head": "same"},
            {"code": "custom", "message": "No commits between main and same"},
        ),
        (
            {"head": "jupyterhub:taken"},
            {
                "code": "custom",
                "message": "A pull request already exists for jupyterhub:taken.",
            },
        ),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_field_by_field(
    app: Visitor, repo: Repository, body: dict[str, Any], error: dict[str, str]
) -> None:
    repo.commit("a.txt", "1")
    repo.branches.create("same", repo.commits()[-1], "ada")
    repo.commit("a.txt", "2", branch="minutes")
    repo.commit("a.txt", "3", branch="taken")
    repo.open_pull("Taken", by="ada", head="taken")
    answer = await app.post(PULLS, {**MINUTES, **body})
    assert (answer.status, answer.body["message"]) == (422, "Validation Failed")
    (found,) = answer.body["errors"]
    assert found == {"resource": "PullRequest", **error}
    assert len(repo.pulls) == 1


async def test_who_may_not_write_pull_requests_opens_none(
    visitor: Visitor, repo: Repository, pull: PullRequest
) -> None:
    await visitor.log_in(permissions={"issues": "write", "pull_requests": "read"})
    assert (await visitor.post(PULLS, MINUTES)).status == 403
    assert (await visitor.patch(f"{PULLS}/1", {"title": "x"})).status == 403
    assert (await visitor.put(f"{PULLS}/1/merge", {})).status == 403
    assert (await visitor.get(f"{PULLS}/1")).status == 200
    assert (await visitor.get(f"{PULLS}/2")).status == 404


async def test_forks_ask_too(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "1")
    fork = github.world.fork(repo, "eve")
    github.pending.clear()
    fork.commit("a.txt", "2", branch="patch", by="eve")
    assert github.pending == []
    made = repo.open_pull("Mend", by="eve", head="eve:patch")
    assert told(github) == ["pull_request.opened"]
    shown = (await app.get(f"{PULLS}/1")).body
    assert shown["head"]["repo"]["full_name"] == "eve/team-compass"
    assert shown["head"]["repo"]["fork"] is True
    fork.commit("b.txt", "new", branch="patch", by="eve")
    assert told(github)[-1] == "pull_request.synchronize"
    files = (await app.get(f"{PULLS}/1/files")).body
    assert [one["filename"] for one in files] == ["a.txt", "b.txt"]
    assert repo.commit_at(made.head.sha) is made.head
    fork.delete()
    # https://github.com/github/rest-api-description/issues/1811: it may well be null.
    shown = (await app.get(f"{PULLS}/1", strict=False)).body
    assert (shown["head"]["repo"], shown["head"]["label"]) == (None, "eve:patch")
    files = (await app.get(f"{PULLS}/1/files")).body
    assert "/jupyterhub/team-compass/blob/" in files[0]["blob_url"]
    made.close()
    with pytest.raises(NotPossibleError, match="has been deleted"):
        made.reopen()


async def test_graphql_knows_the_merged_from_the_closed(
    app: Visitor, repo: Repository, pull: PullRequest
) -> None:
    repo.commit("b.txt", "1", branch="other")
    repo.open_pull("Other", by="ada", head="other").close()
    pull.merge("tim")
    query = """query ($states: [PullRequestState!]) {
      repository(owner: "jupyterhub", name: "team-compass") {
        pullRequests(first: 9, states: $states) { nodes { number state } } } }"""
    answer = await app.query(query, states=["MERGED"])
    nodes = answer["data"]["repository"]["pullRequests"]["nodes"]
    assert nodes == [{"number": 1, "state": "MERGED"}]
