"""To whom issues are assigned, and what is kept on record of them."""

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Answer, Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
ISSUES = f"{REPO}/issues"


@pytest.fixture
def team(repo: Repository, github: Playground) -> Repository:
    github.add_member("jupyterhub", "minrk")
    repo.set_role("sgibson91", "maintain")
    github.world.account("stranger")
    return repo


def _assigned(answer: Answer) -> list[str]:
    logins = [one["login"] for one in answer.body["assignees"]]
    assert answer.body["assignee"] == (answer.body["assignees"] or [None])[0]
    return logins


async def test_an_issue_is_opened_for_somebody(
    app: Visitor, team: Repository, github: Playground
) -> None:
    body = {"title": "Meeting", "labels": ["meeting"], "assignees": ["MinRK"]}
    made = await app.post(ISSUES, body)
    assert (made.status, _assigned(made)) == (201, ["minrk"])
    assert [d.name for d in github.pending][1:] == [
        "issues.opened",
        "issues.labeled",
        "issues.assigned",
    ]
    assert github.pending[1].payload["issue"]["assignees"][0]["login"] == "minrk"
    assert github.pending[-1].payload["assignee"]["login"] == "minrk"
    changed = await app.patch(f"{ISSUES}/1", {"assignees": ["sgibson91"]})
    assert _assigned(changed) == ["sgibson91"]
    names = [d.name for d in github.pending][-2:]
    assert names == ["issues.unassigned", "issues.assigned"]
    assert _assigned(await app.patch(f"{ISSUES}/1", {"title": "x"})) == ["sgibson91"]
    assert _assigned(await app.patch(f"{ISSUES}/1", {"assignees": []})) == []
    check_requests(github.requests)


@pytest.mark.parametrize(
    "login", ["stranger", "nobody-at-all", "jupyterhub", "team-compass[bot]"]
)
async def test_who_has_no_part_in_the_repository_is_refused_or_passed_over(
    app: Visitor, team: Repository, login: str
) -> None:
    both = {"assignees": ["minrk", login]}
    refused = await app.post(ISSUES, {"title": "Meeting", **both})
    assert refused.status == 422
    assert refused.body["errors"] == [
        {
            "value": [login],
            "resource": "Issue",
            "field": "assignees",
            "code": "invalid",
        }
    ]
    assert team.issues == []
    team.open_issue("Meeting", by="minrk")
    refused = await app.patch(f"{ISSUES}/1", {"title": "Other", **both})
    assert (refused.status, team.issue(1).title) == (422, "Meeting")
    added = await app.post(f"{ISSUES}/1/assignees", both)
    assert (added.status, _assigned(added)) == (201, ["minrk"])
    checked = await app.get(f"{REPO}/assignees/{login}")
    assert checked.status == 404


async def test_who_belongs_or_spoke_can_be_assigned(
    app: Visitor, team: Repository, github: Playground
) -> None:
    issue = team.open_issue("Meeting", by="minrk")
    issue.comment("I can do it", by="stranger")
    path = f"{ISSUES}/1/assignees"
    await app.post(path, {"assignees": ["minrk", "stranger"]})
    again = await app.post(path, {"assignees": ["minrk", "sgibson91"]})
    assert _assigned(again) == ["minrk", "stranger", "sgibson91"]
    left = await app.delete(path, body={"assignees": ["Stranger", "nobody"]})
    assert (left.status, _assigned(left)) == (200, ["minrk", "sgibson91"])
    assert (await app.get(f"{REPO}/assignees/minrk")).status == 204
    listed = (await app.get(f"{REPO}/assignees")).body
    assert {one["login"] for one in listed} == {"minrk", "sgibson91"}
    team.private = True
    team.set_role("sgibson91", "none")
    assert (await app.get(f"{REPO}/assignees/sgibson91")).status == 404
    check_requests(github.requests)


async def test_who_owns_a_repository_can_be_assigned(
    visitor: Visitor, github: Playground
) -> None:
    github.add_repository("ada/notes", owner="User")
    await visitor.log_in("ada")
    path = "/repos/ada/notes/issues"
    made = await visitor.post(path, {"title": "Mine", "assignees": ["ada"]})
    assert _assigned(made) == ["ada"]


async def test_what_was_done_to_an_issue_is_on_record(
    app: Visitor, team: Repository, github: Playground
) -> None:
    issue = team.open_issue("Meeting", by="minrk", labels=["meeting"])
    reminder = issue.comment("Tomorrow!", by=github.app.account)
    issue.comment("Mine", by="ada").delete(by="ada")
    reminder.delete(by="sgibson91")
    issue.edit(title="Team meeting", by="minrk")
    issue.edit(body="no event", by="minrk")
    await app.post(f"{ISSUES}/1/labels", {"labels": ["agenda"]})
    await app.delete(f"{ISSUES}/1/labels/agenda")
    issue.pin(by="minrk")
    issue.unpin(by="minrk")
    issue.lock(by="minrk", reason="resolved")
    issue.unlock(by="minrk")
    await app.patch(f"{ISSUES}/1", {"assignees": ["minrk"], "state": "closed"})
    await app.patch(f"{ISSUES}/1", {"assignees": [], "state": "open"})

    events = (await app.get(f"{ISSUES}/1/events?per_page=100")).body
    assert [(one["event"], one["actor"]["login"]) for one in events] == [
        ("labeled", "minrk"),
        ("comment_deleted", "sgibson91"),
        ("renamed", "minrk"),
        ("labeled", "team-compass[bot]"),
        ("unlabeled", "team-compass[bot]"),
        ("pinned", "minrk"),
        ("unpinned", "minrk"),
        ("locked", "minrk"),
        ("unlocked", "minrk"),
        ("closed", "team-compass[bot]"),
        ("assigned", "team-compass[bot]"),
        ("reopened", "team-compass[bot]"),
        ("unassigned", "team-compass[bot]"),
    ]
    by_name = {one["event"]: one for one in events}
    assert by_name["renamed"]["rename"] == {"from": "Meeting", "to": "Team meeting"}
    assert by_name["locked"]["lock_reason"] == "resolved"
    assert by_name["unlabeled"]["label"]["name"] == "agenda"
    assert by_name["assigned"]["assignee"]["login"] == "minrk"
    assert by_name["pinned"]["performed_via_github_app"] is None
    assert by_name["closed"]["performed_via_github_app"]["slug"] == "team-compass"
    assert [one["id"] for one in events] == sorted({one["id"] for one in events})
    times = [one["created_at"] for one in events]
    assert times == sorted(times)
    check_requests(github.requests)


async def test_the_record_comes_in_pages_and_moves_along(
    app: Visitor, team: Repository, github: Playground
) -> None:
    issue = team.open_issue("Meeting", by="minrk")
    for number in range(5):
        issue.add_label(str(number), by="minrk")
    first = await app.get(f"{ISSUES}/1/events?per_page=3")
    second = await app.get(first.links["next"])
    assert [one["label"]["name"] for one in second.body] == ["3", "4"]
    other = github.add_repository("jupyterhub/other")
    issue.transfer(other, by="sgibson91")
    assert (await app.get(f"{ISSUES}/1/events")).status == 301
    moved = (await app.get("/repos/jupyterhub/other/issues/1/events")).body
    assert [one["event"] for one in moved] == ["labeled"] * 5 + ["transferred"]


async def test_who_closed_an_issue_is_told_where_one_asks(
    app: Visitor, team: Repository, github: Playground
) -> None:
    issue = team.open_issue("Meeting", by="minrk")
    assert (await app.get(f"{ISSUES}/1")).body["closed_by"] is None
    issue.close(by="sgibson91")
    assert (await app.get(f"{ISSUES}/1")).body["closed_by"]["login"] == "sgibson91"
    assert "closed_by" not in github.pending[-1].payload["issue"]
