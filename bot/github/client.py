"""One way to GitHub: gidgethub's client, with what it leaves to its users.

gidgethub makes the headers, reads the answers and calls the hook below. Added
here: redirects and pages that stay with the API's own address, quick tries of reads,
one write at a time and at its pace, and errors of ours.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from gidgethub import HTTPException
from gidgethub.aiohttp import GitHubAPI
from yarl import URL

from bot import __version__
from bot.core.errors import InDoubt, RetryLater
from bot.github.addresses import stays, with_query
from bot.github.cache import CacheKey
from bot.github.refusals import Denied, graphql_data, refusal
from bot.github.turn import turn_to_write
from bot.github.wire import ACCEPT, Answer, Broken, Credentials, Lane, Wire

USER_AGENT = f"team-compass-bot/{__version__}"
PER_PAGE = 100
PAGES = 100
"""A list that is longer than 10,000 entries is an error, not an hour of reading."""

REDIRECTS = 3
_KEEPS_METHOD = (307, 308)
_MOVED = (301, 302, *_KEEPS_METHOD)
_NO_QUERY: Mapping[str, object] = MappingProxyType({})

T = TypeVar("T")


class _Refused(Exception):
    """A write was answered with 3xx or 4xx."""

    def __init__(self, why: HTTPException) -> None:
        super().__init__()
        self.why = why


class _Moved(Exception):
    """What was to be written to is elsewhere."""

    def __init__(self, location: str) -> None:
        super().__init__()
        self.location = location


class Client(GitHubAPI):
    """Requests of one installation with one kind of credentials.

    Raises `Missing`, `Denied` or `RetryLater`; what GitHub answers is handed to
    `parse`, and an answer that it cannot read counts as a failure of GitHub.
    """

    def __init__(
        self,
        wire: Wire,
        lane: Lane,
        credentials: Credentials,
        *,
        only_asks: bool = False,
        once: bool = False,
    ) -> None:
        super().__init__(wire.session, USER_AGENT, base_url=str(wire.base))
        self._wire = wire
        self._lane = lane
        self._credentials = credentials
        self._only_asks = only_asks
        self._once = once

    async def get(
        self,
        path: str,
        parse: Callable[[Any], T],
        query: Mapping[str, object] = _NO_QUERY,
    ) -> T:
        """Read one thing; `path` is relative to the base and already encoded."""
        value, _ = await self._ask("GET", with_query(path, query), b"", parse)
        return value

    async def get_all(
        self,
        path: str,
        parse: Callable[[Any], T],
        query: Mapping[str, object] = _NO_QUERY,
        *,
        key: str | None = None,
        until: Callable[[T], bool] = lambda _item: False,
        pages: int = PAGES,
    ) -> tuple[T, ...]:
        """Read a list, page by page, up to the first item for which `until` holds.

        `key` names the list inside an answer that is an object. One that has more than
        so many `pages` is an error.
        """

        def parse_page(data: Any) -> list[T]:
            return [parse(item) for item in (data[key] if key else data)]

        url = with_query(path, {**query, "per_page": PER_PAGE})
        items: list[T] = []
        for _ in range(pages):
            page, more = await self._ask("GET", url, b"", parse_page)
            for item in page:
                if until(item):
                    return tuple(items)
                items.append(item)
            if more is None:
                if len(page) == PER_PAGE:
                    # A 304 may hide that a next page has come into being since.
                    self._forget(url)
                return tuple(items)
            url = more
        raise Denied(f"GET {path}: more than {pages} pages of {PER_PAGE}")

    async def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None,
        parse: Callable[[Any], T],
        *,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> T:
        """Write once, after the writes before it, at the installation's pace.

        `check` is asked once the turn has come, and keeps it from being written by what
        it raises. `InDoubt` after a 5xx or a broken connection leaves open whether it
        was done.
        """
        data = b"" if body is None else dict(body)
        address, attempt, moves, replaced = path, 1, 0, False
        while True:
            try:
                async with turn_to_write(self._wire, self._lane, address):
                    if check is not None:
                        await check()
                    value, _ = await self._ask(method, address, data, parse)
                    return value
            # Nothing was done; to be sent again takes another turn.
            except _Refused as told:
                replaced = await self._once_more(
                    method, path, told.why, attempt, replaced=replaced
                )
                attempt += 1
            except _Moved as told:
                address, moves = told.location, moves + 1
                if moves > REDIRECTS:
                    raise _lost(method, path) from None

    async def query(
        self,
        query: str,
        variables: Mapping[str, object],
        parse: Callable[[Mapping[str, Any]], T],
        *,
        partly: bool = True,
        once: bool = False,
    ) -> T:
        """Ask GraphQL; `parse` gets the data, as `graphql_data` leaves it.

        A query is a read, though it is posted: it waits for no write, and is tried again
        unless it is only asked `once`.
        """
        asking = Client(
            self._wire, self._lane, self._credentials, only_asks=True, once=once
        )
        asked = {"query": query, "variables": dict(variables)}
        parsed = partial(graphql_data, partly=partly)
        address = str(self._wire.graphql)
        value, _ = await asking._ask("POST", address, asked, lambda d: parse(parsed(d)))
        return value

    async def mutate(self, mutation: str, variables: Mapping[str, object]) -> None:
        """Write once through GraphQL, as `write` does; `Denied` where it is refused."""
        body = {"query": mutation, "variables": dict(variables)}
        await self.write("POST", str(self._wire.graphql), body, graphql_data)

    async def _ask(
        self, method: str, url: str, data: object, parse: Callable[[Any], T]
    ) -> tuple[T, str | None]:
        try:
            answer, more, _ = await self._make_request(method, url, {}, data, ACCEPT)
            return parse(answer), more
        # gidgethub raises these for a 502 page that calls itself JSON, a status that
        # Python has no name for, a 422 without its fields; so does `parse`.
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            made = self._writes(method) and self._lane.installation
            raise (InDoubt if made else RetryLater)(
                f"{method} {url}: an answer that cannot be read ({error!r})"
            ) from error

    # gidgethub's hook

    async def handle_rate_limit_error(
        self, *, method: str, url: str, exception: HTTPException, attempt: int
    ) -> bool:
        """After an answer of 3xx or 4xx: raise ours, or True to ask once more."""
        if self._writes(method):
            raise _Refused(exception)
        await self._once_more(method, url, exception, attempt, replaced=attempt > 1)
        return True

    async def _once_more(
        self,
        method: str,
        url: str,
        exception: HTTPException,
        attempt: int,
        *,
        replaced: bool,
    ) -> bool:
        """Raise ours, or return whether its token has been replaced by now."""
        # A token just made may be refused for seconds (octokit/auth-app.js #65, #589);
        # nothing was done, so that also a write, whose token often is, may be sent again.
        fresh = self._credentials.fresh() and attempt <= len(self._wire.waits)
        if exception.status_code == 401 and not (fresh and self._writes(method)):
            self._credentials.rejected(replaced=replaced)
            return True
        path = url.removeprefix(self.base_url)
        error = refusal(f"{method} {path}", exception)
        unknown = exception.status_code == 401
        lag = isinstance(error, Denied) and "not accessible" in error.message
        if fresh and (unknown or lag):
            await self.sleep(self._wire.waits[attempt - 1])
            return replaced
        raise error from exception

    async def _request(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Send one request, wherever the thing has moved to."""
        target = URL(url, encoded=True)
        for _ in range(REDIRECTS + 1):
            answer = await self._persist(method, target, headers, body)
            location = answer[1].get("location")
            follow = _MOVED if method == "GET" else _KEEPS_METHOD
            if location is None or answer[0] not in follow:
                return answer
            target = target.join(URL(location, encoded=True))
            if self._writes(method):
                raise _Moved(str(target))
        raise _lost(method, url)

    async def _persist(
        self, method: str, target: URL, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        if target != self._wire.graphql and not stays(self._wire.base, target):
            raise Denied(f"GitHub points away from its own API, to {target.host}")
        tried_once = self._once or self._writes(method)
        for wait in () if tried_once else self._wire.waits:
            try:
                return await self._exchange(method, target, headers, body)
            except Broken:
                await self.sleep(wait)
        return await self._exchange(method, target, headers, body)

    async def _exchange(
        self, method: str, target: URL, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        return await self._wire.exchange(
            self._lane,
            self._credentials,
            method=method,
            target=target,
            headers=headers,
            body=body,
            writes=self._writes(method),
        )

    def _writes(self, method: str) -> bool:
        return method != "GET" and not self._only_asks

    def _forget(self, url: str) -> None:
        absolute = url if "://" in url else f"{self._wire.base}{url}"
        self._wire.cache.forget(CacheKey(self._lane.installation, absolute, ACCEPT))


def _lost(method: str, url: str) -> Denied:
    return Denied(f"{method} {url}: redirected more than {REDIRECTS} times")
