"""However many ask at once, one question is asked."""

import asyncio

import pytest

from bot.web.flight import Flight


class Store:
    def __init__(self):
        self.asked = 0
        self.go_on = asyncio.Event()
        self.error = None

    async def counts(self):
        self.asked += 1
        await self.go_on.wait()
        if self.error:
            raise self.error
        return self.asked


async def test_all_who_ask_at_once_get_one_answer():
    store = Store()
    flight = Flight(store.counts)
    asking = [asyncio.create_task(flight.join()) for _ in range(400)]
    await asyncio.sleep(0)
    store.go_on.set()

    assert await asyncio.gather(*asking) == [1] * 400
    assert await flight.join() == 2


async def test_one_who_gives_up_takes_it_from_nobody():
    store = Store()
    flight = Flight(store.counts)
    first, second = (asyncio.create_task(flight.join()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    store.go_on.set()

    assert await second == 1


async def test_an_error_is_everybodys_and_the_next_asks_again():
    store = Store()
    store.error = OSError("the disk is full")
    flight = Flight(store.counts)
    store.go_on.set()
    with pytest.raises(OSError, match="full"):
        await flight.join()
    store.error = None
    assert await flight.join() == 2
