"""`GET /calendar/{owner}/{repo}.ics`: a public repository's meetings, for everybody."""

from collections.abc import Callable
from datetime import datetime

from bot.web import http as web
from bot.web.page_memory import Lookups, Read
from bot.web.public_pages import PublicPages
from bot.web.server import Routes

_NONE = (
    "there is no calendar here: the repository has to be public, with the App installed"
    " and meetings configured"
)


class Calendar:
    """Answers calendar programs with the feeds that `read` makes, in the form `ics`."""

    def __init__(
        self,
        read: Read,
        *,
        now: Callable[[], datetime],
        lookups: Lookups | None = None,
    ) -> None:
        self._pages = PublicPages(
            read,
            folder="calendar",
            types={"ics": "text/calendar; charset=utf-8"},
            none=_NONE,
            now=now,
            lookups=lookups,
        )

    @property
    def routes(self) -> Routes:
        """Path and method to the feed."""
        return {"/calendar/{owner}/{repo}.ics": {"GET": self.feed}}

    async def feed(self, request: web.BaseRequest) -> web.Response:
        """A public repository's meetings of the next 12 months as iCalendar; else 404."""
        return await self._pages.answer(request, "ics")

    async def close(self) -> None:
        """End what is under way."""
        await self._pages.close()
