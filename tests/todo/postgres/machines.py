"""Several machines at one list, and what they are impatient with."""

import asyncio
from datetime import timedelta

FAST = timedelta(seconds=0.02)
BEAT = timedelta(seconds=0.05)
CALM = timedelta(seconds=30)
"""Nobody gives anybody up, however slow the machine is."""

GONE = timedelta(seconds=1.5)
"""For those who are to give up who is silent."""


async def held_up(cluster, so_many):
    """Return once so many wait for what somebody has locked."""
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with asyncio.timeout(60):
        while len(cluster.execute(waits)) < so_many:
            await asyncio.sleep(0)
