"""What is remembered of feeds, however slow, broken or large they are."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.core.errors import RetryLater
from bot.playground import Clock
from bot.web.calendar_memory import STALE, CalendarMemory, Unavailable

FIVE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


class Source:
    """Feeds as they are just now; asked with names in the case that people typed."""

    def __init__(self) -> None:
        self.feed: bytes | None = b"one"
        self.error: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.asked: list[str] = []

    async def __call__(self, full_name: str) -> bytes | None:
        self.asked.append(full_name)
        await self.open.wait()
        if self.error:
            raise self.error
        return self.feed


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
async def remember(
    clock: Clock, source: Source
) -> AsyncIterator[Callable[..., CalendarMemory]]:
    made: list[CalendarMemory] = []

    def make(**more: object) -> CalendarMemory:
        made.append(CalendarMemory(source, now=clock.now, **more))
        return made[-1]

    yield make
    for memory in made:
        await memory.close()


@pytest.fixture
def memory(remember: Callable[..., CalendarMemory]) -> CalendarMemory:
    return remember(patience=timedelta(seconds=30))


async def test_all_who_come_together_wait_for_one(memory, source):
    source.open.clear()
    waiting = [asyncio.create_task(memory.get(name)) for name in ("A/b", "a/B", "a/b")]
    for _ in range(3):
        await asyncio.sleep(0)
    source.open.set()
    assert [kept.body for kept in await asyncio.gather(*waiting)] == [b"one"] * 3
    assert source.asked == ["A/b"]


async def test_one_who_goes_away_takes_nothing_from_the_others(memory, source):
    source.open.clear()
    first = asyncio.create_task(memory.get("a/b"))
    second = asyncio.create_task(memory.get("a/b"))
    await asyncio.sleep(0)
    first.cancel()
    source.open.set()
    assert (await second).body == b"one"
    assert source.asked == ["a/b"]


class TestASlowGitHub:
    @pytest.fixture
    def memory(self, remember):
        return remember(patience=timedelta(0))

    async def test_nobody_waits_for_it_and_the_next_one_gets_it(self, memory, source):
        source.open.clear()
        with pytest.raises(Unavailable) as refused:
            await memory.get("a/b")
        assert refused.value.after == MINUTE
        source.open.set()
        for _ in range(3):
            await asyncio.sleep(0)
        assert (await memory.get("a/b")).body == b"one"
        assert source.asked == ["a/b"]

    async def test_the_last_feed_is_shown_meanwhile(self, memory, source, clock):
        with pytest.raises(Unavailable):
            await memory.get("a/b")
        for _ in range(3):
            await asyncio.sleep(0)
        before = await memory.get("a/b")
        clock.advance(FIVE)
        source.open.clear()
        assert await memory.get("a/b") == before

    async def test_its_failure_is_nobodys_when_all_have_gone(self, memory, source):
        source.open.clear()
        with pytest.raises(Unavailable):
            await memory.get("a/b")
        source.error = RetryLater("too late")
        source.open.set()
        for _ in range(3):
            await asyncio.sleep(0)
        source.error = None
        with pytest.raises(Unavailable):
            await memory.get("a/b")
        assert source.asked == ["a/b", "a/b"]


class TestAFaultOfOurs:
    async def test_is_logged_and_the_last_feed_is_shown(self, memory, source, clock):
        before = await memory.get("a/b")
        clock.advance(FIVE)
        source.error = ZeroDivisionError("hunter2")
        with structlog.testing.capture_logs() as logs:
            assert (await memory.get("a/b")).body == before.body
        assert [log["log_level"] for log in logs] == ["error"]

    async def test_without_a_last_feed_nothing_is_known(self, memory, source):
        source.error = ZeroDivisionError("hunter2")
        with structlog.testing.capture_logs(), pytest.raises(Unavailable):
            await memory.get("a/b")


class TestHowLong:
    async def test_github_may_ask_for_more_patience(self, memory, source):
        for wish, after in (
            (None, MINUTE),
            (timedelta(seconds=2), MINUTE),
            (timedelta(minutes=7), timedelta(minutes=7)),
            (timedelta(days=1), timedelta(hours=1)),
        ):
            source.error = RetryLater("not now", after=wish)
            with pytest.raises(Unavailable) as refused:
                await memory.get("a/b")
            assert refused.value.after == after

    async def test_a_feed_is_shown_for_a_day_after_it_was_read(
        self, memory, source, clock
    ):
        before = await memory.get("a/b")
        source.error = RetryLater("down")
        clock.advance(STALE)
        assert (await memory.get("a/b")).etag == before.etag
        clock.advance(MINUTE)
        with pytest.raises(Unavailable):
            await memory.get("a/b")

    async def test_what_comes_back_is_new(self, memory, source, clock):
        await memory.get("a/b")
        source.feed = None
        clock.advance(FIVE)
        assert (await memory.get("a/b")).body is None
        source.feed = b"two"
        clock.advance(FIVE - MINUTE)
        assert (await memory.get("a/b")).body is None
        clock.advance(MINUTE)
        assert (await memory.get("a/b")).body == b"two"


class TestRoom:
    async def test_the_feed_that_was_asked_for_longest_ago_makes_room(
        self, remember, source
    ):
        memory = remember(most_bytes=3_000)
        source.feed = b"x" * 900
        for name in ("a/1", "a/2", "a/1", "a/3", "a/1", "a/2"):
            await memory.get(name)
        assert source.asked == ["a/1", "a/2", "a/3", "a/2"]

    async def test_one_that_is_too_large_is_sent_and_not_kept(self, remember, source):
        memory = remember(most_bytes=3_000)
        source.feed = b"x" * 4_000
        for _ in range(2):
            assert (await memory.get("a/b")).body == source.feed
        assert len(source.asked) == 2


async def test_closing_ends_what_is_under_way(memory, source):
    source.open.clear()
    waiting = asyncio.create_task(memory.get("a/b"))
    await asyncio.sleep(0)
    await memory.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
