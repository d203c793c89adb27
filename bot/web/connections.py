"""One connection, and all of them: those that hold something back must not crowd out
GitHub.

aiohttp closes a connection that is idle between two requests. It waits as long for a
first head that is never finished, and takes any number of them. Nothing here happens per
delivery.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog

from bot.web import http as web
from bot.web.answers import error_response

log = structlog.get_logger(__name__)

HEAD_WITHIN = timedelta(seconds=10)
"""GitHub waits no longer for the whole answer."""

KEPT_FOR = timedelta(seconds=75)
"""Between two requests; longer than most proxies keep theirs, so that these end it."""

LINGERING = timedelta(seconds=2)
"""For the rest of a body that was refused: cut off, its sender might miss the answer."""

MOST_CONNECTIONS = 900
"""Below the 1,024 files that a process may open where nobody set more."""


class Connection(web.RequestHandler):
    """aiohttp's, which would repeat broken bytes to the sender and in the log."""

    def __init__(
        self, manager: web.Server, *, crowd: "Crowd", head_within: float, **more: Any
    ) -> None:
        super().__init__(manager, **more)
        self._crowd = crowd
        self._head_within = head_within
        self._alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Expect a whole head soon."""
        super().connection_made(transport)
        self._alarm = self._loop.call_later(self._head_within, self._end_silence)
        self._crowd.enter(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Leave room for another."""
        self._crowd.leave(self)
        if self._alarm is not None:
            self._alarm.cancel()
        super().connection_lost(exc)

    def _end_silence(self) -> None:
        if self.silent:
            self.force_close()

    @property
    def silent(self) -> bool:
        """No head has been finished yet."""
        return self._request_count == 0

    @property
    def idle(self) -> bool:
        """Everything is answered, and no further head has been finished."""
        return self._waiter is not None and not self._waiter.done()

    @property
    def stuck(self) -> bool:
        """Its body does not come, or it does not read its answer."""
        request = self._current_request
        return self.writing_paused or (
            request is not None and not request.content.is_eof()
        )

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP; the connection ends."""
        log.debug("not HTTP", status=status, error=type(exc).__name__)
        response = error_response(status, "this is not a valid HTTP request")
        response.force_close()
        return response


class Crowd:
    """All open connections, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._inside: dict[Connection, None] = {}

    def enter(self, connection: Connection) -> None:
        """Let it in; where there is no room, the one that gives least is closed.

        A stranger who opens connections and is silent thus closes none but his own.
        """
        if len(self._inside) >= self._most:
            least = self._least() or connection
            self.leave(least)
            least.force_close()
            if least is connection:
                return
        self._inside[connection] = None

    def leave(self, connection: Connection) -> None:
        """It takes no room any more."""
        self._inside.pop(connection, None)

    def _least(self) -> Connection | None:
        gives_least: tuple[Callable[[Connection], bool], ...] = (
            lambda one: one.silent,
            lambda one: one.idle,
            lambda one: one.stuck,
        )
        for kind in gives_least:
            for connection in self._inside:
                if kind(connection):
                    return connection
        return None
