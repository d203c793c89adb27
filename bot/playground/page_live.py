"""Tells open pages that there is something new to see, as server-sent events."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.world import Event

if TYPE_CHECKING:
    from bot.playground.playground import Playground

SETTLE = 0.06
"""Seconds in which what belongs together arrives: a comment and its delivery."""

LOOK = 5.0
"""Seconds after which a page looks without being told: the time passes."""


class Changes:
    """Wakes every page that is open; what changed it reads from the server itself."""

    def __init__(self, github: "Playground") -> None:
        self._github = github
        self._events = 0
        self._answers = 0
        self._bells: set[asyncio.Event] = set()
        self._closing = False
        github.world.listeners.append(self._heard)

    def attach(self, server: web.Application) -> None:
        """Notice also what tells no one, such as reactions, and the end of the server."""
        server.on_response_prepare.append(self._answered)
        server.on_shutdown.append(self._close)

    def version(self) -> str:
        """Another one whenever there may be something else to see."""
        github = self._github
        sent = len(github.outbox.attempts) and github.outbox.attempts[-1].id
        minute = int(github.clock.now().timestamp() // 60)
        return f"{self._events}-{self._answers}-{sent}-{minute}"

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """`changed` events, until the page or the server goes away."""
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
            }
        )
        bell = asyncio.Event()
        self._bells.add(bell)
        told = ""
        try:
            await response.prepare(request)
            # A page is soon back when the server is.
            await response.write(b"retry: 1000\n\n")
            while not self._closing:
                bell.clear()
                now = self.version()
                news = now != told
                text = (
                    f"event: changed\ndata: {now}\n\n" if news else ": still here\n\n"
                )
                await response.write(text.encode())
                told = now
                alarm = asyncio.get_running_loop().call_later(LOOK, bell.set)
                await bell.wait()
                alarm.cancel()
                if not self._closing:
                    await asyncio.sleep(SETTLE)
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._bells.discard(bell)
        return response

    def _heard(self, _event: Event) -> None:
        self._events += 1
        self._ring()

    async def _answered(
        self, request: web.Request, response: web.StreamResponse
    ) -> None:
        # A form that was refused changes nothing; what the App was refused is logged.
        done = response.status < 400 or "Authorization" in request.headers
        if done and request.method not in {"GET", "HEAD"}:
            self._answers += 1
            self._ring()

    async def _close(self, _server: web.Application) -> None:
        self._closing = True
        self._ring()

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()
