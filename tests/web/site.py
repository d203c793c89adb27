"""What strangers get to see of public repositories, over real HTTP."""

from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from bot.playground import Playground
from tests.calendars import SeenCalendar, read_strictly


@dataclass
class Answer:
    status: int
    headers: aiohttp.typedefs.LooseHeaders
    body: bytes

    @property
    def calendar(self) -> SeenCalendar:
        assert self.status == 200
        return read_strictly(self.body)


@dataclass
class Site:
    """A bot's pages at the playground, and somebody who asks for one of them."""

    github: Playground
    session: aiohttp.ClientSession
    url: str
    page: str

    async def get(self, path: str = "", method: str = "GET", **headers: str) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        url = aiohttp.client.URL(self.url + (path or self.page), encoded=True)
        async with self.session.request(
            method, url, headers=headers, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    def requests(self) -> list[str]:
        """What GitHub was asked since the last time one looked, tokens aside."""
        new = [
            f"{request.status} {request.path}"
            for request in self.github.requests
            if not request.path.startswith("/app/installations/")
        ]
        self.github.requests.clear()
        return new

    def later(self, by: timedelta = timedelta(minutes=5)) -> None:
        self.github.clock.advance(by)
