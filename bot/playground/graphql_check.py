"""Whether a query fits the types, and what it costs, before any of it is looked up.

https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.graphql_syntax import Field, Selection
from bot.playground.graphql_types import (
    ABSTRACT,
    TYPES,
    Definition,
    as_list,
    find_definition,
)

MOST_NODES = 500_000


class Misfit(Exception):
    """A query that does not fit the types: none of it is answered."""


@dataclass(slots=True)
class Cost:
    """How many requests a query stands for, and how many nodes it may tell of."""

    requests: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        """What it takes of the hour's points."""
        return max(1, round(self.requests / 100))


def check_operation(root: str, fields: Sequence[Selection]) -> Cost:
    """What the query costs; Misfit says what is wrong with it."""
    cost = Cost()
    _check(root, {root}, fields, cost, times=1)
    return cost


def _check(
    kind: str, possible: set[str], fields: Sequence[Selection], cost: Cost, times: int
) -> None:
    """Check what is wanted of objects of the type, which may be of some others too."""
    for one in fields:
        if isinstance(one, Field):
            if one.name != "__typename":
                _check_field(kind, one, cost, times)
            continue
        on = one.on or kind
        if on not in TYPES and on not in ABSTRACT:
            raise Misfit(f"No such type {on}, so it can't be a fragment condition")
        rest = possible & _possible(on)
        _check(on, rest, one.fields, cost, times if rest else 0)


def _possible(kind: str) -> set[str]:
    abstract = ABSTRACT.get(kind)
    return set(abstract.types) if abstract else {kind}


def _check_field(kind: str, one: Field, cost: Cost, times: int) -> None:
    definition = find_definition(kind, one.name)
    if definition is None:
        raise Misfit(f"Field '{one.name}' doesn't exist on type '{kind}'")
    for name in one.arguments:
        if name not in definition.arguments:
            raise Misfit(f"Field '{one.name}' doesn't accept argument '{name}'")
    if bool(one.fields) != bool(definition.of):
        raise Misfit(
            f"Field must have selections (field '{one.name}' returns {definition.of}"
            " but has no selections.)"
            if definition.of
            else f"Selections can't be made on scalars (field '{one.name}')"
        )
    if definition.pages:
        cost.requests += times
    many = _how_many(one, definition)
    if many is not None:
        times *= many
        cost.nodes += times
    _check(definition.of, _possible(definition.of), one.fields, cost, times)


def _how_many(one: Field, definition: Definition) -> int | None:
    """How many objects a field may tell of; None where it is one."""
    if definition.pages:
        return int(one.arguments.get("first") or one.arguments.get("last") or 0)
    if "ids" in one.arguments:
        return len(as_list(one.arguments["ids"]))
    return None
