"""Check runs: made and changed by the App, read by anybody, asked for again by people."""

from typing import Any

import pytest

from bot.playground import Playground
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.checked import run_of, told
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
RUNS = f"{REPO}/check-runs"
NOTE = {
    "path": ".github/team-compass.yml",
    "start_line": 3,
    "end_line": 3,
    "annotation_level": "failure",
    "title": "when",
    "message": "is no rule",
}
SAID = {"title": "1 mistake", "summary": "*when* is no rule"}


async def test_a_run_is_made_in_one_go(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1", by="ada")
    body = {
        "name": "config",
        "head_sha": commit.sha,
        "status": "completed",
        "conclusion": "failure",
        "output": {**SAID, "annotations": [NOTE]},
        "details_url": "https://example.org/plan",
        "external_id": "x1",
        "started_at": "2021-03-04T11:59:00Z",
        "completed_at": "2021-03-04T11:59:30+00:00",
    }
    made = await app.post(RUNS, body)
    assert made.status == 201
    assert (made.body["status"], made.body["conclusion"]) == ("completed", "failure")
    assert made.body["started_at"] == "2021-03-04T11:59:00Z"
    assert made.body["completed_at"] == "2021-03-04T11:59:30Z"
    assert made.body["external_id"] == "x1"
    assert made.body["details_url"] == "https://example.org/plan"
    output = made.body["output"]
    assert (output["title"], output["annotations_count"]) == ("1 mistake", 1)
    assert (await app.get(f"{RUNS}/{made.body['id']}")).body == made.body
    (note,) = (await app.get(f"{RUNS}/{made.body['id']}/annotations")).body
    assert {name: note[name] for name in NOTE} == NOTE
    assert told(github) == [
        "check_suite.requested",
        "check_run.created",
        "check_run.completed",
        "check_suite.completed",
    ]
    check_requests(github.requests)


async def test_a_run_is_begun_and_ended(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    sha = repo.commit("a.txt", "1").sha
    github.pending.clear()
    made = await app.post(RUNS, {"name": "config", "head_sha": sha})
    assert (made.body["status"], made.body["conclusion"]) == ("queued", None)
    path = f"{RUNS}/{made.body['id']}"
    begun = await app.patch(path, {"status": "in_progress", "name": "configuration"})
    assert (begun.body["status"], begun.body["name"]) == (
        "in_progress",
        "configuration",
    )
    suite = repo.branches.checks.suites[sha]
    assert (suite.status, suite.conclusion) == ("in_progress", None)
    said = await app.patch(path, {"output": {"summary": "so far", "text": "…"}})
    assert (said.body["status"], said.body["output"]["title"]) == ("in_progress", None)
    assert told(github) == ["check_run.created"]
    ended = await app.patch(path, {"conclusion": "success", "output": SAID})
    assert (ended.body["status"], ended.body["conclusion"]) == ("completed", "success")
    assert ended.body["completed_at"] == "2021-03-04T12:00:01Z"
    assert told(github)[1:] == ["check_run.completed", "check_suite.completed"]
    again = await app.patch(path, {"status": "completed", "conclusion": "neutral"})
    assert again.body["conclusion"] == "neutral"
    assert len(told(github)) == 3
    check_requests(github.requests)


async def test_annotations_only_become_more(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.commit("a.txt", "1")
    run = run_of(repo)
    many = {**SAID, "annotations": [NOTE] * 50}
    for _ in range(2):
        answer = await app.patch(f"{RUNS}/{run.id}", {"output": many})
        assert answer.status == 200
    assert answer.body["output"]["annotations_count"] == 100
    page = await app.get(f"{RUNS}/{run.id}/annotations?per_page=60&page=2")
    assert len(page.body) == 40
    check_requests(github.requests)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "name"),
        ({"head_sha": "0" * 40}, "No commit found for SHA"),
        ({"status": "completed"}, "conclusion"),
        ({"completed_at": "2021-03-04T12:00:00Z"}, "conclusion"),
        ({"completed_at": "soon", "conclusion": "success"}, "date-time"),
        ({"conclusion": "splendid"}, "splendid is not a member"),
        ({"output": {"summary": "x"}}, "title"),
        ({"output": {**SAID, "summary": "x" * 65_536}}, "65535 characters"),
        ({"output": {**SAID, "text": "x" * 65_536}}, "65535 characters"),
        ({"output": {**SAID, "annotations": [NOTE] * 51}}, "No more than 50 items"),
    ],
)
async def test_what_is_no_run_is_refused(
    app: Visitor, repo: Repository, change: dict[str, Any], words: str
) -> None:
    sha = repo.commit("a.txt", "1").sha
    answer = await app.post(
        RUNS, {"name": "config", "head_sha": sha, **change}, strict=False
    )
    assert answer.status == 422
    assert words in answer.body["message"]
    assert repo.branches.checks.suites[sha].runs == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": None}, "path"),
        ({"message": 5}, "message"),
        ({"start_line": None}, "start_line"),
        ({"end_line": None}, "end_line"),
        ({"end_line": "3"}, "an integer"),
        ({"annotation_level": None}, "annotation_level"),
        ({"annotation_level": "error"}, "not a member"),
        ({"end_line": 4, "start_column": 1}, "single line"),
        ({"title": "x" * 256}, "255 characters"),
    ],
)
async def test_what_is_no_annotation_is_refused(
    app: Visitor, repo: Repository, change: dict[str, Any], words: str
) -> None:
    repo.commit("a.txt", "1")
    run = run_of(repo)
    output = {**SAID, "annotations": [NOTE, {**NOTE, **change}]}
    answer = await app.patch(f"{RUNS}/{run.id}", {"output": output}, strict=False)
    assert answer.status == 422
    assert words in answer.body["message"]
    assert run.annotations == []


async def test_the_runs_of_a_commit_are_listed(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    commit = repo.commit("a.txt", "1")
    run_of(repo)
    repo.branches.checks.begin(commit, "other")
    newest = run_of(repo)
    repo.branches.create("team-compass/minutes", commit, "ada")

    async def found(query: str = "", ref: str = commit.sha) -> list[int]:
        answer = await app.get(f"{REPO}/commits/{ref}/check-runs?{query}")
        listed = [one["id"] for one in answer.body["check_runs"]]
        assert answer.body["total_count"] >= len(listed)
        return listed

    mine = f"check_name=config&app_id={github.app.id}"
    assert await found(mine) == [newest.id]
    assert len(await found()) == 2
    assert len(await found("filter=all")) == 3
    assert len(await found("filter=all&per_page=1&page=3")) == 1
    assert len(await found("status=queued")) == 1
    assert await found("app_id=1") == []
    for ref in ("main", "heads%2Fmain", "team-compass%2Fminutes", commit.sha[:8]):
        assert await found(mine, ref) == [newest.id]
    later = repo.commit("a.txt", "2", branch="later")
    repo.branches.checks.suites.clear()
    assert await found(ref=later.sha) == []
    unknown = await app.get(f"{REPO}/commits/none/check-runs", strict=False)
    assert unknown.status == 422
    check_requests(github.requests)


async def test_only_who_may_write_checks_makes_runs(
    visitor: Visitor, repo: Repository, github: Playground
) -> None:
    sha = repo.commit("a.txt", "1").sha
    run = run_of(repo)
    await visitor.log_in(permissions={"checks": "read"})
    refused = await visitor.post(RUNS, {"name": "config", "head_sha": sha})
    assert refused.status == 403
    assert (await visitor.patch(f"{RUNS}/{run.id}", {"name": "x"})).status == 403
    assert (await visitor.get(f"{RUNS}/{run.id}")).status == 200
    assert (await visitor.get(f"{RUNS}/{run.id + 1}")).status == 404
    github.installation("jupyterhub").accept({"contents": "read"})
    await visitor.log_in()
    assert (await visitor.get(f"{RUNS}/{run.id}")).status == 403
    await visitor.log_in()
    repo.archive()
    github.installation("jupyterhub").accept({"checks": "write"})
    await visitor.log_in()
    assert (await visitor.patch(f"{RUNS}/{run.id}", {"name": "x"})).status == 403
