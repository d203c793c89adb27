"""People and the App open, change, move and lose issues."""

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
ISSUES = "/repos/jupyterhub/team-compass/issues"


async def test_the_app_opens_an_issue_that_people_see(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    answer = await app.post(
        ISSUES, {"title": "Team meeting", "body": "Hi", "labels": ["meeting"]}
    )

    assert answer.status == 201
    assert answer.headers["Location"] == answer.body["url"]
    issue = repo.issues[0]
    assert (issue.title, issue.body, issue.label_names) == (
        "Team meeting",
        "Hi",
        ["meeting"],
    )
    assert answer.body["user"]["login"] == issue.user.login == "team-compass[bot]"
    assert answer.body["performed_via_github_app"]["slug"] == "team-compass"
    assert [d.name for d in github.pending][1:] == ["issues.opened", "issues.labeled"]
    assert (await app.get(f"{ISSUES}/1")).body == answer.body
    check_requests(github.requests)


async def test_lists_of_issues_are_filtered_sorted_and_paged(
    app: Visitor, repo: Repository
) -> None:
    for number in range(1, 6):
        repo.open_issue(f"No {number}", by="ada" if number % 2 else "Tim")
    repo.issue(2).close()
    repo.issue(1).add_label("Meeting")
    repo.issue(4).comment("first!", by="ada")

    async def numbers(query: str) -> list[int]:
        return [one["number"] for one in (await app.get(ISSUES + query)).body]

    assert await numbers("") == [5, 4, 3, 1]
    assert await numbers("?state=all&sort=created&direction=asc") == [1, 2, 3, 4, 5]
    assert await numbers("?state=closed") == [2]
    assert await numbers("?creator=tim") == [4]
    assert await numbers("?labels=meeting") == [1]
    assert await numbers("?sort=updated") == [4, 1, 5, 3]
    assert await numbers("?sort=comments") == [4, 5, 3, 1]
    later = repo.issue(5).created_at.isoformat().replace("+00:00", "Z")
    assert await numbers(f"?state=all&since={later}") == [5, 4, 2, 1]
    assert await numbers("?per_page=2&page=2") == [3, 1]


async def test_link_headers_lead_from_page_to_page(
    app: Visitor, repo: Repository
) -> None:
    issue = repo.open_issue("Long", by="ada")
    for number in range(7):
        issue.comment(f"{number}", by="ada")

    first = await app.get(f"{ISSUES}/1/comments?per_page=3")
    assert set(first.links) == {"next", "last"}
    second = await app.get(first.links["next"])
    assert set(second.links) == {"prev", "next", "last", "first"}
    third = await app.get(second.links["next"])
    assert set(third.links) == {"prev", "first"}
    bodies = [one["body"] for page in (first, second, third) for one in page.body]
    assert bodies == list("0123456")
    assert f"/repositories/{repo.id}/" in first.links["next"]


async def test_an_issue_is_edited_closed_and_opened_again(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.open_issue("Old", "text", by="ada", labels=["a"])
    github.pending.clear()
    changed = {
        "title": "New",
        "body": "words",
        "state": "closed",
        "state_reason": "not_planned",
        "labels": ["b"],
    }
    answer = await app.patch(f"{ISSUES}/1", changed)
    assert answer.status == 200
    assert (answer.body["state"], answer.body["state_reason"]) == (
        "closed",
        "not_planned",
    )
    await app.patch(f"{ISSUES}/1", {"state": "open"})
    assert repo.issue(1).state == "open"
    assert [d.name for d in github.pending] == [
        "issues.edited",
        "issues.closed",
        "issues.unlabeled",
        "issues.labeled",
        "issues.reopened",
    ]
    assert github.pending[0].payload["changes"] == {
        "title": {"from": "Old"},
        "body": {"from": "text"},
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"title" wasn\'t supplied'),
        ({"title": " "}, "Validation Failed"),
        ({"title": "x" * 257}, "Validation Failed"),
        ({"title": "x", "body": "y" * 65_537}, "Validation Failed"),
        ({"title": "x", "body": 1}, "1 is not a string"),
        ({"title": "x", "labels": "a"}, "is not an array"),
        ({"title": "x", "labels": [""]}, "is not a string"),
    ],
)
async def test_what_is_no_issue_is_refused(
    app: Visitor, repo: Repository, body: object, message: str
) -> None:
    answer = await app.post(ISSUES, body)
    assert answer.status == 422
    assert message in answer.body["message"]
    assert repo.issues == []


async def test_a_deleted_issue_is_gone_and_a_strange_one_unknown(
    app: Visitor, repo: Repository
) -> None:
    comment = repo.open_issue("Spam", by="eve").comment("buy", by="eve")
    comment.issue.delete(by="sgibson91")
    assert (await app.get(f"{ISSUES}/1")).status == 410
    assert (await app.get(f"{ISSUES}/1/comments")).status == 410
    assert (await app.get(f"{ISSUES}/comments/{comment.id}")).status == 404
    assert (await app.get(f"{ISSUES}/99")).status == 404


async def test_an_issue_that_moved_leads_to_its_new_place(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    other = github.add_repository("jupyterhub/binderhub")
    moved = repo.open_issue("Move me", by="ada")
    moved.comment("hello", by="ada")
    moved.transfer(other, by="sgibson91")
    read = await app.get(f"{ISSUES}/1/comments?per_page=5")
    assert read.status == 301
    place = f"/repositories/{other.id}/issues/1/comments"
    assert read.headers["Location"] == f"{github.url}{place}?per_page=5"
    assert (await app.get(read.headers["Location"])).body[0]["body"] == "hello"
    write = await app.ask("POST", f"{github.url}{ISSUES}/1/comments", {"body": "x"})
    assert write.status == 307


async def test_a_repository_without_issues_has_none(
    app: Visitor, repo: Repository
) -> None:
    repo.open_issue("Old", by="ada")
    repo.has_issues = False
    assert (await app.get(ISSUES)).status == 410
    assert (await app.get(f"{ISSUES}/1")).status == 410
    assert (await app.post(ISSUES, {"title": "x"})).status == 410


async def test_an_archived_repository_stays_as_it_is(
    app: Visitor, repo: Repository
) -> None:
    issue = repo.open_issue("Old", by="ada")
    comment = issue.comment("old", by="ada")
    repo.archive(by="sgibson91")
    assert (await app.get(f"{ISSUES}/1")).status == 200
    for method, path, body in [
        ("POST", ISSUES, {"title": "x"}),
        ("PATCH", f"{ISSUES}/1", {"title": "x"}),
        ("POST", f"{ISSUES}/1/comments", {"body": "x"}),
        ("PATCH", f"{ISSUES}/comments/{comment.id}", {"body": "x"}),
        ("POST", f"{ISSUES}/1/labels", {"labels": ["x"]}),
        ("POST", f"{ISSUES}/comments/{comment.id}/reactions", {"content": "eyes"}),
    ]:
        assert (await app.ask(method, path, body)).status == 403
    assert (issue.title, comment.body, issue.labels) == ("Old", "old", [])


async def test_doing_a_thing_twice_is_told_once(
    repo: Repository, github: Playground
) -> None:
    issue = repo.open_issue("Again", by="ada")
    comment = issue.comment("x", by="ada")
    github.pending.clear()
    comment.unpin(by="tim")
    issue.reopen()
    issue.unlock()
    issue.unpin()
    issue.remove_label("none")
    for _ in range(2):
        issue.close(reason="duplicate")
        issue.lock()
        issue.pin()
        issue.add_label("one")
        comment.pin(by="tim")
    assert [d.name for d in github.pending] == [
        "issues.closed",
        "issues.locked",
        "issues.pinned",
        "issues.labeled",
        "issue_comment.pinned",
    ]
    assert issue.state_reason == "duplicate"


async def test_what_happens_to_a_pull_request_itself_is_no_issue_event(
    repo: Repository, github: Playground
) -> None:
    pull = repo.open_issue("A change", by="ada", pull_request=True)
    pull.close()
    assert [d.name for d in github.pending] == [
        "installation.created",
        "pull_request.opened",
        "pull_request.closed",
    ]


async def test_an_issue_that_moved_out_of_sight_is_not_found(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    secret = github.add_repository("jupyterhub/secret", private=True, install=False)
    repo.open_issue("Hide me", by="ada").transfer(secret, by="sgibson91")
    assert (await app.get(f"{ISSUES}/1")).status == 404


async def test_an_edit_of_nothing_but_the_title_leaves_the_state(
    app: Visitor, repo: Repository
) -> None:
    repo.open_issue("Old", "text", by="ada")
    answer = await app.patch(f"{ISSUES}/1", {"title": "New"})
    assert (answer.body["title"], answer.body["body"]) == ("New", "text")
    assert answer.body["state"] == "open"
