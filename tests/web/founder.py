"""Whoever starts the bot for the first time, with a browser that has no JavaScript."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
from yarl import URL

from bot.playground import Clock, Playground
from bot.playground.page_apps import AppPages
from bot.setting_up import SettingUp
from bot.settings import load_without_app

WISHES = {
    "owner": "organization",
    "organization": "jupyterhub",
    "name": "hub-compass",
    "install": "owner",
}


@dataclass
class Form:
    """One of a page's forms: where it goes, and what is filled in."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Seen(HTMLParser):
    """A page as the browser shows it."""

    def __init__(self, url: str, status: int, headers, text: str) -> None:
        super().__init__()
        self.url, self.status, self.headers, self.html = url, status, headers, text
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {"": [], "h1": []}
        self._inside, self._href = "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in ("style", "script"):
            self._inside = "-"
        elif tag == "h1":
            self._inside = "h1"
        elif tag == "a":
            self._href = urljoin(self.url, found["href"])
        elif tag == "form":
            self.forms.append(Form(urljoin(self.url, found["action"]), found["method"]))
        elif tag == "input" and (found.get("type") != "radio" or "checked" in found):
            self.forms[-1].fields[found["name"]] = found.get("value") or ""

    def handle_endtag(self, tag):
        if tag in ("style", "script", "h1"):
            self._inside = ""
        elif tag == "a":
            self._href = ""

    def handle_data(self, data):
        if self._href:
            self.links[data.strip()] = self._href
        self._parts.setdefault(self._inside, []).append(data)

    @property
    def heading(self) -> str:
        return " ".join("".join(self._parts["h1"]).split())

    @property
    def text(self) -> str:
        return " ".join("".join(self._parts[""]).split())


class Browser:
    """Keeps cookies, and says of each form where it was sent from."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True, quote_cookie=False)
        )
        self.visited: list[str] = []
        self.here: Seen | None = None

    async def close(self) -> None:
        await self._session.close()

    async def open(self, address: str, **how: object) -> Seen:
        """Go there, and on to where that leads."""
        return await self._go("GET", address, None, **how)

    async def send(self, form: Form, **fields: str) -> Seen:
        """Fill in a form of the page that is shown, and send it."""
        filled = form.fields | fields
        if form.method == "get":
            address = f"{form.action.partition('?')[0]}?{urlencode(filled)}"
            return await self._go("GET", address, None)
        return await self._go("POST", form.action, filled)

    async def _go(
        self, method: str, address: str, data: object, stop_at: str = "", **headers: str
    ) -> Seen:
        if self.here is not None:
            before, after = urlsplit(self.here.url), urlsplit(address)
            same = before.netloc == after.netloc
            headers.setdefault(
                "Sec-Fetch-Site", "same-origin" if same else "cross-site"
            )
            headers.setdefault("Origin", f"{before.scheme}://{before.netloc}")
            if same:
                headers.setdefault("Referer", self.here.url)
        for _ in range(5):
            self.visited.append(address)
            async with self._session.request(
                method,
                URL(address, encoded=True),
                data=data,
                headers=headers,
                allow_redirects=False,
            ) as answer:
                text, to = await answer.text(), answer.headers.get("Location")
            if to is None or (stop_at and stop_at in to):
                break
            method, data, address = "GET", None, urljoin(address, to)
        self.here = Seen(to or address, answer.status, answer.headers, text)
        return self.here


@dataclass
class Founder:
    """Somebody with a fresh machine: a process in set-up mode, and a browser."""

    github: Playground
    it: SettingUp
    folder: Path
    browser: Browser

    @property
    def hook(self) -> str:
        return f"{self.it.url}/api/github/webhooks"

    @property
    def env(self) -> str:
        return (self.folder / ".env").read_text()

    async def begin(self) -> Seen:
        return await self.browser.open(self.it.address)

    async def wish(self, **wishes: str) -> Seen:
        """The form, filled in and sent."""
        page = await self.begin()
        (form,) = page.forms
        return await self.browser.send(form, **WISHES | wishes)

    async def come_back(self, **wishes: str) -> str:
        """All the way through GitHub; returns the address to which that leads."""
        page = await self.wish(**wishes)
        (form,) = page.forms
        page = await self.browser.send(form)
        (form,) = page.forms
        data, at = form.fields, urlsplit(self.github.server_url)
        page = await self.browser._go(
            "POST", form.action, data, "/setup/callback", Origin=f"http://{at.netloc}"
        )
        return page.url


@asynccontextmanager
async def founding(
    clock: Clock, folder: Path, **environ: str
) -> AsyncIterator[Founder]:
    """A bot without an App, before a GitHub on which nobody has made one."""
    github = Playground(clock=clock, prefix="/api/v3", registered=False)
    github.add_pages(AppPages(github).attach)
    async with github:
        github.world.account("jupyterhub", "Organization")
        given = {"GITHUB_API_URL": github.url, "PORT": "0"} | environ
        settings = load_without_app(given, directory=folder)
        assert settings
        it = SettingUp(settings, environ=given, folder=folder, clock=clock.now)
        await it.start()
        browser = Browser()
        try:
            yield Founder(github, it, folder, browser)
        finally:
            await browser.close()
            await it.stop()
        assert github.unknown == []
