"""Faults by chance, of which a seed decides."""

from collections import Counter
from datetime import UTC, datetime

import aiohttp

from bot.playground import Playground
from bot.playground.faults import Fault
from bot.playground.requests import Request
from bot.playground.weather import Kind, Weather

KINDS = (
    Kind("500", 0.1, lambda: Fault(status=500)),
    Kind("502", 0.05, lambda: Fault(status=502, after_effect=True)),
)


def request(path: str) -> Request:
    return Request(
        method="GET", path=path, query={}, headers={}, raw=b"", at=datetime.now(UTC)
    )


def test_each_kind_has_its_share_of_all_requests():
    weather = Weather(1, KINDS)
    faults = [weather.fault(request(f"/{n % 50}")) for n in range(10_000)]
    counted = Counter(fault.status for fault in faults if fault)
    assert counted == {500: weather.happened["500"], 502: weather.happened["502"]}
    assert 900 < counted[500] < 1100
    assert 420 < counted[502] < 580


def test_it_does_not_depend_on_what_else_is_asked_in_between():
    alone, among = Weather(7, KINDS), Weather(7, KINDS)
    found, others = [], []
    for _ in range(200):
        found.append(alone.fault(request("/a")) is None)
        among.fault(request("/b"))
        others.append(among.fault(request("/a")) is None)
    assert found == others
    assert not all(found)


async def test_a_playground_has_it(github: Playground):
    github.faults.chance = Weather(3, [Kind("503", 1, lambda: Fault(status=503))]).fault
    github.faults.add(Fault(match="GET /teapot", status=418))
    async with aiohttp.ClientSession() as session:
        for path, status in (("/", 503), ("/teapot", 418), ("/teapot", 503)):
            async with session.get(github.url + path) as response:
                assert response.status == status
