"""A playground by itself, without the bot, for pages that the demo does not come to."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.playground import Clock, Playground
from bot.playground.pages import Pages
from bot.playground.people import Person


@contextmanager
def serving(furnish: Callable[[Playground], str]) -> Iterator[str]:
    """The address of the page that `furnish` returns, from the server's root on.

    The playground has a thread of its own: this one belongs to Playwright.
    """
    found: list[str] = []
    up, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        github = Playground(
            clock=Clock(datetime(2021, 3, 19, 9, tzinfo=UTC)), prefix="/api/v3"
        )
        people = (Person("grace", "Grace", "maintainer"),)
        github.add_pages(Pages(github, people).attach)
        async with github:
            path = furnish(github)
            found.append(github.server_url + path)
            up.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert up.wait(10)
        yield found[0]
    finally:
        stop.set()
        thread.join(10)
