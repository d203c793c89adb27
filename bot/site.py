"""What is answered over HTTP, by every process that has the role `web`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.app import sections
from bot.feature import Feature
from bot.github.app import App
from bot.github.deliveries import Attempt
from bot.github.overview import Overview
from bot.settings import Settings, SettingsError
from bot.todo.job import Todo
from bot.web.answers import kept_safe
from bot.web.calendar import Calendar
from bot.web.heard import LastDeliveries
from bot.web.page_memory import Lookups
from bot.web.pages import Pages
from bot.web.server import Routes, Server
from bot.web.versions import Versions
from bot.web.webhook import Webhook

if TYPE_CHECKING:
    from bot.web.admin import Admin

log = structlog.get_logger(__name__)

HEALTH = ("/healthz", "/readyz", "/metrics")
"""What a process tells of itself that has no other pages."""


class Site:
    """The server with its routes; without `whole` only those of `HEALTH`.

    One that runs already goes on as this site's `server`, and has `port` by then.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        features: Sequence[Feature],
        todo: Todo,
        github: App,
        overview: Overview,
        now: Callable[[], datetime],
        port: int,
        whole: bool = True,
        server: Server | None = None,
    ) -> None:
        self._settings = settings
        self._features = tuple(features)
        self._github = github
        self._now = now
        self._where = f"{settings.host}:{port}"
        self._guessable = settings.guessable if whole else 0
        pages = Pages(
            settings=settings,
            features=self._features,
            todo=todo,
            identity=github.identity,
            now=now,
        )
        lookups = Lookups(now)
        self._calendar = Calendar(self._read_calendar, now=now, lookups=lookups)
        self._versions = Versions(self._read_versions, now=now, lookups=lookups)
        token = settings.admin_token
        heard = LastDeliveries(now) if token else None
        webhook = Webhook(
            secrets=settings.webhook_secrets,
            features=self._features,
            todo=todo,
            heard=heard,
        )
        routes: Routes = {path: pages.routes[path] for path in HEALTH}
        if whole:
            routes = {
                **pages.routes,
                **self._calendar.routes,
                **self._versions.routes,
                settings.webhook_path: {"POST": webhook},
            }
        self._admin: Admin | None = None
        if whole and token and heard:
            self._admin = self._make_admin(token, todo, overview, heard)
            routes = {**routes, **self._admin.routes}
        self._routes, self._headers = routes, kept_safe(settings.public_url)
        self._taken_over = server is not None
        self._server = server or Server(
            routes, host=settings.host, port=port, headers=self._headers
        )

    @property
    def url(self) -> str:
        """Where it is reached on this machine, while it runs."""
        return self._server.url

    async def start(self) -> None:
        """Answer from now on; SettingsError where the port cannot be used."""
        try:
            if self._taken_over:
                self._server.turn_to(self._routes, self._headers)
            else:
                await self._server.start()
        except (OSError, UnicodeError) as error:  # the latter: not even a name
            why = getattr(error, "strerror", None) or "no such host"
            raise SettingsError(
                f"HOST, PORT: {self._where} cannot be used ({why}): free it or set"
                " another"
            ) from None
        if self._guessable:
            log.warning(
                "webhook secrets that can be guessed",
                count=self._guessable,
                variable="WEBHOOK_SECRET",
                why="whoever guesses one can sign; white space separates them",
                cure="set it, there and on the App's page, to what `openssl rand -hex 32`"
                " prints",
            )

    async def stop(self, *, grace: float) -> None:
        """Accept nothing more; what is being answered has `grace` seconds to end."""
        await self._server.stop(grace=grace)

    async def close(self) -> None:
        """End what was looked up for pages."""
        await self._calendar.close()
        await self._versions.close()
        if self._admin is not None:
            await self._admin.close()

    def _make_admin(
        self, token: str, todo: Todo, overview: Overview, heard: LastDeliveries
    ) -> "Admin":
        from bot.missed import NAME, parse_bookmark
        from bot.web.admin import Admin  # many never look

        async def made_up() -> Callable[[Attempt], bool]:
            return parse_bookmark(await todo.recall(NAME)).has

        return Admin(
            token,
            settings=self._settings,
            todo=todo,
            app=self._github,
            overview=overview,
            heard=heard,
            made_up=made_up,
            now=self._now,
        )

    async def _read_calendar(self, full_name: str) -> Mapping[str, bytes] | None:
        from bot.web.calendar_source import CalendarSource

        source = CalendarSource(
            self._github,
            sections=sections(self._features),
            server_url=self._settings.server_url,
            public_url=self._settings.public_url,
            now=self._now,
        )
        return await source.read(full_name)

    async def _read_versions(self, full_name: str) -> Mapping[str, bytes] | None:
        from bot.web.versions_source import VersionsSource

        source = VersionsSource(
            self._github,
            sections=sections(self._features),
            server_url=self._settings.server_url,
            now=self._now,
        )
        return await source.read(full_name)
