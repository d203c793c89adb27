"""Any sequence of wakes, works, pauses and deaths against a model in memory."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from bot.playground.clock import Clock
from bot.todo.job import (
    ATTEMPTS,
    Again,
    Buried,
    Done,
    Job,
    Key,
    Wake,
)
from bot.todo.order import PEOPLE_FIRST
from bot.todo.sqlite import SqliteTodo

START = datetime(2021, 3, 1, 12, tzinfo=UTC)
LONG_AGO = START - timedelta(days=1)
PLACES = {"o/r#1": 7, "o/r#2": 7, "O/R#3": 7, "o/other#1": 7, "p/q#1": 8, "o/r": 0}
"""Each with its installation; what is of none is the bot's own business."""
KEYS = [Key("agenda", place) for place in PLACES]
AT_ONCE = 4
OF_INSTALLATION, BESIDE_FIRST = 3, 1
"""So many of those at once may be of one, and so many of them other than the first that
people ask for in a repository."""

wakes = st.builds(
    lambda key, comment, wait, news: (key, comment, wait, news),
    st.sampled_from(KEYS),
    st.integers(0, 9),
    st.none() | st.integers(-5, 20),
    st.booleans(),
)
# What a job says of itself, and what is added while it runs.
scripts = st.lists(
    st.tuples(
        st.sampled_from(
            ["done", "again", "patience", "doubt", "bury", "bury in doubt"]
        ),
        st.integers(1, 20),
        st.lists(wakes, max_size=2),
    ),
    max_size=6,
)


@dataclass(frozen=True)
class Row:
    order: int
    comment: int
    due: datetime
    attempts: int
    timer: bool = False
    again: bool = False
    """It has run, so that what nobody told of leaves it its time."""
    rests: datetime = LONG_AGO


class Model:
    """The semantics of `bot.todo.job`, as plainly as they can be said."""

    def __init__(self):
        self.waiting, self.running, self.failed = {}, {}, {}
        self.rests = {}
        """Of what is buried: when whoever digs it up may begin it."""
        self._order = count()

    def add(self, wake, now):
        due, rests = wake.due or now, LONG_AGO
        if wake.key in self.failed:
            rests = self.rests[wake.key]
        if wake.news:
            self.failed.pop(wake.key, None)
        due = max(due, rests)
        if old := self.waiting.get(wake.key):
            new = replace(old, comment=max(old.comment, wake.newest_comment))
            if wake.news or (old.timer and not old.again):
                new = replace(new, due=min(old.due, max(due, old.rests)))
            if wake.news:
                new = replace(new, attempts=0, timer=False)
        else:
            attempts = ATTEMPTS - 1 if wake.key in self.failed else 0
            order, comment = next(self._order), wake.newest_comment
            new = Row(order, comment, due, attempts, not wake.news, rests=rests)
        self.waiting[wake.key] = new

    def has_room(self, key, concurrency):
        if concurrency == 1 or not PLACES[key.place]:
            return True
        own = {
            other: row
            for other, row in self.running.items()
            if PLACES[other.place] == PLACES[key.place]
        }
        asked = {
            other.repository.lower() for other, row in own.items() if not row.timer
        }
        is_first = key.repository.lower() not in asked and not self.waiting[key].timer
        return len(own) < OF_INSTALLATION and (
            is_first or len(own) - len(asked) < BESIDE_FIRST
        )

    def due(self, now, concurrency=1):
        busy = {key.repository.lower() for key in self.running}
        return [
            (
                key.repository.lower() in busy,
                row.due + row.timer * PEOPLE_FIRST,
                row.order,
                key,
            )
            for key, row in self.waiting.items()
            if row.due <= now
            and key not in self.running
            and self.has_room(key, concurrency)
        ]

    def begin(self, now, concurrency=1):
        due = self.due(now, concurrency)
        if not due:
            return None
        key = min(due)[-1]
        row = self.running[key] = self.waiting.pop(key)
        self.failed.pop(key, None)
        installation, attempt = PLACES.get(key.place, 7), row.attempts + 1
        return Job(key, installation, row.comment, attempt, news=not row.timer)

    def end(self, key, outcome):
        row = self.running.pop(key)
        if outcome == Done():
            return
        rests = outcome.rests or LONG_AGO
        waiting = self.waiting.get(key)
        comment = max(waiting.comment, row.comment) if waiting else row.comment
        if waiting and not waiting.timer:
            due = max(min(waiting.due, getattr(outcome, "due", waiting.due)), rests)
            self.waiting[key] = replace(waiting, comment=comment, due=due, rests=rests)
        elif isinstance(outcome, Again):
            attempts, due = row.attempts + outcome.counts, max(outcome.due, rests)
            self.waiting[key] = Row(
                row.order, comment, due, attempts, row.timer, again=True, rests=rests
            )
        else:
            self.failed[key], self.rests[key] = row.attempts + 1, rests
            if waiting:
                due = max(waiting.due, rests)
                self.waiting[key] = replace(
                    waiting,
                    comment=comment,
                    due=due,
                    attempts=ATTEMPTS - 1,
                    rests=rests,
                )

    def die(self):
        for key, row in list(self.running.items()):
            if row.attempts + 1 >= ATTEMPTS:
                self.end(key, Buried("its worker died"))
            else:
                self.end(key, Again(row.due, "its worker died"))

    def hand_back(self):
        for key, row in list(self.running.items()):
            self.end(key, Again(row.due, "", counts=False))


class TodoMachine(RuleBasedStateMachine):
    """A subclass says where the list is, and how its process dies."""

    def prepare(self):
        """Let there be nothing on the list."""
        raise NotImplementedError

    def make(self):
        """The list, not open yet: each time the same, as the last death has left it."""
        raise NotImplementedError

    def die(self):
        """From now on it is as if the process had been killed before."""
        raise NotImplementedError

    @initialize()
    def begin(self):
        self.loop = asyncio.Runner()
        self.clock = Clock(START)
        self.model = Model()
        self.prepare()
        self.todo = self.make()
        self.loop.run(self.todo.open())

    def teardown(self):
        self.loop.run(self.todo.close())
        self.loop.close()

    def _wake(self, wish):
        key, comment, wait, news = wish
        due = None if wait is None else self.clock.now() + timedelta(seconds=wait)
        return Wake(key, PLACES[key.place], comment, due, news)

    async def _add(self, wishes):
        found = [self._wake(wish) for wish in wishes]
        for wake in found:
            self.model.add(wake, self.clock.now())
        # A worker may begin it before this is heard of here.
        await self.todo.add(found)

    @rule(wishes=st.lists(wakes, min_size=1, max_size=4))
    def add(self, wishes):
        self.loop.run(self._add(wishes))

    @rule(seconds=st.integers(1, 30) | st.integers(40, 80))
    def time_passes(self, seconds):
        self.clock.advance(timedelta(seconds=seconds))

    @rule(script=scripts)
    def work(self, script):
        """One worker runs all that is due, as the script says, then as if all went
        well."""
        self.loop.run(self._work(iter(script)))

    async def _work(self, script):
        async def run(job):
            assert job == self.model.begin(self.clock.now())
            word, seconds, wishes = next(script, ("done", 1, []))
            await self._add(wishes)
            due = self.clock.now() + timedelta(seconds=seconds)
            outcome = {
                "done": Done(),
                "again": Again(due, "502") if job.attempt < ATTEMPTS else Buried("502"),
                "patience": Again(due, "limit", counts=False),
                "doubt": Again(due, "502", rests=due - timedelta(seconds=5)),
                "bury": Buried("no permission"),
                "bury in doubt": Buried("502", rests=due),
            }[word]
            self.model.end(job.key, outcome)
            return outcome

        await self.todo.work(run, concurrency=1, stop=asyncio.Event(), idle=True)
        assert self.model.begin(self.clock.now()) is None

    @rule(wishes=st.lists(wakes, max_size=3), killed=st.booleans())
    def the_process_ends_in_the_middle(self, wishes, killed):
        """By kill -9, which leaves everything as it is, or by being cancelled."""
        self.loop.run(self._break_off(wishes, killed))
        if killed:
            self.model.die()
            dead = self.todo
            self.todo = self.make()
            self.loop.run(self.todo.open())
            self.loop.run(dead.close())
        else:
            self.model.hand_back()

    async def _break_off(self, wishes, killed):
        begun = asyncio.Queue()

        async def run(job):
            assert job == self.model.begin(self.clock.now(), AT_ONCE)
            begun.put_nowait(job)
            await asyncio.get_running_loop().create_future()

        async def all_begun():
            while len(self.model.running) < AT_ONCE and self.model.due(
                self.clock.now(), AT_ONCE
            ):
                await begun.get()

        worker = asyncio.create_task(
            self.todo.work(run, concurrency=AT_ONCE, stop=asyncio.Event())
        )
        await asyncio.wait_for(all_begun(), 10)
        await self._add(wishes)
        await asyncio.wait_for(all_begun(), 10)
        if killed:
            self.die()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)

    @invariant()
    def the_list_says_what_the_model_says(self):
        if not hasattr(self, "todo"):
            return
        counts = self.loop.run(self.todo.counts())
        assert counts.running == len(self.model.running) == 0
        failed = self.loop.run(self.todo.failed())
        assert {f.key: f.attempts for f in failed} == self.model.failed
        now, waiting = self.clock.now(), self.model.waiting.values()
        timers = sum(row.timer and not row.again and row.due > now for row in waiting)
        assert (counts.timers, counts.waiting) == (timers, len(waiting) - timers)
        due = [row.due for row in waiting if row.due <= now]
        assert counts.oldest == min(due, default=None)
        later = [row.due for row in waiting if row.due > now]
        assert counts.next_due == min(later, default=None)


class SqliteMachine(TodoMachine):
    def prepare(self):
        self.folder = Path(tempfile.mkdtemp())
        self.lives = 1

    def make(self):
        self.path = self.folder / f"life {self.lives}" / "todo.sqlite"
        return SqliteTodo(self.path, now=self.clock.now)

    def die(self):
        """What is written after the copy was taken never happened."""
        self.lives += 1
        shutil.copytree(self.path.parent, self.folder / f"life {self.lives}")

    def teardown(self):
        super().teardown()
        shutil.rmtree(self.folder)


TestModel = SqliteMachine.TestCase
TestModel.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, print_blob=True
)
