"""The way to forums: asked for similar topics, seldom, and never waited for."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import aiohttp
import structlog
from cachetools import LRUCache
from prometheus_client import Counter
from yarl import URL

from bot import __version__
from bot.core.forum import Topic
from bot.discourse.patience import Patience
from bot.discourse.reach import PublicResolver, parse_site

SECONDS = 3.0
"""For one question, with everything that belongs to it."""

MOST_BYTES = 1_000_000
"""Of an answer: fifty posts with their blurbs and topics have some 60,000."""

FOUND_FOR = timedelta(hours=1)
NOTHING_FOR = timedelta(minutes=10)

TRIED = "installation"
"""A word that a search takes, whatever it finds."""

_KEPT = 512  # questions, of three topics each
_SITES = 256
_CONNECTIONS = 4
_SECONDS_ASKED = re.compile(r"[0-9]{1,9}")

log = structlog.get_logger(__name__)
T = TypeVar("T")

REQUESTS = Counter(
    "compass_forum_requests",
    "Requests to forums, by what they answered (none: not in time, or cut off).",
    ["status"],
)


class _Unusable(Exception):
    """An answer that helps nobody; the text says why, `wait` what the forum asked for."""

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Discourse:
    """Any Discourse, asked without an account; a `bot.core.forum.Forum`.

    `public_only` keeps it to the public internet (`reach`); `now` is this machine's
    time, aware. A forum that fails is left alone for some minutes, and its failure
    logged once a minute.
    """

    def __init__(
        self,
        *,
        public_only: bool,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
    ) -> None:
        self._public_only = public_only
        self._now = now
        self._seconds = seconds
        self._known: LRUCache[tuple[str, str], tuple[datetime, tuple[Topic, ...]]]
        self._known = LRUCache(_KEPT)
        self._patience: LRUCache[str, Patience] = LRUCache(_SITES)
        self._session: aiohttp.ClientSession | None = None

    async def similar(self, site: str, title: str) -> tuple[Topic, ...]:
        """Up to three topics of the forum at `site` that may answer such a question.

        Empty where there are none, where the forum may not be asked so often, and where
        it does not answer as a Discourse does within three seconds. Nothing is raised.
        """
        patience = self._patience_for(site)

        async def ask(url: str) -> tuple[Topic, ...]:
            return await self._similar(url, title, patience)

        try:
            return await self._in_time(site, ask)
        except _Unusable as error:
            if patience.failed(self._now(), error.wait):
                log.warning("no similar topics", forum=site[:200], why=str(error)[:200])
            return ()

    async def why_not(self, site: str) -> str:
        """Why the forum at `site` cannot be asked, by asking it; "" where it can be."""
        from bot.discourse.answers import topics_in

        async def ask(url: str) -> None:
            topics_in(await self._search(url, TRIED), url)

        try:
            await self._in_time(site, ask)
        except _Unusable as error:
            return str(error)
        return ""

    async def _in_time(self, site: str, ask: Callable[[str], Awaitable[T]]) -> T:
        """What comes of asking the forum; whatever goes wrong is `_Unusable`."""
        try:
            url = parse_site(site, public_only=self._public_only)
            async with asyncio.timeout(self._seconds):
                return await ask(str(url))
        except TimeoutError:
            raise _Unusable("no answer in time") from None
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as error:
            raise _Unusable(str(error) or type(error).__name__) from None

    def _patience_for(self, site: str) -> Patience:
        """One for each server, whatever path the forum is said to be below."""
        try:
            host = URL(site).host or ""
        except ValueError:
            host = ""
        return self._patience.setdefault(host, Patience())

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _similar(
        self, site: str, title: str, patience: Patience
    ) -> tuple[Topic, ...]:
        # with its patterns of secrets: for whoever asks a forum at all
        from bot.discourse.answers import topics_in
        from bot.discourse.query import queries_for

        for query in queries_for(title):
            known = self._known.get((site, query))
            if known is not None and self._now() < known[0]:
                topics = known[1]
            elif patience.ask(self._now()):
                topics = topics_in(await self._search(site, query), site)
                patience.answered()
                kept = FOUND_FOR if topics else NOTHING_FOR
                self._known[site, query] = self._now() + kept, topics
            else:
                return ()
            if topics:
                return topics
        return ()

    async def _search(self, site: str, query: str) -> object:
        url = URL(f"{site}/search.json").with_query(q=query)
        status = "none"
        try:
            async with self._opened().get(url, allow_redirects=False) as response:
                content = await _read(response)
                status = _status(response.status)
        finally:
            REQUESTS.labels(status).inc()
        if response.status == 429:
            asked = _SECONDS_ASKED.fullmatch(response.headers.get("Retry-After", ""))
            wait = timedelta(seconds=int(asked[0])) if asked else None
            raise _Unusable("its limit is reached (429)", wait)
        if response.status != 200:
            raise _Unusable(f"it answered {response.status}")
        if response.content_type != "application/json":
            raise _Unusable(f"{response.content_type} instead of JSON")
        return json.loads(content)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = PublicResolver() if self._public_only else None
            self._session = aiohttp.ClientSession(
                headers={
                    "Accept": "application/json",
                    "User-Agent": f"team-compass-bot/{__version__}",
                },
                timeout=aiohttp.ClientTimeout(total=self._seconds),
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, resolver=resolver),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _status(status: int) -> str:
    """Few words for what any server may answer."""
    return str(status) if status in (200, 404, 429) else f"{status // 100}xx"


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        content += chunk
        if len(content) > MOST_BYTES:
            raise _Unusable(f"an answer of over {MOST_BYTES} bytes")
    return bytes(content)
