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


class Faults(list[Fault]):
    """The faults in force; the first that strikes wins."""

    def add(self, fault: Fault) -> Fault:
        """Let it go wrong from now on."""
        self.append(fault)
        return fault

    def striking(self, request: Request) -> Fault | None:
        """The fault whose turn this request is."""
        return next((fault for fault in self if fault.strikes(request)), None)


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


def stale(match: str, *, hide: int, times: int | None = 1) -> Fault:
    """A read that lags: the newest `hide` of the list are not there yet."""
    return Fault(match=match, hide=hide, times=times)
