"""Every action as the one request that it is."""

from base64 import b64encode

import pytest

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    CreateIssue,
    LockIssue,
    RemoveLabel,
    UnlockIssue,
    UpdateComment,
    UpdateIssue,
)
from bot.core.errors import Refused, RetryLater
from bot.core.notes_server import CreateNote
from bot.core.repository_actions import (
    Annotation,
    CheckOutput,
    CreateCheckRun,
    CreateOrUpdateFile,
    CreatePullRequest,
    CreateRef,
    UpdateCheckRun,
    UpdatePullRequest,
)
from bot.github.writes import WRITES
from tests.github.scripted import (
    ISSUE,
    PERMISSIONS,
    REPOSITORY,
    TEAM,
    Reply,
    comment,
    issue,
)

WHERE = {"repository": TEAM, "why": "test"}
MISTAKE = Annotation(".github/team-compass.yml", 3, "failure", "when", "is no rule")
OUTPUT = CheckOutput("1 mistake", "when: is no rule", (MISTAKE,))
SAID = {
    "title": "1 mistake",
    "summary": "when: is no rule",
    "annotations": [
        {
            "path": ".github/team-compass.yml",
            "start_line": 3,
            "end_line": 3,
            "annotation_level": "failure",
            "title": "when",
            "message": "is no rule",
        }
    ],
}
CASES = [
    (
        CreateIssue(**WHERE, title="T", body="B", labels=("a",), assignees=("minrk",)),
        ("POST", f"{REPOSITORY}/issues"),
        {"title": "T", "body": "B", "labels": ["a"], "assignees": ["minrk"]},
    ),
    (
        UpdateIssue(**WHERE, issue_number=1, state="closed", state_reason="completed"),
        ("PATCH", ISSUE),
        {"state": "closed", "state_reason": "completed"},
    ),
    (
        UpdateIssue(**WHERE, issue_number=1, assignees=()),
        ("PATCH", ISSUE),
        {"assignees": []},
    ),
    (
        AddLabels(**WHERE, issue_number=1, labels=("agenda",)),
        ("POST", f"{ISSUE}/labels"),
        {"labels": ["agenda"]},
    ),
    (
        RemoveLabel(**WHERE, issue_number=1, name="to do/agenda?"),
        ("DELETE", f"{ISSUE}/labels/to%20do%2Fagenda%3F"),
        None,
    ),
    (
        CreateCheckRun(
            **WHERE,
            name="team-compass",
            head_sha="a1",
            conclusion="failure",
            output=OUTPUT,
        ),
        ("POST", f"{REPOSITORY}/check-runs"),
        {
            "name": "team-compass",
            "head_sha": "a1",
            "status": "completed",
            "conclusion": "failure",
            "output": SAID,
        },
    ),
    (
        UpdateCheckRun(
            **WHERE, check_run_id=9, conclusion="success", output=CheckOutput("ok", "-")
        ),
        ("PATCH", f"{REPOSITORY}/check-runs/9"),
        {
            "status": "completed",
            "conclusion": "success",
            "output": {"title": "ok", "summary": "-"},
        },
    ),
    (
        LockIssue(**WHERE, issue_number=1, lock_reason="resolved"),
        ("PUT", f"{ISSUE}/lock"),
        {"lock_reason": "resolved"},
    ),
    (LockIssue(**WHERE, issue_number=1), ("PUT", f"{ISSUE}/lock"), None),
    (UnlockIssue(**WHERE, issue_number=1), ("DELETE", f"{ISSUE}/lock"), None),
    (
        CreateRef(**WHERE, ref="refs/heads/minutes", sha="a1"),
        ("POST", f"{REPOSITORY}/git/refs"),
        {"ref": "refs/heads/minutes", "sha": "a1"},
    ),
    (
        CreateOrUpdateFile(
            **WHERE,
            path="docs/meetings/a b.md",
            message="Add minutes",
            content="Zoë",
            branch="minutes",
        ),
        ("PUT", f"{REPOSITORY}/contents/docs/meetings/a%20b.md"),
        {
            "message": "Add minutes",
            "content": b64encode("Zoë".encode()).decode(),
            "branch": "minutes",
        },
    ),
    (
        CreatePullRequest(**WHERE, title="T", head="minutes", base="main", body="B"),
        ("POST", f"{REPOSITORY}/pulls"),
        {"title": "T", "head": "minutes", "base": "main", "body": "B"},
    ),
    (
        UpdatePullRequest(**WHERE, pull_number=4, body="B"),
        ("PATCH", f"{REPOSITORY}/pulls/4"),
        {"body": "B"},
    ),
]


@pytest.mark.parametrize(("action", "asked", "body"), CASES, ids=lambda v: str(v)[:40])
async def test_is_one_request(hub, scripted, action, asked, body):
    scripted.on(*asked, Reply(issue(body="B", labels=["a"])))
    await hub.apply(action)
    assert scripted.asked[-1].body == body
    assert (scripted.asked[-1].method, scripted.asked[-1].path) == asked


REPLACING = (
    (UpdateIssue(**WHERE, issue_number=1, body="B", seen="One\ntwo\n"), ISSUE),
    (
        UpdateComment(**WHERE, comment_id=5, body="B", seen="One\ntwo\n"),
        f"{REPOSITORY}/issues/comments/5",
    ),
    (
        UpdatePullRequest(**WHERE, pull_number=4, body="B", seen="One\ntwo\n"),
        f"{REPOSITORY}/pulls/4",
    ),
)


@pytest.mark.parametrize(
    ("action", "path"), REPLACING, ids=["issue", "comment", "pull"]
)
async def test_no_text_is_replaced_that_the_plan_has_not_seen(
    hub, scripted, action, path
):
    scripted.on("GET", path, Reply({"body": "One\ntwo, and three"}))
    with pytest.raises(RetryLater, match="writing"):
        await hub.apply(action)
    assert scripted.count("PATCH", path) == 0
    assert "seen" not in action.request()


@pytest.mark.parametrize(
    ("action", "path"), REPLACING, ids=["issue", "comment", "pull"]
)
async def test_the_same_text_with_other_line_ends_is_replaced(
    hub, scripted, action, path
):
    scripted.on("GET", path, Reply({"body": "One\r\ntwo"}))
    scripted.on("PATCH", path, Reply(comment(5, body="B")))
    await hub.apply(action)
    assert scripted.asked[-1].body == {"body": "B"}


def test_every_action_can_be_asked_for():
    """All that ask GitHub: a note is asked of HackMD."""

    def kinds(action: type[Action]) -> set[type[Action]]:
        below = action.__subclasses__()
        return set(below).union(*(kinds(kind) for kind in below))

    operations = {kind.operation for kind in kinds(Action)}
    assert operations == {*WRITES, CreateNote.operation}


def test_a_check_says_at_most_fifty_words_at_once():
    output = CheckOutput("many", "-", (MISTAKE,) * 51)
    with pytest.raises(ValueError, match="51 annotations"):
        output.json()


async def test_a_thread_is_locked_and_unlocked_however_often(github, real_app, repo):
    repo.open_issue("How?", by="ada")
    (installation,) = await real_app.installations()
    hub = real_app.installation(installation.id, PERMISSIONS)
    on = {**WHERE, "issue_number": 1}
    for _ in range(2):
        await hub.apply(LockIssue(**on, lock_reason="resolved"))
    assert (await hub.get_issue(TEAM, 1)).locked
    with pytest.raises(Refused, match="Unlock the conversation"):
        await hub.apply(CreateComment(**on, body="Hello"))
    for _ in range(2):
        await hub.apply(UnlockIssue(**on))
    await hub.apply(CreateComment(**on, body="Hello"))
    assert [event.event for event in await hub.list_events(TEAM, 1)] == [
        "locked",
        "unlocked",
    ]


async def test_a_label_that_is_off_already_is_no_error(hub, scripted):
    action = RemoveLabel(**WHERE, issue_number=1, name="agenda")
    scripted.on("DELETE", f"{ISSUE}/labels/agenda", Reply({"message": "x"}, status=404))
    assert await hub.apply(action) is None
