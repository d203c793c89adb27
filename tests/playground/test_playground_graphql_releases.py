"""GraphQL: releases, drafts among them for those who may publish them."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm

RELEASES = """{repository(owner: "jupyterhub", name: "team-compass") {
  latestRelease {tagName}
  releases(first: 9%s) {totalCount nodes {tagName}}
}}"""


@pytest.fixture
def released(repo: Repository) -> Repository:
    """A repository with releases of each kind, of which 5.1.0 is the latest."""
    for version in ("5.0.0", "5.1.0", "6.0.0b1"):
        repo.commit("version", version)
        name = f"Hub {version}" if version == "5.1.0" else ""
        repo.releases.publish(version, by="minrk", name=name, prerelease="b" in version)
    repo.releases.publish("6.0.0", by="minrk", draft=True, body="Soon")
    return repo


async def told(app: Visitor, order: str = "") -> tuple[str, list[str]]:
    answer = await app.query(RELEASES % order)
    assert "errors" not in answer
    found = answer["data"]["repository"]
    tags = [one["tagName"] for one in found["releases"]["nodes"]]
    assert found["releases"]["totalCount"] == len(tags)
    return found["latestRelease"]["tagName"], tags


async def test_drafts_are_for_those_who_may_publish_them(
    app: Visitor, released: Repository
) -> None:
    assert await told(app) == ("5.1.0", ["5.0.0", "5.1.0", "6.0.0b1", "6.0.0"])
    await app.log_in(permissions={"contents": "read"})
    assert await told(app) == ("5.1.0", ["5.0.0", "5.1.0", "6.0.0b1"])


async def test_releases_are_in_order_of_time_or_name(
    app: Visitor, released: Repository
) -> None:
    newest = ", orderBy: {field: CREATED_AT, direction: DESC}"
    assert (await told(app, newest))[1] == ["6.0.0", "6.0.0b1", "5.1.0", "5.0.0"]
    named = ", orderBy: {field: NAME, direction: ASC}"
    assert (await told(app, named))[1][-1] == "5.1.0"


async def test_a_release_is_told_with_its_tag(
    app: Visitor, released: Repository, github: Playground
) -> None:
    answer = await app.query(
        """{repository(owner: "jupyterhub", name: "team-compass") {
          stable: release(tagName: "5.1.0") {
            name isDraft isPrerelease isLatest createdAt publishedAt url description
            author {login} tag {name prefix} tagCommit {oid} repository {name}
          }
          early: release(tagName: "6.0.0b1") {name isPrerelease isLatest}
          draft: release(tagName: "6.0.0") {name}
          releases(last: 1) {nodes {
            isDraft publishedAt description tag {name} tagCommit {oid}
          }}
        }}"""
    )
    assert "errors" not in answer
    found: dict[str, Any] = answer["data"]["repository"]
    stable = released.releases.all[1]
    assert stable.published_at
    tag = released.tags.named["5.1.0"]
    assert found["stable"] == {
        "name": "Hub 5.1.0",
        "isDraft": False,
        "isPrerelease": False,
        "isLatest": True,
        "createdAt": f"{tag.commit.at:%Y-%m-%dT%H:%M:%SZ}",
        "publishedAt": f"{stable.published_at:%Y-%m-%dT%H:%M:%SZ}",
        "url": f"{github.server_url}/jupyterhub/team-compass/releases/tag/5.1.0",
        "description": None,
        "author": {"login": "minrk"},
        "tag": {"name": "5.1.0", "prefix": "refs/tags/"},
        "tagCommit": {"oid": tag.commit.sha},
        "repository": {"name": "team-compass"},
    }
    assert found["early"] == {"name": None, "isPrerelease": True, "isLatest": False}
    assert found["draft"] is None
    assert found["releases"]["nodes"] == [
        {
            "isDraft": True,
            "publishedAt": None,
            "description": "Soon",
            "tag": None,
            "tagCommit": None,
        }
    ]


async def test_none_is_the_latest_where_there_is_none(
    app: Visitor, repo: Repository
) -> None:
    answer = await app.query(RELEASES % "")
    empty = {"totalCount": 0, "nodes": []}
    told = {"latestRelease": None, "releases": empty}
    assert answer["data"] == {"repository": told}
