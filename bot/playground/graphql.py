"""GraphQL: what REST cannot do, or not in one request.

https://docs.github.com/graphql. A field that cannot be told is null, and an error says
why; the others stand.
"""

from collections.abc import Sequence
from typing import Any

from bot.playground import (
    graphql_files,
    graphql_lists,
    graphql_objects,
    graphql_pulls,
    graphql_refs,
    graphql_releases,
    graphql_repositories,
    graphql_threads,
)
from bot.playground.graphql_check import MOST_NODES, Cost, Misfit, check_operation
from bot.playground.graphql_pages import check_bounds
from bot.playground.graphql_syntax import Field, Fragment, Selection, parse_operation
from bot.playground.graphql_types import (
    ABSTRACT,
    TYPES,
    Arguments,
    Asker,
    Definition,
    Problem,
    field,
    plain,
    type_of,
)
from bot.playground.limits import Window
from bot.playground.replies import Reply
from bot.playground.repositories import Repository
from bot.playground.rest.routing import Call, Routes
from bot.playground.shapes import timestamp

routes = Routes()
DESCRIBED_IN = (
    graphql_files,
    graphql_lists,
    graphql_objects,
    graphql_pulls,
    graphql_refs,
    graphql_releases,
    graphql_repositories,
    graphql_threads,
)
"""The modules that describe the fields of all types but this one's."""

_LIMITED = "RESOURCE_LIMITS_EXCEEDED"
_MESSAGES = {
    _LIMITED: "Resource limits for this query exceeded.",
    "FORBIDDEN": "Resource not accessible by integration",
    "": "Something went wrong while executing your query. Please include"
    " `A1B2:C3D4:1:2:3` when reporting this issue.",
}
"""What GitHub says of a field that it cannot tell, by its word for why."""


@routes.add("POST /graphql", body="query variables operationName")
def _graphql(call: Call) -> Reply:
    asker, body = Asker(call, call.token), call.request.body
    window = call.github.limits.window(call.caller.name, "graphql")
    if not window.remaining:
        return _refused(
            f"API rate limit exceeded for {call.caller.name}.", type="RATE_LIMITED"
        )
    try:
        operation = parse_operation(
            str(body.get("query")),
            body.get("variables") or {},
            body.get("operationName"),
        )
        root = operation.kind.title()
        cost = check_operation(root, operation.fields)
    except (ValueError, Misfit) as error:
        call.github.unknown.append(f"graphql {error}")
        return _refused(str(error))
    if cost.nodes > MOST_NODES:
        return _refused(
            f"This query requests up to {cost.nodes:,} possible nodes which exceeds the"
            f" maximum limit of {MOST_NODES:,}.",
            type="MAX_NODE_LIMIT_EXCEEDED",
        )
    execution = _Execution(asker)
    shape: dict[str, Any] = {
        "data": execution.object(root, _Spent(cost, window), operation.fields, ())
    }
    if execution.errors:
        shape["errors"] = execution.errors
    return Reply(200, shape, cost=cost.points)


def _refused(message: str, **more: str) -> Reply:
    return Reply(200, {"errors": [{**more, "message": message}]})


class _Missing(Exception):
    """A part that is never null cannot be told; why is already among the errors."""


class _Spent:
    """The query itself: what it costs."""

    def __init__(self, cost: Cost, window: Window) -> None:
        self.cost = cost
        self.window = window


plain(
    "RateLimit",
    cost=lambda it: it.cost.points,
    nodeCount=lambda it: it.cost.nodes,
    limit=lambda it: it.window.limit,
    used=lambda it: it.window.used + it.cost.points,
    remaining=lambda it: max(0, it.window.remaining - it.cost.points),
    resetAt=lambda it: timestamp(it.window.reset),
)


@field("Query.rateLimit", "RateLimit")
def _rate_limit(_asker: Asker, it: _Spent, _args: Arguments) -> _Spent:
    return it


class _Execution:
    """Finds what one query asks for."""

    def __init__(self, asker: Asker) -> None:
        self.errors: list[dict[str, Any]] = []
        self._asker = asker
        self._faults = asker.call.github.faults
        self._told = 0
        self._place = ""
        self._wanted: dict[tuple[str, int], dict[str, Field]] = {}

    def object(
        self,
        kind: str,
        it: Any,
        fields: Sequence[Selection],
        path: tuple[str | int, ...],
    ) -> dict[str, Any]:
        self._told += 1
        place = it if isinstance(it, Repository) else getattr(it, "repository", None)
        before, self._place = self._place, place.full_name if place else self._place
        try:
            return {
                one.alias: kind
                if one.name == "__typename"
                else self._nullable(kind, it, one, (*path, one.alias))
                for one in self._merged(kind, fields).values()
            }
        finally:
            self._place = before

    def _nullable(
        self, kind: str, it: Any, one: Field, path: tuple[str | int, ...]
    ) -> Any:
        try:
            return self._field(kind, it, one, path)
        except _Missing:
            if TYPES[kind][one.name].required:
                raise
            return None

    def _field(
        self, kind: str, it: Any, one: Field, path: tuple[str | int, ...]
    ) -> Any:
        definition = TYPES[kind][one.name]
        try:
            if definition.pages and "nodes" in self._merged("", one.fields):
                check_bounds(one.name, one.arguments)
            value = definition.resolve(self._asker, it, one.arguments)
            self._fail(f"{kind}.{one.name}", definition, value)
        except Problem as problem:
            raise self._missing(problem, path) from problem
        if isinstance(value, list | tuple):
            return [
                self._item(definition.of, item, one, (*path, at))
                for at, item in enumerate(value)
            ]
        return self._complete(definition.of, value, one, path)

    def _fail(self, name: str, definition: Definition, value: Any) -> None:
        """Fail as the playground was told to."""
        most = self._faults.most_objects
        if definition.of and most is not None and self._told >= most:
            raise Problem(_LIMITED, _MESSAGES[_LIMITED])
        place = value.full_name if isinstance(value, Repository) else self._place
        for fault in self._faults.fields:
            if fault.strikes(name, place):
                message = fault.message or _MESSAGES.get(fault.kind, fault.kind)
                raise Problem(fault.kind, message)

    def _item(self, of: str, it: Any, one: Field, path: tuple[str | int, ...]) -> Any:
        try:
            if isinstance(it, Problem):
                raise self._missing(it, path)
            return self._complete(of, it, one, path)
        except _Missing:
            return None

    def _complete(
        self, of: str, it: Any, one: Field, path: tuple[str | int, ...]
    ) -> Any:
        if it is None or not of:
            return it
        return self.object(type_of(it) if of in ABSTRACT else of, it, one.fields, path)

    def _missing(self, problem: Problem, path: tuple[str | int, ...]) -> _Missing:
        kind = {"type": problem.kind} if problem.kind else {}
        self.errors.append({**kind, "path": list(path), "message": str(problem)})
        return _Missing()

    def _merged(self, kind: str, fields: Sequence[Selection]) -> dict[str, Field]:
        """The fields wanted of an object of that type, found out once."""
        key = kind, id(fields)
        if key not in self._wanted:
            self._wanted[key] = _wanted(kind, fields)
        return self._wanted[key]


def _wanted(kind: str, fields: Sequence[Selection]) -> dict[str, Field]:
    """The fields wanted of an object of that type, by the names they are wanted as."""
    found: dict[str, Field] = {}
    for one in fields:
        if isinstance(one, Field):
            inner = [one]
        elif _applies(one, kind):
            inner = list(_wanted(kind, one.fields).values())
        else:
            inner = []
        for new in inner:
            old = found.get(new.alias)
            merged = (*old.fields, *new.fields) if old else new.fields
            found[new.alias] = Field(new.name, new.alias, new.arguments, merged)
    return found


def _applies(fragment: Fragment, kind: str) -> bool:
    if fragment.on in {"", kind}:
        return True
    abstract = ABSTRACT.get(fragment.on)
    return abstract is not None and kind in abstract.types
