"""Whoever runs the bot, in front of its page, with a real bot and a playground behind it."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path

import aiohttp

from bot.app import FEATURES
from bot.feature import Feature
from bot.playground import Playground
from bot.process import Bot
from bot.todo.job import Buried, Job, Key, Outcome, Wake
from tests.settings import settings_for

TOKEN = "0d6b1d5c8f7a4e21b7f9"


def basic(password: str = TOKEN, user: str = "admin") -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


class Page(HTMLParser):
    """What is on the page: its text by section, and its buttons."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.buttons: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self._parts: dict[str, list[str]] = {"": []}
        self._inside: list[str] = []
        self._href = self._job = ""
        self._button: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag in ("section", "header", "footer", "style", "title"):
            self._inside.append(found.get("aria-labelledby") or tag)
        elif tag == "h1":
            self._inside.append("h1")
        elif tag == "a":
            self._href = found["href"]
        elif tag == "input" and found.get("name") == "job":
            self._job = found["value"]
        elif tag == "button":
            self._button = found.get("aria-label") or ""
        if tag in ("li", "p", "td", "th", "h2", "h3"):
            self._say(" ")

    def handle_endtag(self, tag):
        if tag in ("section", "header", "footer", "style", "title", "h1"):
            self._inside.pop()
        elif tag == "a":
            self._href = ""
        elif tag == "button":
            self._button = None

    def handle_data(self, data):
        if self._href:
            self.links[data.strip()] = self._href
        if self._button is not None:
            self.buttons[self._button or data.strip()] = self._job
        self._say(data)

    def _say(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        self._parts.setdefault(inside, []).append(data)

    def __getitem__(self, section: str) -> str:
        """What a section says, in one line; "h1" and "" (the rest) are sections, too."""
        return " ".join("".join(self._parts[section]).split())

    def __contains__(self, section: str) -> bool:
        return section in self._parts


@dataclass
class Answer:
    status: int
    headers: aiohttp.typedefs.LooseHeaders
    text: str
    json: dict[str, object] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        assert self.status == 200, self.text
        return Page(self.text)


@dataclass
class Operator:
    """Looks at the page, with the token unless told otherwise."""

    github: Playground
    bot: Bot
    session: aiohttp.ClientSession
    authorization: str = field(default_factory=basic)

    async def ask(
        self, method: str, path: str, data: object = None, **headers: str | None
    ) -> Answer:
        given = {"Authorization": self.authorization} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.session.request(
            method,
            aiohttp.client.URL(self.bot.url + path, encoded=True),
            data=data,
            headers={name: value for name, value in given.items() if value is not None},
            allow_redirects=False,
        ) as response:
            text = await response.text()
            is_json = text and response.content_type == "application/json"
            return Answer(
                response.status,
                response.headers,
                text,
                await response.json() if is_json else {},
            )

    async def look(self, query: str = "") -> Page:
        return (await self.ask("GET", f"/admin{query}")).page

    async def press(self, job: str, **headers: str | None) -> Answer:
        """A button of the page, as a browser does it."""
        headers = {"Sec_Fetch_Site": "same-origin"} | headers
        return await self.ask("POST", "/admin", {"job": job}, **headers)

    async def bury(self, *keys: Key, why: str = "no") -> None:
        """Let jobs of these keys fail for good."""

        async def give_up(_job: Job) -> Outcome:
            return Buried(why)

        todo = self.bot.todo
        await todo.add([Wake(key, 1) for key in keys])
        await todo.work(give_up, concurrency=1, stop=asyncio.Event(), idle=True)

    async def settle(self) -> None:
        """Deliver what waits, and let the bot do what that asks for."""
        while self.github.pending:
            await self.github.deliver()
            await self.bot.run_idle()


@asynccontextmanager
async def operating(
    github: Playground,
    folder: Path,
    features: Sequence[Feature] = FEATURES,
    token: str | None = TOKEN,
    **settings: object,
) -> AsyncIterator[Operator]:
    """A bot that hears of everything, and does what `settle` tells it to."""
    found = replace(settings_for(github, folder), admin_token=token, **settings)
    bot = Bot(found, clock=github.clock.now, features=features)
    await bot.start(work=False)
    github.deliver_to(bot.url + found.webhook_path)
    try:
        async with aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            yield Operator(github, bot, session)
    finally:
        await bot.stop()


def cookie_of(answer: Answer) -> str:
    """What a browser would send back from now on."""
    found = re.match(r"[^;]+", answer.headers["Set-Cookie"])
    assert found
    return found[0]
