"""YAML as people mean it: every value stays the text that was written.

`17:00` is no number in base 60 and `no` is no boolean here: what a value means is up
to the model it is for. Every node knows its line and column. Hostile text (bombs of
aliases, thousands of brackets, tags that name Python objects) is an error after
bounded work: PyYAML only splits the text into events and never makes objects.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Never, Protocol

import yaml

MOST_BYTES = 256 * 1024
TOO_LONG = "the file is too long, allowed are 256 KB"
MOST_NODES = 10_000
MOST_DEPTH = 20

Path = tuple[str | int, ...]
"""Keys and places (from 0) that lead from the top to a value."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# The C parser is ten times faster; where PyYAML was built without it, its Python one
# finds the same events.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_IN_OUR_WORDS = {
    "found character that cannot start any token": (
        "a plain value cannot start with this character, put it in quotes"
    ),
    "mapping values are not allowed": (
        "a colon followed by a space stands inside a value, put the value in quotes "
        "(or mend the indentation)"
    ),
    "found a tab character": "a tab is used for indentation, allowed are spaces",
    "found unexpected end of stream": "a quote is opened and never closed",
    "did not find expected key": (
        "this line does not fit the ones above, allowed is a key at the same "
        "indentation as its neighbours, and quotes around text that begins with { or ["
    ),
    "did not find expected '-' indicator": (
        "this line does not fit the list above, allowed is an entry that starts with -"
    ),
    "did not find expected ',' or": "a bracket or brace is opened and never closed",
    "did not find expected node content": (
        "a value is missing here, or a bracket or brace is never closed"
    ),
    "could not find expected ':'": "a colon is missing after the key",
    "found undefined alias": "names an anchor that does not exist",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place; `value` is text, None (nothing there), or its parts.

    Lines and columns count from 1. `keys` has the place of each key of a mapping.
    """

    line: int
    column: int
    value: "str | dict[str, Node] | list[Node] | None"
    size: int = 1
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def plain(self) -> object:
        """The value without places: text, None, dicts and lists of the same."""
        if isinstance(self.value, dict):
            return {key: node.plain for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain for node in self.value]
        return self.value


class _Mark(Protocol):
    line: int
    column: int


class SourceError(Exception):
    """What is wrong with the text, where, and under which keys."""

    def __init__(self, line: int, column: int, path: Path, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.path = path
        self.message = message


def compose(text: str) -> tuple[Node, list[SourceError]]:
    """The tree of the only document in `text`, and what is wrong in it though readable.

    An empty text is an empty mapping. Raises SourceError where no tree can be had.
    """
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise SourceError(1, 1, (), TOO_LONG)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line, column = _place_of(text, error.start)
        raise SourceError(
            line,
            column,
            (),
            "is no character of UTF-8, allowed are files saved as UTF-8",
        ) from None
    return _Composer(text.removeprefix("\ufeff")).document()


class _Composer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.events: Iterator[yaml.Event] = iter(())
        self.anchors: dict[str, Node] = {}
        self.problems: list[SourceError] = []
        self.path: list[str | int] = []
        self.size = 0

    def document(self) -> tuple[Node, list[SourceError]]:
        try:
            self.events = yaml.parse(self.text, Loader=_LOADER)
            root = Node(1, 1, {})
            documents = 0
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.fail(event, "a second document starts, allowed is one")
                    root = self.node(next(self.events))
            return root, self.problems
        except yaml.reader.ReaderError as error:
            line, column = _place_of(self.text, error.position)
            message = "a character that YAML does not allow, remove it"
            raise SourceError(line, column, self.where, message) from None
        except yaml.MarkedYAMLError as error:
            raise self.explained(error) from None

    @property
    def where(self) -> Path:
        return tuple(self.path)

    def explained(self, error: yaml.MarkedYAMLError) -> SourceError:
        """In our words; where something stays open, at the place where it began."""
        found = str(error.problem)
        line, column = _place(error.problem_mark)
        at = "".join(self.text.split("\n")[line - 1 : line])[column - 1 : column]
        if at == "\t":
            found = "found a tab character"
        message = next(
            (ours for theirs, ours in _IN_OUR_WORDS.items() if theirs in found),
            f"this is no YAML: {found}",
        )
        if error.context_mark and ("never closed" in message or "colon is" in message):
            line, column = _place(error.context_mark)
        return SourceError(line, column, self.where, message)

    def fail(self, event: yaml.Event, message: str) -> Never:
        raise SourceError(*_place(event.start_mark), self.where, message)

    def node(self, event: yaml.Event) -> Node:
        if len(self.path) > MOST_DEPTH:
            self.fail(event, f"is nested too deep, allowed are {MOST_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            known = self.anchors.get(str(event.anchor))
            if known is None:
                self.fail(event, f"names the anchor {event.anchor}, which is not there")
            self.count(event, known.size)
            return known
        self.count(event, 1)
        line, column = _place(event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.style in (None, "") and event.value in _NULLS
            node = Node(line, column, None if is_null else event.value)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.sequence(line, column)
        else:
            node = self.mapping(line, column)
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.tag not in (None, "!"):
                self.fail(event, "has a tag (!), allowed are values without tags")
            if event.anchor is not None:
                self.anchors[event.anchor] = node
        return node

    def count(self, event: yaml.Event, size: int) -> None:
        self.size += size
        if self.size > MOST_NODES:
            self.fail(event, f"is one value too many, allowed are {MOST_NODES}")

    def sequence(self, line: int, column: int) -> Node:
        before = self.size
        parts: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            self.path.append(len(parts))
            parts.append(self.node(event))
            self.path.pop()
        return Node(line, column, parts, 1 + self.size - before)

    def mapping(self, line: int, column: int) -> Node:
        before = self.size
        parts: dict[str, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.fail(event, "has a key that is no plain text")
            key, place = event.value, _place(event.start_mark)
            self.path.append(key)
            node = self.node(next(self.events))
            if key in parts:
                message = f"stands here again after line {keys[key][0]}, remove one"
                self.problems.append(SourceError(*place, self.where, message))
            else:
                parts[key] = node
                keys[key] = place
            self.path.pop()
        return Node(line, column, parts, 1 + self.size - before, keys)


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _place_of(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
