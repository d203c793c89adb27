"""`/admin`: how the bot is, what it does and will do, and Retry for what has failed.

What shows it is imported with the first look at it: most processes never need it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

import structlog

from bot.github.app import App
from bot.github.deliveries import Attempt
from bot.github.overview import Overview
from bot.settings import Settings
from bot.todo.job import StoreUnavailable, Todo
from bot.web import http as web
from bot.web.admin_guard import Entry, Guard, Refusal, is_from_here
from bot.web.answers import HEADERS, error_response, json_response
from bot.web.heard import LastDeliveries
from bot.web.http import RequestPayloadError
from bot.web.server import Routes

if TYPE_CHECKING:
    from bot.web.admin_page import Page

log = structlog.get_logger(__name__)

PATH = "/admin"
MOST_BYTES = 4096
BODY_WITHIN = timedelta(seconds=10)
"""Of a form that presses a button."""


MadeUp = Callable[[], Awaitable[Callable[[Attempt], bool]]]


class Admin:
    """Answers those who have the `token`.

    `heard` is what this process's webhook remembers, `overview` its own look over
    installations, and `now` the time by which jobs are due. `made_up` finds out which
    failures in GitHub's log the bot has dealt with since.
    """

    def __init__(
        self,
        token: str,
        *,
        settings: Settings,
        todo: Todo,
        app: App,
        overview: Overview,
        heard: LastDeliveries,
        made_up: MadeUp,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._todo = todo
        self._app = app
        self._overview = overview
        self._heard = heard
        self._made_up = made_up
        self._now = now
        self._started = now()
        secure = (settings.public_url or "").startswith("https:")
        self._guard = Guard(token, now=now, secure=secure)
        self._page: Page | None = None

    @property
    def routes(self) -> Routes:
        """Path and method to the page."""
        return {PATH: {"GET": self.show, "POST": self.retry}}

    async def show(self, request: web.BaseRequest) -> web.Response:
        """For whoever runs the bot: how it is, jobs, last deliveries, the next 90 days."""
        entry = self._entry(request)
        if isinstance(entry, web.Response):
            return entry
        page = self._shown()
        about = request.query.get("about", "")
        view = await page.view(about)
        if _wants_json(request):
            return json_response(200, page.json(view))
        response = page.html(view, said=request.query.get("said", ""), about=about)
        if entry.cookie:
            response.headers["Set-Cookie"] = entry.cookie
        return response

    async def retry(self, request: web.BaseRequest) -> web.Response:
        """What the buttons there do: a job that has failed, or each of them, is retried."""
        entry = self._entry(request)
        if isinstance(entry, web.Response):
            return entry
        if not is_from_here(request, self._settings.public_url):
            return error_response(
                403,
                "this form came from another site's page; if it is your own, set"
                " PUBLIC_URL to the address that you see",
            )
        fields = await _form(request)
        if fields is None:
            return error_response(400, "this is no form of this page")
        try:
            retried = await self._shown().retry(fields.get("job", ""))
        except StoreUnavailable as error:
            log.error("not retried", error=str(error))
            return error_response(
                503, "this cannot be recorded just now", {"Retry-After": "60"}
            )
        if _wants_json(request):
            return json_response(200, {"retried": [str(key) for key in retried]})
        said = ("nothing", "one")[len(retried)] if len(retried) < 2 else "several"
        about = fields.get("about", "")
        query = urlencode({"said": said} | ({"about": about} if about else {}))
        location = {"Location": f"{PATH}?{query}"}
        return web.Response(status=303, headers={**HEADERS, **location})

    async def close(self) -> None:
        """End what was asked of GitHub for the page."""
        if self._page is not None:
            await self._page.close()

    def _entry(self, request: web.BaseRequest) -> Entry | web.Response:
        found = self._guard.admit(request)
        if isinstance(found, Refusal):
            return error_response(found.status, found.error, found.headers)
        return found

    def _shown(self) -> "Page":
        if self._page is None:
            from bot.web.admin_page import Page

            self._page = Page(
                settings=self._settings,
                todo=self._todo,
                app=self._app,
                overview=self._overview,
                heard=self._heard,
                made_up=self._made_up,
                guard=self._guard,
                now=self._now,
                started=self._started,
            )
        return self._page


def _wants_json(request: web.BaseRequest) -> bool:
    accepted = request.headers.get("Accept", "").lower()
    return "application/json" in accepted and "text/html" not in accepted


async def _form(request: web.BaseRequest) -> dict[str, str] | None:
    """The fields of a form that a button of ours sends; None of anything else."""
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    size = request.content_length
    if kind != "application/x-www-form-urlencoded" or size is None or size > MOST_BYTES:
        return None
    try:
        async with asyncio.timeout(BODY_WITHIN.total_seconds()):
            body = await request.content.readexactly(size)
        fields = parse_qs(body.decode("ascii"), max_num_fields=10)
    except (TimeoutError, RequestPayloadError, ValueError, EOFError):
        return None
    return {name: values[0] for name, values in fields.items()}
