"""GitHub's rules for whoever asks it: which of them were broken, by the log of requests.

They are those of https://docs.github.com/rest/using-the-rest-api/ (rate limits, and best
practices) and of GraphQL's limits. The playground answers as if it minded few of them;
whoever wants to know whether a bot would be welcome at GitHub's asks here.

Time passes by two clocks: the playground's, which may stand still and jump, and the real
one. What had to be waited for was waited for if it has passed by either.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.playground.requests import Request

A_MINUTE, AN_HOUR = 60.0, 3600.0
WRITES = ((A_MINUTE, 80), (AN_HOUR, 500))
"""Seconds, and of how many writes one too many falls into them."""

POINTS = {"rest": 900, "graphql": 2000}
"""A minute: a read costs one, a write five."""

AT_ONCE = 100

UNDER_WAY = 0.5
"""Seconds within which a request may have left before an answer was there."""

UNSAID = 60.0
"""How long to wait where a limit names no time."""


def broken_rules(
    requests: Iterable[Request], *, apart: float = 1.0, under_way: float = UNDER_WAY
) -> list[str]:
    """What GitHub would mind, a line for each time; empty where all was well.

    `apart` is how many seconds must lie between two writes of one installation. What
    comes within `under_way` seconds of an answer can have left before it was there.
    """
    by_asker: dict[str, list[Request]] = defaultdict(list)
    answered = [request for request in requests if request.who]
    for request in answered:
        by_asker[request.who].append(request)
    found = list(_too_many_at_once(answered))
    for who, asked in by_asker.items():
        writes = [request for request in asked if request.is_write]
        for rule in (
            _too_close(writes, apart),
            _too_many_writes(writes),
            _too_many_points(asked),
            _not_left_alone(asked, under_way),
        ):
            found += [f"{who}: {line}" for line in rule]
    return found


def _passed(since: Request, until: Request) -> float:
    """Seconds from the coming of one request to that of another."""
    by_clock = (until.at - since.at).total_seconds()
    return max(by_clock, until.came - since.came)


def _too_close(writes: Sequence[Request], apart: float) -> Iterator[str]:
    for before, write in pairwise(writes):
        if write.came < before.left and not before.abandoned:
            yield f"{write} came while {before} was under way"
        elif _passed(before, write) < apart - 0.001:
            yield f"{write} came {_passed(before, write):.3f} s after {before}"


def _too_many_writes(writes: Sequence[Request]) -> Iterator[str]:
    for seconds, too_many in WRITES:
        for first, last in zip(writes, writes[too_many - 1 :], strict=False):
            if _passed(first, last) < seconds:
                yield f"{last} was the {too_many}th write within {seconds:.0f} s"


def _too_many_points(asked: Sequence[Request]) -> Iterator[str]:
    spent: dict[str, deque[tuple[Request, int]]] = defaultdict(deque)
    for request in asked:
        kind = "graphql" if request.path == "/graphql" else "rest"
        window, cost = spent[kind], 5 if _changes(request) else 1
        window.append((request, cost))
        while _passed(window[0][0], request) >= A_MINUTE:
            window.popleft()
        points = sum(cost for _, cost in window)
        if points > POINTS[kind]:
            yield f"{request} made {points} points of {kind} within a minute"
            window.clear()


def _changes(request: Request) -> bool:
    return request.method != "GET" and (request.is_write or request.path != "/graphql")


def _too_many_at_once(asked: Sequence[Request]) -> Iterator[str]:
    edges = sorted(
        [(request.came, 1) for request in asked]
        + [(request.left, -1) for request in asked]
    )
    there = most = 0
    for _, change in edges:
        there += change
        most = max(most, there)
    if most > AT_ONCE:
        yield f"{most} requests were under way at once"


def _not_left_alone(asked: Sequence[Request], under_way: float) -> Iterator[str]:
    told: list[tuple[Request, float, str]] = []
    for request in asked:
        told = [
            (teller, wait, resource)
            for teller, wait, resource in told
            if _since(teller, request) < wait
        ]
        for teller, wait, resource in told:
            since = _since(teller, request)
            if since > under_way and resource in ("", request.resource):
                yield (
                    f"{request} came {since:.3f} s after {teller}, which asked to wait"
                    f" {wait:.0f} s"
                )
        if not request.abandoned:
            told += ((request, *limit) for limit in _limits(request))


def _since(answered: Request, request: Request) -> float:
    """Seconds from the answer to one request until another came."""
    by_clock = (request.at - answered.left_at).total_seconds()
    return max(by_clock, request.came - answered.left)


def _limits(request: Request) -> Iterator[tuple[float, str]]:
    """How long an answer asks to wait, and before which resource ("": all)."""
    headers = request.told
    empty = headers.get("x-ratelimit-remaining") == "0"
    if empty:
        reset = float(headers["x-ratelimit-reset"]) - request.left_at.timestamp()
        yield reset, request.resource
    if "retry-after" in headers:
        yield float(headers["retry-after"]), ""
    elif request.limited and not empty:
        yield UNSAID, ""
