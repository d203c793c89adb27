"""HTTP as GitHub speaks it: caching, limits, redirects, versions, things unknown."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.playground import (
    Fault,
    Playground,
    primary_limit,
    secondary_limit,
    stale,
)
from bot.playground.repositories import Repository
from bot.playground.requests import Request
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
REPO = "/repos/jupyterhub/team-compass"
ISSUES = f"{REPO}/issues"


@pytest.fixture
async def app(visitor: Visitor, repo: Repository) -> Visitor:
    await visitor.log_in()
    repo.open_issue("Hello", by="ada")
    return visitor


async def test_what_has_not_changed_is_not_sent_again_and_costs_nothing(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    first = await app.get(ISSUES)
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["ETag"].startswith('W/"')
    again = await app.get(ISSUES, headers=known)
    assert (again.status, again.body) == (304, None)
    left = again.headers["X-RateLimit-Remaining"]
    assert left == first.headers["X-RateLimit-Remaining"]
    raw = {**known, "Accept": "application/vnd.github.raw+json"}
    assert (await app.get(ISSUES, headers=raw)).status == 200
    repo.issue(1).comment("news", by="ada")
    assert (await app.get(ISSUES, headers=known)).status == 200
    assert [r.status for r in github.requests.reads] == [200, 200, 200]
    assert len(github.requests.counted) == len(github.requests) - 1
    assert github.requests.writes == []


async def test_every_answer_says_when_and_how_much_is_left(
    app: Visitor, github: Playground
) -> None:
    answer = await app.get(ISSUES)
    assert answer.headers["Date"] == "Thu, 04 Mar 2021 12:00:01 GMT"
    assert answer.headers["X-GitHub-Request-Id"]
    assert answer.headers["X-RateLimit-Limit"] == "5000"
    assert answer.headers["X-RateLimit-Remaining"] == "4999"
    assert answer.headers["X-RateLimit-Resource"] == "core"
    shown = (await app.get("/rate_limit")).body
    assert shown["resources"]["core"]["used"] == shown["rate"]["used"] == 1
    newer = {"X-GitHub-Api-Version": "2026-03-10"}
    later = await app.get("/rate_limit", headers=newer, strict=False)
    assert "rate" not in later.body


async def test_who_asks_too_often_waits_for_the_next_hour(
    app: Visitor, github: Playground
) -> None:
    github.limits.limits["core"] = 3
    github.clock.advance(timedelta(minutes=40))
    await app.log_in()
    assert [(await app.get(ISSUES)).status for _ in range(2)] == [200, 200]
    github.limits.window(
        f"installation ID {github.installation('jupyterhub').id}", "core"
    ).limit = 3
    assert [(await app.get(ISSUES)).status for _ in range(2)] == [200, 403]
    refused = await app.get(ISSUES)
    assert "rate limit exceeded" in refused.body["message"]
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    github.clock.advance(timedelta(hours=1))
    await app.log_in()
    assert (await app.get(ISSUES)).status == 200


async def test_an_unknown_api_version_is_refused(app: Visitor) -> None:
    unknown = {"X-GitHub-Api-Version": "2020-01-01"}
    assert (await app.get(ISSUES, headers=unknown)).status == 400


async def test_a_nameless_client_is_refused(app: Visitor, github: Playground) -> None:
    async with aiohttp.request(
        "GET", f"{github.url}/meta", skip_auto_headers=["User-Agent"]
    ) as answer:
        assert answer.status == 403


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"{", "Problems parsing JSON"), (b"[1]", "Body should be a JSON object")],
)
async def test_a_body_that_is_no_json_object_is_refused(
    app: Visitor, raw: bytes, words: str
) -> None:
    answer = await app.ask("POST", ISSUES, raw=raw)
    assert (answer.status, answer.body["message"]) == (400, words)


async def test_a_renamed_repository_is_found_by_its_old_name(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    repo.rename("compass", by="sgibson91")
    assert github.pending[-1].name == "repository.renamed"
    read = await app.get(f"{ISSUES}?per_page=1")
    assert read.status == 301
    place = f"{github.url}/repositories/{repo.id}/issues"
    assert read.headers["Location"] == f"{place}?per_page=1"
    assert (await app.get(read.headers["Location"])).status == 200
    write = await app.post(ISSUES, {"title": "x"})
    assert write.status == 307
    assert (await app.post(place, {"title": "x"})).status == 201
    assert (await app.get(f"{github.url}/repositories/1")).status == 404


async def test_a_repository_given_away_or_deleted_is_out_of_sight(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    other = github.add_repository("2i2c-org/infra")
    third = github.add_repository("jupyterhub/third")
    repo.private = third.private = True
    repo.transfer("2i2c-org", by="sgibson91")
    assert github.installation("2i2c-org").repositories == [other, repo]
    assert (await app.get(REPO)).status == 404
    assert github.pending[-1].payload["changes"]["owner"]["from"]["organization"]
    third.transfer("ada", by="sgibson91")
    assert third.installation is None
    other.delete(by="ada")
    assert github.pending[-1].name == "repository.deleted"
    assert (await app.get("/repos/2i2c-org/infra")).status == 404
    alone = github.add_repository("ada/alone", owner="User", install=False)
    alone.delete()
    alone = github.add_repository("ada/alone", owner="User", install=False)
    alone.transfer("tim")
    assert alone.full_name == "tim/alone"


async def test_what_is_not_known_is_put_on_record(
    app: Visitor, github: Playground
) -> None:
    assert (await app.get("/nowhere")).status == 404
    await app.get(f"{ISSUES}?assignee=ada")
    await app.post(ISSUES, {"title": "x", "milestone": 1, "assignees": []})
    assert github.unknown == [
        "GET /nowhere",
        f"GET {ISSUES} ?assignee",
        f"POST {ISSUES} milestone",
    ]
    github.unknown.clear()


async def test_requests_are_on_record(app: Visitor, github: Playground) -> None:
    await app.post(ISSUES, {"title": "x"})
    mutation = "mutation {unpinIssue(input: {issueId: 1}) {issue {id}}}"
    await app.post(github.graphql_url, {"query": mutation})
    await app.get(f"{ISSUES}?per_page=1")
    token, create, pin, read = github.requests
    assert str(create) == f"POST {ISSUES} 201"
    assert (token.authorization, create.authorization) == ("app", "installation")
    assert (create.body, read.query) == ({"title": "x"}, {"per_page": "1"})
    assert github.requests.writes == [create, pin]
    assert github.requests.matching("POST", "/issues") == [create]


async def test_an_answer_can_be_replaced_before_or_after_the_effect(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    before = Fault(match="POST …/comments", status=502, body=b"<html>", times=2)
    github.faults.add(before)
    after = Fault(match="POST *", status=500, after_effect=True, skip=1)
    path = f"{ISSUES}/1/comments"
    for _ in range(2):
        answer = await app.post(path, {"body": "lost"}, strict=False)
        assert (answer.status, answer.body) == (502, b"<html>")
    github.faults.add(after)
    assert [
        (await app.post(path, {"body": str(n)}, strict=False)).status for n in range(3)
    ] == [201, 500, 201]
    assert [comment.body for comment in repo.issue(1).comments] == ["0", "1", "2"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_can_be_cut(
    app: Visitor, repo: Repository, github: Playground, after: bool
) -> None:
    github.faults.add(Fault(match="POST */comments", reset=True, after_effect=after))
    with pytest.raises(aiohttp.ClientError):
        await app.post(f"{ISSUES}/1/comments", {"body": "x"})
    assert len(repo.issue(1).comments) == after
    assert github.requests[-1].status == 0


async def test_an_answer_can_be_held_back(app: Visitor, github: Playground) -> None:
    let_go, seen = asyncio.Event(), asyncio.Event()

    async def note(_request: Request) -> None:
        seen.set()

    github.faults.add(
        Fault(match=f"GET {ISSUES}", until=let_go, callback=note, delay=0.001)
    )
    waiting = asyncio.create_task(app.get(ISSUES))
    await seen.wait()
    assert not waiting.done()
    let_go.set()
    assert (await waiting).status == 200


async def test_the_nth_write_can_be_watched(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    seen: list[int] = []
    github.faults.add(
        Fault(
            match=lambda request: request.is_write,
            skip=1,
            times=None,
            after_effect=True,
            callback=lambda _request: seen.append(len(repo.issues)),
        )
    )
    for number in range(3):
        await app.post(ISSUES, {"title": str(number)})
    assert seen == [3, 4]


async def test_limits_can_be_pretended(app: Visitor, github: Playground) -> None:
    reset = github.clock.now() + timedelta(minutes=5)
    github.faults.add(primary_limit(reset))
    github.faults.add(secondary_limit(30, match="GET *"))
    github.faults.add(secondary_limit(status=429))
    first, second, third = [await app.get(ISSUES, strict=False) for _ in range(3)]
    assert (first.status, first.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert first.headers["X-RateLimit-Reset"] == str(int(reset.timestamp()))
    assert (second.status, second.headers["Retry-After"]) == (403, "30")
    assert second.headers["X-RateLimit-Remaining"] != "0"
    assert "secondary rate limit" in second.body["message"]
    assert (third.status, "Retry-After" in third.headers) == (429, False)


async def test_a_replica_can_lag(
    app: Visitor, repo: Repository, github: Playground
) -> None:
    for number in range(4):
        repo.issue(1).comment(str(number), by="ada")
    github.faults.add(stale("GET …/comments", hide=2, times=1))
    path = f"{ISSUES}/1/comments"
    assert len((await app.get(path)).body) == 2
    assert len((await app.get(path)).body) == 4


async def test_the_site_says_where_its_hooks_come_from_and_who_is_who(
    app: Visitor,
) -> None:
    assert "127.0.0.1/32" in (await app.get("/meta")).body["hooks"]
    assert (await app.get("/users/Ada")).body["type"] == "User"
    assert (await app.get("/users/nobody-at-all")).status == 404
    bot = await app.get("/users/team-compass%5Bbot%5D")
    assert bot.body["type"] == "Bot"
    assert bot.body["url"].endswith("/users/team-compass%5Bbot%5D")
