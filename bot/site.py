"""What is answered over HTTP, by every process that has the role `web`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.app import sections
from bot.feature import Feature
from bot.github.app import App
from bot.settings import Settings, SettingsError
from bot.todo.job import Todo
from bot.web.calendar import Calendar
from bot.web.page_memory import Lookups
from bot.web.pages import Pages
from bot.web.server import Routes, Server
from bot.web.versions import Versions
from bot.web.webhook import Webhook

HEALTH = ("/healthz", "/readyz", "/metrics")
"""What a process tells of itself that has no other pages."""


class Site:
    """The server with its routes; without `whole` only those of `HEALTH`."""

    def __init__(
        self,
        settings: Settings,
        *,
        features: Sequence[Feature],
        todo: Todo,
        github: App,
        now: Callable[[], datetime],
        port: int,
        whole: bool = True,
    ) -> None:
        self._settings = settings
        self._features = tuple(features)
        self._github = github
        self._now = now
        self._where = f"{settings.host}:{port}"
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
        webhook = Webhook(
            secrets=settings.webhook_secrets, features=self._features, todo=todo
        )
        routes: Routes = {path: pages.routes[path] for path in HEALTH}
        if whole:
            routes = {
                **pages.routes,
                **self._calendar.routes,
                **self._versions.routes,
                settings.webhook_path: {"POST": webhook},
            }
        self._server = Server(routes, host=settings.host, port=port)

    @property
    def url(self) -> str:
        """Where it is reached on this machine, while it runs."""
        return self._server.url

    async def start(self) -> None:
        """Answer from now on; SettingsError where the port cannot be used."""
        try:
            await self._server.start()
        except (OSError, UnicodeError) as error:  # the latter: not even a name
            why = getattr(error, "strerror", None) or "no such host"
            raise SettingsError(
                f"HOST, PORT: {self._where} cannot be used ({why}): free it or set"
                " another"
            ) from None

    async def stop(self, *, grace: float) -> None:
        """Accept nothing more; what is being answered has `grace` seconds to end."""
        await self._server.stop(grace=grace)

    async def close(self) -> None:
        """End what was looked up for pages."""
        await self._calendar.close()
        await self._versions.close()

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
