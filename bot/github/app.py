"""GitHub as the App itself sees it, and the door to its installations."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from yarl import URL

from bot.core.errors import Refused
from bot.core.models import Identity, Installation
from bot.core.points import PurseOf
from bot.core.turns import TurnsOf
from bot.github.addresses import under
from bot.github.api import GitHub
from bot.github.cache import Cache
from bot.github.client import Client
from bot.github.clock import ServerClock
from bot.github.deliveries import Deliveries, DeliveryLog
from bot.github.permissions import (
    Permissions,
    only_reading,
    only_writing,
    permissions_of,
)
from bot.github.points import ProcessPurse
from bot.github.process_turns import ProcessTurns, begun
from bot.github.refusals import Missing
from bot.github.shapes import parse_identity, parse_installation
from bot.github.tokens import (
    AppCredentials,
    InstallationCredentials,
    Scope,
    Tokens,
    load_key,
)
from bot.github.wire import TIMEOUT, Lane, Wire

AT_ONCE = 32
"""Requests of one process, of all installations together; GitHub allows 100."""

PAGES = 1000
"""Of a hundred installations each: an App may have more than ten thousand."""


class App:
    """GitHub as the App itself sees it, and the door to its installations.

    `api_url` is the REST base and `graphql_url` the other address (by default the one
    that GitHub has beside it), `permissions` what it asks for of all features together,
    `write_interval` the seconds between two writes of one installation (0: no pace),
    `waits` the seconds before each further try of a failed read. `turns` and `purses`
    (None: this process's own) are what all share who ask for an installation, and
    `at_once` is how many requests of this process may be under way. `now` is this
    machine's time, aware; GitHub's own is learnt from its answers.
    """

    def __init__(
        self,
        *,
        app_id: str | int,
        private_key: RSAPrivateKey | str | bytes,
        api_url: str,
        permissions: Mapping[str, str],
        now: Callable[[], datetime],
        write_interval: float = 1.0,
        waits: tuple[float, ...] = (0.2, 1.0),
        graphql_url: str = "",
        turns: TurnsOf | None = None,
        purses: PurseOf | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        self._app_id = str(app_id)
        self._key = (
            private_key
            if isinstance(private_key, RSAPrivateKey)
            else load_key(private_key)
        )
        self._base = URL(api_url.rstrip("/"))
        self._graphql = URL(graphql_url or f"{self._base}/graphql")
        reading = only_reading(permissions)
        self._reading = permissions_of(reading)
        self._surveying = permissions_of(
            {name: reading[name] for name in reading if name in _SURVEYED}
        )
        self._clock = ServerClock(now)
        since = begun()
        self._turns = turns or (
            lambda _id: ProcessTurns(write_interval, now=now, since=since)
        )
        self._purses = purses or (lambda _id: ProcessPurse(write_interval))
        self._at_once = at_once
        self._waits = waits
        self._cache = Cache()
        self._lane = Lane(0, self._turns(0), self._purses(0))
        self._installations: dict[int, tuple[Lane, GitHub]] = {}
        self._now = now
        self._identity: tuple[Identity, datetime] | None = None
        self._asking = asyncio.Lock()
        # Both need the running loop, so that they are made at the first request.
        self._wire: Wire | None = None
        self._tokens: Tokens | None = None

    @property
    def clock(self) -> ServerClock:
        """What time it is at GitHub, as far as it has answered."""
        return self._clock

    def connect(self) -> Client:
        """A client that asks as the App itself, about itself."""
        return self._client()

    async def identity(self) -> Identity:
        """Who this App is, as of `NAMED_FOR` ago at most: its owner may rename it."""
        async with self._asking:
            if self._identity is None or self._now() - self._identity[1] >= NAMED_FOR:
                try:
                    found = await self._client().get("/app", parse_identity)
                except Missing as error:
                    raise Refused(
                        f"GitHub knows no App {self._app_id}: is APP_ID right?"
                    ) from error
                self._identity = found, self._now()
            return self._identity[0]

    async def installations(self) -> tuple[Installation, ...]:
        """All installations, suspended ones too."""
        return await self._client().get_all(
            "/app/installations", parse_installation, pages=PAGES
        )

    async def installation_of(self, full_name: str) -> int | None:
        """The installation that was given the repository, also under an old name.

        None where there is none, or it is suspended.
        """
        path = under(full_name, "/installation")
        try:
            found = await self._client().get(path, parse_installation)
        except Missing:
            return None
        return None if found.suspended else found.id

    def deliveries(self) -> Deliveries:
        """GitHub's log of what it sent to this App."""
        credentials = AppCredentials(self._app_id, self._key, self._clock)
        return Deliveries(DeliveryLog(self._wired(), self._lane, credentials))

    def installation(
        self, installation_id: int, permissions: Mapping[str, str] | None = None
    ) -> GitHub:
        """GitHub as this installation sees it; what one sees there, all remember.

        With a feature's `permissions` it may be written to, with a token for one
        repository and what of them is to write. Without them there is only reading, for
        which all features share one token in each repository.
        """
        known = self._installations.get(installation_id)
        if known is None:
            purse = self._purses(installation_id)
            lane = Lane(installation_id, self._turns(installation_id), purse)
            known = lane, GitHub(partial(self._client_to_read, lane))
            self._installations[installation_id] = known
        lane, github = known
        if permissions is None:
            return github
        writing = permissions_of(only_writing(permissions))
        return github.allowed(partial(self._client_to_write, lane, writing))

    async def close(self) -> None:
        """End what is under way and let go of the connections."""
        if self._tokens is not None:
            await self._tokens.close()
        if self._wire is not None:
            await self._wire.session.close()
        self._wire = self._tokens = None

    def _client(self) -> Client:
        credentials = AppCredentials(self._app_id, self._key, self._clock)
        return Client(self._wired(), self._lane, credentials)

    def _client_to_read(self, lane: Lane, repository: str | None) -> Client:
        if repository is None:
            return self._client_with(
                Scope(lane.installation, (), self._surveying), lane
            )
        return self._client_to_write(lane, self._reading, repository)

    def _client_to_write(
        self, lane: Lane, permissions: Permissions, repository: str
    ) -> Client:
        name = repository.partition("/")[2]
        return self._client_with(Scope(lane.installation, (name,), permissions), lane)

    def _client_with(self, scope: Scope, lane: Lane) -> Client:
        if self._tokens is None:
            self._tokens = Tokens(self._client, self._clock)
        credentials = InstallationCredentials(self._tokens, scope, self._clock)
        return Client(self._wired(), lane, credentials)

    def _wired(self) -> Wire:
        if self._wire is None:
            session = aiohttp.ClientSession(
                timeout=TIMEOUT,
                connector=aiohttp.TCPConnector(limit=self._at_once),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
            self._wire = Wire(
                session=session,
                base=self._base,
                graphql=self._graphql,
                clock=self._clock,
                cache=self._cache,
                waits=self._waits,
            )
        return self._wire


NAMED_FOR = timedelta(minutes=1)
"""So long it is believed that the App has the name that it had. To ask again costs
nothing that GitHub counts, as long as nothing has changed."""

_SURVEYED = ("contents", "issues", "metadata", "pull_requests")
"""What a look over all repositories needs: a look may be wide, a write never is."""
