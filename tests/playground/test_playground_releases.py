"""Releases: drafted, published, edited, deleted, and what is told of them."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
RELEASES = "/repos/jupyterhub/team-compass/releases"


@pytest.fixture
def hears(github: Playground, repo: Repository) -> Playground:
    """There is something to release, and of that alone the App is told."""
    github.app.events = ["create", "release"]
    repo.commit("a.txt", "1")
    github.pending.clear()
    return github


def told(github: Playground) -> list[str]:
    """What was told of releases since it was last looked at."""
    names = [d.name for d in github.pending if d.event in {"create", "release"}]
    github.pending.clear()
    return names


def test_a_release_makes_its_tag_at_the_newest_commit(
    hears: Playground, repo: Repository
) -> None:
    made = repo.releases.publish("1.0.0", by="ada", name="One", body="Notes")
    assert repo.tags.named["1.0.0"].commit == repo.commits()[-1]
    assert made.published_at == repo.world.now()
    assert made.created_at == repo.commits()[-1].at
    assert made.is_latest
    assert told(hears) == [
        "create",
        "release.created",
        "release.published",
        "release.released",
    ]


def test_a_release_of_a_tag_that_is_there_leaves_it_alone(
    hears: Playground, repo: Repository
) -> None:
    old = repo.commits()[-1]
    tag = repo.tags.create("0.9.0", message="Annotated")
    repo.commit("a.txt", "2")
    told(hears)
    made = repo.releases.publish("0.9.0")
    assert repo.tags.named["0.9.0"] is tag
    assert made.created_at == old.at
    assert "create" not in told(hears)


def test_a_prerelease_is_told_of_as_one_and_is_never_the_latest(
    hears: Playground, repo: Repository
) -> None:
    stable = repo.releases.publish("5.5.1")
    told(hears)
    beta = repo.releases.publish("6.0.0b2", prerelease=True)
    assert told(hears)[1:] == [
        "release.created",
        "release.published",
        "release.prereleased",
    ]
    assert repo.releases.latest is stable
    beta.edit(prerelease=False, make_latest="true")
    assert told(hears) == ["release.edited", "release.released"]
    assert repo.releases.latest is beta
    beta.edit(prerelease=True)
    assert told(hears) == ["release.edited"]
    assert repo.releases.latest is stable


@pytest.mark.parametrize(
    ("prerelease", "actions"),
    [
        (False, ["create", "release.published", "release.released"]),
        (True, ["create", "release.published"]),
    ],
)
def test_a_draft_has_no_tag_until_it_is_published(
    hears: Playground, repo: Repository, prerelease: bool, actions: list[str]
) -> None:
    draft = repo.releases.publish("1.0.0", draft=True, prerelease=prerelease)
    assert (draft.published_at, dict(repo.tags.named)) == (None, {})
    assert repo.releases.latest is None
    assert repo.releases.of_tag("1.0.0") is None
    assert told(hears) == ["release.created"]
    draft.publish(by="ada")
    assert told(hears) == actions
    assert repo.releases.of_tag("1.0.0") is draft
    assert draft.author.login == "ada"


def test_it_is_edited_unpublished_and_deleted_and_its_tag_stays(
    hears: Playground, repo: Repository
) -> None:
    made = repo.releases.publish("1.0.0", body="Notes")
    told(hears)
    made.edit(body="More notes", by="ada")
    (edited,) = hears.pending
    assert edited.payload["changes"] == {"body": {"from": "Notes"}}
    told(hears)
    made.edit(body="More notes")
    assert told(hears) == []
    made.edit(draft=True)
    assert told(hears) == ["release.unpublished"]
    made.delete()
    assert told(hears) == ["release.deleted"]
    assert repo.releases.all == []
    assert list(repo.tags.named) == ["1.0.0"]


def test_without_its_tag_a_release_is_a_draft_again(
    hears: Playground, repo: Repository
) -> None:
    made = repo.releases.publish("1.0.0")
    told(hears)
    repo.tags.delete("1.0.0")
    assert (made.draft, made.published_at) == (True, None)
    assert told(hears) == ["release.unpublished"]


def test_the_latest_is_what_was_said_to_be_and_else_goes_by_date(
    hears: Playground, repo: Repository
) -> None:
    first = repo.releases.publish("2.0.0")
    repo.commit("a.txt", "2")
    backport = repo.releases.publish("1.9.1", make_latest="false")
    assert repo.releases.latest is first
    first.edit(make_latest="legacy")
    assert repo.releases.latest is backport
    first.edit(make_latest="true")
    first.delete()
    assert repo.releases.latest is backport
    with pytest.raises(ValueError, match="there is no nowhere to release 3 at"):
        repo.releases.publish("3", target="nowhere")
    assert repo.releases.all == [backport]
    assert told(hears)


async def test_people_publish_one_over_the_api(
    app: Visitor, repo: Repository, hears: Playground
) -> None:
    old = repo.commits()[-1]
    repo.commit("a.txt", "2")
    body = {"tag_name": "1.0.0", "target_commitish": old.sha, "name": "One"}
    made = await app.post(RELEASES, {**body, "body": "Notes", "make_latest": "true"})
    assert made.status == 201
    assert made.body["html_url"].endswith("/jupyterhub/team-compass/releases/tag/1.0.0")
    assert repo.tags.named["1.0.0"].commit == old
    own = f"{RELEASES}/{made.body['id']}"
    for path in (own, f"{RELEASES}/latest", f"{RELEASES}/tags/1.0.0"):
        assert (await app.get(path)).body == made.body
    edited = await app.patch(own, {"name": "The first", "prerelease": True})
    assert (edited.body["name"], edited.body["body"]) == ("The first", "Notes")
    assert (await app.get(f"{RELEASES}/latest")).status == 404
    assert [one["id"] for one in (await app.get(RELEASES)).body] == [made.body["id"]]
    assert (await app.delete(own)).status == 204
    assert (await app.get(own)).status == 404
    assert (await app.get(f"{RELEASES}/tags/1.0.0")).status == 404
    assert told(hears)
    check_requests(hears.requests)


async def test_only_who_may_publish_is_told_of_drafts(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "1")
    repo.releases.publish("1.0.0")
    draft = repo.releases.publish("1.1.0", draft=True)
    await visitor.log_in(permissions={"contents": "write"})
    seen = await visitor.get(RELEASES)
    assert [one["tag_name"] for one in seen.body] == ["1.1.0", "1.0.0"]
    assert "/releases/tag/untagged-" in seen.body[0]["html_url"]
    assert (await visitor.get(f"{RELEASES}/tags/1.1.0")).status == 404
    published = await visitor.patch(f"{RELEASES}/{draft.id}", {"draft": False})
    assert published.body["published_at"]
    draft.edit(draft=True)
    await visitor.log_in(permissions={"contents": "read"})
    for options in ({}, {"authorization": ""}):
        seen = await visitor.get(RELEASES, **options)
        assert [one["tag_name"] for one in seen.body] == ["1.0.0"]
        assert (await visitor.get(f"{RELEASES}/{draft.id}", **options)).status == 404
    assert (await visitor.post(RELEASES, {"tag_name": "2"})).status == 403
    check_requests(github.requests)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"tag_name": "1.0.0"}, ("tag_name", "already_exists")),
        ({"tag_name": "a b"}, ("tag_name", "custom")),
        ({"tag_name": ""}, ("tag_name", "custom")),
        ({"tag_name": "2", "body": "x" * 125_001}, ("body", "custom")),
        ({"tag_name": "2", "target_commitish": "x"}, ("target_commitish", "invalid")),
    ],
)
async def test_some_releases_cannot_be(
    app: Visitor, repo: Repository, body: dict[str, Any], error: tuple[str, str]
) -> None:
    repo.commit("a.txt", "1")
    kept = repo.releases.publish("1.0.0")
    answer = await app.post(RELEASES, body)
    assert answer.status == 422
    (said,) = answer.body["errors"]
    assert (said["resource"], said["field"], said["code"]) == ("Release", *error)
    assert repo.releases.all == [kept]
    other = repo.releases.publish("1.1.0")
    assert (await app.patch(f"{RELEASES}/{other.id}", body, strict=False)).status == 422


async def test_what_is_no_answer_is_refused(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    empty = await app.post(RELEASES, {"tag_name": "1"})
    assert (empty.status, empty.body["message"]) == (422, "Repository is empty.")
    repo.commit("a.txt", "1")
    assert (await app.post(RELEASES, {"tag_name": "1", "draft": "no"})).status == 422
    assert (await app.post(RELEASES, {})).status == 422
    assert (await app.get(f"{RELEASES}/latest")).status == 404
    body = {"tag_name": "1", "generate_release_notes": True}
    assert (await app.post(RELEASES, body)).status == 404
    assert github.unknown == [f"POST {RELEASES} generate_release_notes"]
    github.unknown.clear()
    made = repo.releases.publish("1")
    repo.archive()
    for answer in (
        await app.post(RELEASES, {"tag_name": "2"}),
        await app.patch(f"{RELEASES}/{made.id}", {"name": "x"}),
        await app.delete(f"{RELEASES}/{made.id}"),
    ):
        assert answer.status == 403
