"""The page at `/admin`: found out, told, and shown as HTML or JSON."""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot import __version__
from bot.github.app import App
from bot.github.deliveries import Attempt
from bot.github.metrics import RATE_REMAINING
from bot.github.overview import Overview
from bot.settings import Settings
from bot.todo.buried import all_failed
from bot.todo.job import SWEPT, Key, StoreUnavailable, Todo
from bot.web import http as web
from bot.web.admin_about import Facts
from bot.web.admin_github import Looks
from bot.web.admin_guard import Guard
from bot.web.admin_story import Board
from bot.web.admin_telling import ALL, Telling
from bot.web.admin_view import View
from bot.web.admin_words import Words, exactly, parse_place, shortly
from bot.web.answers import HEADERS
from bot.web.heard import LastDeliveries

if TYPE_CHECKING:
    from jinja2 import Template

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 200
SEARCHED = 2000
"""Jobs of each kind that are read for a page, and for one about a single place."""

_HERE = Path(__file__).parent
_SAID = {
    "one": "It waits again, and is tried at once.",
    "several": "They wait again, and are tried one after the other.",
    "nothing": "Nothing had to be retried: no job that has failed goes with this button,"
    " or it was retried meanwhile.",
}
"""After a button was pressed; nothing else is ever repeated from the address."""


class Page:
    """Shows what is known now; `guard` seals what the buttons send."""

    def __init__(
        self,
        *,
        settings: Settings,
        todo: Todo,
        app: App,
        overview: Overview,
        heard: LastDeliveries,
        made_up: Callable[[], Awaitable[Callable[[Attempt], bool]]],
        guard: Guard,
        now: Callable[[], datetime],
        started: datetime,
    ) -> None:
        self._settings = settings
        self._todo = todo
        self._looks = Looks(app, overview, now=now)
        self._heard = heard
        self._made_up = made_up
        self._guard = guard
        self._now = now
        self._started = started

    async def view(self, about: str = "") -> View:
        """What is known now, of one place where `about` names it."""
        place = parse_place(about)
        outlook, logged, listed = await asyncio.gather(
            self._looks.outlook.get(),
            self._looks.log.get(),
            self._list(SEARCHED if place else LOOKED_THROUGH),
        )
        facts = Facts(
            board=listed.board,
            swept=listed.swept,
            made_up=listed.made_up,
            heard=tuple(self._heard),
            log=logged,
            outlook=outlook,
            left=_left(),
            started=self._started,
            version=__version__,
            about=place,
        )
        return Telling(facts, self._words(), self._guard.seal).view()

    async def retry(self, sealed: str) -> tuple[Key, ...]:
        """Let the job whose button this is be tried again; returns what had failed.

        Raises `StoreUnavailable`.
        """
        is_seal_of = self._guard.is_seal_of
        all_of_them = is_seal_of(ALL, sealed)
        retried: list[Key] = []
        async for some in all_failed(self._todo):
            keys = [one.key for one in some]
            if not all_of_them:
                keys = [key for key in keys if is_seal_of(str(key), sealed)]
            if keys:
                retried += await self._todo.retry(*keys, place=len(retried))
            if retried and not all_of_them:
                break
        for key in retried:
            log.info("retried by hand", job=str(key))
        return tuple(retried)

    def html(self, view: View, *, said: str, about: str) -> web.Response:
        """For people."""
        words = self._words()
        text = self._template.render(
            view=view,
            said=_SAID.get(said, ""),
            about=words.text(about),
            ago=words.ago,
            exactly=exactly,
            shortly=shortly,
            style=self._style,
            icon=self._icon,
        )
        return web.Response(
            text=text,
            headers={
                **HEADERS,
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": self._policy,
                # with no-referrer browsers would not tell that a form is from here
                "Referrer-Policy": "same-origin",
            },
        )

    def json(self, view: View) -> Mapping[str, Any]:
        """For programs."""
        return asdict(view, dict_factory=_plain)

    async def close(self) -> None:
        """End what was asked of GitHub."""
        await self._looks.close()

    async def _list(self, most: int) -> "_Listed":
        todo = self._todo
        try:
            counts, failed = await todo.counts(), await todo.failed(most)
            pending, ended = await todo.pending(most), await todo.ended()
            swept, made_up = await todo.recall(SWEPT), await self._made_up()
        except StoreUnavailable as error:
            log.error("no list for /admin", error=str(error))
            return _Listed()
        board = Board(counts, failed, pending, ended, await self._unwritable())
        when = datetime.fromisoformat(swept) if swept else None
        return _Listed(board, when, made_up)

    async def _unwritable(self) -> str:
        """Why nothing can be recorded, though the list can be read; "" where it can."""
        try:
            await self._todo.ready()
        except StoreUnavailable as error:
            log.error("a list for /admin that cannot be written", error=str(error))
            return str(error)
        return ""

    def _words(self) -> Words:
        settings = self._settings
        return Words(
            self._now(), secrets=settings.secrets, server_url=settings.server_url
        )

    @cached_property
    def _template(self) -> "Template":
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        return environment.get_template("admin.html")

    @cached_property
    def _style(self) -> str:
        folder = _HERE / "static"
        return "".join(
            (folder / name).read_text(encoding="utf-8")
            for name in ("landing.css", "admin.css")
        )

    @cached_property
    def _icon(self) -> str:
        icon = (_HERE / "static/compass.svg").read_bytes()
        return f"data:image/svg+xml;base64,{base64.b64encode(icon).decode()}"

    @cached_property
    def _policy(self) -> str:
        digest = hashlib.sha256(self._style.encode()).digest()
        return (
            f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}';"
            " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the list tells, or nothing where it cannot be read."""

    board: Board | None = None
    swept: datetime | None = None
    made_up: Callable[[Attempt], bool] = lambda _attempt: False


def _left() -> Mapping[int, float]:
    """The requests that are left by installation, as this process heard last."""
    (metric,) = RATE_REMAINING.collect()
    return {int(one.labels["installation"]): one.value for one in metric.samples}


def _plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in fields
    }
