"""A webhook on real HTTP, and GitHub as the one who delivers to it."""

import asyncio
import hmac
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.core.delivery import Delivery
from bot.feature import Context, Feature
from bot.todo.job import Done, Job, Key, Outcome
from bot.todo.sqlite import SqliteTodo
from bot.web.server import Server
from bot.web.webhook import BODY_WITHIN, Webhook

SECRET = "correct horse battery staple"
GUID = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
PATH = "/api/github/webhooks"
NOW = datetime(2021, 3, 4, 17, tzinfo=UTC)


async def never(_context: Context) -> None:
    raise AssertionError("the way in runs no job")


def slash_agenda(delivery: Delivery) -> Iterable[Key]:
    if delivery.event == "issue_comment" and any("/" in t for t in delivery.texts):
        yield Key("agenda", f"{delivery.repository}#{delivery.issue}")


AGENDA = Feature(
    name="agenda",
    handle=never,
    wakes=slash_agenda,
    sweep=lambda repository: [Key("agenda", repository)],
    events=("issue_comment", "issues"),
)
MEETINGS = Feature(
    name="meetings",
    handle=never,
    sweep=lambda repository: [Key("meetings", repository)],
    events=("push", "repository"),
)


def comment(body: str, *, action: str = "created", **more: object) -> dict[str, object]:
    """What GitHub sends when Ada comments on the team's meeting issue."""
    ada = {"login": "ada", "type": "User"}
    return {
        "action": action,
        "issue": {"number": 378, "body": "", "user": ada},
        "comment": {"id": 5001, "body": body, "user": ada},
        "repository": {
            "full_name": "jupyterhub/team-compass",
            "default_branch": "main",
        },
        "installation": {"id": 7},
        "sender": ada,
        **more,
    }


def sign(body: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"


@dataclass
class Hub:
    """GitHub, as far as it delivers to one address."""

    url: str
    session: aiohttp.ClientSession
    todo: SqliteTodo

    def headers(self, event: str, body: bytes, **change: str | None) -> dict[str, str]:
        """GitHub's headers; `change` replaces one, or (None) leaves it out."""
        usual = {
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": GUID,
            "X-Hub-Signature-256": sign(body),
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/044aadd",
        }
        changed = {name.replace("_", "-"): value for name, value in change.items()}
        return {n: v for n, v in (usual | changed).items() if v is not None}

    async def post(
        self, body: bytes | io.BytesIO, headers: dict[str, str], path: str = PATH
    ) -> tuple[int, dict[str, object] | None]:
        """Status of the answer, and its JSON: what is accepted is answered without."""
        async with self.session.post(
            self.url + path,
            data=body,
            headers=headers,
            skip_auto_headers=["Content-Type"],
        ) as response:
            if response.status == 202:
                assert await response.read() == b""
                return 202, None
            assert response.content_type == "application/json"
            return response.status, await response.json()

    async def deliver(
        self, event: str, payload: object, **change: str | None
    ) -> tuple[int, dict[str, object] | None]:
        body = json.dumps(payload).encode()
        return await self.post(body, self.headers(event, body, **change))

    async def woken(self) -> set[tuple[str, int, int]]:
        """Every job on the list, which is empty afterwards."""
        seen: set[tuple[str, int, int]] = set()

        async def run(job: Job) -> Outcome:
            seen.add((str(job.key), job.installation, job.newest_comment))
            return Done()

        await self.todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
        return seen


@dataclass
class Hubs:
    """Makes a hub for a webhook with the features and secrets a story needs."""

    session: aiohttp.ClientSession
    servers: list[Server] = field(default_factory=list)
    todos: list[SqliteTodo] = field(default_factory=list)

    async def __call__(
        self,
        *features: Feature,
        secrets: tuple[str, ...] = (SECRET,),
        todo: SqliteTodo | None = None,
        body_within: timedelta = BODY_WITHIN,
    ) -> Hub:
        todo = todo or SqliteTodo(":memory:", now=lambda: NOW)
        await todo.open()
        self.todos.append(todo)
        webhook = Webhook(
            secrets=secrets, features=features, todo=todo, body_within=body_within
        )
        server = Server({PATH: {"POST": webhook}}, host="127.0.0.1", port=0)
        await server.start()
        self.servers.append(server)
        return Hub(server.url, self.session, todo)
