"""`/setup`: GitHub makes the App that the bot works as, and the bot goes on as that.

The way is the one that GitHub has for it: a form here leads to GitHub with a manifest and
a `state`, and GitHub leads back to `/setup/callback` with a code, for which it gives the
credentials once.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from bot.settings import Settings
from bot.web import http as web
from bot.web import setup_words as words
from bot.web.admin_guard import is_from_here
from bot.web.answers import HEADERS, error_response, json_response
from bot.web.server import Routes
from bot.web.setup_address import came_by
from bot.web.setup_exchange import CODE, Credentials, NotExchanged, exchange
from bot.web.setup_guard import Door, Errand, Errands
from bot.web.setup_manifest import manifest, read_app_file
from bot.web.setup_pages import SetupPages
from bot.web.setup_wishes import Wishes

log = structlog.get_logger(__name__)

PATH, CALLBACK = "/setup", "/setup/callback"
RETRY_AFTER = "300"
"""Seconds after which a delivery may come again: somebody is at work on it."""


class NotKept(Exception):
    """The credentials could not be written; the text says why, and how to mend it."""


class NotStarted(Exception):
    """The bot could not start; the text says why."""


class Keeper(Protocol):
    """What the pages cannot do: it knows files, and the whole bot."""

    def set_already(self) -> Mapping[str, str]:
        """Variables that would win over what is written; raises NotKept if unreadable."""
        ...

    def try_out(self) -> None:
        """Raises NotKept where they could not be written, as far as that is known."""
        ...

    async def keep(self, credentials: Credentials, public_url: str) -> None:
        """Write them down, once; raises NotKept, and then nothing has changed."""
        ...

    async def start_bot(self) -> None:
        """Let the bot run with what was written; raises NotStarted."""
        ...


class Setup:
    """Answers the browser that came with the `token`, until there is a bot.

    `env_file` is where credentials are written, for people; `now` the time by which forms
    grow old.
    """

    def __init__(
        self,
        token: str,
        *,
        settings: Settings,
        keeper: Keeper,
        env_file: str,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._keeper = keeper
        self._env_file = env_file
        self._file = read_app_file()
        self._pages = SetupPages(
            self._file,
            server_url=settings.server_url,
            webhook_path=settings.webhook_path,
            env_file=env_file,
        )
        self._door = Door(token, now=now)
        self._errands = Errands(now)
        self._turn = asyncio.Lock()
        self._made: tuple[Errand, Credentials] | None = None
        self._over = False
        self._work: set[asyncio.Task[web.Response]] = set()

    @property
    def routes(self) -> Routes:
        """What is answered as long as there is no App."""
        return {
            "/healthz": {"GET": self.healthz},
            "/readyz": {"GET": self.readyz},
            self._settings.webhook_path: {"POST": self.deliver},
        }

    @property
    def lasting(self) -> Routes:
        """The pages; they are still asked for, by Back and Reload, when they are gone."""
        return {
            PATH: {"GET": self.show, "POST": self.again},
            CALLBACK: {"GET": self.callback},
        }

    @property
    def unheard(self) -> Errand | None:
        """One whose App is made, as far as anybody knows, and whose credentials lack."""
        return None if self._made else self._errands.unheard

    @property
    def unkept(self) -> Credentials | None:
        """An App that was made and whose credentials would be lost with this process."""
        return self._made[1] if self._made and not self._over else None

    async def settle(self, within: timedelta) -> None:
        """Return when nothing is under way that credentials depend on, or by then."""
        if self._work:
            await asyncio.wait(self._work, timeout=within.total_seconds())

    async def healthz(self, _request: web.BaseRequest) -> web.Response:
        """The process lives."""
        return json_response(200, {"alive": True})

    async def readyz(self, _request: web.BaseRequest) -> web.Response:
        """503 until there is an App."""
        return json_response(503, {"ready": False, "app": "not set up: open /setup"})

    async def deliver(self, _request: web.BaseRequest) -> web.Response:
        """503: without a secret nobody can tell who sent it; GitHub keeps it."""
        return error_response(
            503, "this is not set up yet", {"Retry-After": RETRY_AFTER}
        )

    async def show(self, request: web.BaseRequest) -> web.StreamResponse:
        """Guarded by the token: what App is to be made, and a form that leads to GitHub."""
        if self._over:
            return self._pages.says(words.OVER)
        token = request.query.get("token")
        if not self._door.knows(request):
            return self._let_in(request, token)
        if token is not None:  # it is to be in no address that is kept
            return web.Response(status=303, headers={**HEADERS, "Location": PATH})
        if self._made is not None:
            return await self._see_through(self._go_on())
        return self._asked(request)

    async def again(self, request: web.BaseRequest) -> web.StreamResponse:
        """The button there: what was not written, or not started, is tried again."""
        if self._over:
            return self._pages.says(words.OVER)
        if not self._door.knows(request):
            return self._pages.says(words.SHUT)
        if not is_from_here(request, self._settings.public_url):
            return self._pages.says(words.FOREIGN)
        if self._made is None:
            return web.Response(status=303, headers={**HEADERS, "Location": PATH})
        return await self._see_through(self._go_on())

    async def callback(self, request: web.BaseRequest) -> web.StreamResponse:
        """Where GitHub leads back to: its code becomes the App's credentials."""
        if self._over:
            return self._pages.says(words.OVER)
        if not self._door.knows(request):
            return self._pages.says(words.ELSEWHERE)
        errand = self._errands.find(request.query.get("state", ""))
        code = request.query.get("code", "")
        if errand is None:
            return self._pages.says(words.UNASKED)
        if not CODE.fullmatch(code):
            return self._pages.says(words.CODELESS)
        return await self._see_through(self._take(errand, code))

    async def _take(self, errand: Errand, code: str) -> web.Response:
        async with self._turn:
            if self._over:
                return self._pages.says(words.OVER)
            if self._made is not None and self._made[0] is errand:
                return await self._finish(*self._made)
            if self._made is not None or errand.over or errand.code not in ("", code):
                return self._pages.says(words.SPENT)
            errand.code = code
            settings = self._settings
            try:
                made = await exchange(settings.api_url, settings.server_url, code)
            except NotExchanged as error:
                # what GitHub has not answered may be asked for again, and nothing else
                errand.over = error.trouble in ("refused", "odd")
                log.warning("no credentials from GitHub", why=error.trouble)
                apps = errand.wishes.apps(settings.server_url)
                return self._pages.says(words.not_exchanged(error.trouble, apps))
            log.info("GitHub has made the App", app_id=made.app_id, slug=made.slug)
            self._made = (errand, made)
            return await self._finish(errand, made)

    async def _go_on(self) -> web.Response:
        async with self._turn:
            if self._over or self._made is None:
                return self._pages.says(words.OVER)
            return await self._finish(*self._made)

    async def _see_through(
        self, work: Coroutine[Any, Any, web.Response]
    ) -> web.Response:
        """Do it whether or not the browser waits: GitHub gives credentials once."""
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return await asyncio.shield(task)

    async def _finish(self, errand: Errand, made: Credentials) -> web.Response:
        """Write the credentials and start the bot, or say what of that has to be tried."""
        hook, file = errand.wishes.hook_url, self._env_file
        try:
            public_url = errand.wishes.public_url(self._settings.webhook_path)
            await self._keeper.keep(made, public_url)
        except NotKept as error:
            log.error("credentials not written", why=str(error))
            return self._pages.says(words.not_kept(str(error), made))
        try:
            await self._keeper.start_bot()
        except NotStarted as error:
            log.error("not started", why=str(error))
            return self._pages.says(words.not_started(str(error), file))
        self._over = True
        warning = self._pages.warning(hook)
        return self._pages.says(words.done(made, file, warning=warning))

    def _let_in(
        self, request: web.BaseRequest, token: str | None
    ) -> web.StreamResponse:
        if token is None or request.method == "HEAD":  # some look before they open
            return self._pages.says(words.SHUT)
        secure = came_by(request, self._settings).startswith("https:")
        match self._door.knock(request, token, secure=secure):
            case "wrong":
                return self._pages.says(words.WRONG)
            case "many":
                return self._pages.says(words.MANY)
            case "used":
                return self._pages.says(words.USED)
            case response:
                response.headers.update(HEADERS)
                return response

    def _asked(self, request: web.BaseRequest) -> web.Response:
        """The form, or where it was sent the way to GitHub."""
        try:
            found = self._keeper.set_already()
        except NotKept as error:
            return self._pages.says(words.unreadable(str(error)))
        if found:  # what GitHub gives could not be kept
            return self._pages.says(words.in_the_way(found))
        try:
            self._keeper.try_out()
        except NotKept as error:
            return self._pages.says(words.unwritable(str(error)))
        base, seal = came_by(request, self._settings), self._door.seal
        if not self._door.is_sealed(request):
            known = self._settings.public_url or base
            hook = known + self._settings.webhook_path
            wishes = Wishes(name=self._file.name, hook_url=hook, of_organization=True)
            return self._pages.form(wishes, mistakes={}, seal=seal)
        wishes = Wishes.read(request.query)
        mistakes = wishes.mistakes()
        if mistakes or "change" in request.query:
            return self._pages.form(wishes, mistakes=mistakes, seal=seal)
        asked = manifest(
            self._file,
            wishes,
            redirect_url=base + CALLBACK,
            webhook_path=self._settings.webhook_path,
        )
        return self._pages.send(self._errands.begin(wishes), asked, seal=seal)
