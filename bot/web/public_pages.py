"""Pages about public repositories, for everybody: how each of them is answered.

A name is looked at before GitHub is asked of it, and the answer is the same for what is
private, unknown, without the App or without anything to show: nobody learns which it is.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.web import http as web
from bot.web.answers import FOR_ALL, HEADERS, error_response
from bot.web.page_memory import FRESH, Lookups, PageMemory, Read, Unavailable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")


class PublicPages:
    """Pages of one kind: `/FOLDER/OWNER/REPO.FORM`, in forms of these content types.

    `none` is said where there is none, and never why.
    """

    def __init__(
        self,
        read: Read,
        *,
        folder: str,
        types: Mapping[str, str],
        none: str,
        now: Callable[[], datetime],
        lookups: Lookups | None = None,
    ) -> None:
        self._memory = PageMemory(read, now=now, lookups=lookups)
        self._folder = folder
        self._types = types
        self._none = none

    async def answer(self, request: web.BaseRequest, form: str) -> web.Response:
        """The page in that form; 404 where there is none, 503 where nobody knows."""
        name = self._name(request.path, form)
        if name is None:
            return error_response(404, self._none)
        try:
            kept = await self._memory.get(name)
        except Unavailable as error:
            seconds = str(round(error.after / timedelta(seconds=1)))
            return error_response(
                503, "GitHub does not tell just now", {"Retry-After": seconds}
            )
        if kept.forms is None:
            return error_response(404, self._none)
        body, etag = kept.forms[form].body, kept.forms[form].etag
        headers = {
            **HEADERS,
            **FOR_ALL,
            "Cache-Control": f"public, max-age={FRESH.total_seconds():.0f}",
            "ETag": etag,
        }
        if _names(request.headers.getall("If-None-Match", []), etag):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = self._types[form]
        return web.Response(body=body, headers=headers)

    async def close(self) -> None:
        """End what is under way."""
        await self._memory.close()

    def _name(self, path: str, form: str) -> str | None:
        name = path.removeprefix(f"/{self._folder}/").removesuffix(f".{form}")
        asked = f"/{self._folder}/{name}.{form}" == path
        return name if asked and _NAME.fullmatch(name) else None


def _names(conditions: list[str], etag: str) -> bool:
    """Whether `If-None-Match` names this very content."""
    tags = [tag.strip() for line in conditions for tag in line.split(",")]
    return any(tag.removeprefix("W/") in (etag, "*") for tag in tags)
