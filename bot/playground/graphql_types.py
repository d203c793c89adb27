"""What GraphQL's types are made of here: each field, how it is found, what it may be.

https://docs.github.com/graphql/reference. A field is described by a function beside its
name, `@field("Repository.issues", …)`; whatever is not described is not known.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.playground.auth import Token
from bot.playground.repositories import Repository
from bot.playground.rest.routing import Call

Arguments = Mapping[str, Any]
T = TypeVar("T")


class Problem(Exception):
    """What GitHub says of a field it cannot give; `kind` is its word for why."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what that shows them.

    What was found out `once` stays true until the answer is given: nothing changes
    meanwhile.
    """

    call: Call
    token: Token
    _found: dict[tuple[int, int], Any] = dataclasses.field(default_factory=dict)

    def sees(self, repository: Repository) -> bool:
        """Whether the token shows that there is such a repository."""
        return not repository.private or self.token.covers(repository)

    def check(self, repository: Repository, need: str) -> None:
        """Refuse what the token's permissions do not open; everybody reads in public."""
        covered = self.token.covers(repository)
        open_to_all = not covered and need.endswith(":read")
        if covered:
            self.call.request.needed.add(need)
        if not (open_to_all or (covered and self.token.allows(need))):
            raise Problem("FORBIDDEN", "Resource not accessible by integration")

    def once(self, find: Callable[[Repository], T], repository: Repository) -> T:
        """What `find` says of the repository, which it is asked only once."""
        key = id(find), repository.id
        if key not in self._found:
            self._found[key] = find(repository)
        found: T = self._found[key]
        return found


Resolver = Callable[[Asker, Any, Arguments], Any]
"""Finds a field of an object; what it gives may be a `Problem` in a list."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A field: how it is found, and of which type it is (empty: a plain value).

    What is `required` is never null: where it cannot be had, neither can what it is a
    part of. `pages` tells that it wants `first` or `last`.
    """

    resolve: Resolver
    of: str = ""
    arguments: frozenset[str] = frozenset()
    required: bool = False
    pages: bool = False


TYPES: dict[str, dict[str, Definition]] = {}
"""Every field of every type, by their names."""


@dataclass(frozen=True, slots=True)
class Abstract:
    """An interface or union: what its objects may turn out to be, and all have."""

    types: tuple[str, ...]
    fields: frozenset[str] = frozenset()


ABSTRACT: dict[str, Abstract] = {}
"""Interfaces and unions by their names."""

_NAMES: dict[type, Callable[[Any], str]] = {}

PAGES = "first last after before"


def field(
    names: str,
    of: str = "",
    *,
    arguments: str = "",
    required: bool = False,
    pages: bool = False,
) -> Callable[[Resolver], Resolver]:
    """Describe the fields `Type.name`, several separated by blanks."""

    def describe(resolve: Resolver) -> Resolver:
        wanted = frozenset((arguments + f" {PAGES}" * pages).split())
        for name in names.split():
            kind, _, own = name.partition(".")
            TYPES.setdefault(kind, {})[own] = Definition(
                resolve, of, wanted, required, pages
            )
        return resolve

    return describe


def plain(kinds: str, **found: Callable[[Any], Any]) -> None:
    """Describe plain values of one type or more, which need nothing but the object."""
    for kind in kinds.split():
        for name, value in found.items():
            field(f"{kind}.{name}")(_plain(value))


def _plain(value: Callable[[Any], Any]) -> Resolver:
    return lambda _asker, it, _args: value(it)


def find_definition(kind: str, name: str) -> Definition | None:
    """What a type's field is, or None if it has none of that name."""
    if abstract := ABSTRACT.get(kind):
        if name not in abstract.fields:
            return None
        kind = abstract.types[0]
    return TYPES.get(kind, {}).get(name)


def called(kind: type, name: Callable[[Any], str]) -> None:
    """Say what type in GraphQL's eyes objects of a class are."""
    _NAMES[kind] = name


def type_of(it: Any) -> str:
    """The name of an object's type."""
    return _NAMES[type(it)](it)


def as_list(value: Any) -> list[Any]:
    """An argument that is a list; GraphQL takes one value for a list of it."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
