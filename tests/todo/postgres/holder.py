"""Does one job, writes for it without end, and says when that begins and ends."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from machines import BEAT

from bot.todo.postgres import PostgresTodo
from bot.todo.postgres_turns import PostgresTurns


async def main(url: str) -> None:
    todo = PostgresTodo(
        url,
        now=lambda: datetime.now(UTC),
        heartbeat=BEAT,
        given_up=timedelta(minutes=1),
    )
    await todo.open()
    turns = PostgresTurns(todo, 0.05).of(7)

    async def run(job):
        try:
            async with turns.turn("", patient=False):
                print("writes", job.attempt, flush=True)
                await asyncio.get_running_loop().create_future()
        finally:
            print("ends", job.attempt, flush=True)

    await todo.work(run, concurrency=1, stop=asyncio.Event())


asyncio.run(main(sys.argv[1]))
