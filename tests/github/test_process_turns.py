"""Whoever writes waits for the turn; people's commands go ahead."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.core.errors import RetryLater
from bot.core.pace import PATIENT_AN_HOUR, Held
from bot.github.process_turns import ProcessTurns
from bot.playground import Clock

THREAD = "/repos/jupyterhub/hub/issues/7"


class Writers:
    """Those who write in one installation, in a time that passes when they wait."""

    def __init__(self, clock: Clock, interval: float = 1.0, **more: object) -> None:
        self.clock = clock
        self.ahead = 0.0
        self.wrote: list[tuple[str, float]] = []
        self.turns = ProcessTurns(
            interval, now=clock.now, seconds=self.time, sleep=self.sleep, **more
        )

    def time(self) -> float:
        return self.clock.now().timestamp() + self.ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.clock.advance(timedelta(seconds=seconds))

    async def write(self, who: str, place: str = "", *, patient: bool = False) -> None:
        async with self.turns.turn(place, patient=patient):
            self.wrote.append((who, self.time()))
            await asyncio.sleep(0)
            self.clock.advance(timedelta(seconds=0.2))

    @property
    def order(self) -> str:
        return " ".join(who for who, _ in self.wrote)


@pytest.fixture
def writers(clock) -> Writers:
    return Writers(clock)


async def test_one_after_the_other_a_second_after_the_answer(writers):
    await asyncio.gather(*(writers.write(who) for who in "abc"))
    assert writers.order == "a b c"
    times = [at for _, at in writers.wrote]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == pytest.approx([1.2, 1.2])


async def test_people_go_ahead_of_what_nobody_asked_for(writers):
    await asyncio.gather(
        *(writers.write(f"own{n}", patient=True) for n in (1, 2, 3)),
        *(writers.write(f"asked{n}") for n in (1, 2)),
    )
    assert writers.order == "own1 asked1 asked2 own2 own3"


async def test_one_that_fails_lets_the_next_one_in_after_the_pause(writers):
    async def fail() -> None:
        async with writers.turns.turn("", patient=False):
            raise OSError

    results = await asyncio.gather(fail(), writers.write("b"), return_exceptions=True)
    assert isinstance(results[0], OSError)
    assert writers.wrote[0][1] - writers.clock.now().timestamp() == pytest.approx(-0.2)


async def test_who_gives_up_takes_nobodys_turn(writers):
    tasks = [asyncio.create_task(writers.write(who)) for who in "abcd"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.wait(tasks)
    assert writers.order == "a c d"


async def test_who_is_let_in_and_gives_up_in_the_same_moment_lets_the_next_in(writers):
    async def write_and_cancel() -> None:
        await writers.write("a")
        second.cancel()

    first = asyncio.create_task(write_and_cancel())
    second = asyncio.create_task(writers.write("b"))
    third = asyncio.create_task(writers.write("c"))
    await asyncio.wait([first, second, third])
    assert second.cancelled()
    assert writers.order == "a c"


async def test_nobody_gets_a_turn_while_github_rests(writers, clock):
    waiting = asyncio.create_task(writers.write("a"))
    behind = asyncio.create_task(writers.write("b"))
    await writers.turns.rest(clock.now() + timedelta(seconds=30), "limited")
    await writers.turns.rest(clock.now() + timedelta(seconds=10), "shorter")
    for one in (waiting, behind, writers.write("c")):
        with pytest.raises(RetryLater, match="limited") as told:
            await one
        assert (told.value.patience, told.value.after) == (True, timedelta(seconds=30))
    clock.advance(timedelta(seconds=30))
    await writers.write("d")
    assert writers.order == "d"


async def test_what_is_held_back_is_told_at_once_and_holds_up_nobody(writers):
    for _ in range(PATIENT_AN_HOUR):
        await writers.write("own", patient=True)
    with pytest.raises(Held, match="people ask for") as told:
        await writers.write("own", patient=True)
    await writers.write("asked")
    assert writers.order.endswith("own asked")
    writers.clock.advance(told.value.after)
    await writers.write("own", patient=True)


async def test_whoever_has_stood_in_line_for_long_comes_again_later(clock):
    """So that other jobs are done, and it has not failed."""
    turns = ProcessTurns(1.0, now=clock.now, longest=timedelta(seconds=0.01))
    async with turns.turn("", patient=False):
        for patient in (True, False):
            with pytest.raises(RetryLater, match="others are writing") as told:
                async with turns.turn("", patient=patient):
                    pass
            assert told.value.patience


async def test_writes_by_a_clock_that_was_ahead_never_count(writers):
    """Neither now, nor when it is that late again."""
    for writers.ahead in (86_400.0, 0.0, 86_400.0):
        for _ in range(PATIENT_AN_HOUR // 2 + 1):
            await writers.write("own", patient=True)


async def test_after_a_restart_the_first_one_waits_too(clock):
    writers = Writers(clock, since=clock.now().timestamp())
    begun = writers.time()
    await writers.write("a")
    assert writers.wrote == [("a", begun + 1)]


async def test_without_an_interval_nothing_is_waited_for(clock):
    writers = Writers(clock, 0, since=clock.now().timestamp())
    begun = writers.time()
    for _ in range(1000):
        async with writers.turns.turn(THREAD, patient=True):
            pass
    assert writers.time() == begun
