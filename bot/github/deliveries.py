"""GitHub's log of the deliveries to this App: what failed, with what it would have said.

https://docs.github.com/rest/apps/webhooks. GitHub keeps the log for 3 days, GHES for 7.
Each attempt has an id of its own; those of one delivery share its `guid`. The newest is
listed first, but an attempt may appear minutes after it was made. `status=failure` gives
what was answered with 400 to 599: not what has no status at all, nor what was sent
elsewhere (3xx).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.errors import Gone
from bot.github.addresses import with_query
from bot.github.client import PER_PAGE, Client
from bot.github.refusals import Denied
from bot.github.shapes import parse_time
from bot.github.wire import Answer

_PATH = "/app/hook/deliveries"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand a delivery over; ids are 0 where it has none of that kind.

    `status_code` is 0 where GitHub names none.
    """

    id: int
    guid: str
    delivered_at: datetime
    status: str
    status_code: int
    event: str
    action: str
    installation: int
    repository: int

    @property
    def name(self) -> str:
        """The dotted name, such as `issue_comment.edited` or `push`."""
        return f"{self.event}.{self.action}" if self.action else self.event

    @property
    def ok(self) -> bool:
        """Whether it was taken; GitHub follows no redirects."""
        return self.status == "OK" or 200 <= self.status_code < 300


@dataclass(frozen=True, slots=True)
class Listed:
    """Attempts, the newest first; `whole` unless there would have been more pages."""

    attempts: tuple[Attempt, ...]
    whole: bool


class DeliveryLog(Client):
    """The App's own client, for answers that are not worth keeping.

    Pages change with every delivery, and of a payload, which may have 25 MB, a few
    fields are read once.
    """

    @property
    def left(self) -> int | None:
        """How many requests GitHub allows the App just now, where that is known."""
        return self._lane.limits.remaining.get("core")

    async def page(self, url: str) -> tuple[tuple[Attempt, ...], str | None]:
        """The attempts on a page, and where the next one is."""
        found = await self._ask("GET", url, b"", _parse_page)
        self._forget(url)
        return found

    async def read(self, path: str) -> bytes:
        """An answer as it came."""
        reader = _Unread(self._wire, self._lane, self._credentials)
        await reader.get(path, lambda _nothing: None)
        self._forget(path)
        return reader.content


class _Unread(Client):
    """Keeps an answer's bytes from being read into thousands of objects."""

    content = b""

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        status, heard, content = await super()._request(method, url, headers, body)
        if status == 200:
            self.content, content = content, b"null"
        return status, heard, content


@dataclass(frozen=True, slots=True)
class Deliveries:
    """The deliveries to this App; raises what the client raises."""

    log: DeliveryLog

    @property
    def left(self) -> int | None:
        """How many requests GitHub allows the App just now, where that is known."""
        return self.log.left

    async def since(
        self, moment: datetime, *, pages: int, failed: bool = False
    ) -> Listed:
        """The attempts made since then, on so many pages at most.

        With `failed` what GitHub takes for failed, where it can tell: then so many pages
        reach further back.
        """
        query = {"status": "failure"} if failed else {}
        found: list[Attempt] = []
        async for page, cut in self._pages(query, pages):
            found += [one for one in page if one.delivered_at >= moment]
            if not page or page[-1].delivered_at < moment:
                break
            if cut:
                return Listed(tuple(found), whole=False)
        return Listed(tuple(found), whole=True)

    async def find(self, guid: str, *, pages: int) -> Attempt | None:
        """The newest attempt of a delivery; None where it is not on so many pages.

        Where there are more, those of failed deliveries are looked through as well.
        """
        for query in ({}, {"status": "failure"}):
            more = False
            async for page, cut in self._pages(query, pages):
                more = cut
                for attempt in page:
                    if attempt.guid.lower() == guid.lower():
                        return attempt
            if not more:
                break
        return None

    async def read(self, attempt: int) -> bytes:
        """What GitHub tells of an attempt: JSON with the payload at `request.payload`.

        `Gone` where GitHub knows it no more.
        """
        try:
            return await self.log.read(f"{_PATH}/{attempt}")
        except Denied as error:
            if error.status in (400, 422):
                raise Gone(str(error)) from error
            raise

    async def redeliver(self, attempt: int) -> None:
        """Ask GitHub to deliver it again, under the same GUID."""
        path = f"{_PATH}/{attempt}/attempts"
        await self.log.write("POST", path, None, lambda _accepted: None)

    async def _pages(
        self, query: Mapping[str, object], most: int
    ) -> AsyncIterator[tuple[tuple[Attempt, ...], bool]]:
        """Up to so many pages, each with whether it is the last of these but not of all."""
        url: str | None = with_query(_PATH, {**query, "per_page": PER_PAGE})
        for number in range(1, most + 1):
            if url is None:
                return
            page, url = await self.log.page(url)
            yield page, number == most and url is not None


def _parse_page(data: Any) -> tuple[Attempt, ...]:
    return tuple(_parse_attempt(one) for one in data)


def _parse_attempt(data: Mapping[str, Any]) -> Attempt:
    return Attempt(
        id=int(data["id"]),
        guid=str(data["guid"]),
        delivered_at=parse_time(data["delivered_at"]),
        status=data.get("status") or "",
        status_code=int(data.get("status_code") or 0),
        event=data["event"],
        action=data.get("action") or "",
        installation=int(data.get("installation_id") or 0),
        repository=int(data.get("repository_id") or 0),
    )
