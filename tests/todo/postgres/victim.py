"""Adds and works until it is killed, and says what was accepted and begun."""

import asyncio
import sys
from datetime import UTC, datetime

from bot.todo.job import Key, Wake
from bot.todo.postgres import PostgresTodo

DUE = datetime(2021, 1, 1, tzinfo=UTC)
ENDLESS = [Wake(Key("endless", f"o/r#{n}"), 7, due=DUE) for n in range(2)]


async def main(url: str) -> None:
    todo = PostgresTodo(url, now=lambda: datetime.now(UTC))
    await todo.open()
    await todo.add(ENDLESS)

    async def run(job):
        print("begun", job.key.place, flush=True)
        await asyncio.get_running_loop().create_future()

    worker = asyncio.create_task(todo.work(run, concurrency=4, stop=asyncio.Event()))
    number = 0
    while not worker.done():
        places = [f"o/r#{number + n}" for n in range(10)]
        number += 10
        await todo.add([Wake(Key("accepted", place), 7, due=DUE) for place in places])
        for place in places:
            print("accepted", place, flush=True)


asyncio.run(main(sys.argv[1]))
