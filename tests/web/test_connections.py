"""Connections that hold something back must not keep GitHub from being heard."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web

from bot.web.server import Server

SOON, LONG = timedelta(milliseconds=50), timedelta(minutes=5)
GET = b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Open = Callable[[bytes], Awaitable[Connection]]


class Door:
    """A server whose page is answered at once, or when it may be."""

    def __init__(
        self, *, head: timedelta = LONG, kept: timedelta = LONG, most: int = 1000
    ) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []
        routes = {"/": {"GET": self._page}, "/slow": {"GET": self._slow}}
        self.server = Server(
            routes, host="127.0.0.1", port=0, head_within=head, kept_for=kept, most=most
        )

    async def _page(self, _request: web.BaseRequest) -> web.Response:
        return web.Response(text="here")

    async def _slow(self, request: web.BaseRequest) -> web.Response:
        self.begun.set()
        await self.go_on.wait()
        await request.read()
        return web.Response(text="here")

    async def open(self, sent: bytes) -> Connection:
        host, port = self.server.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(sent)
        self._writers.append(writer)
        return reader, writer

    async def close(self) -> None:
        self.go_on.set()
        await self.server.stop(grace=1)
        for writer in self._writers:
            writer.close()


@pytest.fixture
async def door() -> AsyncIterator[Callable[..., Awaitable[Door]]]:
    doors: list[Door] = []

    async def make(**limits: object) -> Door:
        doors.append(Door(**limits))
        await doors[-1].server.start()
        return doors[-1]

    async with asyncio.timeout(20):
        yield make
        for made in doors:
            await made.close()


async def answered(connection: Connection) -> bool:
    """Whether the page came; False where the connection was closed without it."""
    try:
        return b"here" in await connection[0].readuntil(b"here")
    except (asyncio.IncompleteReadError, ConnectionError):
        return False


class TestTime:
    @pytest.mark.parametrize(
        "sent", [b"", b"GET", GET[:-2]], ids=["nothing", "a word", "most of a head"]
    )
    async def test_a_head_that_is_never_finished(self, door, sent):
        here = await door(head=SOON)
        reader, _ = await here.open(sent)
        assert await reader.read() == b""

    async def test_an_answer_may_take_longer_than_the_head(self, door):
        here = await door(head=SOON)
        slow = await here.open(GET.replace(b"/ ", b"/slow "))
        await here.begun.wait()
        reader, _ = await here.open(b"")
        assert await reader.read() == b""  # later than the first one's time was up
        here.go_on.set()
        assert await answered(slow)

    async def test_a_connection_is_kept_for_the_next_delivery(self, door):
        here = await door(head=SOON)
        kept = await here.open(GET)
        assert await answered(kept)
        reader, _ = await here.open(b"")
        assert await reader.read() == b""
        kept[1].write(GET)
        assert await answered(kept)

    @pytest.mark.parametrize("sent", [b"", GET[:-2]], ids=["nothing", "half a head"])
    async def test_but_not_for_ever(self, door, sent):
        here = await door(kept=SOON)
        kept = await here.open(GET)
        assert await answered(kept)
        kept[1].write(sent)
        assert await kept[0].read() == b""


class TestRoom:
    """Where no more connections fit, the one that gives least is closed."""

    async def test_one_without_a_head_makes_room(self, door):
        here = await door(most=3)
        kept = await here.open(GET)
        assert await answered(kept)
        silent = [await here.open(b"GET") for _ in range(20)]
        assert await answered(await here.open(GET))
        for reader, _ in silent[:-1]:
            assert await reader.read() == b""
        kept[1].write(GET)
        assert await answered(kept)

    async def test_then_one_that_is_kept(self, door):
        here = await door(most=2)
        kept = [await here.open(GET), await here.open(GET)]
        assert [await answered(one) for one in kept] == [True, True]
        assert await answered(await here.open(GET))
        assert await kept[0][0].read() == b""
        kept[1][1].write(GET)
        assert await answered(kept[1])

    async def test_then_one_whose_body_does_not_come(self, door):
        here = await door(most=1)
        here.go_on.set()
        head = b"GET /slow HTTP/1.1\r\nHost: bot\r\nContent-Length: 9\r\n\r\n"
        reader, _ = await here.open(head)
        await here.begun.wait()
        assert await answered(await here.open(GET))
        assert await reader.read() == b""

    async def test_but_none_that_is_being_answered(self, door):
        here = await door(most=1)
        slow = await here.open(GET.replace(b"/ ", b"/slow "))
        await here.begun.wait()
        assert not await answered(await here.open(GET))
        here.go_on.set()
        assert await answered(slow)

    async def test_those_that_have_gone_take_none(self, door):
        here = await door(most=1)
        for _ in range(5):
            gone = await here.open(GET.replace(b"Host", b"Connection: close\r\nHost"))
            assert await answered(gone)
            await gone[0].read()
