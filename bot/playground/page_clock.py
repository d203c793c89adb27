"""The form in the pages' head that moves the playground's clock."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

from aiohttp import web

from bot.playground.clock import Clock
from bot.playground.page_templates import check_origin

STEPS: Mapping[str, timedelta] = MappingProxyType(
    {
        "hour": timedelta(hours=1),
        "day": timedelta(days=1),
        "week": timedelta(weeks=1),
    }
)
"""How far the clock may be moved at once."""

EVENT = "event"
"""Not so far, but until something happens."""


class ClockForm:
    """`pass_time` is how the clock is moved by a step.

    `skip` is how it is moved to what comes next, where somebody knows that.
    """

    def __init__(self, clock: Clock) -> None:
        self.pass_time: Callable[[timedelta], Awaitable[object]] = self._advance
        self.skip: Callable[[], Awaitable[object]] | None = None
        self._clock = clock

    async def move(self, request: web.Request) -> web.Response:
        """Let an hour, a day or a week pass, or all until what comes next; then go back."""
        check_origin(request)
        fields = await request.post()
        by = str(fields.get("by"))
        if by == EVENT and self.skip is not None:
            await self.skip()
        elif by in STEPS:
            await self.pass_time(STEPS[by])
        else:
            raise web.HTTPUnprocessableEntity(
                text="The clock moves by hour, day or week."
            )
        back = str(fields.get("back", "/"))
        local = back.startswith("/") and not back.startswith(("//", "/\\"))
        raise web.HTTPSeeOther(back if local else "/")

    async def _advance(self, step: timedelta) -> None:
        self._clock.advance(step)
