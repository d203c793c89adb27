"""GraphQL that answers only in part, or not in time, as the playground was told."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.faults import graphql_timeout
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm

BOTH = """{
  one: repository(owner: "jupyterhub", name: "team-compass") {...Apart}
  two: repository(owner: "jupyterhub", name: "hub") {...Apart}
}
fragment Apart on Repository {
  nameWithOwner
  ref(qualifiedName: "1.0") {name compare(headRef: "main") {aheadBy}}
}"""


@pytest.fixture
async def app(visitor: Visitor, repo: Repository, github: Playground) -> Visitor:
    """The App, with a token for two repositories of which each has a tag."""
    for place in (repo, github.add_repository("jupyterhub/hub")):
        place.commit("a", "1")
        place.tags.create("1.0")
    await visitor.log_in()
    return visitor


def whole(name: str) -> dict[str, Any]:
    ref = {"name": "1.0", "compare": {"aheadBy": 0}}
    return {"nameWithOwner": f"jupyterhub/{name}", "ref": ref}


async def test_a_field_of_one_repository_cannot_be_told(
    app: Visitor, github: Playground
) -> None:
    github.faults.withhold(
        "Ref.compare", "jupyterhub/Hub", kind="RESOURCE_LIMITS_EXCEEDED"
    )
    answer = await app.query(BOTH)
    assert answer["data"] == {
        "one": whole("team-compass"),
        "two": {**whole("hub"), "ref": {"name": "1.0", "compare": None}},
    }
    assert answer["errors"] == [
        {
            "type": "RESOURCE_LIMITS_EXCEEDED",
            "path": ["two", "ref", "compare"],
            "message": "Resource limits for this query exceeded.",
        }
    ]


async def test_a_repository_cannot_be_told_at_all(
    app: Visitor, github: Playground
) -> None:
    github.faults.withhold("Query.repository", "jupyterhub/hub")
    answer = await app.query(BOTH)
    assert answer["data"] == {"one": whole("team-compass"), "two": None}
    (error,) = answer["errors"]
    assert "type" not in error
    assert error["path"] == ["two"]
    assert error["message"].startswith("Something went wrong while executing")


async def test_what_is_never_null_takes_what_it_is_a_part_of_with_it(
    app: Visitor, github: Playground
) -> None:
    github.faults.withhold("Comparison.commits", times=1, skip=1, message="Too far")
    asked = BOTH.replace("aheadBy", "commits(first: 1) {totalCount}")
    none = {"commits": {"totalCount": 0}}
    answer = await app.query(asked)
    assert answer["data"]["one"]["ref"] == {"name": "1.0", "compare": none}
    assert answer["data"]["two"]["ref"] == {"name": "1.0", "compare": None}
    path = ["two", "ref", "compare", "commits"]
    assert answer["errors"] == [{"path": path, "message": "Too far"}]
    again = await app.query(asked)
    assert again["data"]["two"]["ref"] == {"name": "1.0", "compare": none}


async def test_an_answer_ends_where_it_was_too_much_work(
    app: Visitor, github: Playground
) -> None:
    github.faults.most_objects = 4  # the query, a repository, its tag, the comparison
    answer = await app.query(BOTH)
    assert answer["data"] == {"one": whole("team-compass"), "two": None}
    (error,) = answer["errors"]
    assert (error["type"], error["path"]) == ("RESOURCE_LIMITS_EXCEEDED", ["two"])


@pytest.mark.parametrize("status", [200, 502])
async def test_a_query_takes_too_long(
    app: Visitor, github: Playground, status: int
) -> None:
    github.faults.add(graphql_timeout(status=status))
    answer = await app.post(github.graphql_url, {"query": BOTH}, strict=False)
    assert answer.status == status
    assert answer.body["data"] is None
    assert "may be the result of a timeout" in answer.body["errors"][0]["message"]
    assert (await app.query(BOTH))["data"]["two"] == whole("hub")
