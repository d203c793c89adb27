"""kill -9, as often as it likes."""

import asyncio
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from on_file import wakes, wal_of

from bot.todo.job import ATTEMPTS, Done
from bot.todo.sqlite import SqliteTodo

VICTIM = Path(__file__).with_name("victim.py")


@pytest.mark.parametrize("seed", range(5))
async def test_kill_9_loses_nothing_that_was_accepted(file, clock, seed):
    enough = random.Random(seed).randrange(10, 400)
    begun, accepted = set(), set()
    with subprocess.Popen(
        [sys.executable, VICTIM, file], stdout=subprocess.PIPE, text=True
    ) as victim:
        for line in victim.stdout:
            word, place = line.split()
            {"begun": begun, "accepted": accepted}[word].add(place)
            if len(begun) == 2 and len(accepted) >= enough:
                victim.kill()
    assert victim.returncode == -signal.SIGKILL
    assert len(accepted) >= enough

    todo = SqliteTodo(file, now=clock.now)
    await todo.open()
    try:
        clock.advance(timedelta(days=365 * 1000))
        attempts = {}

        async def run(job):
            attempts[job.key] = job.attempt
            return Done()

        await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
    finally:
        await todo.close()
    assert accepted <= {key.place for key in attempts if key.feature == "later"}
    again = {key.place: n for key, n in attempts.items() if key.feature == "endless"}
    assert again == dict.fromkeys(begun, 2)


async def test_a_job_that_kills_its_worker_every_time_is_buried(file, clock):
    """Each death is the file as kill -9 would leave it, opened at another place."""
    path = file
    for death in range(ATTEMPTS):
        todo = SqliteTodo(path, now=clock.now)
        await todo.open()
        if not death:
            await todo.add(wakes(1))
        begun = asyncio.Event()

        async def run(job, expected=death + 1, begun=begun):
            assert job.attempt == expected
            begun.set()
            await asyncio.get_running_loop().create_future()

        work = todo.work(run, concurrency=1, stop=asyncio.Event())
        worker = asyncio.create_task(work)
        await begun.wait()
        after = path.with_name(f"after-{death}.sqlite")
        after.write_bytes(path.read_bytes())
        wal_of(after).write_bytes(wal_of(path).read_bytes())
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await todo.close()
        path = after

    todo = SqliteTodo(path, now=clock.now)
    await todo.open()
    (failed,) = await todo.failed()
    await todo.close()
    assert (failed.attempts, failed.why) == (ATTEMPTS, "its worker died")
