"""What a browser, a probe, Prometheus and an editor see."""

import asyncio
import base64
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

import aiohttp
import pytest
import structlog
from pydantic import BaseModel

from bot.core.commands import Usage
from bot.core.errors import RetryLater
from bot.core.models import Identity
from bot.settings import Settings
from bot.todo.job import Counts, Key, StoreUnavailable, Wake
from bot.todo.sqlite import SqliteTodo
from bot.web.pages import Pages
from bot.web.server import Server
from tests.web.hub import AGENDA, NOW


class Section(BaseModel):
    label: str = "agenda"


FEATURE = replace(
    AGENDA,
    section=("agenda", Section),
    commands=(Usage("/agenda <TOPIC>", "meeting issue", "anyone", "adds `a <b>`"),),
)
SETTINGS = Settings(app_id="1", private_key="", webhook_secrets=("s",))


async def compass() -> Identity:
    return Identity(id=1, slug="team-compass")


@dataclass
class Site:
    """The pages of a bot, and what they depend on."""

    todo: SqliteTodo
    now: datetime = NOW
    settings: Settings = SETTINGS
    identity: Callable[[], Awaitable[Identity]] = compass
    asked: int = 0
    url: str = ""

    async def who(self) -> Identity:
        self.asked += 1
        return await self.identity()


class Store(SqliteTodo):
    """A store whose disk can fill up."""

    full = False

    async def ready(self) -> None:
        if self.full:
            raise StoreUnavailable("no space left on hunter2")
        await super().ready()

    async def counts(self) -> Counts:
        if self.full:
            raise StoreUnavailable("no space left on hunter2")
        return await super().counts()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site(Store(":memory:", now=lambda: NOW))
    await site.todo.open()
    pages = Pages(
        settings=SETTINGS,
        features=[FEATURE],
        todo=site.todo,
        identity=site.who,
        now=lambda: site.now,
    )
    server = Server(pages.routes, host="127.0.0.1", port=0)
    await server.start()
    site.url = server.url
    yield site
    await server.stop(grace=1)
    await site.todo.close()


@dataclass
class Answer:
    status: int
    headers: aiohttp.typedefs.LooseHeaders
    text: str
    json: dict[str, object]


async def get(site: Site, path: str, method: str = "GET") -> Answer:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, site.url + path) as response,
    ):
        text = await response.text()
        is_json = text and response.content_type == "application/json"
        return Answer(
            response.status,
            response.headers,
            text,
            await response.json() if is_json else {},
        )


class Outline(HTMLParser):
    """What a screen reader's user walks along: headings, landmarks, links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


class TestLanding:
    async def test_it_says_what_this_is_and_leads_to_installing_it(self, site):
        answer = await get(site, "/")
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Team Compass Bot" in answer.text
        assert re.search(r"Version \d+\.\d+\.\d+", answer.text)
        links = [a["href"] for a in Outline(answer.text).all("a")]
        assert "https://github.com/apps/team-compass/installations/new" in links

    async def test_commands_are_shown_as_the_features_say_and_escaped(self, site):
        text = (await get(site, "/")).text
        assert "<code>/agenda &lt;TOPIC&gt;</code>" in text
        assert "adds <code>a &lt;b&gt;</code>" in text

    async def test_it_can_be_walked_through_without_seeing_it(self, site):
        page = Outline((await get(site, "/")).text)
        assert page.all("html") == [{"lang": "en"}]
        assert (
            len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        )
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False))
        assert all("alt" in image for image in page.all("img"))
        ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
        assert page.all("a")[0]["href"] == "#main"
        for _, attrs in page.tags:
            if "aria-labelledby" in attrs:
                assert attrs["aria-labelledby"] in ids

    async def test_nothing_comes_from_elsewhere_and_no_script_runs(self, site):
        answer = await get(site, "/")
        page = Outline(answer.text)
        assert not page.all("script")
        assert [link["href"][:5] for link in page.all("link")] == ["data:"]
        assert all(image["src"].startswith("data:") for image in page.all("img"))
        style = re.search("<style>(.*?)</style>", answer.text, re.DOTALL)[1]
        assert "url(" not in style
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = answer.headers["Content-Security-Policy"]
        assert f"style-src 'sha256-{digest}'" in policy
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy

    async def test_while_github_is_down_the_page_stands(self, site):
        async def down() -> Identity:
            raise RetryLater("GitHub does not answer")

        site.identity = down
        for _ in range(3):
            answer = await get(site, "/")
            assert answer.status == 200
            assert "installations/new" not in answer.text
            assert 'href="#install"' in answer.text
        assert site.asked == 1  # visitors do not make the bot hammer GitHub
        site.identity, site.now = compass, NOW + timedelta(minutes=2)
        assert "installations/new" in (await get(site, "/")).text

    async def test_on_enterprise_server_apps_live_elsewhere(self):
        pages = Pages(
            settings=replace(
                SETTINGS,
                api_url="https://git.example.org/api/v3",
                server_url="https://git.example.org",
            ),
            features=[],
            todo=SqliteTodo(":memory:", now=lambda: NOW),
            identity=compass,
            now=lambda: NOW,
        )
        server = Server(pages.routes, host="127.0.0.1", port=0)
        await server.start()
        site = Site(SqliteTodo(":memory:", now=lambda: NOW), url=server.url)
        text = (await get(site, "/")).text
        await server.stop(grace=1)
        assert "https://git.example.org/github-apps/team-compass/" in text
        assert "What it listens to" not in text


class TestHealth:
    async def test_alive_is_alive_whatever_the_store_does(self, site):
        site.todo.full = True
        assert (await get(site, "/healthz")).status == 200

    async def test_ready(self, site):
        answer = await get(site, "/readyz")
        assert answer.status == 200
        assert answer.json == {"ready": True, "store": "ok", "jobs": "ok"}

    async def test_not_ready_while_the_disk_is_full(self, site):
        site.todo.full = True
        answer = await get(site, "/readyz")
        assert answer.status == 503
        assert answer.json["store"] == "cannot be written"
        assert "hunter2" not in answer.text

    @pytest.mark.parametrize(("minutes", "status"), [(5, 200), (6, 503)])
    async def test_not_ready_when_jobs_pile_up(self, site, minutes, status):
        await site.todo.add([Wake(Key("agenda", "o/r#1"), 7)])
        site.now = NOW + timedelta(minutes=minutes)
        answer = await get(site, "/readyz")
        assert answer.status == status
        if status == 503:
            assert answer.json["jobs"] == "the oldest waits since 2021-03-04T17:00:00Z"
            assert answer.json["store"] == "ok"


class TestMetrics:
    async def test_how_much_waits_and_for_how_long(self, site):
        await site.todo.add([Wake(Key("agenda", f"o/r#{n}"), 7) for n in (1, 2)])
        site.now = NOW + timedelta(seconds=90)
        answer = await get(site, "/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        assert 'compass_todo_jobs{state="waiting"} 2.0' in answer.text
        assert 'compass_todo_jobs{state="failed"} 0.0' in answer.text
        assert "compass_todo_oldest_seconds 90.0" in answer.text
        assert "compass_deliveries_total" in answer.text

    async def test_nothing_waits(self, site):
        assert "compass_todo_oldest_seconds 0.0" in (await get(site, "/metrics")).text

    async def test_what_cannot_be_counted_is_not_zero(self, site):
        site.todo.full = True
        answer = await get(site, "/metrics")
        assert answer.status == 200
        assert 'compass_todo_jobs{state="waiting"} NaN' in answer.text


async def test_the_schema_is_for_editors_everywhere(site):
    answer = await get(site, "/schema.json")
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "agenda" in str(answer.json)


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/metrics", "/schema.json", "/nowhere"]
)
async def test_every_answer_is_guarded(site, path):
    headers = (await get(site, path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Python" not in headers["Server"]


async def test_what_is_not_there(site):
    for path in ("/nowhere", "/readyz/", "/%2e%2e/etc/passwd", "/?x", "//"):
        answer = await get(site, path)
        if path == "/?x":
            assert answer.status == 200
        else:
            assert (answer.status, list(answer.json)) == (404, ["error"])
    answer = await get(site, "/healthz", "POST")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")


async def test_head_is_get_without_a_body(site):
    answer = await get(site, "/healthz", "HEAD")
    assert (answer.status, answer.text) == (200, "")


async def test_our_own_mistakes_are_logged_and_tell_nothing(site):
    async def broken() -> Identity:
        raise ZeroDivisionError("hunter2")

    site.identity = broken
    with structlog.testing.capture_logs() as logs:
        answer = await get(site, "/")
    assert answer.status == 500
    assert answer.json == {"error": "this went wrong here, not with you"}
    assert [entry["event"] for entry in logs] == ["request failed"]


class TestStopping:
    async def test_what_is_being_answered_is_answered(self, site):
        """And the next one finds the door closed."""
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def slow(_request: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
            begun.set()
            await go_on.wait()
            return aiohttp.web.Response(text="done")

        server = Server({"/": {"GET": slow}}, host="127.0.0.1", port=0)
        await server.start()
        here = Site(site.todo, url=server.url)
        answer = asyncio.create_task(get(here, "/"))
        await begun.wait()
        stopping = asyncio.create_task(server.stop(grace=5))
        await asyncio.sleep(0)
        go_on.set()
        assert (await answer).text == "done"
        await stopping
        with pytest.raises(aiohttp.ClientConnectorError):
            await get(here, "/")

    async def test_a_server_that_never_started(self):
        server = Server({}, host="127.0.0.1", port=0)
        await server.stop(grace=1)
        with pytest.raises(RuntimeError, match="not running"):
            _ = server.url

    async def test_its_address_can_be_used_on_the_same_machine(self):
        for host, shown in (("0.0.0.0", "127.0.0.1"), ("::1", "[::1]")):
            server = Server({}, host=host, port=0)
            await server.start()
            assert server.url.startswith(f"http://{shown}:")
            await server.stop(grace=1)
