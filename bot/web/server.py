"""The HTTP server: a table of routes on aiohttp's protocol.

aiohttp's `Application` resolves, wraps and signals more than this bot needs, and each
delivery would pay for it. Whatever goes wrong, down to bytes that are no HTTP, is
answered shortly, in JSON, and with nothing of what was sent.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from ipaddress import ip_address
from types import MappingProxyType

import structlog
from aiohttp import HttpVersion11

from bot.web import http as web
from bot.web.answers import error_response
from bot.web.connections import (
    HEAD_WITHIN,
    KEPT_FOR,
    LINGERING,
    MOST_CONNECTIONS,
    Connection,
    Crowd,
)

log = structlog.get_logger(__name__)

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
ACCEPTED = 202
"""Said to a delivery and to nothing else: no browser hears it."""

MOST_BYTES = 25 * 1024 * 1024
"""GitHub sends no larger payload, and nobody else has more to say
(https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap)."""

TOO_LARGE = "the body is over 25 MB"

Routes = Mapping[str, Mapping[str, Handler]]
"""Path, then method, to what answers; HEAD is answered as GET. A path with `{…}` in it
answers whatever begins and ends as it does around that."""


class Server:
    """Answers `routes` on `host` and `port` (0: any free one) from start to stop.

    `headers` come on top of those of each answer to more than a delivery. What is in
    `lasting` is answered whatever it turns to.
    """

    def __init__(
        self,
        routes: Routes,
        *,
        host: str,
        port: int,
        head_within: timedelta = HEAD_WITHIN,
        kept_for: timedelta = KEPT_FOR,
        most: int = MOST_CONNECTIONS,
        headers: Mapping[str, str] = MappingProxyType({}),
        lasting: Routes = MappingProxyType({}),
    ) -> None:
        self._lasting = lasting
        self.turn_to(routes, headers)
        self._host = host
        self._port = port
        self._head_within = head_within.total_seconds()
        self._kept_for = kept_for.total_seconds()
        self._crowd = Crowd(most)
        self._manager: web.Server | None = None
        self._listener: asyncio.Server | None = None

    def turn_to(self, routes: Routes, headers: Mapping[str, str]) -> None:
        """Answer these routes from now on, on the connections that there are, too."""
        self._routes = {**self._lasting, **routes}
        self._patterns = [
            (path.partition("{")[0], path.rpartition("}")[2], methods)
            for path, methods in routes.items()
            if "{" in path
        ]
        self._headers = headers

    async def start(self) -> None:
        """Accept connections from now on. Raises OSError where the port is taken."""
        loop = asyncio.get_running_loop()
        manager = web.Server(self.answer)
        self._listener = await loop.create_server(
            lambda: Connection(
                manager,
                crowd=self._crowd,
                head_within=self._head_within,
                loop=loop,
                keepalive_timeout=self._kept_for,
                access_log=None,
                lingering_time=LINGERING.total_seconds(),
                auto_decompress=False,  # what is signed are the bytes as they came
            ),
            self._host,
            self._port,
            backlog=1024,
        )
        self._manager = manager

    @property
    def url(self) -> str:
        """Where this server is reached from the same machine, without a slash."""
        if self._listener is None:
            raise RuntimeError("the server is not running")
        host, port = self._listener.sockets[0].getsockname()[:2]
        address = ip_address(host)
        if address.is_unspecified:  # every address of this machine: one that works here
            address = ip_address("127.0.0.1" if address.version == 4 else "::1")
        shown = f"[{address}]" if address.version == 6 else str(address)
        return f"http://{shown}:{port}"

    async def stop(self, *, grace: float) -> None:
        """Accept nothing more; what is being answered has `grace` seconds to end."""
        if self._listener is None or self._manager is None:
            return
        self._listener.close()
        await asyncio.sleep(0)  # a connection just accepted is still served
        self._manager.pre_shutdown()
        await self._manager.shutdown(grace)
        self._listener = self._manager = None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The route's answer; a mistake of ours is logged and tells nothing."""
        response = await self._answer(request)
        if self._headers and response.status != ACCEPTED:
            response.headers.update(self._headers)
        return response

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        methods = self._methods(request.path)
        if methods is None:
            return error_response(404, "there is nothing here")
        method = "GET" if request.method == "HEAD" else request.method
        handler = methods.get(method)
        if handler is None:
            return error_response(
                405, "this method is not allowed here", {"Allow": ", ".join(methods)}
            )
        try:
            if "Expect" in request.headers and request.version >= HttpVersion11:
                if request.headers["Expect"].lower() != "100-continue":
                    return error_response(417, "only 100-continue can be expected")
                if (request.content_length or 0) > MOST_BYTES:
                    return error_response(413, TOO_LARGE)
                # curl asks so before it sends a megabyte
                await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                request.writer.output_size = 0  # that was no answer yet
            return await handler(request)
        except ConnectionError:
            raise  # the client has gone: nobody is left to be answered
        except Exception:  # the last line of defence for every route
            log.exception("request failed", path=request.path)
            return error_response(500, "this went wrong here, not with you")

    def _methods(self, path: str) -> Mapping[str, Handler] | None:
        if path in self._routes:
            return self._routes[path]
        for start, end, methods in self._patterns:
            if path.startswith(start) and path.endswith(end):
                return methods
        return None
