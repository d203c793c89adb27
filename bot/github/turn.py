"""A turn to write, as the metrics and the operator hear of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.core.errand import errand
from bot.core.errors import RetryLater
from bot.core.pace import Held
from bot.github.metrics import TURN_SECONDS, WRITES, initiative
from bot.github.places import place_of
from bot.github.wire import Lane, Wire

GO_ON_AFTER = timedelta(seconds=2)
"""When a job that made room goes on: by then GitHub's reads show what it has written."""


@asynccontextmanager
async def turn_to_write(wire: Wire, lane: Lane, address: str) -> AsyncIterator[None]:
    """Its turn to write to this address has come inside; raises where it is held.

    It is as well where the job has been at work for long, and has got on: each write is
    one that the next run finds done, and others may be waiting for its place.
    """
    if not lane.installation:  # the App asks for tokens, which are no content
        yield
        return
    about = errand()
    if about.makes_room:
        raise RetryLater("others have their turn", after=GO_ON_AFTER, patience=True)
    time = asyncio.get_running_loop().time
    patient, asked = lane.is_patient, time()
    kind = initiative(patient=patient)
    place = place_of(address, about.thread)
    try:
        async with lane.turns.turn(place, patient=patient):
            TURN_SECONDS.labels(kind).observe(time() - asked)
            WRITES.labels(kind).inc()
            yield
        about.has_written = True
    except Held as held:
        wire.holding.tell(held, lane.installation, wire.clock.here())
        raise
