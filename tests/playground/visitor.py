"""A plain client of the playground that holds every answer against GitHub's OpenAPI."""

import json
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import jwt

from bot.playground import Playground
from tests.openapi import answer_problems
from tests.settings import key_of

UNDESCRIBED = {301, 304, 307, 400, 401, 403, 404, 410, 415}
"""Answers that GitHub gives everywhere, though few operations mention them."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Any = field(repr=False)

    @property
    def links(self) -> dict[str, str]:
        """The addresses of the `Link` header by what they are."""
        parts = self.headers.get("Link", "").split(", ")
        pairs = (part.partition(">; rel=") for part in parts if part)
        return {rel.strip('"'): url.removeprefix("<") for url, _, rel in pairs}


class Visitor:
    """Talks as the App (`app=True`) or with an installation's token."""

    def __init__(self, github: Playground, session: aiohttp.ClientSession) -> None:
        self.github = github
        self.session = session
        self.token = ""

    def jwt(self, *, before: int = 60, life: int = 540, **claims: Any) -> str:
        now = int(self.github.clock.now().timestamp())
        times = {"iat": now - before, "exp": now + life}
        return jwt.encode(
            {"iss": str(self.github.app.id), **times, **claims},
            key_of(self.github),
            "RS256",
        )

    async def log_in(self, account: str = "jupyterhub", **body: Any) -> Answer:
        """Get a token and use it from now on."""
        number = self.github.installation(account).id
        answer = await self.post(
            f"/app/installations/{number}/access_tokens", body, app=True
        )
        if answer.status == 201:
            self.token = answer.body["token"]
        return answer

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.ask("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.ask("POST", path, body, **options)

    async def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.ask("PATCH", path, body, **options)

    async def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.ask("PUT", path, body, **options)

    async def delete(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.ask("DELETE", path, body, **options)

    async def query(self, text: str, **variables: Any) -> Any:
        """What GraphQL answers: its data and errors, always with status 200."""
        body = {"query": text, "variables": variables}
        answer = await self.post(self.github.graphql_url, body)
        assert answer.status == 200
        return answer.body

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        app: bool = False,
        authorization: str | None = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        strict: bool = True,
    ) -> Answer:
        if authorization is None:
            authorization = f"Bearer {self.jwt()}" if app else f"token {self.token}"
        if body is not None:
            raw = json.dumps(body).encode()
        async with self.session.request(
            method,
            path if path.startswith("http") else self.github.url + path,
            data=raw,
            headers={"Authorization": authorization, **(headers or {})},
            allow_redirects=False,
        ) as response:
            text = await response.read()
            is_json = response.content_type == "application/json"
            answer = Answer(
                response.status,
                json.loads(text) if is_json else text or None,
                response.headers,
            )
        if strict and not isinstance(answer.body, bytes):
            self._judge(answer)
        return answer

    def _judge(self, answer: Answer) -> None:
        """GitHub describes such an answer to such a request."""
        request = self.github.requests[-1]
        line = f"{request.method} {request.path}"
        if line in self.github.unknown or request.path == "/graphql":
            return
        problems = answer_problems(
            request.method, request.path, answer.status, answer.body
        )
        if answer.status in UNDESCRIBED:
            problems = [p for p in problems if "not described" not in p]
        assert not problems, "\n".join([line, *problems])
