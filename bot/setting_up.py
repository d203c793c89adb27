"""Set-up mode: a process that has no App serves `/setup`, and then the bot.

The same server goes on, at the same address and without a moment in which nobody answers.
"""

import asyncio
import base64
import errno
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.app import wall_clock
from bot.env_file import add_variables, left_behind, try_out
from bot.process import Bot
from bot.redaction import hide
from bot.settings import (
    Settings,
    SettingsError,
    given_secrets,
    load_settings,
    set_already,
)
from bot.todo.job import StoreUnavailable
from bot.web.answers import kept_safe
from bot.web.server import Server
from bot.web.setup import PATH, NotKept, NotStarted, Setup
from bot.web.setup_address import way_in
from bot.web.setup_exchange import Credentials

log = structlog.get_logger(__name__)

WRITTEN = ("APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET")
ANSWERS_END = timedelta(seconds=1)
WRITTEN_WITHIN = timedelta(seconds=7)
"""Two seconds are left: ten in all, as `docker stop` allows."""

_LET_IN = "let this user write the file and its folder"
_CURES = {
    errno.EBUSY: "mount its folder instead, or set the variables by hand",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EFBIG: "make room on the disk",
    errno.EROFS: "start in a folder that can be written to",
    errno.EISDIR: "make it a text file",
}
_BY_HAND = (
    "delete it, or generate a private key and a webhook secret on its page and set the"
    " variables by hand"
)


class SettingUp:
    """Serves `/setup` from `start` on, and is the bot once that was gone through.

    `settings` are those without an App, `environ` and `folder` what they were read from;
    `clock` is the time by which forms and jobs are due. `token` opens the page.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        environ: Mapping[str, str],
        folder: Path,
        clock: Callable[[], datetime] = wall_clock,
    ) -> None:
        self.token = secrets.token_urlsafe(32)
        self.bot: Bot | None = None
        self._settings = settings
        self._environ = environ
        self._folder = folder
        self._clock = clock
        self._kept = self._stopping = False
        self._started = asyncio.Event()
        self._secrets: tuple[str, ...] = (self.token,)
        self._hide()
        self._setup = Setup(
            self.token,
            settings=settings,
            keeper=self,
            env_file=self.env_file,
            now=clock,
        )
        self._server = Server(
            self._setup.routes,
            host=settings.host,
            port=settings.port,
            headers=kept_safe(settings.public_url),
            lasting=self._setup.lasting,
        )

    @property
    def url(self) -> str:
        """Where it is reached on this machine, while it runs."""
        return self._server.url

    @property
    def address(self) -> str:
        """What opens the page, once."""
        base = way_in(self._settings.public_url) or self.url
        return f"{base}{PATH}?token={self.token}"

    @property
    def env_file(self) -> str:
        """Where the credentials are written, for people."""
        return str(self._folder / ".env")

    async def start(self) -> None:
        """Serve the page; SettingsError where the port cannot be used."""
        try:
            await self._server.start()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "no such host"
            where = f"{self._settings.host}:{self._settings.port}"
            raise SettingsError(
                f"HOST, PORT: {where} cannot be used ({why}): free it or set another"
            ) from None
        log.warning("no App yet: set-up mode", url=f"{self.url}{PATH}")
        for file in left_behind(self._folder / ".env", WRITTEN):
            log.warning(
                "a set-up was killed before its App's credentials were in .env",
                file=str(file),
                cure="they are in this file: rename it to .env and start again, or delete"
                " it, and the App on GitHub",
            )

    async def run_until(self, stop: asyncio.Event) -> None:
        """Return once `stop` is set, as the bot does if there is one by then."""
        waits = [asyncio.create_task(one.wait()) for one in (stop, self._started)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in waits:
            task.cancel()
        if self.bot is not None:
            await self.bot.run_until(stop)

    async def stop(
        self,
        *,
        answers_end: timedelta = ANSWERS_END,
        written_within: timedelta = WRITTEN_WITHIN,
    ) -> None:
        """Accept nothing more and end; what GitHub gives by then is still written."""
        self._stopping = True
        if self.bot is None:
            await self._server.stop(grace=answers_end.total_seconds())
            await self._setup.settle(written_within)
        if self.bot is not None:
            await self.bot.stop()
        if self._kept:
            return
        if (lost := self._setup.unkept) is not None:
            log.error(
                "the App's credentials were never written",
                app=lost.html_url,
                cure=_BY_HAND,
            )
        elif (unheard := self._setup.unheard) is not None:
            apps = unheard.wishes.apps(self._settings.server_url)
            log.error(
                "GitHub never gave the App's credentials",
                app=unheard.wishes.name,
                apps=apps,
                cure=_BY_HAND,
            )

    def set_already(self) -> Mapping[str, str]:
        """Variables that would win over what is written; raises NotKept if unreadable."""
        try:
            return set_already(WRITTEN, self._environ, directory=self._folder)
        except SettingsError as error:
            raise NotKept(str(error)) from None

    def try_out(self) -> None:
        """Raises NotKept where they could not be written, as far as that is known."""
        try:
            try_out(self._folder / ".env")
        except OSError as error:
            raise NotKept(self._why(error)) from None

    async def keep(self, credentials: Credentials, public_url: str) -> None:
        """Write them down, once; raises NotKept, and then nothing has changed."""
        if self._kept:
            return
        self._secrets = (self.token, *credentials.secrets)
        self._hide()
        if found := self.set_already():
            names = ", ".join(f"{name} in {place}" for name, place in found.items())
            raise NotKept(f"set meanwhile: {names}: take it out")
        values = _variables(credentials)
        if public_url and self._settings.public_url is None:
            values["PUBLIC_URL"] = public_url
        note = f"Set up on {self._clock():%Y-%m-%d}: the App {credentials.html_url}"
        try:
            await asyncio.to_thread(add_variables, self._folder / ".env", note, values)
        except OSError as error:
            raise NotKept(self._why(error)) from None
        self._kept = True
        log.info("credentials written", file=self.env_file)

    async def start_bot(self) -> None:
        """Let the bot run with what was written; raises NotStarted."""
        if self._stopping:
            raise NotStarted("This process is being ended: start it again")
        try:
            settings = load_settings(self._environ, directory=self._folder)
            self._hide(settings.secrets)
            bot = Bot(settings, clock=self._clock, server=self._server)
            await bot.start()
        except (SettingsError, StoreUnavailable) as error:
            raise NotStarted(str(error)) from None
        self.bot = bot
        self._started.set()

    def _why(self, error: OSError) -> str:
        why = error.strerror or "cannot be written"
        return f"{self.env_file}: {why}: {_CURES.get(error.errno or 0, _LET_IN)}"

    def _hide(self, more: tuple[str, ...] = ()) -> None:
        """Nothing that is logged has what was given, made or heard here."""
        try:
            given = given_secrets(self._environ, directory=self._folder)
        except SettingsError:  # whoever reads it next says so
            given = ()
        hide({*given, *self._secrets, *more})


def _variables(credentials: Credentials) -> dict[str, str]:
    """One line each, which every reader of such files takes for the same."""
    key = base64.b64encode(credentials.private_key.encode()).decode()
    values = (credentials.app_id, key, credentials.webhook_secret)
    return dict(zip(WRITTEN, values, strict=True))
