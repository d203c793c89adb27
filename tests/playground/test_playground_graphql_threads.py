"""GraphQL: a thread with all that is said there, lists by time, and folders."""

from datetime import timedelta

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm


async def test_a_thread_is_told_with_its_comments_and_who_reacted(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    said = [issue.comment(word, by="bob") for word in ("one", "two", "three")]
    said[0].react("+1", by=github.app.account)
    said[0].react("confused", by="ada")
    issue.set_assignees([github.world.account("ada")])
    issue.close(reason="not_planned")
    answer = await app.query(
        """query ($after: String) {repository(owner: "jupyterhub", name: "team-compass") {
          issueOrPullRequest(number: 1) { ... on Issue {
            closed stateReason locked authorAssociation
            assignees(first: 9) { nodes { login } }
            comments(first: 2, after: $after) {
              totalCount pageInfo { hasNextPage endCursor }
              nodes {
                fullDatabaseId authorAssociation
                reactionGroups { content viewerHasReacted }
              }
            }
          } }
        }}""",
    )
    found = answer["data"]["repository"]["issueOrPullRequest"]
    comments = found.pop("comments")
    assert found == {
        "closed": True,
        "stateReason": "NOT_PLANNED",
        "locked": False,
        "authorAssociation": "NONE",
        "assignees": {"nodes": [{"login": "ada"}]},
    }
    assert (comments["totalCount"], comments["pageInfo"]["hasNextPage"]) == (3, True)
    ids = [node["fullDatabaseId"] for node in comments["nodes"]]
    assert ids == [str(one.id) for one in said[:2]]
    groups = comments["nodes"][0]["reactionGroups"]
    assert len(groups) == 8
    assert [one["content"] for one in groups if one["viewerHasReacted"]] == [
        "THUMBS_UP"
    ]


FILTERED = """query ($by: IssueFilters) {
  repository(owner: "jupyterhub", name: "team-compass") {
    issues(first: 9, filterBy: $by) { nodes { number } }
  }
}"""


async def test_issues_are_filtered_by_when_they_were_updated(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.open_issue("Old", by="ada")
    github.clock.advance(timedelta(minutes=30))
    repo.open_issue("New", by="ada")
    since = f"{github.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    answer = await app.query(FILTERED, by={"since": since})
    assert answer["data"]["repository"]["issues"]["nodes"] == [{"number": 2}]
    await app.query(FILTERED, by={"assignee": "ada"})
    assert github.unknown == ["graphql filterBy ['assignee']"]
    github.unknown.clear()


async def test_a_folder_is_told_with_what_is_in_it(
    app: Visitor, repo: Repository
) -> None:
    repo.commit("docs/a.md", "A")
    repo.commit("docs/more/b.md", "B")
    repo.commit("README.md", "R")
    answer = await app.query(
        """{repository(owner: "jupyterhub", name: "team-compass") {
          root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
          docs: object(expression: "HEAD:docs") { ... on Tree {
            entries { name object { ... on Blob { text } ... on Tree { oid } } }
          } }
        }}"""
    )
    found = answer["data"]["repository"]
    assert found["root"]["entries"] == [
        {"name": "README.md", "type": "blob"},
        {"name": "docs", "type": "tree"},
    ]
    file, folder = found["docs"]["entries"]
    assert file == {"name": "a.md", "object": {"text": "A"}}
    assert len(folder["object"]["oid"]) == 40
