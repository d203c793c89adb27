"""`GET /calendar/{owner}/{repo}.ics`: a public repository's meetings, for everybody.

A name is looked at before GitHub is asked of it, and the answer is the same for what is
private, unknown, without the App or without meetings: nobody learns which it is.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from aiohttp import web

from bot.web.answers import HEADERS, error_response
from bot.web.calendar_memory import FRESH, CalendarMemory, Read, Unavailable
from bot.web.server import Routes

ROUTE = "/calendar/{owner}/{repo}.ics"

_PATH = re.compile(
    r"/calendar/([A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}\.ics)[A-Za-z0-9._-]{1,100})\.ics"
)
_NONE = (
    "there is no calendar here: the repository has to be public, with the App installed"
    " and meetings configured"
)


class Calendar:
    """Answers calendar programs with the feeds that `read` makes."""

    def __init__(self, read: Read, *, now: Callable[[], datetime]) -> None:
        self._memory = CalendarMemory(read, now=now)

    @property
    def routes(self) -> Routes:
        """Path and method to the feed."""
        return {ROUTE: {"GET": self.feed}}

    async def feed(self, request: web.BaseRequest) -> web.Response:
        """A public repository's meetings of the next 12 months as iCalendar; else 404."""
        name = _PATH.fullmatch(request.path)
        if name is None:
            return error_response(404, _NONE)
        try:
            kept = await self._memory.get(name[1])
        except Unavailable as error:
            seconds = str(round(error.after / timedelta(seconds=1)))
            return error_response(
                503, "GitHub does not tell just now", {"Retry-After": seconds}
            )
        if kept.body is None:
            return error_response(404, _NONE)
        headers = {
            **HEADERS,
            "Access-Control-Allow-Origin": "*",  # for calendars in a browser
            "Cache-Control": f"public, max-age={FRESH.total_seconds():.0f}",
            "ETag": kept.etag,
        }
        if _names(request.headers.getall("If-None-Match", []), kept.etag):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = "text/calendar; charset=utf-8"
        return web.Response(body=kept.body, headers=headers)

    async def close(self) -> None:
        """End what is under way."""
        await self._memory.close()


def _names(conditions: list[str], etag: str) -> bool:
    """Whether `If-None-Match` names this very content."""
    tags = [tag.strip() for line in conditions for tag in line.split(",")]
    return any(tag.removeprefix("W/") in (etag, "*") for tag in tags)
