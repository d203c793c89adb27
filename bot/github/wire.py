"""One HTTP exchange with GitHub, and what is learnt from every answer."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import aiohttp
from yarl import URL

from bot.core.errand import errand
from bot.core.errors import InDoubt, RetryLater
from bot.core.points import READ, WRITE, Purse
from bot.core.turns import Turns
from bot.github.cache import Cache, CacheKey, Kept
from bot.github.clock import ServerClock
from bot.github.holding import Holding
from bot.github.limited import complaint, resource_of
from bot.github.limits import Limits
from bot.github.metrics import (
    LEFT_ALONE_UNTIL,
    POINTS_SECONDS,
    REQUESTS,
    tell_remaining,
)

ACCEPT = "application/vnd.github+json"
API_VERSION = "2022-11-28"
TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers with lower-case names, and body."""

_LONGEST_QUEUE = 30.0
"""Seconds that a request waits for its points before its job lets others run."""

_OUTCOMES = {304: "unchanged", 404: "gone", 410: "gone"}
_FAMILIES = {2: "ok", 3: "moved", 4: "refused", 5: "broken"}


class Credentials(Protocol):
    """Who asks: the App itself, or one of its installations."""

    async def authorization(self) -> str:
        """The value of the `Authorization` header, good for the next minutes."""
        ...

    def rejected(self, *, replaced: bool) -> None:
        """After a 401: return when the request may be made again, else raise.

        GitHub has done nothing then. `replaced` is whether that was so before.
        """
        ...

    def fresh(self) -> bool:
        """Whether GitHub may not yet know everywhere what was authorized just now."""
        ...


@dataclass(frozen=True, slots=True)
class Lane:
    """What all requests of one installation share (0: the App itself).

    `turns` and `purse` are those of all who ask for it, in whatever process.
    """

    installation: int
    turns: Turns
    purse: Purse
    limits: Limits = field(default_factory=Limits)

    @property
    def is_patient(self) -> bool:
        """Whether what is done can wait; the App itself is asked for all together."""
        return self.installation != 0 and errand().patient


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
    holding: Holding = field(default_factory=Holding)

    async def exchange(
        self,
        lane: Lane,
        credentials: Credentials,
        *,
        method: str,
        target: URL,
        headers: Mapping[str, str],
        body: bytes,
        writes: bool = False,
    ) -> Answer:
        """Ask once; what has not changed since the last time is answered as it was.

        Raises `RetryLater` for a limit and for silence, `Broken` for 5xx and broken
        connections, in place of both `InDoubt` where an installation's write has been
        sent; every other answer is returned.
        """
        resource = self._resource(target)
        await self._obey(lane, resource)
        key = CacheKey(lane.installation, str(target), headers["accept"])
        kept = self.cache.get(key) if method == "GET" else None
        sent = {
            **headers,
            "authorization": await credentials.authorization(),
            "x-github-api-version": API_VERSION,
            **({"if-none-match": kept.etag} if kept else {}),
        }
        await self._admit(lane, resource, writes=writes)
        asked = f"{method} {target.raw_path}"
        asked_at = self.clock.here()
        may_be_done = writes and lane.installation != 0  # the App asks for tokens
        try:
            async with self.session.request(
                method,
                target,
                headers=sent,
                data=body,
                allow_redirects=False,
                middlewares=(_only_once,) if writes else (),
            ) as response:
                content = await response.read()
        except TimeoutError as error:
            REQUESTS.labels(method, "none", "broken").inc()
            unsent = isinstance(error, aiohttp.ConnectionTimeoutError)
            silent = InDoubt if may_be_done and not unsent else RetryLater
            raise silent(f"{asked}: no answer in time") from error
        except aiohttp.ClientError as error:
            REQUESTS.labels(method, "none", "broken").inc()
            unsent = isinstance(error, aiohttp.ClientConnectorError)
            broken = InDoubt if may_be_done and not unsent else Broken
            raise broken(f"{asked}: {error}") from error
        heard = {name.lower(): value for name, value in response.headers.items()}
        self.clock.hear(heard.get("date"), asked_at)
        answer = response.status, heard, content
        limited = await self._limited(lane, asked, answer, resource, writes=writes)
        outcome = _OUTCOMES.get(answer[0]) or _FAMILIES.get(answer[0] // 100, "odd")
        REQUESTS.labels(method, answer[0], "limited" if limited else outcome).inc()
        if limited:
            raise limited
        if response.status >= 500:
            broken = InDoubt if may_be_done else Broken
            raise broken(f"{asked}: GitHub answered {response.status}")
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

    async def _obey(self, lane: Lane, resource: str) -> None:
        """Raise while GitHub wants to be left alone, whoever was told so."""
        told, now = await lane.turns.rests(), self.clock.here()
        heard = [lane.limits.tell(about, rest, now) for about, rest in told.items()]
        if any(heard):
            self._show_rest(lane)
        lane.limits.obey(resource, now, patient=lane.is_patient)

    async def _admit(self, lane: Lane, resource: str, *, writes: bool) -> None:
        """Wait for the points of a request; raises where it is not to be made now."""
        patient, cost = lane.is_patient, WRITE if writes else READ
        waited = 0.0
        while True:
            wait = await lane.purse.take(resource, cost, patient=patient)
            await self._obey(lane, resource)  # what was heard meanwhile
            if wait <= 0:
                return
            if waited > _LONGEST_QUEUE:
                raise RetryLater(
                    "as many requests a minute as GitHub allows",
                    after=timedelta(minutes=1),
                    patience=True,
                )
            await asyncio.sleep(wait)
            waited += wait
            POINTS_SECONDS.labels(resource).inc(wait)

    async def _limited(
        self, lane: Lane, asked: str, answer: Answer, resource: str, *, writes: bool
    ) -> RetryLater | None:
        """Learn the limits from an answer; returns the one that it speaks of, if any."""
        status, headers, content = answer
        limits, now = lane.limits, self.clock.here()
        # In an answer of 200 only GraphQL says so.
        quiet = status == 200 and resource != "graphql"
        said = "" if quiet else complaint(status, content)
        limited = limits.hear(
            status, headers, said, now, resource=resource, writes=writes
        )
        tell_remaining(lane.installation, limits.remaining)
        for about, rest in limits.news().items():
            self._show_rest(lane)
            await lane.turns.rest(rest.until, rest.why, about)
        if limited is None:
            return None
        longest = limits.rest(resource, now)
        return RetryLater(
            f"{asked}: {limited.why}",
            after=longest.left(now) if longest else limited.wait,
            # Who is refused over and over has failed: GitHub asks to give up then.
            patience=not limits.gives_up(resource, writes=writes),
        )

    def _show_rest(self, lane: Lane) -> None:
        rest = lane.limits.rest("core", self.clock.here())
        if rest is not None:
            LEFT_ALONE_UNTIL.labels(lane.installation).set(rest.until.timestamp())

    def _resource(self, target: URL) -> str:
        if target == self.graphql:
            return "graphql"
        return resource_of(target.raw_path.removeprefix(self.base.raw_path.rstrip("/")))


async def _only_once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Let aiohttp send no write a second time.

    It does so with PUT and DELETE where a connection that was kept is cut: at once,
    whatever the pace of the installation's writes, and though the first may be done.
    """
    try:
        return await send(request)
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError):
        raise  # nothing was sent, and is not by aiohttp either
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError(str(error)) from error


def _completed(heard: dict[str, str], kept: Kept) -> dict[str, str]:
    """The headers of a 304 with what the kept answer had."""
    headers = {**heard, "content-type": kept.content_type}
    if kept.link:
        headers.setdefault("link", kept.link)
    return headers
