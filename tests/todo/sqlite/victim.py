"""A process to be killed: adds keys and says which were accepted, and is at some.

Usage: victim.py FILE. Prints `begun PLACE` and `accepted PLACE`, a line each.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.todo.job import Done, Job, Key, Outcome, Wake
from bot.todo.sqlite import SqliteTodo


def say(word: str, key: Key) -> None:
    # One write of less than a pipe's buffer is never torn, not even by kill -9.
    os.write(1, f"{word} {key.place}\n".encode())


async def run(job: Job) -> Outcome:
    if job.key.feature == "endless":
        say("begun", job.key)
        await asyncio.get_running_loop().create_future()
    return Done()


async def main(path: Path) -> None:
    todo = SqliteTodo(path, now=lambda: datetime.now(UTC))
    await todo.open()
    endless = [Key("endless", f"o/r#{n}") for n in range(2)]
    await todo.add([Wake(key, 1) for key in endless])
    accepted = asyncio.Semaphore(50)

    async def add(n: int) -> None:
        # Due so late that no worker takes it off the list.
        key = Key("later", f"o/r#{n}")
        await todo.add([Wake(key, 1, due=datetime(2999, 1, 1, tzinfo=UTC))])
        say("accepted", key)
        accepted.release()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(todo.work(run, concurrency=4, stop=asyncio.Event()))
        n = 0
        while True:
            await accepted.acquire()
            tasks.create_task(add(n))
            # These come and go, so that the file is always being changed.
            tasks.create_task(todo.add([Wake(Key("quick", f"o/s#{n}"), 1)]))
            n += 1


asyncio.run(main(Path(sys.argv[1])))
