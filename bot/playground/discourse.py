"""A stand-in Discourse: its search for programs, and its pages for people."""

from types import TracebackType
from typing import Self

from aiohttp import web

from bot.playground.clock import Clock
from bot.playground.discourse_pages import DiscoursePages
from bot.playground.discourse_search import DiscourseSearch
from bot.playground.discourse_topics import CATEGORIES, Category, Topics
from bot.playground.faults import Faults
from bot.playground.requests import RequestLog


class PlaygroundDiscourse:
    """A Discourse with its default settings on 127.0.0.1, while the `async with` lasts.

    - `topics`: all there are, to be looked at and added to;
    - `faults`: what goes wrong with any request, as at `Playground`;
    - `requests`: every request for the search;
    - `opened`: each link to a new topic that a newcomer could post, newest last.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        port: int = 0,
        categories: tuple[Category, ...] = CATEGORIES,
    ) -> None:
        self.clock = clock
        self.topics = Topics(clock, categories)
        self.faults = Faults()
        self.requests = RequestLog()
        self.opened: list[str] = []
        self.url = ""
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        server = web.Application()
        DiscourseSearch(self).attach(server)
        DiscoursePages(self).attach(server)
        self._runner = web.AppRunner(
            server, access_log=None, shutdown_timeout=1, max_line_size=2**16
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner:
            await self._runner.cleanup()
