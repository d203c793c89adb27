"""GraphQL: commits, files and folders, and the pull requests that bring them."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm


async def ask(app: Visitor, fields: str) -> Any:
    """What is told of the repository."""
    answer = await app.query(
        f'{{repository(owner: "jupyterhub", name: "team-compass") {{{fields}}}}}'
    )
    assert "errors" not in answer
    return answer["data"]["repository"]


async def test_a_commit_is_told_with_who_made_it(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    first = repo.commit("README.md", "Hello", by="ada", message="Begin")
    bot = repo.commit("a", "1", by="dependabot[bot]", message="Bump a\n\nFrom 0 to 1.")
    repo.commit("a", "2", by="ghost", branch="old")
    told = await ask(
        app,
        """bot: object(expression: "main") {... on Commit {
          __typename oid abbreviatedOid message messageHeadline messageBody url
          committedDate authoredDate changedFilesIfAvailable
          author {name email date user {__typename login}}
          parents(first: 9) {totalCount nodes {oid}} tree {oid}
        }}
        ada: object(expression: "main") {... on Commit {
          parents(first: 1) {nodes {author {user {login}} parents(first: 1) {totalCount}}}
        }}
        gone: object(expression: "old") {... on Commit {
          author {name user {login}} committer {user {login}}
        }}""",
    )
    assert told["bot"] == {
        "__typename": "Commit",
        "oid": bot.sha,
        "abbreviatedOid": bot.sha[:7],
        "message": "Bump a\n\nFrom 0 to 1.",
        "messageHeadline": "Bump a",
        "messageBody": "From 0 to 1.",
        "url": f"{github.server_url}/jupyterhub/team-compass/commit/{bot.sha}",
        "committedDate": f"{bot.at:%Y-%m-%dT%H:%M:%SZ}",
        "authoredDate": f"{bot.at:%Y-%m-%dT%H:%M:%SZ}",
        "changedFilesIfAvailable": 1,
        "author": {
            "name": "dependabot[bot]",
            "email": f"{bot.author.id}+dependabot[bot]@users.noreply.github.com",
            "date": f"{bot.at:%Y-%m-%dT%H:%M:%SZ}",
            "user": {"__typename": "User", "login": "dependabot[bot]"},
        },
        "parents": {"totalCount": 1, "nodes": [{"oid": first.sha}]},
        "tree": {"oid": bot.tree},
    }
    assert told["ada"]["parents"]["nodes"] == [
        {"author": {"user": {"login": "ada"}}, "parents": {"totalCount": 0}}
    ]
    assert told["gone"] == {
        "author": {"name": "ghost", "user": None},
        "committer": {"user": None},
    }


async def test_a_long_first_line_goes_on_in_the_body(
    app: Visitor, repo: Repository
) -> None:
    line = "Bump github.com/jupyterhub/configurable-http-proxy from 4.6.0 to 5.0.0 (#7)"
    repo.commit("a", "1", message=f"{line}\n\nMore.")
    told = await ask(
        app, 'object(expression: "HEAD") {... on Commit {messageHeadline messageBody}}'
    )
    assert told["object"] == {
        "messageHeadline": f"{line[:69]}…",
        "messageBody": f"…{line[69:]}\n\nMore.",
    }
    repo.commit("a", "2", message=line[:72])
    told = await ask(
        app, 'object(expression: "HEAD") {... on Commit {messageHeadline messageBody}}'
    )
    assert told["object"] == {"messageHeadline": line[:72], "messageBody": ""}


async def test_whatever_git_has_is_found_by_its_name(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    commit = repo.commit("docs/more/b.md", "B")
    tag = repo.tags.create("1.0", message="release 1.0")
    repo.commit("docs/more/b.md", "changed")
    told = await ask(
        app,
        """blob: object(expression: "1.0:docs/more/b.md") {oid ... on Blob {text}}
        folder: object(expression: "refs/tags/1.0:docs/") {oid ... on Tree {
          entries {name path type mode size object {... on Tree {entries {path size}}}}
        }}
        tag: object(expression: "1.0") {__typename oid}
        none: object(expression: "2.0:docs") {oid}"""
        f'short: object(expression: "{commit.sha[:8]}") {{__typename oid}}'
        f'lost: object(oid: "{"0" * 40}") {{oid}}',
    )
    assert told["blob"]["text"] == "B"
    assert told["folder"]["entries"] == [
        {
            "name": "more",
            "path": "docs/more",
            "type": "tree",
            "mode": 0o40000,
            "size": 0,
            "object": {"entries": [{"path": "docs/more/b.md", "size": 1}]},
        }
    ]
    assert told["tag"] == {"__typename": "Tag", "oid": tag.sha}
    assert told["short"] == {"__typename": "Commit", "oid": commit.sha}
    assert (told["none"], told["lost"]) == (None, None)
    for name, kind in {"blob": "Blob", "folder": "Tree"}.items():
        oid = told[name]["oid"]
        again = await ask(app, f'object(oid: "{oid}") {{__typename oid}}')
        assert again["object"] == {"__typename": kind, "oid": oid}
    for sha, kind in {commit.sha: "Commit", tag.sha: "Tag"}.items():
        again = await ask(app, f'object(oid: "{sha}") {{__typename oid}}')
        assert again["object"] == {"__typename": kind, "oid": sha}


ASSOCIATED = """object(expression: "%s") {... on Commit {
  associatedPullRequests(first: 9) {nodes {number state}}
}}"""


async def test_what_is_no_text_is_not_told(app: Visitor, repo: Repository) -> None:
    repo.commit("logo.png", b"\x89PNG\0")
    told = await ask(
        app,
        """object(expression: "HEAD:logo.png") {... on Blob {
          isBinary isTruncated byteSize text
        }}""",
    )
    assert told["object"] == {
        "isBinary": True,
        "isTruncated": False,
        "byteSize": 5,
        "text": None,
    }


async def associated(app: Visitor, sha: str) -> list[tuple[int, str]]:
    told = await ask(app, ASSOCIATED % sha)
    nodes = told["object"]["associatedPullRequests"]["nodes"]
    return [(one["number"], one["state"]) for one in nodes]


async def test_a_commit_knows_the_pull_request_that_brought_it(
    app: Visitor, repo: Repository
) -> None:
    start = repo.commit("a", "1")
    repo.branches.create("5.x", start, "minrk")
    landed = repo.land("Fix it", {"a": "2"}, by="ada")
    direct = repo.commit("a", "3", by="minrk")
    backport = repo.land("Fix it (5.x)", {"a": "2"}, by="ada", branch="5.x")
    work = repo.commit("b", "1", by="ada", branch="work")
    waiting = repo.open_pull("More", by="ada", head="work")
    dropped = repo.commit("b", "2", by="ada", branch="no")
    repo.open_pull("No", by="ada", head="no").close(by="minrk")

    assert landed.merge_commit
    assert backport.merge_commit
    merged = [(landed.number, "MERGED")]
    assert await associated(app, landed.head.sha) == merged
    assert await associated(app, landed.merge_commit.sha) == merged
    assert await associated(app, start.sha) == []
    assert await associated(app, direct.sha) == []
    back = [(backport.number, "MERGED")]
    assert await associated(app, backport.merge_commit.sha) == back
    assert await associated(app, work.sha) == [(waiting.number, "OPEN")]
    assert await associated(app, dropped.sha) == []


async def test_the_default_branch_does_not_tell_of_open_pull_requests(
    app: Visitor, repo: Repository
) -> None:
    repo.branches.create("5.x", repo.commit("a", "1"), "minrk")
    landed = repo.land("Fix it", {"b": "2"}, by="ada")
    assert landed.merge_commit
    repo.branches.create("back", landed.merge_commit, "ada")
    repo.open_pull("Fix it there too", by="ada", head="back", base="5.x")
    assert await associated(app, landed.head.sha) == [(landed.number, "MERGED")]


async def test_a_pull_request_is_told_with_what_it_changes(
    app: Visitor, repo: Repository
) -> None:
    repo.branches.commit(
        {"keep": b"1\n2\n", "drop": b"1\n"},
        message="Begin",
        by=repo.world.account("ada"),
        branch="main",
    )
    pull = repo.land(
        "Change it",
        {"keep": "1\n3\n4\n", "drop": None, "new/file": "1\n"},
        by="ada",
        labels=["bug"],
        head="ada-patch",
    )
    assert pull.merge_commit
    assert pull.merged_by
    told = await ask(
        app,
        """pullRequest(number: 1) {
          number title url state merged mergedAt isDraft labels(first: 9) {nodes {name}}
          author {__typename login} mergedBy {login}
          headRefName headRefOid baseRefName baseRefOid mergeCommit {oid}
          changedFiles additions deletions
          files(first: 2) {
            totalCount pageInfo {hasNextPage}
            nodes {path additions deletions changeType}
          }
          rest: files(last: 1) {nodes {path changeType}}
        }
        pullRequests(headRefName: "ada-patch", first: 9) {nodes {number}}
        others: pullRequests(baseRefName: "5.x", first: 9) {nodes {number}}""",
    )
    found = told["pullRequest"]
    files, rest = found.pop("files"), found.pop("rest")
    assert found.pop("url").endswith("/jupyterhub/team-compass/pull/1")
    assert found == {
        "number": 1,
        "title": "Change it",
        "state": "MERGED",
        "merged": True,
        "mergedAt": f"{pull.merged_at:%Y-%m-%dT%H:%M:%SZ}",
        "isDraft": False,
        "labels": {"nodes": [{"name": "bug"}]},
        "author": {"__typename": "User", "login": "ada"},
        "mergedBy": {"login": pull.merged_by.login},
        "headRefName": "ada-patch",
        "headRefOid": pull.head.sha,
        "baseRefName": "main",
        "baseRefOid": pull.base.sha,
        "mergeCommit": {"oid": pull.merge_commit.sha},
        "changedFiles": 3,
        "additions": 3,
        "deletions": 2,
    }
    assert files == {
        "totalCount": 3,
        "pageInfo": {"hasNextPage": True},
        "nodes": [
            {"path": "drop", "additions": 0, "deletions": 1, "changeType": "DELETED"},
            {"path": "keep", "additions": 2, "deletions": 1, "changeType": "MODIFIED"},
        ],
    }
    assert rest == {"nodes": [{"path": "new/file", "changeType": "ADDED"}]}
    assert told["pullRequests"] == {"nodes": [{"number": 1}]}
    assert told["others"] == {"nodes": []}


async def test_an_issue_is_no_pull_request(app: Visitor, repo: Repository) -> None:
    repo.open_issue("Talk", by="ada")
    answer = await app.query(
        '{repository(owner: "jupyterhub", name: "team-compass") {'
        "pullRequest(number: 1) {title} name}}"
    )
    told = {"pullRequest": None, "name": "team-compass"}
    assert answer["data"] == {"repository": told}
    assert answer["errors"][0]["type"] == "NOT_FOUND"


async def test_commits_are_told_without_leave_to_read_pull_requests(
    app: Visitor, repo: Repository
) -> None:
    pull = repo.land("Fix", {"a": "1"}, by="ada") if repo.commit("a", "0") else None
    assert pull
    await app.log_in(permissions={"contents": "read"})
    answer = await app.query(
        '{repository(owner: "jupyterhub", name: "team-compass") {'
        + ASSOCIATED % "HEAD"
        + "}}"
    )
    assert answer["data"]["repository"] == {"object": {"associatedPullRequests": None}}
    (error,) = answer["errors"]
    assert error["type"] == "FORBIDDEN"
    assert error["path"] == ["repository", "object", "associatedPullRequests"]
