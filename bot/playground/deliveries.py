"""Deliveries to the App's hook: made, signed, sent once, and kept on record."""

import asyncio
import hashlib
import hmac
import json
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground import payloads
from bot.playground.world import Event, World

TIMEOUT = 10.0
"""Seconds GitHub waits for an answer."""

KEPT = timedelta(days=3)
"""How long GitHub remembers a delivery and would send it again."""

_ABOUT_THE_APP = ("installation", "installation_repositories")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "check_run": ("checks",),
    "check_suite": ("checks",),
    "create": ("contents",),
    "delete": ("contents",),
    "issue_comment": ("issues", "pull_requests"),
    "issues": ("issues",),
    "pull_request": ("pull_requests",),
    "push": ("contents",),
    "release": ("contents",),
    "repository": ("metadata",),
}
"""By event: permissions of which one must be granted where it happens."""

_ASKS = ("requested", "rerequested")
"""Only an App that can write checks is asked for some."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be sent; one sent again keeps its `guid`."""

    guid: str
    event: str
    action: str
    payload: Mapping[str, Any] = field(repr=False)
    installation_id: int | None = None
    repository_id: int | None = None
    redelivery: bool = False

    @property
    def name(self) -> str:
        """The dotted name, such as `issue_comment.created`."""
        return f"{self.event}.{self.action}" if self.action else self.event

    @property
    def body(self) -> bytes:
        """The payload as it goes over the wire."""
        text = json.dumps(self.payload, ensure_ascii=False, separators=(",", ":"))
        return text.encode()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery that was sent.

    Where no answer came, `status_code` is a gateway's all the same, 502 or 504, as in
    the example of GitHub's own description.
    """

    id: int
    delivery: Delivery
    delivered_at: datetime
    duration: float
    status: str
    status_code: int
    request_headers: Mapping[str, str] = field(repr=False)
    response_headers: Mapping[str, str] = field(repr=False)
    response: str = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the App took it."""
        return 200 <= self.status_code < 300

    @property
    def answered(self) -> bool:
        """Whether there was an answer at all."""
        return bool(self.response_headers)


class Outbox:
    """Collects deliveries and sends them when it is told to, in order."""

    def __init__(self, world: World, *, patience: float = TIMEOUT) -> None:
        self.pending: list[Delivery] = []
        self.attempts: list[Attempt] = []
        self.appeared = asyncio.Event()
        self._world = world
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        world.listeners.append(self._note)

    def _note(self, event: Event) -> None:
        if not self._is_told(event):
            return
        self.add(
            Delivery(
                guid=str(uuid.uuid4()),
                event=event.name,
                action=event.action,
                payload=payloads.payload(self._world, event),
                installation_id=event.installation.id,
                repository_id=event.repository.id if event.repository else None,
            )
        )

    def _is_told(self, event: Event) -> bool:
        """Whether the App subscribed to it, and may know of it there."""
        place = event.installation
        if event.name in _ABOUT_THE_APP:
            return True
        if event.name not in self._world.app.events or place.suspended_at:
            return False
        if event.name not in place.events:
            return False
        levels = {place.permissions.get(name) for name in NEEDS[event.name]}
        return bool(
            levels & ({"write"} if event.action in _ASKS else {"read", "write"})
        )

    def add(self, delivery: Delivery) -> None:
        """Let it be sent with the others."""
        self.pending.append(delivery)
        self.appeared.set()

    def ping(self) -> None:
        """Greet the hook, as GitHub does when its address is set."""
        self.add(Delivery(str(uuid.uuid4()), "ping", "", payloads.ping(self._world)))

    def headers(self, delivery: Delivery, body: bytes) -> dict[str, str]:
        """GitHub's headers, with both signatures over the body's bytes, if any is due."""
        app = self._world.app
        key = app.webhook_secret.encode()
        kind = {"json": "json"}.get(app.hook_content_type, "x-www-form-urlencoded")
        signatures = {
            "X-Hub-Signature": f"sha1={hmac.new(key, body, hashlib.sha1).hexdigest()}",
            "X-Hub-Signature-256": (
                f"sha256={hmac.new(key, body, hashlib.sha256).hexdigest()}"
            ),
        }
        return {
            "Accept": "*/*",
            "Content-Type": f"application/{kind}",
            "User-Agent": "GitHub-Hookshot/p1ayg40",
            "X-GitHub-Delivery": delivery.guid,
            "X-GitHub-Event": delivery.event,
            "X-GitHub-Hook-ID": str(app.hook_id),
            "X-GitHub-Hook-Installation-Target-ID": str(app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            **(signatures if key else {}),
        }

    def _body(self, delivery: Delivery) -> bytes:
        """The payload as it goes over the wire, in the way that the hook is set to."""
        if self._world.app.hook_content_type == "json":
            return delivery.body
        return urlencode({"payload": delivery.body}).encode()

    async def deliver(
        self,
        *,
        duplicate: bool = False,
        shuffle: random.Random | None = None,
        lose: Callable[[Delivery], bool] | None = None,
    ) -> list[Attempt]:
        """Send what waits: twice, in another order, or not what `lose` picks.

        What is lost leaves no record, as when GitHub never made the delivery.
        """
        batch, self.pending = self.pending, []
        self.appeared.clear()
        if lose:
            batch = [delivery for delivery in batch if not lose(delivery)]
        if duplicate:
            batch = [delivery for delivery in batch for _ in range(2)]
        if shuffle:
            shuffle.shuffle(batch)
        return [await self.send(delivery) for delivery in batch]

    async def run(self) -> None:
        """Send everything as it comes, until cancelled."""
        while True:
            await self.appeared.wait()
            await self.deliver()

    async def send(self, delivery: Delivery) -> Attempt:
        """Send one now; a failure is put on record and not tried again."""
        if not self._world.app.hook_url:
            raise RuntimeError("say where deliveries go: deliver_to(url)")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._patience)
            )
        body = self._body(delivery)
        headers = self.headers(delivery, body)
        started = asyncio.get_running_loop().time()
        status, code, answer, text = "failed to connect to host", 502, {}, ""
        try:
            async with self._session.post(
                self._world.app.hook_url,
                data=body,
                headers=headers,
                allow_redirects=False,
            ) as response:
                text = await response.text(errors="replace")
                code, answer = response.status, dict(response.headers)
                fine = 200 <= code < 300
                status = "OK" if fine else f"Invalid HTTP Response: {code}"
        except TimeoutError:
            status, code = "timed out", 504
        except aiohttp.ClientError:
            pass  # the status says it
        attempt = Attempt(
            id=self._world.next_id(),
            delivery=delivery,
            delivered_at=self._world.now(),
            duration=round(asyncio.get_running_loop().time() - started, 2),
            status=status,
            status_code=code,
            request_headers=headers,
            response_headers=answer,
            response=text,
        )
        oldest = self._world.now() - KEPT
        self.attempts = [a for a in self.attempts if a.delivered_at > oldest]
        self.attempts.append(attempt)
        return attempt

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
