"""One HTTP exchange with GitHub, and what is learnt from every answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
from yarl import URL

from bot.core.errors import RetryLater
from bot.core.turns import Turns
from bot.github.cache import Cache, CacheKey, Kept
from bot.github.clock import ServerClock
from bot.github.limits import Limits
from bot.github.metrics import RATE_REMAINING, REQUESTS

ACCEPT = "application/vnd.github+json"
API_VERSION = "2022-11-28"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers with lower-case names, and body."""

_OUTCOMES = {304: "unchanged", 404: "gone", 410: "gone"}
_FAMILIES = {2: "ok", 3: "moved", 4: "refused", 5: "broken"}


class Credentials(Protocol):
    """Who asks: the App itself, or one of its installations."""

    async def authorization(self) -> str:
        """The value of the `Authorization` header, good for the next minutes."""
        ...

    def rejected(self, method: str, attempt: int) -> None:
        """After a 401: return when the request may be made again, else raise."""
        ...

    def fresh(self) -> bool:
        """Whether GitHub may not yet know everywhere what was authorized just now."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """What all requests of one installation share (0: the App itself)."""

    installation: int
    turns: Turns
    limits: Limits = field(default_factory=Limits)


class Broken(RetryLater):
    """GitHub or the way to it failed: a read may be tried again at once."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What all requests of one App share.

    `base` is the API's address without a slash at its end, `graphql` that of GraphQL,
    `waits` are the seconds before each further try of a read that failed.
    """

    session: aiohttp.ClientSession
    base: URL
    graphql: URL
    clock: ServerClock
    cache: Cache
    waits: tuple[float, ...]

    async def exchange(
        self,
        lane: Lane,
        credentials: Credentials,
        *,
        method: str,
        target: URL,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """Ask once; what has not changed since the last time is answered as it was.

        Raises `RetryLater` for a limit and for silence, `Broken` for 5xx and broken
        connections; every other answer is returned.
        """
        key = CacheKey(lane.installation, str(target), headers["accept"])
        kept = self.cache.get(key) if method == "GET" else None
        sent = {
            **headers,
            "authorization": await credentials.authorization(),
            "x-github-api-version": API_VERSION,
            **({"if-none-match": kept.etag} if kept else {}),
        }
        asked = f"{method} {target.raw_path}"
        asked_at = self.clock.here()
        try:
            async with self.session.request(
                method, target, headers=sent, data=body, allow_redirects=False
            ) as response:
                content = await response.read()
        except TimeoutError as error:
            REQUESTS.labels(method, "none", "broken").inc()
            raise RetryLater(f"{asked}: no answer in time") from error
        except aiohttp.ClientError as error:
            REQUESTS.labels(method, "none", "broken").inc()
            raise Broken(f"{asked}: {error}") from error
        heard = {name.lower(): value for name, value in response.headers.items()}
        self.clock.hear(heard.get("date"), asked_at)
        self._learn(lane, method, asked, (response.status, heard, content))
        if response.status == 304 and kept:
            return 200, _completed(heard, kept), kept.body
        etag = heard.get("etag")
        if response.status == 200 and method == "GET" and etag:
            self.cache.put(
                key,
                content,
                etag=etag,
                content_type=heard.get("content-type", ""),
                link=heard.get("link", ""),
            )
        return response.status, heard, content

    def _learn(self, lane: Lane, method: str, asked: str, answer: Answer) -> None:
        """Learn the limits; raises when limited or broken."""
        status, headers, content = answer
        message = _message(content) if status in (403, 429) else ""
        limited = lane.limits.hear(method, status, headers, message, self.clock())
        if lane.limits.remaining is not None:
            RATE_REMAINING.labels(lane.installation).set(lane.limits.remaining)
        outcome = _OUTCOMES.get(status) or _FAMILIES.get(status // 100, "odd")
        REQUESTS.labels(method, status, "limited" if limited else outcome).inc()
        if limited:
            raise RetryLater(
                f"{asked}: {limited.why}", after=limited.wait, patience=True
            )
        if status >= 500:
            raise Broken(f"{asked}: GitHub answered {status}")


def _message(content: bytes) -> str:
    try:
        data = json.loads(content)
    except ValueError:
        return content[:1000].decode("utf-8", "replace")
    return str(data.get("message", "")) if isinstance(data, dict) else ""


def _completed(heard: dict[str, str], kept: Kept) -> dict[str, str]:
    """The headers of a 304 with what the kept answer had."""
    headers = {**heard, "content-type": kept.content_type}
    if kept.link:
        headers.setdefault("link", kept.link)
    return headers
