"""As much of GraphQL's grammar as clients use: operations, fields, arguments.

https://spec.graphql.org/October2021/#sec-Language without fragments and directives.
"""

import json
import re
from collections.abc import Mapping
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
    fields: tuple["Field", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """A `query` or `mutation`."""

    kind: str
    fields: tuple[Field, ...]


def parse_operation(text: str, variables: Mapping[str, Any]) -> Operation:
    """The one operation of a document; ValueError says what was not understood."""
    reader = _Reader(text, variables)
    kind = reader.take() if reader.next in {"query", "mutation"} else "query"
    while reader.next != "{":
        if not reader.next:
            raise ValueError("Unexpected end of document")
        reader.take() if reader.next != "(" else reader.skip_definitions()
    fields = reader.selection()
    if reader.next:
        raise ValueError(f"Unexpected {reader.next}")
    return Operation(kind, fields)


class _Reader:
    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self._tokens = _TOKEN.findall(text)
        self._variables = variables

    @property
    def next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def take(self, expected: str = "") -> str:
        if not self._tokens or (expected and self.next != expected):
            raise ValueError(f"Expected {expected or 'more'}, got {self.next!r}")
        return str(self._tokens.pop(0))

    def skip_definitions(self) -> None:
        """Variables are taken as they come: their types are the client's affair."""
        while self.take() != ")":
            pass

    def selection(self) -> tuple[Field, ...]:
        self.take("{")
        fields = []
        while self.next != "}":
            fields.append(self._field())
        self.take("}")
        return tuple(fields)

    def _field(self) -> Field:
        alias = name = self.take()
        if not name.isidentifier():
            raise ValueError(f"Unexpected {name}")
        if self.next == ":":
            self.take(":")
            name = self.take()
        arguments = self._pairs("(", ")") if self.next == "(" else {}
        return Field(
            name, alias, arguments, self.selection() if self.next == "{" else ()
        )

    def _pairs(self, start: str, end: str) -> dict[str, Any]:
        self.take(start)
        pairs = {}
        while self.next != end:
            name = self.take()
            self.take(":")
            pairs[name] = self._value()
        self.take(end)
        return pairs

    def _value(self) -> Any:
        if self.next == "{":
            return self._pairs("{", "}")
        token = self.take()
        if token.startswith("$"):
            return self._variables.get(token[1:])
        if token.startswith('"') or token.lstrip("-").isdigit():
            return json.loads(token)
        return {"true": True, "false": False, "null": None}.get(token, token)
