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


class TestDoubt:
    """What was asked of GitHub by who is no more may be done seconds after the death."""

    DOUBT = timedelta(seconds=30)

    @pytest.fixture
    async def after(self, file, clock):
        """The list of a process that died at the first of two jobs."""
        before = SqliteTodo(file, now=clock.now)
        await before.open()
        await before.add(wakes(1, 2))
        begun = asyncio.Event()

        async def run(_job):
            begun.set()
            await asyncio.get_running_loop().create_future()

        work = before.work(run, concurrency=1, stop=asyncio.Event())
        worker = asyncio.create_task(work)
        await begun.wait()
        copy = file.with_name("after.sqlite")
        copy.write_bytes(file.read_bytes())
        wal_of(copy).write_bytes(wal_of(file).read_bytes())
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await before.close()
        todo = SqliteTodo(copy, now=clock.now, doubt=self.DOUBT)
        await todo.open()
        yield todo
        await todo.close()

    async def done(self, todo):
        """What is done until nothing is due, by attempt."""
        done = []

        async def run(job):
            done.append(job.attempt)
            return Done()

        await todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
        return done

    async def test_what_it_was_at_rests_whatever_is_heard_and_the_others_do_not(
        self, after, clock
    ):
        await after.add(wakes(1))
        assert await self.done(after) == [1]
        assert (await after.counts()).running == 1
        clock.advance(self.DOUBT - timedelta(seconds=1))
        assert await self.done(after) == []
        clock.advance(timedelta(seconds=1))
        assert await self.done(after) == [1]  # it was told of anew
        assert await self.done(after) == []

    async def test_it_is_taken_back_once_that_is_over(self, after, clock):
        assert await self.done(after) == [1]
        clock.advance(self.DOUBT)
        assert await self.done(after) == [2]

    async def test_what_is_handed_back_in_the_middle_rests_too(self, after, clock):
        begun = asyncio.Event()

        async def run(_job):
            begun.set()
            await asyncio.get_running_loop().create_future()

        work = after.work(run, concurrency=1, stop=asyncio.Event())
        worker = asyncio.create_task(work)
        await begun.wait()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        assert await self.done(after) == []
        clock.advance(self.DOUBT)
        assert sorted(await self.done(after)) == [1, 2]
