"""Marks: what the bot must remember, written into its own text.

`<!-- team-compass:meeting id=team date=2021-03-18 -->`

A mark is the first line of an issue or comment, and is to be trusted only where this
App is the author: `Identity.wrote`. Values hold no white space, `<`, `>` or `--`, so
that no value can end the comment it stands in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_LINE = re.compile(
    r"<!-- team-compass:([a-z-]+)((?: [a-z]+=[^\s<>]*)*) -->[ \t]*(?:\r?\n|$)"
)
_ID = re.compile(r"[0-9]{1,20}", re.ASCII)
_VALUE = re.compile(r"(?!.*--)[^\s<>]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A kind (`meeting`, `agenda`, …) and its fields, in the order they are written."""

    kind: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for name, value in self.fields.items():
            if not _VALUE.fullmatch(value):
                raise ValueError(f"{name}: {value!r} cannot stand in a mark")

    def __str__(self) -> str:
        pairs = "".join(f" {name}={value}" for name, value in self.fields.items())
        return f"<!-- team-compass:{self.kind}{pairs} -->"


def find_mark(text: str, kind: str) -> Mark | None:
    """The mark of that kind on the first line of `text`, or None.

    None as well where people have written into it what no mark can hold.
    """
    found = _LINE.match(text)
    if found is None or found[1] != kind or "--" in found[2]:
        return None
    pairs = (pair.partition("=") for pair in found[2].split())
    return Mark(kind, {name: value for name, _, value in pairs})


def is_id(value: str) -> bool:
    """Whether a field's value is one of GitHub's ids: people may have edited the mark."""
    return _ID.fullmatch(value) is not None


def has_mark(text: str) -> bool:
    """Whether the first line of `text` is a mark of any kind."""
    return _LINE.match(text) is not None
