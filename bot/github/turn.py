"""A turn to write, as the metrics and the operator hear of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core.errand import errand
from bot.core.pace import Held
from bot.github.metrics import TURN_SECONDS, WRITES, initiative
from bot.github.places import place_of
from bot.github.wire import Lane, Wire


@asynccontextmanager
async def turn_to_write(wire: Wire, lane: Lane, address: str) -> AsyncIterator[None]:
    """Its turn to write to this address has come inside; raises where it is held."""
    time = asyncio.get_running_loop().time
    patient, asked = lane.is_patient, time()
    kind = initiative(patient=patient)
    place = place_of(address, errand().thread)
    try:
        async with lane.turns.turn(place, patient=patient):
            if lane.installation:  # the App asks for tokens, no more
                TURN_SECONDS.labels(kind).observe(time() - asked)
                WRITES.labels(kind).inc()
            yield
    except Held as held:
        wire.holding.tell(held, lane.installation, wire.clock.here())
        raise
