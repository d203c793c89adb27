"""A worker that does no job of the list, and takes turns to write with those who do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from bot.todo import postgres_ends
from bot.todo.freshness import SHOWN
from bot.todo.job import StoreUnavailable
from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_presence import GIVEN_UP, HEARTBEAT, WORKER, Presence


@asynccontextmanager
async def attending(
    todo: PostgresTodo, *, heartbeat: timedelta = HEARTBEAT
) -> AsyncIterator[None]:
    """Inside, this is a worker like others, to whom turns to write are given.

    What is inside is broken off, with `StoreUnavailable`, before the others give it up:
    they write then. What it was at (`bot.todo.postgres_holds`) when it is broken off they
    do, once GitHub is through with it.
    """
    limit = asyncio.timeout(None)
    presence = Presence(
        todo.line,
        now=todo.now,
        heartbeat=heartbeat,
        given_up=GIVEN_UP,
        let_go=lambda: limit.reschedule(asyncio.get_running_loop().time()),
        freed=lambda: None,
    )
    before = WORKER.set(await presence.begin())
    keeping = asyncio.create_task(presence.keep())
    try:
        async with limit:
            yield
    except TimeoutError:
        if not limit.expired():
            raise
        raise StoreUnavailable("PostgreSQL has said nothing for too long") from None
    finally:
        keeping.cancel()
        WORKER.reset(before)
        with suppress(StoreUnavailable):  # it is given up in time
            now, numbers = todo.now(), presence.numbers
            await todo.line.do(
                lambda c: postgres_ends.hand_back(c, numbers, now, now + SHOWN)
            )
            await presence.end()
