"""Who writes for a list's workers, as jobs do."""

import asyncio

from bot.todo.postgres_presence import WORKER
from bot.todo.postgres_turns import PostgresTurns

INTERVAL = 0.05


class Writers:
    """Who writes, for which machine's worker, and when by the event loop's clock."""

    def __init__(self, machines, workers, interval=INTERVAL, **more):
        self.todos = list(machines)
        self._turns = [PostgresTurns(todo, interval, **more) for todo in self.todos]
        self.workers = workers
        self.wrote = []
        self.inside = 0

    def turn(self, machine, place="", installation=7, patient=False):
        WORKER.set(self.workers[machine])
        return self._turns[machine].of(installation).turn(place, patient=patient)

    def rest(self, machine, until, why):
        return self._turns[machine].of(7).rest(until, why)

    async def write(self, machine, **more):
        async with self.turn(machine, **more):
            self.inside += 1
            assert self.inside == 1
            begun = asyncio.get_running_loop().time()
            await asyncio.sleep(0.02)
            self.wrote.append((begun, asyncio.get_running_loop().time()))
            self.inside -= 1
