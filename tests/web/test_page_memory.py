"""What is remembered of pages, however slow, broken or large they are."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.core.errors import RetryLater
from bot.playground import Clock
from bot.web.page_memory import LOOKUPS, STALE, Kept, Lookups, PageMemory, Unavailable

FIVE = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


class Source:
    """Pages as they are just now; asked with names in the case that people typed."""

    def __init__(self) -> None:
        self.page: bytes | None = b"one"
        self.error: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()
        self.asked: list[str] = []

    async def __call__(self, full_name: str) -> dict[str, bytes] | None:
        self.asked.append(full_name)
        await self.open.wait()
        if self.error:
            raise self.error
        return None if self.page is None else {"txt": self.page}


def body(kept: Kept) -> bytes | None:
    return None if kept.forms is None else kept.forms["txt"].body


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2021, 3, 4, 12, tzinfo=UTC))


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
async def remember(
    clock: Clock, source: Source
) -> AsyncIterator[Callable[..., PageMemory]]:
    made: list[PageMemory] = []

    def make(**more: object) -> PageMemory:
        made.append(PageMemory(source, now=clock.now, **more))
        return made[-1]

    yield make
    for memory in made:
        await memory.close()


@pytest.fixture
def memory(remember: Callable[..., PageMemory]) -> PageMemory:
    return remember(patience=timedelta(seconds=30))


async def test_all_who_come_together_wait_for_one(memory, source):
    source.open.clear()
    waiting = [asyncio.create_task(memory.get(name)) for name in ("A/b", "a/B", "a/b")]
    for _ in range(3):
        await asyncio.sleep(0)
    source.open.set()
    assert [body(kept) for kept in await asyncio.gather(*waiting)] == [b"one"] * 3
    assert source.asked == ["A/b"]


async def test_one_who_goes_away_takes_nothing_from_the_others(memory, source):
    source.open.clear()
    first = asyncio.create_task(memory.get("a/b"))
    second = asyncio.create_task(memory.get("a/b"))
    await asyncio.sleep(0)
    first.cancel()
    source.open.set()
    assert body(await second) == b"one"
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
        assert body(await memory.get("a/b")) == b"one"
        assert source.asked == ["a/b"]

    async def test_the_last_page_is_shown_meanwhile(self, memory, source, clock):
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
    async def test_is_logged_and_the_last_page_is_shown(self, memory, source, clock):
        before = await memory.get("a/b")
        clock.advance(FIVE)
        source.error = ZeroDivisionError("hunter2")
        with structlog.testing.capture_logs() as logs:
            assert body(await memory.get("a/b")) == body(before)
        assert [log["log_level"] for log in logs] == ["error"]

    async def test_without_a_last_page_nothing_is_known(self, memory, source):
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

    async def test_a_page_is_shown_for_a_day_after_it_was_read(
        self, memory, source, clock
    ):
        before = await memory.get("a/b")
        source.error = RetryLater("down")
        clock.advance(STALE)
        assert (await memory.get("a/b")).forms == before.forms
        clock.advance(MINUTE)
        with pytest.raises(Unavailable):
            await memory.get("a/b")

    async def test_what_comes_back_is_new(self, memory, source, clock):
        await memory.get("a/b")
        source.page = None
        clock.advance(FIVE)
        assert body(await memory.get("a/b")) is None
        source.page = b"two"
        clock.advance(FIVE - MINUTE)
        assert body(await memory.get("a/b")) is None
        clock.advance(MINUTE)
        assert body(await memory.get("a/b")) == b"two"


class TestRoom:
    async def test_the_page_that_was_asked_for_longest_ago_makes_room(
        self, remember, source
    ):
        memory = remember(most_bytes=3_000)
        source.page = b"x" * 900
        for name in ("a/1", "a/2", "a/1", "a/3", "a/1", "a/2"):
            await memory.get(name)
        assert source.asked == ["a/1", "a/2", "a/3", "a/2"]

    async def test_one_that_is_too_large_is_sent_and_not_kept(self, remember, source):
        memory = remember(most_bytes=3_000)
        source.page = b"x" * 4_000
        for _ in range(2):
            assert body(await memory.get("a/b")) == source.page
        assert len(source.asked) == 2


class TestForms:
    async def test_all_are_made_at_once_and_known_by_their_content(self, clock):
        asked = []

        async def read(full_name: str) -> dict[str, bytes]:
            asked.append(full_name)
            return {"json": b"[]", "md": b"| |", "txt": b"[]"}

        memory = PageMemory(read, now=clock.now)
        forms = (await memory.get("a/b")).forms
        assert {name: form.body for name, form in forms.items()} == await read("")
        assert forms["json"].etag == forms["txt"].etag != forms["md"].etag
        await memory.get("a/b")
        assert asked == ["a/b", ""]

    async def test_those_of_two_kinds_may_share_what_they_look_up(
        self, remember, source, clock
    ):
        source.page = None
        lookups = Lookups(clock.now)
        one, other, alone = (
            remember(lookups=lookups),
            remember(lookups=lookups),
            remember(),
        )
        for n in range(LOOKUPS // 2):
            await one.get(f"a/{n}")
            await other.get(f"a/{n}")
        for memory in (one, other):
            with pytest.raises(Unavailable):
                await memory.get("a/more")
        await alone.get("a/more")
        clock.advance(MINUTE)
        await other.get("a/more")


async def test_closing_ends_what_is_under_way(memory, source):
    source.open.clear()
    waiting = asyncio.create_task(memory.get("a/b"))
    await asyncio.sleep(0)
    await memory.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
