"""The stand-in GitHub as one thing to start, play with and stop."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType, TracebackType
from typing import Self

from aiohttp import web

from bot.playground.accounts import Account, App, Installation
from bot.playground.api import Api
from bot.playground.auth import Gate, key_pair
from bot.playground.clock import Clock
from bot.playground.deliveries import Attempt, Delivery, Outbox
from bot.playground.faults import Faults
from bot.playground.limits import RateLimits
from bot.playground.manifests import Manifests
from bot.playground.repositories import Repository
from bot.playground.requests import RequestLog
from bot.playground.rest.routes import ROUTES
from bot.playground.rules import UNDER_WAY, broken_rules
from bot.playground.world import World

PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "checks": "write",
        "contents": "write",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",
    }
)
EVENTS = (
    "check_run",
    "check_suite",
    "create",
    "delete",
    "issue_comment",
    "issues",
    "pull_request",
    "push",
    "release",
    "repository",
)
GITHUBS_EXAMPLE = "It's a Secret to Everybody"
"""The secret in GitHub's own documentation of webhooks: one that keeps nothing."""


class Playground:
    """GitHub on 127.0.0.1, for as long as the `async with` lasts.

    - `prefix`: `/api/v3` for addresses as on GitHub Enterprise Server (with GraphQL at
      `/api/graphql`); needed where pages share the server;
    - `permissions`, `events`: what the App asked for;
    - `registered`: whether there is an App; False where somebody makes one, on a page;
    - `search_lag`: how far the index of the search is behind, may be changed at any time.

    `unknown` lists what was asked that this GitHub does not know: it is put on record
    and answered 404, never guessed. Tests expect it to be empty.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        port: int = 0,
        prefix: str = "",
        permissions: Mapping[str, str] = PERMISSIONS,
        events: Sequence[str] = EVENTS,
        webhook_secret: str = GITHUBS_EXAMPLE,
        registered: bool = True,
    ) -> None:
        self.clock = clock
        self.world = World(clock)
        slug = "team-compass" if registered else "none-yet"
        self.world.app = self._new_app(slug, permissions, events, webhook_secret)
        self.manifests = Manifests(self.world, taken=registered)
        self.gate = Gate(self.world)
        self.limits = RateLimits(clock)
        self.outbox = Outbox(self.world)
        self.faults = Faults()
        self.requests = RequestLog()
        self.unknown: list[str] = []
        self.search_lag = timedelta(0)
        self._port = port
        self._prefix = prefix
        self._pages: list[Callable[[web.Application], None]] = []
        self._runner: web.AppRunner | None = None
        self._sender: asyncio.Task[None] | None = None

    def _new_app(
        self,
        slug: str,
        permissions: Mapping[str, str],
        events: Sequence[str],
        secret: str,
    ) -> App:
        world = self.world
        return App(
            id=123_456,
            client_id="Iv23liPlaygroundApp1",
            slug=slug,
            name=slug.replace("-", " ").title(),
            owner=world.account("jupyterhub", "Organization"),
            account=world.account(f"{slug}[bot]"),
            created_at=world.now(),
            permissions=dict(permissions),
            events=list(events),
            private_key_pem=key_pair()[0],
            webhook_secret=secret,
            hook_id=world.next_id(),
        )

    @property
    def app(self) -> App:
        """The App that is played with."""
        return self.world.app

    @property
    def url(self) -> str:
        """The base of the REST API."""
        return self.world.api_url

    @property
    def graphql_url(self) -> str:
        """The address of the GraphQL API."""
        return self.world.graphql_url

    @property
    def server_url(self) -> str:
        """The base of the pages for people."""
        return self.world.server_url

    async def __aenter__(self) -> Self:
        server = web.Application(client_max_size=2**26)
        api = Api(self, ROUTES)
        server.router.add_route("*", self._graphql_path, api.handle)
        server.router.add_route("*", self._prefix + "/{path:.*}", api.handle)
        for attach in self._pages:
            attach(server)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.server_url = f"http://127.0.0.1:{port}"
        self.world.api_url = self.world.server_url + self._prefix
        self.world.graphql_url = self.world.server_url + self._graphql_path
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop_sending()
        await self.outbox.close()
        if self._runner:
            await self._runner.cleanup()

    def broken_rules(
        self, *, apart: float = 1.0, under_way: float = UNDER_WAY
    ) -> list[str]:
        """What GitHub would mind of all that it was asked, as `rules` has it."""
        return broken_rules(self.requests, apart=apart, under_way=under_way)

    def add_pages(self, attach: Callable[[web.Application], None]) -> None:
        """Let pages for people share the server; to be said before it starts."""
        self._pages.append(attach)

    @property
    def _graphql_path(self) -> str:
        return f"{self._prefix.removesuffix('/v3')}/graphql"

    def path_of(self, raw_path: str) -> str:
        """The path from the API's base; `/graphql` wherever that is."""
        if raw_path == self._graphql_path:
            return "/graphql"
        return raw_path.removeprefix(self._prefix)

    def add_repository(
        self,
        full_name: str,
        *,
        private: bool = False,
        install: bool = True,
        owner: str = "Organization",
    ) -> Repository:
        """Make a repository (and its owner) and, with `install`, show it to the App."""
        return self.world.add_repository(
            full_name, private=private, install=install, owner=owner
        )

    def repository(self, full_name: str) -> Repository:
        """The repository that has or had that name; KeyError if none did."""
        return self.world.repository(full_name)

    def add_member(self, organization: str, login: str) -> Account:
        """Make someone a member of an organization."""
        return self.world.add_member(organization, login)

    def installation(self, account: str) -> Installation:
        """The App's installation on the account; KeyError if there is none."""
        found = self.world.installation_of(self.world.account(account))
        if found is None:
            raise KeyError(account)
        return found

    def deliver_to(self, url: str, secret: str | None = None) -> None:
        """Set the hook's address and, if given, another secret."""
        self.app.hook_url = url
        if secret is not None:
            self.app.webhook_secret = secret

    @property
    def pending(self) -> list[Delivery]:
        """The deliveries that wait to be sent; may be edited."""
        return self.outbox.pending

    async def deliver(
        self,
        *,
        duplicate: bool = False,
        shuffle: random.Random | None = None,
        lose: Callable[[Delivery], bool] | None = None,
    ) -> list[Attempt]:
        """Send what waits: twice, in another order, or not what `lose` picks."""
        return await self.outbox.deliver(
            duplicate=duplicate, shuffle=shuffle, lose=lose
        )

    @property
    def automatic(self) -> bool:
        """Whether deliveries are sent as soon as there are any."""
        return self._sender is not None

    @automatic.setter
    def automatic(self, on: bool) -> None:
        if on and self._sender is None:
            self._sender = asyncio.create_task(self.outbox.run())
        elif not on and self._sender is not None:
            self._sender.cancel()
            self._sender = None

    async def _stop_sending(self) -> None:
        sender, self._sender = self._sender, None
        if sender:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender
