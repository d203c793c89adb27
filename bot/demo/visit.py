"""The demo to visit: a page to play on, while the bot does its work behind it."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.app import wall_clock
from bot.core.actions import Action
from bot.demo.examples import EXAMPLES
from bot.demo.stage import PREFIX, Stage, reach, staged
from bot.demo.team import PEOPLE, REMARKS
from bot.demo.words import describe_action
from bot.logs import configure_logs
from bot.playground import Playground, TickingClock
from bot.playground.pages import Pages

OPENING = datetime(2021, 3, 4, 17, tzinfo=UTC)
"""A fortnight before the team's meeting of March 2021: its issue is due."""

VISIT = datetime(2021, 3, 8, 9, tzinfo=UTC)
"""When the visitor comes: four days later, with an agenda that is half full."""

WRITE_INTERVAL = timedelta(milliseconds=50)
"""Short, so that a visitor sees the effect at once."""

PATIENCE = timedelta(seconds=5)
"""How long the clock waits for the bot: it may have met with trouble."""

_OF_VISITORS = ("clock_differs", "wrong configuration")
"""What the bot warns of because a visitor tries it."""

FAR = timedelta(days=60)
"""How far the clock looks for something to happen: a month holds a meeting."""


async def visit_until_interrupted(port: int, say: Callable[[str], None]) -> None:
    """Serve the demo until Ctrl-C or SIGTERM, and then stop cleanly."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    _configure_logs()
    await visit(port, say, stop)


async def visit(port: int, say: Callable[[str], None], stop: asyncio.Event) -> None:
    """Serve the demo on `port`, or a free one if that is taken, until `stop` is set."""
    github = Playground(
        clock=TickingClock(OPENING, wall_clock),
        port=port if _is_free(port) else 0,
        prefix=PREFIX,
    )
    pages = Pages(github, PEOPLE, examples=EXAMPLES)
    github.add_pages(pages.attach)
    open_ = asyncio.Event()
    journey = Journey()

    def tell(action: Action) -> None:
        journey.told += 1
        if open_.is_set():
            now, words = github.clock.now(), describe_action(github, action)
            say(f"{now:%a %d %b %H:%M}  bot {words}")

    async with staged(
        github, tell, write_interval=WRITE_INTERVAL, furnish=_furnish
    ) as stage:
        pages.clock.pass_time = partial(journey.pass_time, stage)
        pages.clock.skip = partial(journey.skip, stage)
        github.automatic = True
        open_.set()
        if port and not github.server_url.endswith(f":{port}"):
            say(f"Port {port} is taken, so it is another one.")
        address = f"{github.server_url}/{stage.repository.full_name}/issues"
        say(f"Open {address}/1 in your browser. Ctrl-C ends it.")
        try:
            await stage.bot.run_until(stop)
        finally:
            await journey.end()


async def _furnish(stage: Stage) -> None:
    """The bot opens its issue, people comment, and all of it is on the agenda."""
    await stage.bot.sweep()
    await stage.settle()
    for remark in REMARKS:
        reach(stage.github.clock, OPENING + timedelta(days=remark.days))
        place = stage.github.repository(remark.repository)
        place.issues[-1].comment(remark.text, by=remark.login)
        await stage.settle()
    reach(stage.github.clock, VISIT)


class Journey:
    """How a visitor moves the clock: the bot does on the way what is due, at its time.

    The clock does not move while the bot is at work: a week later GitHub would not take
    its tokens any more. `told` is how many writes the bot has told of.
    """

    def __init__(self) -> None:
        self.told = 0
        self._turn = asyncio.Lock()
        self._over = asyncio.Event()

    async def end(self) -> None:
        """Stop where it is, and let the clock stand still from now on.

        The bot may be stopped then: nothing that a visitor pressed needs it any more.
        """
        self._over.set()
        async with self._turn:
            pass

    async def pass_time(self, stage: Stage, step: timedelta) -> None:
        """Move the clock by that much; at the end the bot sweeps, as every hour."""
        async with self._turn:
            await self._rest(stage)
            async for _ in self._pass_time(stage, step):
                pass
            if not self._over.is_set():
                await stage.bot.sweep()
                await self._rest(stage)

    async def skip(self, stage: Stage) -> None:
        """Move the clock to the next time at which the bot has something to write."""
        async with self._turn:
            await self._rest(stage)
            before = self.told
            async for _ in self._pass_time(stage, FAR):
                if self.told != before:
                    break

    async def _pass_time(self, stage: Stage, step: timedelta) -> AsyncIterator[None]:
        """Go on by so much, and do at each stop what is due, unless it is over."""
        if self._over.is_set():
            return
        async for _ in stage.pass_time(stage.github.clock.now() + step):
            await stage.bot.run_idle()  # by itself it looks at the clock once a second
            await self._rest(stage)
            yield
            if self._over.is_set():
                return

    async def _rest(self, stage: Stage) -> None:
        """Wait until there is nothing to be told or to be done, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE.total_seconds()):
                while not self._over.is_set() and await stage.busy():  # noqa: ASYNC110 - nothing tells when both are idle
                    await asyncio.sleep(0.02)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _configure_logs() -> None:
    """Warnings only, and none of what visitors do: they see it on the page."""
    configure_logs(level="warning", form="pretty")

    def without_visitors(
        _logger: WrappedLogger, _name: str, event: EventDict
    ) -> EventDict:
        if event.get("event") in _OF_VISITORS:
            raise structlog.DropEvent
        return event

    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[without_visitors, *processors])
