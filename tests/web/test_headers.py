"""What every answer says to browsers, whoever asks for what and whatever goes wrong."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.playground import Clock, Playground
from bot.process import Bot
from tests.settings import settings_for
from tests.stories.team import CONFIGURATION, FILE, NAME
from tests.web.operator import TOKEN, basic

ADMIN = {"Authorization": f"Bearer {TOKEN}"}
OPEN_TO_ALL = ("/schema.json", ".ics", ".json", ".svg", ".md")
"""How addresses end that programs in other people's pages may read."""

ASKED: list[tuple[str, str, int, dict[str, Any]]] = [
    ("GET", "/", 200, {}),
    ("HEAD", "/", 200, {}),
    ("GET", "/healthz", 200, {}),
    ("GET", "/readyz", 200, {}),
    ("GET", "/metrics", 200, {}),
    ("GET", "/schema.json", 200, {}),
    ("GET", f"/calendar/{NAME}.ics", 200, {}),
    ("GET", f"/calendar/{NAME}.ics", 304, {"headers": {"If-None-Match": "*"}}),
    ("GET", "/calendar/nobody/nothing.ics", 404, {}),
    ("GET", "/versions/nobody/nothing.json", 404, {}),
    ("GET", "/admin", 401, {}),
    ("GET", "/admin", 401, {"headers": {"Authorization": basic("wrong")}}),
    ("GET", "/admin", 200, {"headers": {"Authorization": basic()}}),
    ("GET", "/admin", 200, {"headers": {**ADMIN, "Accept": "application/json"}}),
    ("POST", "/admin", 400, {"headers": ADMIN}),
    ("GET", "/nothing", 404, {}),
    ("GET", "/../etc/passwd", 404, {}),
    ("DELETE", "/", 405, {}),
    ("GET", "/api/github/webhooks", 405, {}),
    ("POST", "/api/github/webhooks", 400, {}),
    ("POST", "/api/github/webhooks", 417, {"headers": {"Expect": "a miracle"}}),
]


@pytest.fixture(params=["", "https://compass.example.org"])
async def bot(
    request, github: Playground, tmp_path, clock: Clock
) -> AsyncIterator[Bot]:
    """One with everything on its pages, at an address that is known or not."""
    github.add_repository(NAME).commit(FILE, CONFIGURATION)
    settings = replace(
        settings_for(github, tmp_path),
        admin_token=TOKEN,
        public_url=request.param or None,
    )
    bot = Bot(settings, clock=clock.now)
    await bot.start(work=False)
    yield bot
    await bot.stop()


async def test_each_says_what_browsers_have_to_know(bot: Bot):
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        for method, path, status, more in ASKED:
            asked = session.request(
                method, bot.url + path, allow_redirects=False, **more
            )
            async with asked as response:
                assert response.status == status, (method, path)
                check(path, response.headers, https=bot.settings.public_url is not None)
                if status >= 400:
                    assert response.headers["Cache-Control"] == "no-store", path


async def test_so_does_the_answer_to_what_is_no_http(bot: Bot):
    address = urlsplit(bot.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"\x16\x03\x01 GET / HTTP/9\r\n\r\n")
    head, _, _ = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *lines = head.decode().split("\r\n")
    assert HTTPStatus.BAD_REQUEST.phrase in status
    check("", dict(line.split(": ", 1) for line in lines), https=False)


def test_nothing_is_left_out(bot: Bot):
    """A new page has to be in the list above."""
    assert bot._site is not None
    routes = bot._site._server._routes
    asked = [path for _, path, _, _ in ASKED]
    for route in routes:
        folder = route.partition("{")[0]
        assert any(
            path == route or ("{" in route and path.startswith(folder))
            for path in asked
        )


def check(path: str, headers: Mapping[str, str], *, https: bool) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("frame-ancestors") == "'none'"
    assert not re.search(r"unsafe|http:|\*", " ".join(policy.values()))
    assert "script-src" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Server"] == "team-compass-bot", "and no version"
    assert "X-Powered-By" not in headers
    kept = re.fullmatch(r"no-store|public, max-age=\d+", headers["Cache-Control"])
    assert kept, path
    is_open = headers.get("Access-Control-Allow-Origin") == "*"
    assert headers["Cross-Origin-Resource-Policy"] == (
        "cross-origin" if is_open else "same-origin"
    )
    if is_open:
        assert path.endswith(OPEN_TO_ALL)
        assert "Set-Cookie" not in headers
    assert headers.get("Strict-Transport-Security") == (
        "max-age=31536000" if https else None
    )
