"""People and the App talk below issues, label them and react."""

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
ISSUES = "/repos/jupyterhub/team-compass/issues"


async def test_comments_are_made_edited_and_deleted(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    answer = await app.post(f"{ISSUES}/1/comments", {"body": "Grüße 🎉"})
    assert answer.status == 201
    path = f"{ISSUES}/comments/{answer.body['id']}"
    assert (await app.get(path)).body["body"] == "Grüße 🎉"

    github.clock.tick()
    edited = await app.patch(path, {"body": "Hello"})
    assert edited.body["updated_at"] > edited.body["created_at"]
    assert (await app.delete(path)).status == 204
    assert issue.comments == []
    assert (await app.get(path)).status == 404
    assert [d.name for d in github.pending][-3:] == [
        "issue_comment.created",
        "issue_comment.edited",
        "issue_comment.deleted",
    ]
    assert github.pending[-2].payload["changes"] == {"body": {"from": "Grüße 🎉"}}


@pytest.mark.parametrize(
    "body", [{}, {"body": None}, {"body": " \n"}, {"body": "x" * 65_537}]
)
async def test_what_is_no_comment_is_refused(
    app: Visitor, repo: Repository, body: object
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    assert (await app.post(f"{ISSUES}/1/comments", body)).status == 422
    assert issue.comments == []


async def test_only_one_comment_is_at_the_top(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    one, two = (issue.comment(text, by="ada") for text in ("one", "two"))
    pinned = await app.put(f"{ISSUES}/comments/{one.id}/pin")
    assert pinned.body["pin"]["pinned_by"]["login"] == "team-compass[bot]"
    await app.put(f"{ISSUES}/comments/{two.id}/pin")
    assert issue.pinned_comment is two
    assert (await app.delete(f"{ISSUES}/comments/{two.id}/pin")).status == 204
    assert issue.pinned_comment is None
    assert [d.name for d in github.pending][-4:] == [
        "issue_comment.pinned",
        "issue_comment.unpinned",
        "issue_comment.pinned",
        "issue_comment.unpinned",
    ]


async def test_a_locked_issue_takes_no_comment_of_the_app(
    app: Visitor, repo: Repository
) -> None:
    repo.open_issue("Hot", by="ada")
    lock = await app.put(f"{ISSUES}/1/lock", {"lock_reason": "too heated"})
    assert lock.status == 204
    refused = await app.post(f"{ISSUES}/1/comments", {"body": "x"})
    assert refused.status == 403
    assert (
        refused.body["message"] == "Unable to create comment because issue is locked."
    )
    assert (await app.put(f"{ISSUES}/1/lock", {"lock_reason": "x"})).status == 422
    assert (await app.delete(f"{ISSUES}/1/lock")).status == 204
    assert (await app.post(f"{ISSUES}/1/comments", {"body": "x"})).status == 201


async def test_labels_are_put_on_and_taken_off(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Labels", by="ada")
    labels = f"{ISSUES}/1/labels"
    await app.post(labels, {"labels": ["one", "kind/two"]})
    added = await app.post(labels, {"labels": [{"name": "ONE"}, {"name": "three"}]})
    assert [one["name"] for one in added.body] == ["one", "kind/two", "three"]
    assert (await app.get(labels)).body == added.body
    left = await app.delete(f"{labels}/kind%2Ftwo")
    assert [one["name"] for one in left.body] == ["one", "three"]
    assert (await app.delete(f"{labels}/two")).status == 404
    await app.put(labels, {"labels": ["three", "four"]})
    assert issue.label_names == ["three", "four"]
    assert (await app.delete(labels)).status == 204
    assert issue.label_names == []

    base = "/repos/jupyterhub/team-compass/labels"
    known = [one["name"] for one in (await app.get(base)).body]
    assert known == ["four", "kind/two", "one", "three"]
    made = await app.post(base, {"name": "agenda", "color": "ff0000"})
    assert (made.status, made.body["color"]) == (201, "ff0000")
    assert (await app.get(f"{base}/Agenda")).body == made.body
    assert (await app.get(f"{base}/none")).status == 404
    assert (await app.post(base, {"name": "AGENDA"})).status == 422
    check_requests(github.requests)


@pytest.mark.parametrize("on", ["issue", "comment"])
async def test_reactions_are_given_once_and_taken_back(
    app: Visitor, repo: Repository, on: str
) -> None:
    issue = repo.open_issue("Nice", by="ada")
    comment = issue.comment("yes", by="ada")
    thing = issue if on == "issue" else comment
    where = "1" if on == "issue" else f"comments/{comment.id}"
    path = f"{ISSUES}/{where}/reactions"
    thing.react("heart", by="tim")

    first = await app.post(path, {"content": "+1"})
    again = await app.post(path, {"content": "+1"})
    assert (first.status, again.status) == (201, 200)
    assert first.body == again.body
    assert len((await app.get(path)).body) == 2
    assert len((await app.get(f"{path}?content=heart")).body) == 1
    shown = (await app.get(f"{ISSUES}/{where}")).body["reactions"]
    assert (shown["total_count"], shown["+1"], shown["heart"]) == (2, 1, 1)
    assert (await app.delete(f"{path}/{thing.reactions[0].id}")).status == 403
    assert (await app.delete(f"{path}/{first.body['id']}")).status == 204
    assert (await app.delete(f"{path}/{first.body['id']}")).status == 404
    assert [r.content for r in thing.reactions] == ["heart"]
    assert (await app.post(path, {"content": "wow"})).status == 422
    assert (await app.post(path, {})).status == 422


async def test_pull_requests_are_issues_too(app: Visitor, repo: Repository) -> None:
    pull = repo.open_issue("A change", by="ada", pull_request=True)
    pull.comment("/agenda", by="ada")
    shown = (await app.get(f"{ISSUES}/1")).body
    assert shown["pull_request"]["html_url"].endswith("/pull/1")
    assert (
        "/pull/1#issuecomment-"
        in ((await app.get(f"{ISSUES}/1/comments")).body[0]["html_url"])
    )


async def test_comments_belong_to_their_repository(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    other = github.add_repository("jupyterhub/binderhub")
    comment = other.open_issue("There", by="ada").comment("x", by="ada")
    assert (await app.get(f"{ISSUES}/comments/{comment.id}")).status == 404
    there = f"/repos/jupyterhub/binderhub/issues/comments/{comment.id}"
    assert (await app.get(there)).status == 200


async def test_only_what_changed_lately_can_be_asked_for(
    app: Visitor, repo: Repository
) -> None:
    issue = repo.open_issue("Talk", by="ada")
    first, second = (issue.comment(text, by="ada") for text in ("one", "two"))
    first.edit("one, mended")
    start = first.updated_at.isoformat().replace("+00:00", "Z")
    shown = (await app.get(f"{ISSUES}/1/comments?since={start}")).body
    assert [one["body"] for one in shown] == ["one, mended"]
    assert second.updated_at < first.updated_at
    assert (await app.get(f"{ISSUES}?since=yesterday")).status == 422
