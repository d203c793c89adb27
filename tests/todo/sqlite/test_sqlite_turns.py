"""GitHub's limits outlive the process: a restart and `kill -9` forget none of them."""

import asyncio
from datetime import timedelta

import pytest
from on_file import wal_of

from bot.core.errors import RetryLater
from bot.core.pace import MOST_A_MINUTE, MOST_AN_HOUR, MOST_TO_ONE, PATIENT_AN_HOUR
from bot.github.process_turns import ProcessTurns
from bot.todo.job import StoreUnavailable
from bot.todo.sqlite import SqliteTodo
from bot.todo.sqlite_turns import SqliteMemory
from tests.small_disk import limited

SECOND = timedelta(seconds=1)
YEARS = timedelta(days=3650)
REPOSITORIES = [f"/repos/jupyterhub/{name}" for name in ("hub", "docs", "binder")]
THREAD = f"{REPOSITORIES[0]}/issues/7"


class WrongClock:
    """The machine's clock, which somebody sets; by the other one time only passes."""

    def __init__(self, clock):
        self.clock = clock
        self.ahead = timedelta()

    def now(self):
        return self.clock.now() + self.ahead


class Process:
    """One that writes in an installation, in a time that passes when it waits."""

    def __init__(self, file, clock, wall=None):
        self.clock = clock
        self.wall = wall or clock
        self.todo = SqliteTodo(file, now=self.wall.now)

    def turns(self, installation=7, *, interval=1.0):
        return ProcessTurns(
            interval,
            now=self.wall.now,
            seconds=lambda: self.clock.now().timestamp(),
            sleep=self._sleep,
            memory=SqliteMemory(self.todo.writer, installation),
        )

    async def _sleep(self, seconds):
        self.clock.advance(timedelta(seconds=seconds))

    async def __aenter__(self):
        await self.todo.open()
        return self

    async def __aexit__(self, *_):
        await self.todo.close()


async def write(turns, place="", *, patient=False):
    async with turns.turn(place, patient=patient):
        pass


async def write_everywhere(turns, times, **how):
    for number in range(times):
        await write(turns, REPOSITORIES[number % 3], **how)


async def refusal(turns, place="", *, patient=False):
    with pytest.raises(RetryLater) as told:
        await write(turns, place, patient=patient)
    assert told.value.patience
    return told.value


def as_kill_9_leaves_it(file):
    """The file of a process that is no more, at another place."""
    after = file.with_name("after.sqlite")
    after.write_bytes(file.read_bytes())
    wal_of(after).write_bytes(wal_of(file).read_bytes())
    return after


async def test_what_was_written_within_the_hour_counts_after_a_restart(file, clock):
    begun = clock.now()
    async with Process(file, clock) as before:
        await write_everywhere(before.turns(), 450)
    async with Process(file, clock) as after:
        turns = after.turns()
        held = await refusal(turns, REPOSITORIES[0], patient=True)
        assert (held.reason, "people ask for" in str(held)) == ("patience", True)
        await write_everywhere(turns, MOST_AN_HOUR - 450)
        held = await refusal(turns, REPOSITORIES[0])
        assert held.reason == "hour"
        assert clock.now() + held.after == begun + timedelta(hours=1)
        clock.advance(held.after)
        await write(turns, REPOSITORIES[0])


async def test_what_one_thread_has_had_counts_too_and_in_each_installation_for_itself(
    file, clock
):
    async with Process(file, clock) as before:
        turns = before.turns()
        for _ in range(MOST_TO_ONE):
            await write(turns, THREAD)
    async with Process(file, clock) as after:
        assert (await refusal(after.turns(), f"{THREAD}/comments/1")).reason == "thread"
        await write(after.turns(), REPOSITORIES[0])
        await write(after.turns(8), THREAD)


async def test_the_next_write_is_a_second_after_that_of_the_process_before(file, clock):
    async with Process(file, clock) as before:
        await write(before.turns())
    written = clock.now()
    async with Process(file, clock) as after:
        await write(after.turns())
    assert clock.now() == written + SECOND


async def test_a_write_that_is_cut_off_by_kill_9_counts(file, clock):
    async with Process(file, clock) as before:
        turns = before.turns(interval=0.1)
        await write_everywhere(turns, MOST_A_MINUTE - 1)
        async with turns.turn("", patient=False):
            copy = as_kill_9_leaves_it(file)
    async with Process(copy, clock) as after:
        assert (await refusal(after.turns(interval=0.1))).reason == "minute"


async def test_github_is_left_alone_for_as_long_as_it_asked(file, clock):
    async with Process(file, clock) as before:
        await before.turns().rest(clock.now() + 900 * SECOND, "secondary rate limit")
        copy = as_kill_9_leaves_it(file)
    clock.advance(10 * SECOND)
    async with Process(copy, clock) as after:
        # An answer to a read is heard first, and asks for less.
        turns = after.turns()
        await turns.rest(clock.now() + 60 * SECOND, "used up")
        told = await refusal(turns)
        assert (str(told), told.after) == ("secondary rate limit", 890 * SECOND)
        await write(after.turns(8))
    async with Process(copy, clock) as after:
        turns = after.turns()
        assert (await refusal(turns)).after == 890 * SECOND
        await turns.rest(clock.now() + 3600 * SECOND, "used up")
    async with Process(copy, clock) as after:
        assert (await refusal(after.turns())).after == 3600 * SECOND
        clock.advance(3600 * SECOND)
        await write(after.turns())


async def test_what_a_clock_that_was_ahead_has_said_lasts_no_longer_than_it_was_to(
    file, clock
):
    wall = WrongClock(clock)
    wall.ahead = YEARS
    async with Process(file, clock, wall) as before:
        turns = before.turns()
        await write_everywhere(turns, PATIENT_AN_HOUR)
        await turns.rest(wall.now() + 900 * SECOND, "limited")
    wall.ahead = timedelta()
    for passed in (0, 600):
        clock.advance(passed * SECOND)
        async with Process(file, clock, wall) as after:
            assert (await refusal(after.turns())).after == (900 - passed) * SECOND
    clock.advance(300 * SECOND)
    async with Process(file, clock, wall) as after:
        await write(after.turns(), patient=True)


async def test_after_a_moment_back_what_is_ahead_counts_as_written_now(file, clock):
    wall = WrongClock(clock)
    async with Process(file, clock, wall) as before:
        await write_everywhere(before.turns(), PATIENT_AN_HOUR)
    wall.ahead = -10 * SECOND
    async with Process(file, clock, wall) as after:
        held = await refusal(after.turns(), patient=True)
        assert held.reason == "patience"
        assert held.after <= timedelta(hours=1)


async def test_a_clock_that_is_set_back_meanwhile_changes_nothing(file, clock):
    """A longer rest is heard by it, too."""
    wall = WrongClock(clock)
    wall.ahead = YEARS
    async with Process(file, clock, wall) as process:
        turns = process.turns()
        await turns.rest(wall.now() + 60 * SECOND, "limited")
        wall.ahead = timedelta()
        await turns.rest(wall.now() + 900 * SECOND, "limited")
        assert (await refusal(turns)).after == 900 * SECOND
    async with Process(file, clock, wall) as after:
        assert (await refusal(after.turns())).after == 900 * SECOND


async def test_what_is_past_takes_no_room(file, clock):
    async def rows(process):
        count = (
            "SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM left_alone)"
        )
        return tuple(
            await process.todo.writer.do(lambda c: c.execute(count).fetchone())
        )

    async with Process(file, clock) as process:
        for installation in range(1, 30):
            turns = process.turns(installation)
            await write(turns)
            await turns.rest(clock.now() + 60 * SECOND, "limited")
        assert await rows(process) == (29, 29)
        clock.advance(timedelta(hours=1))
        turns = process.turns(30)
        await write(turns)
        await turns.rest(clock.now() + 60 * SECOND, "limited")
        assert await rows(process) == (1, 1)


async def test_no_write_is_made_that_cannot_be_counted(tmp_path, file, clock):
    """On a full disk nobody gets a turn, until there is room; and whoever did counts."""
    made = 0

    async def write_on(turns):
        nonlocal made
        while made < PATIENT_AN_HOUR:
            await write(turns, REPOSITORIES[made % 3])
            made += 1

    async with Process(file, clock) as process:
        turns = process.turns()
        await write(turns)
        with limited(tmp_path) as disk:
            disk.fill()
            with pytest.raises(StoreUnavailable, match="is it on a disk with room"):
                await write_on(turns)
        await write(turns)
        copy = as_kill_9_leaves_it(file)
    async with Process(copy, clock) as after:
        past = await SqliteMemory(after.todo.writer, 7).past(clock.now())
        assert len(past.writes) == made + 2


async def test_where_nobody_can_know_what_was_nobody_writes(file, clock):
    async with Process(file, clock) as process:
        away = file.rename(file.with_suffix(".away"))
        turns = process.turns()
        results = await asyncio.gather(
            *(write(turns) for _ in range(3)), return_exceptions=True
        )
        assert ["moved or deleted" in str(error) for error in results] == [True] * 3
        # What GitHub asks for is obeyed all the same.
        await turns.rest(clock.now() + 60 * SECOND, "limited")
        away.rename(file)
        with pytest.raises(RetryLater, match="limited"):
            await write(turns)
        clock.advance(60 * SECOND)
        await write(turns)


async def test_a_rest_that_is_heard_while_a_write_is_noted_is_obeyed(file, clock):
    async with Process(file, clock) as process:
        turns = process.turns()
        await write(turns)
        clock.advance(SECOND)
        writing = asyncio.create_task(write(turns))
        await asyncio.sleep(0)  # its order to the disk is given
        await turns.rest(clock.now() + 60 * SECOND, "limited")
        with pytest.raises(RetryLater, match="limited"):
            await writing
