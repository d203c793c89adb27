"""What can go wrong on the way: told to the playground, not patched into anything."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from bot.playground.requests import Request


@dataclass(slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, `times` times (None: always), after `skip` matches.

    - `match`: `METHOD /path` from the API's base, with `*` or `…` for anything, or a
      function of the request;
    - `status`, `headers`, `body`: what is answered instead (bytes, text or JSON);
    - `reset`: the connection is cut instead of an answer;
    - `after_effect`: the request has its effect first;
    - `delay` in seconds, or `until`: how long the answer takes;
    - `callback`: called at that moment, before or after the effect;
    - `hide`: a list lacks the newest so many comments or issues, as a stale replica's.
    """

    match: str | Callable[[Request], bool] = "*"
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    reset: bool = False
    after_effect: bool = False
    delay: float = 0
    until: asyncio.Event | None = None
    callback: Callable[[Request], Awaitable[None] | None] | None = None
    hide: int = 0
    times: int | None = 1
    skip: int = 0
    seen: int = 0

    def strikes(self, request: Request) -> bool:
        """Whether it is this request's turn; counts the request."""
        if not self._matches(request):
            return False
        self.seen += 1
        turn = self.seen - self.skip
        return turn > 0 and (self.times is None or turn <= self.times)

    @property
    def answers(self) -> bool:
        """Whether the real answer is withheld."""
        return self.reset or self.status is not None

    async def happen(self, request: Request) -> None:
        """Let the time pass and the callback be called."""
        if self.callback and inspect.isawaitable(result := self.callback(request)):
            await result
        if self.until:
            await self.until.wait()
        if self.delay:
            await asyncio.sleep(self.delay)

    def _matches(self, request: Request) -> bool:
        if callable(self.match):
            return self.match(request)
        pattern = self.match.replace("…", "*").replace("[", "[[]")
        return fnmatchcase(f"{request.method} {request.path}", pattern)


@dataclass(slots=True, kw_only=True)
class FieldFault:
    """A field that GraphQL cannot tell, `times` times (None: always), after `skip`.

    - `field`: `Type.name` as in GitHub's reference, such as `Ref.compare`;
    - `repository`: of which one, by its full name (empty: of any);
    - `kind`: GitHub's word for why; empty where it failed and does not know itself.
    """

    field: str
    repository: str = ""
    kind: str = ""
    message: str = ""
    times: int | None = None
    skip: int = 0
    seen: int = 0

    def strikes(self, field: str, repository: str) -> bool:
        """Whether it is this field's turn; counts how often it was asked for."""
        places = {"", repository.lower()}
        if field != self.field or self.repository.lower() not in places:
            return False
        self.seen += 1
        turn = self.seen - self.skip
        return turn > 0 and (self.times is None or turn <= self.times)


class Faults(list[Fault]):
    """The faults in force; the first that strikes wins.

    `fields` are those of GraphQL's fields. `most_objects` is how many objects GraphQL
    tells in one answer before it has had enough; the rest of that answer is missing.
    `chance` is asked about what none of the faults strikes, as `bot.playground.weather`
    may be.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chance: Callable[[Request], Fault | None] = lambda _request: None
        self.fields: list[FieldFault] = []
        self.most_objects: int | None = None

    def add(self, fault: Fault) -> Fault:
        """Let it go wrong from now on."""
        self.append(fault)
        return fault

    def withhold(self, field: str, repository: str = "", **more: Any) -> FieldFault:
        """Let GraphQL tell a field no more, of one repository or of all."""
        self.fields.append(FieldFault(field=field, repository=repository, **more))
        return self.fields[-1]

    def striking(self, request: Request) -> Fault | None:
        """The fault whose turn this request is."""
        found = next((fault for fault in self if fault.strikes(request)), None)
        return found or self.chance(request)


def primary_limit(reset: datetime, **more: Any) -> Fault:
    """GitHub's answer when the hour's requests are used up until `reset`."""
    return Fault(
        status=403,
        headers={
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(reset.timestamp())),
        },
        body={"message": "API rate limit exceeded for installation."},
        **more,
    )


def secondary_limit(retry_after: int | None = None, **more: Any) -> Fault:
    """GitHub's answer to too much in too short a time; `retry_after` in seconds."""
    return Fault(
        **{"status": 403, **more},
        headers={} if retry_after is None else {"Retry-After": str(retry_after)},
        body={
            "message": "You have exceeded a secondary rate limit. Please wait a few"
            " minutes before you try again.",
            "documentation_url": "https://docs.github.com/rest/overview/"
            "rate-limits-for-the-rest-api#about-secondary-rate-limits",
        },
    )


def graphql_timeout(**more: Any) -> Fault:
    """GitHub's answer to a query that took it longer than ten seconds."""
    message = (
        "Something went wrong while executing your query. This may be the result of a"
        " timeout, or it could be a GitHub bug. Please include `A1B2:C3D4:1:2:3` when"
        " reporting this issue."
    )
    return Fault(
        **{"match": "POST /graphql", "status": 502, **more},
        body={"data": None, "errors": [{"message": message}]},
    )


def stale(match: str, *, hide: int, times: int | None = 1) -> Fault:
    """A read that lags: the newest `hide` of the list are not there yet."""
    return Fault(match=match, hide=hide, times=times)
