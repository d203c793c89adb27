"""A GitHub that answers what a test tells it to, over real HTTP, and keeps a record."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, Self

from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.core.actions import CreateComment
from bot.playground import Clock

TEAM = "jupyterhub/team-compass"
TOKENS = "/app/installations/7/access_tokens"
REPOSITORY = f"/repos/{TEAM}"
ISSUE = f"{REPOSITORY}/issues/1"
COMMENTS = f"{ISSUE}/comments"
A_COMMENT = CreateComment(repository=TEAM, why="test", issue_number=1, body="Hello")
BAD = {"message": "Bad credentials"}
PERMISSIONS = {"contents": "read", "issues": "write", "metadata": "read"}
"""What the App of these tests may do."""


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def pem() -> str:
    return (
        private_key()
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        .decode()
    )


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # by lower-case name
    body: Any
    at: float


@dataclass(frozen=True)
class Reply:
    """What is answered; `data` is sent as JSON, `raw` as it is."""

    data: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False


Answer = Reply | Callable[[Asked], Reply]


class Scripted:
    """Answers each route in turn with what it was told, the last one for ever after.

    It gives out tokens for installation 7 and dates its answers by `clock`; a route
    that it was told nothing about is answered 404.
    """

    def __init__(self, clock: Clock, *, prefix: str = "") -> None:
        self.clock = clock
        self.asked: list[Asked] = []
        self.tokens = 0
        self.url = ""
        self.fast_by = timedelta()
        self._prefix = prefix
        self._routes: dict[tuple[str, str], list[Answer]] = {}
        self.on("POST", TOKENS, self.token)

    def on(self, method: str, path: str, *answers: Answer) -> None:
        self._routes[method, path] = list(answers)

    def token(self, _asked: Asked) -> Reply:
        self.tokens += 1
        ends = self.now() + timedelta(hours=1)
        data = {"token": f"ghs_number{self.tokens}", "expires_at": ends.isoformat()}
        return Reply(data, status=201)

    def now(self) -> datetime:
        return self.clock.now() + self.fast_by

    def count(self, method: str, path: str) -> int:
        return sum((a.method, a.path) == (method, path) for a in self.asked)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}{self._prefix}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        loop = request.protocol._loop
        raw = await request.read()
        asked = Asked(
            request.method,
            request.rel_url.raw_path.removeprefix(self._prefix),
            dict(request.query),
            {name.lower(): value for name, value in request.headers.items()},
            json.loads(raw) if raw else None,
            loop.time(),
        )
        self.asked.append(asked)
        answers = self._routes.get((asked.method, asked.path), [Reply(status=404)])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        reply = answer if isinstance(answer, Reply) else answer(asked)
        if reply.cut:
            assert request.transport is not None
            request.transport.abort()
        raw = json.dumps(reply.data).encode() if reply.raw is None else reply.raw
        headers = {
            "Date": format_datetime(self.now(), usegmt=True),
            "Content-Type": "application/json; charset=utf-8",
            **reply.headers,
        }
        if reply.status in (204, 304):
            raw = b""
        return web.Response(status=reply.status, body=raw, headers=headers)


def issue(number: int = 1, **more: object) -> dict[str, object]:
    """An issue as GitHub sends it, as far as it matters."""
    return {
        "number": number,
        "title": "Team Meeting",
        "body": "Agenda below",
        "user": {"login": "ada", "type": "User"},
        "state": "open",
        "created_at": "2021-03-01T00:00:00Z",
        "updated_at": "2021-03-02T00:00:00Z",
        "labels": [{"name": "meeting"}],
        **more,
    }


def comment(number: int = 1, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "body": "/agenda Releases",
        "user": {"login": "ada", "type": "User"},
        "created_at": "2021-03-01T00:00:00Z",
        "updated_at": "2021-03-01T00:00:00Z",
        **more,
    }
