"""Deliveries: signed, in order or not, recorded, and sent again when asked."""

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.playground import Clock, Playground, TickingClock
from bot.playground.deliveries import Outbox
from bot.playground.repositories import Repository
from tests.openapi import check_requests
from tests.playground.visitor import Visitor

pytestmark = pytest.mark.npm
DELIVERIES = "/app/hook/deliveries"


@dataclass
class Hook:
    """A hook that takes what comes and answers with `status`."""

    url: str = ""
    status: int = 202
    taken: list[tuple[Any, bytes]] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.taken.append((request.headers, await request.read()))
        self.enough.set()
        return web.Response(status=self.status, text="noted")

    @property
    def bodies(self) -> list[str]:
        """The comments' texts as they came."""
        return [json.loads(body)["comment"]["body"] for _, body in self.taken]


@pytest.fixture
async def hook(github: Playground) -> AsyncIterator[Hook]:
    taker = Hook()
    server = web.Application()
    server.router.add_post("/hook", taker.take)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taker.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taker
    await runner.cleanup()


def _comments(github: Playground, repo: Repository, count: int) -> list[str]:
    issue = repo.open_issue("Talk", by="ada")
    github.pending.clear()
    texts = [str(number) for number in range(count)]
    for text in texts:
        issue.comment(text, by="ada")
    return texts


async def test_a_delivery_carries_githubs_headers_and_both_signatures(
    github: Playground, repo: Repository, hook: Hook
) -> None:
    github.deliver_to(hook.url, "s3cret")
    _comments(github, repo, 1)
    (attempt,) = await github.deliver()
    ((headers, body),) = hook.taken
    assert attempt.ok
    assert github.pending == []
    sha256 = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    sha1 = hmac.new(b"s3cret", body, hashlib.sha1).hexdigest()
    assert headers["X-Hub-Signature-256"] == f"sha256={sha256}"
    assert headers["X-Hub-Signature"] == f"sha1={sha1}"
    assert headers["X-GitHub-Event"] == "issue_comment"
    assert headers["X-GitHub-Delivery"] == attempt.delivery.guid
    assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(github.app.id)
    assert headers["X-GitHub-Hook-Installation-Target-Type"] == "integration"
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")


async def test_githubs_own_example_is_signed_alike(github: Playground) -> None:
    """https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries."""
    github.app.webhook_secret = "It's a Secret to Everybody"
    outbox = github.outbox
    outbox.ping()
    headers = outbox.headers(outbox.pending[0], b"Hello, World!")
    expected = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert headers["X-Hub-Signature-256"] == f"sha256={expected}"


async def test_deliveries_come_in_order_twice_shuffled_or_not_at_all(
    github: Playground, repo: Repository, hook: Hook
) -> None:
    github.deliver_to(hook.url)
    texts = _comments(github, repo, 6)
    await github.deliver()
    assert hook.bodies == texts

    hook.taken.clear()
    _comments(github, repo, 6)
    await github.deliver(duplicate=True)
    assert hook.bodies == [text for text in texts for _ in range(2)]
    guids = [headers["X-GitHub-Delivery"] for headers, _ in hook.taken]
    assert len(set(guids)) == 6

    hook.taken.clear()
    _comments(github, repo, 6)
    await github.deliver(shuffle=random.Random(1))
    assert hook.bodies != texts
    assert sorted(hook.bodies) == texts

    hook.taken.clear()
    _comments(github, repo, 6)
    lost = iter([True, False] * 3)
    await github.deliver(lose=lambda _delivery: next(lost))
    assert hook.bodies == ["1", "3", "5"]


async def test_deliveries_can_be_sent_as_they_come(
    github: Playground, repo: Repository, hook: Hook
) -> None:
    github.deliver_to(hook.url)
    github.pending.clear()
    github.automatic = True
    github.automatic = True
    assert github.automatic
    repo.open_issue("Now", by="ada")
    await hook.enough.wait()
    github.automatic = False
    assert not github.automatic
    repo.open_issue("Later", by="ada")
    assert len(github.pending) == 1
    github.automatic = True


async def test_the_payload_is_what_was_true_then(
    github: Playground, repo: Repository
) -> None:
    comment = repo.open_issue("Old", by="ada").comment("one", by="ada")
    comment.edit("two")
    comment.edit("two")
    comment.issue.edit(title="New", by="ada")
    comment.issue.edit(title="New", by="ada")
    created, edited, renamed = github.pending[-3:]
    assert created.payload["issue"]["title"] == "Old"
    assert created.payload["comment"]["body"] == "one"
    assert edited.payload["changes"] == {"body": {"from": "one"}}
    assert renamed.payload["changes"] == {"title": {"from": "Old"}}


async def test_the_app_hears_only_of_what_it_asked_for(clock: Clock) -> None:
    async with Playground(clock=clock, events=["issue_comment"]) as github:
        repo = github.add_repository("jupyterhub/team-compass")
        other = github.add_repository("jupyterhub/other", install=False)
        repo.open_issue("x", by="ada").comment("y", by="ada")
        other.open_issue("x", by="ada").comment("y", by="ada")
        assert [d.name for d in github.pending] == [
            "installation.created",
            "issue_comment.created",
        ]


async def test_a_failure_is_recorded_and_sent_again_only_when_asked(
    github: Playground, repo: Repository, hook: Hook, visitor: Visitor
) -> None:
    github.deliver_to(hook.url)
    _comments(github, repo, 3)
    hook.status = 503
    await github.deliver()
    hook.status = 202
    _comments(github, repo, 1)
    await github.deliver()
    assert len(hook.taken) == 4

    failed = (await visitor.get(f"{DELIVERIES}?status=failure", app=True)).body
    assert [one["status_code"] for one in failed] == [503] * 3
    assert len((await visitor.get(f"{DELIVERIES}?status=success", app=True)).body) == 1
    shown = await visitor.get(f"{DELIVERIES}/{failed[-1]['id']}", app=True)
    assert shown.body["request"]["payload"]["comment"]["body"] == "0"
    assert shown.body["response"]["payload"] == "noted"

    again = f"{DELIVERIES}/{failed[-1]['id']}/attempts"
    assert (await visitor.post(again, app=True)).status == 202
    await github.deliver()
    newest = (await visitor.get(DELIVERIES, app=True)).body[0]
    assert (newest["guid"], newest["redelivery"]) == (failed[-1]["guid"], True)
    assert (await visitor.get(f"{DELIVERIES}/1", app=True)).status == 404
    check_requests(github.requests)


async def test_deliveries_are_listed_by_cursor_for_three_days(
    github: Playground, repo: Repository, hook: Hook, visitor: Visitor
) -> None:
    github.deliver_to(hook.url)
    _comments(github, repo, 5)
    await github.deliver()
    first = await visitor.get(f"{DELIVERIES}?per_page=3", app=True)
    second = await visitor.get(first.links["next"], app=True)
    assert (len(first.body), len(second.body), second.links) == (3, 2, {})
    github.clock.advance(timedelta(days=3, seconds=1))
    _comments(github, repo, 1)
    await github.deliver()
    assert len((await visitor.get(DELIVERIES, app=True)).body) == 1


async def test_of_a_redirect_github_says_that_it_has_succeeded(
    github: Playground, repo: Repository, hook: Hook, visitor: Visitor
) -> None:
    github.deliver_to(hook.url)
    _comments(github, repo, 1)
    hook.status = 308
    (attempt,) = await github.deliver()
    assert not attempt.ok
    for status, listed in (("success", [308]), ("failure", [])):
        answer = await visitor.get(f"{DELIVERIES}?status={status}", app=True)
        assert [one["status_code"] for one in answer.body] == listed


async def test_a_hook_that_is_away_or_slow_has_failed(
    github: Playground,
    repo: Repository,
) -> None:
    with pytest.raises(RuntimeError, match="deliver_to"):
        await github.deliver()
    github.deliver_to("http://127.0.0.1:9/hook")
    _comments(github, repo, 1)
    (attempt,) = await github.deliver()
    assert (attempt.status, attempt.status_code) == ("failed to connect to host", 502)

    held = asyncio.Event()

    async def hang(_request: web.Request) -> web.Response:
        await held.wait()
        return web.Response()

    server = web.Application()
    server.router.add_post("/", hang)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    impatient = Outbox(github.world, patience=0.01)
    github.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    repo.issue(1).comment("x", by="ada")
    (attempt,) = await impatient.deliver()
    assert (attempt.status, attempt.status_code) == ("timed out", 504)
    assert not attempt.ok
    assert not attempt.answered
    held.set()
    await impatient.close()
    await runner.cleanup()


async def test_the_hook_can_be_shown_and_moved(
    github: Playground, visitor: Visitor
) -> None:
    new = {"url": "http://127.0.0.1:1/new", "secret": "other"}
    answer = await visitor.patch("/app/hook/config", new, app=True)
    assert answer.body["secret"] == "********"
    shown = await visitor.get("/app/hook/config", app=True)
    assert shown.body["url"] == github.app.hook_url == new["url"]
    assert github.app.webhook_secret == "other"


async def test_the_hook_may_be_set_up_badly_or_not_at_all(
    github: Playground, visitor: Visitor, repo: Repository
) -> None:
    issue = repo.open_issue("Hello", by="ada")
    github.deliver_to("", secret="")
    assert (await visitor.get("/app/hook/config", app=True)).status == 404
    seen: list[tuple[str, set[str], str]] = []

    async def hear(request: web.Request) -> web.Response:
        signed = {name for name in request.headers if "Signature" in name}
        seen.append((request.content_type, signed, (await request.text())[:8]))
        return web.Response(status=202)

    server = web.Application()
    server.router.add_post("/", hear)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    github.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    bad = {"content_type": "form", "insecure_ssl": "1"}
    shown = (await visitor.patch("/app/hook/config", bad, app=True)).body
    assert bad.items() <= shown.items()
    assert "secret" not in shown
    github.pending.clear()
    issue.comment("x", by="ada")
    await github.deliver()
    await runner.cleanup()
    assert seen == [("application/x-www-form-urlencoded", set(), "payload=")]


async def test_an_installation_is_told_of_what_was_accepted_there(
    github: Playground, repo: Repository
) -> None:
    issue = repo.open_issue("Hello", by="ada")
    installation = github.installation("jupyterhub")
    installation.events.remove("issue_comment")
    github.pending.clear()
    issue.comment("x", by="ada")
    assert github.pending == []
    installation.accept(installation.permissions)
    github.pending.clear()
    issue.comment("y", by="ada")
    assert [one.name for one in github.pending] == ["issue_comment.created"]


def test_a_clock_moves_forward_only() -> None:
    clock = Clock(datetime(2021, 3, 1, tzinfo=UTC))
    clock.set(datetime(2021, 3, 2, tzinfo=UTC))
    with pytest.raises(ValueError, match="go back"):
        clock.set(datetime(2021, 3, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="go back"):
        clock.advance(timedelta(seconds=-1))


def test_a_ticking_clock_follows_its_source() -> None:
    source = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    clock = TickingClock(datetime(2021, 3, 1, tzinfo=UTC), source.now)
    source.advance(timedelta(seconds=5))
    clock.tick()
    clock.advance(timedelta(days=1))
    assert clock.now() == datetime(2021, 3, 2, 0, 0, 5, tzinfo=UTC)
    clock.set(datetime(2021, 3, 10, tzinfo=UTC))
    assert clock.now() == datetime(2021, 3, 10, tzinfo=UTC)


async def test_nobody_in_particular_does_nothing(
    github: Playground, repo: Repository
) -> None:
    with pytest.raises(TypeError, match="by"):
        repo.open_issue("Who?", by=None)
    with pytest.raises(KeyError):
        github.repository("a/b")
    assert github.repository("JupyterHub/Team-Compass") is repo
