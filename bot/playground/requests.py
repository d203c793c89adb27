"""The record of every request that reached the API."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEPT = 100_000
"""Requests remembered; a demo may run for days."""


@dataclass(slots=True)
class Request:
    """One request; `path` starts at the API's base, `query` holds decoded values.

    `status` is 0 where the connection was cut before an answer. `authorization` is
    `app`, `installation` or empty; `who` is whose limits it counts for, and `resource`
    which of them. `came` and `left`, when it was answered, are seconds that nobody
    sets; `at` and `left_at` the same by the playground's clock. `told` are the headers
    about limits in the answer, and `limited` is whether that spoke of one. One that is
    `abandoned` was answered to nobody: who asked was gone by then. `needed` is what the
    token had to be good for.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    raw: bytes = field(repr=False)
    at: datetime
    body: Any = None
    status: int = 0
    authorization: str = ""
    hidden: int = 0
    who: str = ""
    resource: str = ""
    came: float = 0.0
    left: float = 0.0
    left_at: datetime = field(init=False)
    told: Mapping[str, str] = field(default_factory=dict)
    limited: bool = False
    abandoned: bool = False
    needed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.left_at, self.left = self.at, self.came

    @property
    def is_write(self) -> bool:
        """Whether it asks for a change of what people see (so no token, no ping)."""
        if self.path == "/graphql":
            return "mutation" in str((self.body or {}).get("query"))
        return self.method not in {"GET", "HEAD"} and not self.path.startswith("/app/")

    @property
    def is_read(self) -> bool:
        """Whether it is a read that was answered with content, so no 304."""
        return self.method in {"GET", "HEAD"} and self.status != 304

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class RequestLog(deque[Request]):
    """All requests, oldest first."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)

    @property
    def writes(self) -> list[Request]:
        """Those that ask for a change."""
        return [request for request in self if request.is_write]

    @property
    def reads(self) -> list[Request]:
        """Those that GitHub answered with content, not with 304."""
        return [request for request in self if request.is_read]

    @property
    def counted(self) -> list[Request]:
        """Those that use up the rate limit: all but the 304s."""
        return [request for request in self if request.status != 304]

    def matching(self, method: str, ending: str) -> list[Request]:
        """Those of a method whose path ends so."""
        return [r for r in self if r.method == method and r.path.endswith(ending)]
