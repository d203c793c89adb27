"""A worker in the hands of a test, and what the tests of the list are about."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from inspect import isawaitable

from bot.todo.job import (
    Done,
    Key,
    Wake,
)

A = Key("agenda", "jupyterhub/team-compass#378")
B = Key("agenda", "jupyterhub/team-compass#379")
C = Key("meetings", "jupyterhub/team-compass")
SECOND = timedelta(seconds=1)


def wake(key=A, comment=0, installation=7, **more):
    return Wake(key, installation, newest_comment=comment, **more)


async def drain(todo, outcome=None, concurrency=1):
    """Work until nothing is due; the jobs in the order in which they ran."""
    jobs = []

    async def run(job):
        jobs.append(job)
        said = outcome(job) if outcome else Done()
        return await said if isawaitable(said) else said

    await todo.work(run, concurrency=concurrency, stop=asyncio.Event(), idle=True)
    return jobs


class Bench:
    """A worker whose jobs stay at work until they are told their outcome.

    Of so many at once four may be of one repository.
    """

    def __init__(self, todo, concurrency=7):
        self.stop = asyncio.Event()
        self._begun = asyncio.Queue()
        self._ends = {}
        self.task = asyncio.create_task(
            todo.work(self._run, concurrency=concurrency, stop=self.stop)
        )

    async def _run(self, job):
        end = self._ends[job.key] = asyncio.get_running_loop().create_future()
        self._begun.put_nowait(job)
        return await end

    async def begun(self):
        return await asyncio.wait_for(self._begun.get(), 60)

    def nothing_begun(self):
        return self._begun.empty()

    def end(self, job, outcome=None):
        self._ends.pop(job.key).set_result(outcome or Done())

    async def let_go(self, job):
        """Until the list takes the job from who is at it."""
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(self._ends[job.key], 60)

    async def close(self):
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task
