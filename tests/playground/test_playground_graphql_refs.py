"""GraphQL: branches and tags, what they lead to, and how far one is from another."""

from datetime import timedelta
from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.commits import make_commit
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm


async def ask(app: Visitor, fields: str, **variables: Any) -> Any:
    """What is told of the repository."""
    kinds = ", ".join(f"${name}: String" for name in variables)
    query = (
        f"query{f'({kinds})' if kinds else ''} "
        f'{{repository(owner: "jupyterhub", name: "team-compass") {{{fields}}}}}'
    )
    answer = await app.query(query, **variables)
    assert "errors" not in answer
    return answer["data"]["repository"]


async def test_an_empty_repository_has_no_branch(
    app: Visitor, repo: Repository
) -> None:
    fields = "isEmpty visibility defaultBranchRef {name}"
    empty = {"isEmpty": True, "visibility": "PUBLIC", "defaultBranchRef": None}
    assert await ask(app, fields) == empty
    tip = repo.commit("README.md", "Hello")
    told = await ask(
        app,
        "isEmpty defaultBranchRef {name prefix repository {name} target {__typename oid}}",
    )
    assert told == {
        "isEmpty": False,
        "defaultBranchRef": {
            "name": "main",
            "prefix": "refs/heads/",
            "repository": {"name": "team-compass"},
            "target": {"__typename": "Commit", "oid": tip.sha},
        },
    }


async def test_a_tag_with_a_message_is_an_object_that_leads_to_its_commit(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    tip = repo.commit("README.md", "Hello")
    repo.tags.create("1.0.0")
    github.clock.advance(timedelta(minutes=9))
    made = repo.tags.create("1.1.0", by="minrk", message="release 1.1.0")
    told = await ask(
        app,
        """light: ref(qualifiedName: "refs/tags/1.0.0") {name target {__typename oid}}
        full: ref(qualifiedName: "1.1.0") {target {
          __typename oid
          ... on Tag {name message tagger {name date user {login}} target {oid}}
        }}
        none: ref(qualifiedName: "refs/tags/2.0.0") {name}
        branch: ref(qualifiedName: "refs/heads/1.0.0") {name}""",
    )
    assert told == {
        "light": {"name": "1.0.0", "target": {"__typename": "Commit", "oid": tip.sha}},
        "full": {
            "target": {
                "__typename": "Tag",
                "oid": made.sha,
                "name": "1.1.0",
                "message": "release 1.1.0",
                "tagger": {
                    "name": "minrk",
                    "date": f"{made.at:%Y-%m-%dT%H:%M:%SZ}",
                    "user": {"login": "minrk"},
                },
                "target": {"oid": tip.sha},
            }
        },
        "none": None,
        "branch": None,
    }


REFS = """refs(refPrefix: $prefix, query: $query, first: 2, after: $after, orderBy: %s) {
  totalCount pageInfo {hasNextPage endCursor} nodes {name}
}"""


async def names(app: Visitor, order: str, **variables: Any) -> list[str]:
    """All names, two at a time."""
    found: list[str] = []
    asked = {"prefix": "refs/tags/", "query": None, "after": None, **variables}
    while True:
        refs = (await ask(app, REFS % order, **asked))["refs"]
        found += [one["name"] for one in refs["nodes"]]
        asked["after"] = refs["pageInfo"]["endCursor"]
        if not refs["pageInfo"]["hasNextPage"]:
            assert refs["totalCount"] == len(found)
            return found


async def test_tags_are_in_order_of_name_or_of_when_they_were_made(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    old = repo.commit("a", "1")
    github.clock.advance(timedelta(minutes=9))
    repo.tags.create("2.0", repo.commit("a", "2"))
    github.clock.advance(timedelta(minutes=9))
    repo.tags.create("v0.1", old, message="set late")
    repo.tags.create("0.2", old)
    repo.commit("a", "3", branch="zz")
    in_time = "{field: TAG_COMMIT_DATE, direction: DESC}"
    by_name = "{field: ALPHABETICAL, direction: ASC}"
    assert await names(app, in_time) == ["v0.1", "2.0", "0.2"]
    assert await names(app, by_name) == ["0.2", "2.0", "v0.1"]
    assert await names(app, by_name, query=".2") == ["0.2"]
    assert await names(app, in_time, prefix="refs/heads/") == ["zz", "main"]


COMPARE = """ref(qualifiedName: $base) {compare(headRef: $head) {
  status aheadBy behindBy baseTarget {oid} headTarget {oid}
  commits(first: 100) {totalCount nodes {oid}}
}}"""


async def test_two_references_are_compared(app: Visitor, repo: Repository) -> None:
    start = repo.commit("a", "1")
    repo.tags.create("5.0", start, message="release 5.0")
    fix = repo.commit("a", "fixed", branch="5.x")
    ahead = [repo.commit("b", str(number)) for number in range(3)]

    async def compared(base: str, head: str) -> Any:
        return (await ask(app, COMPARE, base=base, head=head))["ref"]["compare"]

    assert await compared("refs/tags/5.0", "main") == {
        "status": "AHEAD",
        "aheadBy": 3,
        "behindBy": 0,
        "baseTarget": {"oid": start.sha},
        "headTarget": {"oid": ahead[-1].sha},
        "commits": {"totalCount": 3, "nodes": [{"oid": one.sha} for one in ahead]},
    }
    apart = await compared("refs/heads/5.x", ahead[1].sha)
    assert (apart["status"], apart["aheadBy"], apart["behindBy"]) == ("DIVERGED", 2, 1)
    behind = await compared("main", "refs/tags/5.0")
    assert (behind["status"], behind["behindBy"]) == ("BEHIND", 3)
    assert behind["commits"] == {"totalCount": 0, "nodes": []}
    same = await compared("5.x", fix.sha[:10])
    assert (same["status"], same["aheadBy"], same["behindBy"]) == ("IDENTICAL", 0, 0)
    assert await compared("main", "gone") is None


async def test_commits_that_share_nothing_cannot_be_compared(
    app: Visitor, repo: Repository
) -> None:
    repo.commit("a", "1")
    alone = make_commit((), {}, "Alone", repo.owner, repo.world.now())
    repo.branches.learn([alone])

    told = await ask(app, COMPARE, base="main", head=alone.sha)

    assert told == {"ref": {"compare": None}}


async def test_what_is_between_is_told_in_parts_from_either_end(
    app: Visitor, repo: Repository
) -> None:
    repo.tags.create("1.0", repo.commit("a", "0"))
    shas = [repo.commit("a", str(number)).sha for number in range(1, 8)]

    async def part(arguments: str, **variables: str) -> Any:
        told = await ask(
            app,
            f"""ref(qualifiedName: "refs/tags/1.0") {{compare(headRef: "main") {{
              commits({arguments}) {{
                pageInfo {{hasNextPage hasPreviousPage startCursor endCursor}}
                nodes {{oid}}
              }}
            }}}}""",
            **variables,
        )
        found = told["ref"]["compare"]["commits"]
        return [one["oid"] for one in found["nodes"]], found["pageInfo"]

    first, more = await part("first: 3")
    assert (first, more["hasNextPage"]) == (shas[:3], True)
    second, more = await part("first: 9, after: $cursor", cursor=more["endCursor"])
    assert (second, more["hasNextPage"]) == (shas[3:], False)
    last, more = await part("last: 2")
    assert (last, more["hasPreviousPage"]) == (shas[5:], True)
    before, _ = await part("last: 2, before: $cursor", cursor=more["startCursor"])
    assert before == shas[3:5]


async def test_a_comparison_with_a_fork_is_put_on_record(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a", "1")
    assert await ask(
        app, 'ref(qualifiedName: "main") {compare(headRef: "ada:main") {aheadBy}}'
    ) == {"ref": {"compare": None}}
    assert github.unknown == ["graphql headRef ada:main"]
    github.unknown.clear()


async def test_a_renamed_repository_is_found_unless_that_is_not_wanted(
    app: Visitor, repo: Repository
) -> None:
    repo.rename("compass")
    asked = '{repository(owner: "jupyterhub", name: "team-compass"%s) {nameWithOwner}}'
    found = await app.query(asked % "")
    assert found["data"]["repository"] == {"nameWithOwner": "jupyterhub/compass"}
    strict = await app.query(asked % ", followRenames: false")
    assert strict["data"] == {"repository": None}
    assert strict["errors"][0]["type"] == "NOT_FOUND"
