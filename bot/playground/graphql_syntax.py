"""As much of GraphQL's grammar as clients use: operations, fields, fragments, arguments.

https://spec.graphql.org/October2021/#sec-Language without directives.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r'[\s,]*(?:#[^\n]*\s*)*("(?:[^"\\]|\\.)*"|-?\d+|\$?[A-Za-z_]\w*|\.\.\.|[^\s\w])'
)


@dataclass(frozen=True, slots=True)
class Field:
    """A selected field with its arguments, under the name it is wanted as."""

    name: str
    alias: str
    arguments: Mapping[str, Any]
    fields: tuple["Selection", ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """Fields that are wanted only of objects of the type `on` (empty: of all)."""

    on: str
    fields: tuple["Selection", ...]


Selection = Field | Fragment


@dataclass(frozen=True, slots=True)
class Operation:
    """A `query` or `mutation`."""

    kind: str
    name: str
    fields: tuple[Selection, ...]


def parse_operation(
    text: str, variables: Mapping[str, Any], name: str | None = None
) -> Operation:
    """The operation of a document, of several the one called `name`.

    ValueError says what was not understood.
    """
    tokens = _TOKEN.findall(text)
    reader = _Reader(tokens, dict(variables), _definitions(tokens), {})
    operations = reader.document()
    chosen = [one for one in operations if name in {None, one.name}]
    if len(chosen) != 1:
        raise ValueError("Unexpected end of document")
    return chosen[0]


def _definitions(tokens: Sequence[str]) -> dict[str, Sequence[str]]:
    """Where each named fragment's type and fields begin."""
    return {
        tokens[at + 1]: tokens[at + 3 :]
        for at in range(len(tokens) - 3)
        if tokens[at] == "fragment" and tokens[at + 2] == "on"
    }


class _Reader:
    """Reads tokens; `fragments` may be spread, but not within themselves.

    `known` are those that an operation has spread before: each of its parts is likely to
    spread the same ones.
    """

    def __init__(
        self,
        tokens: Sequence[str],
        variables: dict[str, Any],
        fragments: Mapping[str, Sequence[str]],
        known: dict[str, Fragment],
    ) -> None:
        self._tokens = list(reversed(tokens))
        self._variables = variables
        self._fragments = fragments
        self._known = known

    @property
    def next(self) -> str:
        return self._tokens[-1] if self._tokens else ""

    def take(self, expected: str = "") -> str:
        if not self._tokens or (expected and self.next != expected):
            raise ValueError(f"Expected {expected or 'more'}, got {self.next!r}")
        return self._tokens.pop()

    def document(self) -> list[Operation]:
        operations = []
        while self.next:
            if self.next == "fragment":
                self.take()
                self._name()
                self.take("on")
                self.fragment()
            else:
                operations.append(self._operation())
        return operations

    def fragment(self) -> Fragment:
        return Fragment(self._name(), self._selection())

    def _operation(self) -> Operation:
        kind, name = "query", ""
        if self.next in {"query", "mutation"}:
            kind = self.take()
            name = self._name() if self.next not in {"(", "{"} else ""
            if self.next == "(":
                self._take_definitions()
        if self.next != "{":
            raise ValueError(f"Unexpected {self.next or 'end of document'}")
        self._known.clear()  # what was read before did not know its variables
        return Operation(kind, name, self._selection())

    def _take_definitions(self) -> None:
        """Variables are taken as they come: their types are the client's affair."""
        self.take("(")
        while self.next != ")":
            name = self.take().removeprefix("$")
            self.take(":")
            while re.fullmatch(r"\w+|[\[\]!]", self.next):
                self.take()
            if self.next == "=":
                self.take()
                self._variables.setdefault(name, self._value())
        self.take(")")

    def _selection(self) -> tuple[Selection, ...]:
        self.take("{")
        fields = []
        while self.next != "}":
            fields.append(self._spread() if self.next == "..." else self._field())
        self.take("}")
        return tuple(fields)

    def _spread(self) -> Fragment:
        self.take("...")
        if self.next == "{":
            return Fragment("", self._selection())
        if self.next == "on":
            self.take()
            return self.fragment()
        name = self._name()
        others = {n: tokens for n, tokens in self._fragments.items() if n != name}
        if len(others) == len(self._fragments):
            raise ValueError(f"Unexpected fragment {name}")
        if name not in self._known:
            tokens = self._fragments[name]
            reader = _Reader(tokens, self._variables, others, self._known)
            self._known[name] = reader.fragment()
        return self._known[name]

    def _name(self) -> str:
        name = self.take()
        if not name.isidentifier():
            raise ValueError(f"Unexpected {name}")
        return name

    def _field(self) -> Field:
        alias = name = self._name()
        if self.next == ":":
            self.take()
            name = self._name()
        arguments = self._pairs("(", ")") if self.next == "(" else {}
        fields = self._selection() if self.next == "{" else ()
        return Field(name, alias, arguments, fields)

    def _pairs(self, start: str, end: str) -> dict[str, Any]:
        self.take(start)
        pairs = {}
        while self.next != end:
            name = self._name()
            self.take(":")
            pairs[name] = self._value()
        self.take(end)
        return pairs

    def _value(self) -> Any:
        if self.next == "{":
            return self._pairs("{", "}")
        if self.next == "[":
            self.take()
            found = []
            while self.next != "]":
                found.append(self._value())
            self.take("]")
            return found
        token = self.take()
        if token.startswith("$"):
            return self._variables.get(token[1:])
        if token.startswith('"') or token.lstrip("-").isdigit():
            return json.loads(token)
        return {"true": True, "false": False, "null": None}.get(token, token)
