"""Connections: a part of a list, and the cursors that lead on.

https://docs.github.com/graphql/guides/using-pagination-in-the-graphql-api
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground.graphql_types import Arguments, Problem, field, plain

MOST = 100
Key = Callable[[Any], tuple[str | int, ...]]
"""What puts items in order; it may be told to clients, as a cursor."""


@dataclass(frozen=True, slots=True)
class Page:
    """The part asked for of `total` items, and whether there are more around it."""

    items: Sequence[Any]
    total: int
    more_before: bool
    more_after: bool
    cursors: tuple[str, str] | None


def page(
    items: Sequence[Any], arguments: Arguments, key: Key, *, descending: bool = False
) -> Page:
    """The part asked for of the items, in the order of their keys."""
    keyed = sorted(
        ((list(key(it)), place) for place, it in enumerate(items)), reverse=descending
    )
    ordered = [items[place] for _, place in keyed]
    places = [place for place, _ in keyed]
    start, end = 0, len(ordered)
    if after := arguments.get("after"):
        edge = _place(after)
        start = sum(place >= edge if descending else place <= edge for place in places)
    if before := arguments.get("before"):
        edge = _place(before)
        end = sum(place > edge if descending else place < edge for place in places)
    if (first := arguments.get("first")) is not None:
        end = min(end, start + first)
    if (last := arguments.get("last")) is not None:
        start = max(start, end - last)
    shown = ordered[start:end]
    return Page(
        shown,
        len(ordered),
        more_before=start > 0,
        more_after=end < len(ordered),
        cursors=(_cursor(places[start]), _cursor(places[end - 1])) if shown else None,
    )


def check_bounds(name: str, arguments: Arguments) -> None:
    """Refuse a connection whose items are wanted without saying how many."""
    wanted = {word: arguments.get(word) for word in ("first", "last")}
    if all(number is None for number in wanted.values()):
        raise Problem(
            "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` or `last` value to properly paginate the"
            f" `{name}` connection.",
        )
    for word, number in wanted.items():
        if number is not None and not 0 <= number <= MOST:
            raise Problem(
                "EXCESSIVE_PAGINATION",
                f"Requesting {number} records on the `{name}` connection exceeds the"
                f" `{word}` limit of {MOST} records.",
            )


def _cursor(place: list[str | int]) -> str:
    return base64.b64encode(f"cursor:v2:{json.dumps(place)}".encode()).decode()


def _place(cursor: str) -> list[str | int]:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        place: list[str | int] = json.loads(text.removeprefix("cursor:v2:"))
    except (binascii.Error, ValueError):
        raise Problem(
            "INVALID_CURSOR_ARGUMENTS",
            f"`{cursor}` does not appear to be a valid cursor.",
        ) from None
    return place


def connection(name: str, of: str) -> None:
    """Describe a connection to items of the type `of`."""
    plain(name, totalCount=lambda it: it.total)
    field(f"{name}.nodes", of)(lambda _asker, it, _args: it.items)
    field(f"{name}.pageInfo", "PageInfo")(lambda _asker, it, _args: it)


plain(
    "PageInfo",
    hasNextPage=lambda it: it.more_after,
    hasPreviousPage=lambda it: it.more_before,
    startCursor=lambda it: it.cursors and it.cursors[0],
    endCursor=lambda it: it.cursors and it.cursors[1],
)
