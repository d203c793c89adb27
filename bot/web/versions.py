"""`GET /versions/{owner}/{repo}.json` and `.md`: what was released last, for everybody.

The projects are those of the repository's own `releases:`. The table is to be pasted into
an answer on a forum, the JSON is for programs.
"""

from collections.abc import Callable
from datetime import datetime

from bot.web import http as web
from bot.web.page_memory import Lookups, Read
from bot.web.public_pages import PublicPages
from bot.web.server import Routes

_NONE = (
    "there are no versions here: the repository has to be public, with the App installed"
    " and releases configured in its own file"
)


class Versions:
    """Answers people and programs with what `read` makes, in the forms `json` and `md`."""

    def __init__(
        self,
        read: Read,
        *,
        now: Callable[[], datetime],
        lookups: Lookups | None = None,
    ) -> None:
        self._pages = PublicPages(
            read,
            folder="versions",
            types={
                "json": "application/json",
                "md": "text/markdown; charset=utf-8",
            },
            none=_NONE,
            now=now,
            lookups=lookups,
        )

    @property
    def routes(self) -> Routes:
        """Paths and methods to both forms."""
        return {
            "/versions/{owner}/{repo}.json": {"GET": self.as_json},
            "/versions/{owner}/{repo}.md": {"GET": self.as_markdown},
        }

    async def as_json(self, request: web.BaseRequest) -> web.Response:
        """The last version of every project that a public repository lists; else 404."""
        return await self._pages.answer(request, "json")

    async def as_markdown(self, request: web.BaseRequest) -> web.Response:
        """The same as a table in Markdown, to be pasted; else 404."""
        return await self._pages.answer(request, "md")

    async def close(self) -> None:
        """End what is under way."""
        await self._pages.close()
