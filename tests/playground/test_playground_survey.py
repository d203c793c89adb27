"""Many repositories are looked over in one GraphQL query."""

from datetime import timedelta

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from bot.playground.shapes import timestamp
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
CONFIGURATION = ".github/team-compass.yml"


@pytest.fixture
async def app(visitor: Visitor, repo: Repository) -> Visitor:
    """The App with leave to read pull requests too."""
    granted = dict.fromkeys(("contents", "metadata", "pull_requests"), "read")
    place = visitor.github.installation("jupyterhub")
    place.accept({**granted, "issues": "write"})
    await visitor.log_in()
    return visitor


SURVEY = """
query ($ids: [ID!]!, $labels: [String!]) {
  nodes(ids: $ids) {
    __typename
    ... on Node { id }
    ... on Repository {
      nameWithOwner isPrivate isArchived hasIssuesEnabled
      defaultBranchRef { name }
      object(expression: "HEAD:.github/team-compass.yml") {
        __typename ... on Blob { oid text isBinary byteSize isTruncated }
      }
      issues(labels: $labels, states: OPEN, first: 2) { ...Found }
      pullRequests(labels: $labels, states: [OPEN], first: 2) {
        nodes { ...Thread }
      }
    }
  }
  rateLimit { cost nodeCount limit used remaining resetAt }
}
fragment Found on IssueConnection {
  totalCount pageInfo { hasNextPage endCursor } nodes { ...Thread }
}
fragment Thread on Node {
  ... on Issue {
    ...Words
    timelineItems(itemTypes: [LABELED_EVENT], last: 1) { nodes { ...Put } }
  }
  ... on PullRequest {
    number
    timelineItems(itemTypes: LABELED_EVENT, last: 1) { nodes { ...Put } }
  }
}
fragment Words on Issue {
  number title url createdAt author { __typename login } labels(first: 5) { nodes { name } }
}
fragment Put on LabeledEvent {
  __typename createdAt label { name } actor { login }
}
"""


async def test_many_repositories_are_looked_over_at_once(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    other = github.add_repository("jupyterhub/binderhub", private=True)
    bare = github.add_repository("jupyterhub/bare")
    repo.commit(CONFIGURATION, "timezone: UTC")
    other.commit(CONFIGURATION, b"\0\1")
    issue = repo.open_issue("Talk", by="ada")
    issue.add_label("Agenda", by="tim")
    repo.open_issue("Quiet", by="ada", labels=["other"])
    repo.open_issue("Over", by="ada", labels=["agenda"]).close()
    repo.open_issue("Ours", by=github.app.account, labels=["agenda"])
    repo.open_issue("Left", by="ghost", labels=["agenda"])
    repo.open_issue("A change", by="ada", labels=["agenda"], pull_request=True)
    names = [repo.full_name, other.full_name, bare.full_name]
    ids = [(await app.get(f"/repos/{name}")).body["node_id"] for name in names]

    answer = await app.query(SURVEY, ids=[*ids, "R_none"], labels=["agenda"])
    first, second, third, none = answer["data"]["nodes"]
    assert none is None
    assert answer["errors"] == [
        {
            "type": "NOT_FOUND",
            "path": ["nodes", 3],
            "message": "Could not resolve to a node with the global id of 'R_none'",
        }
    ]
    assert [one["id"] for one in (first, second, third)] == ids
    assert [one["isPrivate"] for one in (first, second, third)] == [False, True, False]
    assert first["defaultBranchRef"] == {"name": "main"}
    assert first["object"] | {"oid": ""} == {
        "__typename": "Blob",
        "oid": "",
        "text": "timezone: UTC",
        "isBinary": False,
        "byteSize": 13,
        "isTruncated": False,
    }
    assert (second["object"]["text"], second["object"]["isBinary"]) == (None, True)
    assert (third["object"], third["defaultBranchRef"]) == (None, None)
    assert third["issues"]["pageInfo"] == {"hasNextPage": False, "endCursor": None}
    talk, ours = first["issues"]["nodes"]
    assert (talk["title"], talk["author"]) == (
        "Talk",
        {"__typename": "User", "login": "ada"},
    )
    assert talk["url"] == f"{github.server_url}/{repo.full_name}/issues/1"
    assert talk["labels"]["nodes"] == [{"name": "Agenda"}]
    (labeled,) = talk["timelineItems"]["nodes"]
    assert (labeled["label"]["name"], labeled["actor"]["login"]) == ("Agenda", "tim")
    assert labeled["createdAt"] == timestamp(issue.events[0].created_at)
    assert ours["author"] == {"__typename": "Bot", "login": "team-compass"}
    assert first["issues"]["totalCount"] == 3
    assert [one["number"] for one in first["pullRequests"]["nodes"]] == [6]

    more = await app.query(
        """query ($after: String) {
          repository(owner: "jupyterhub", name: "team-compass") {
            issues(labels: "agenda", states: OPEN, first: 2, after: $after) {
              pageInfo { hasPreviousPage hasNextPage startCursor } nodes { number author { login } }
            }
            back: issues(first: 9, before: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
              nodes { number }
            }
          }
        }""",
        after=first["issues"]["pageInfo"]["endCursor"],
    )
    found = more["data"]["repository"]
    assert found["issues"]["nodes"] == [{"number": 5, "author": None}]
    assert found["issues"]["pageInfo"]["hasPreviousPage"]
    assert not found["issues"]["pageInfo"]["hasNextPage"]
    assert [one["number"] for one in found["back"]["nodes"]] == [5]


async def test_a_repository_out_of_sight_takes_nothing_from_the_others(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a/b.txt", "é" * 300_000)
    github.add_repository("jupyterhub/secret", private=True)
    github.add_repository("ipython/hidden", private=True, install=False)
    public = github.add_repository("ipython/ipython", install=False)
    public.open_issue("Hello", by="ada")
    await app.log_in(repositories=["team-compass"])
    answer = await app.query(
        """{
          a: repository(owner: "jupyterhub", name: "secret") { id }
          b: repository(owner: "ipython", name: "hidden") { id }
          c: repository(owner: "ipython", name: "ipython") { issues(first: 1) { nodes { title } } }
          d: repository(owner: "jupyterhub", name: "team-compass") {
            object(expression: "main:a/b.txt") { oid ... on Blob { text isTruncated } }
            folder: object(expression: "HEAD:a") { __typename oid }
            nothing: object(expression: "gone:a") { oid }
          }
          nodes(ids: []) { id }
        }""",
    )
    data = answer["data"]
    assert (data["a"], data["b"]) == (None, None)
    assert data["c"]["issues"]["nodes"] == [{"title": "Hello"}]
    assert data["d"]["object"]["isTruncated"]
    assert len(data["d"]["object"]["text"].encode()) == 512_000
    assert data["d"]["folder"]["__typename"] == "Tree"
    assert data["d"]["nothing"] is None
    assert [(one["type"], one["path"]) for one in answer["errors"]] == [
        ("NOT_FOUND", ["a"]),
        ("NOT_FOUND", ["b"]),
    ]


async def test_a_query_costs_what_it_may_have_to_look_up(
    app: Visitor, github: Playground
) -> None:
    names = [f"jupyterhub/r{number}" for number in range(100)]
    ids = []
    for name in names:
        github.add_repository(name)
        ids.append((await app.get(f"/repos/{name}")).body["node_id"])
    github.limits.limits["graphql"] = 10
    reset = timestamp(github.clock.now() + timedelta(hours=1))
    spent = (await app.query(SURVEY, ids=ids))["data"]["rateLimit"]
    assert spent == {
        # issues, pull requests; labels and record of 200 issues, record of 200 pulls
        "cost": (100 + 100 + 200 + 200 + 200) // 100,
        "nodeCount": 100 + 200 + 200 + 200 + 200 + 1000,
        "limit": 10,
        "used": 8,
        "remaining": 2,
        "resetAt": reset,
    }
    for left in (1, 0):
        shown = await app.query("{rateLimit {cost remaining}}")
        assert shown["data"]["rateLimit"] == {"cost": 1, "remaining": left}
    refused = await app.query("{rateLimit {cost}}")
    assert refused["errors"][0]["type"] == "RATE_LIMITED"
    github.clock.advance(timedelta(hours=1))
    await app.log_in()
    huge = """query ($ids: [ID!]!) {nodes(ids: $ids) {... on Repository {
      issues(first: 100) {nodes {labels(first: 100) {totalCount}}}}}}"""
    refused = await app.query(huge, ids=ids)
    assert refused["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert "up to 1,010,100 possible nodes" in refused["errors"][0]["message"]
