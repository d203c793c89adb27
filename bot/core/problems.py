"""What is wrong in a configuration, said to the people who can mend it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.core.yaml_source import Node, Path, SourceError

MOST_PROBLEMS = 50
"""How many are told at once; the rest is counted."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong; line and column count from 1, `key` is dotted."""

    line: int
    column: int
    key: str
    message: str

    def told(self, file: str) -> str:
        """`file:line: key: what is wrong, what is allowed`."""
        return f"{file}:{self.line}: {self.key}{': ' if self.key else ''}{self.message}"

    def json(self) -> Mapping[str, Any]:
        """For machines."""
        return {
            "line": self.line,
            "column": self.column,
            "key": self.key,
            "message": self.message,
        }


class ConfigurationError(Exception):
    """What is wrong in one file, in the order in which it is to be told."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        super().__init__(file)
        self.file = file
        self.problems = tuple(problems)

    @property
    def places(self) -> list[str]:
        """Where it is wrong, and nothing of what is written there: `file:line`."""
        return list(dict.fromkeys(f"{self.file}:{p.line}" for p in self.problems))

    def __str__(self) -> str:
        """One line each: `file:line: key: what is wrong, what is allowed`."""
        return "\n".join(problem.told(self.file) for problem in self.problems)


def clip(text: str, most: int = 60) -> str:
    """`text` on one line, without control characters, at most that long."""
    line = "".join(c if c.isprintable() else " " for c in text[: most + 1])
    return line if len(line) <= most else f"{line[: most - 1]}…"


def dotted(path: Path) -> str:
    """`meetings.team.zones[0]`."""
    key = "".join(
        f"[{part}]" if isinstance(part, int) else f".{clip(part, 40)}" for part in path
    )
    return key.removeprefix(".")


def from_source(error: SourceError) -> Problem:
    """What could not be read."""
    return Problem(error.line, error.column, dotted(error.path), error.message)


def unknown_key(path: Path, root: Node, allowed: Iterable[str]) -> Problem:
    """A key that nothing knows, with the one that was probably meant."""
    known = sorted(allowed)
    line, column = _place(path, root, of_key=True)
    close = get_close_matches(str(path[-1])[:40], known, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    message = f"is an unknown key, {hint}allowed are {', '.join(known)}"
    return Problem(line, column, dotted(path), message)


def first_of(problems: Iterable[Problem]) -> list[Problem]:
    """The first ones, each once, and how many more there are."""
    known = sorted(set(problems))
    first = known[:MOST_PROBLEMS]
    if rest := len(known) - len(first):
        last = first[-1]
        message = f"and {rest} more after this one, mend these first"
        first.append(Problem(last.line, last.column, last.key, message))
    return first


def from_pydantic(
    error: ValidationError, section: Path, model: type[BaseModel], root: Node
) -> Iterator[Problem]:
    """What a model refuses in its section of the file; `()` is the whole of it."""
    schema = model.model_json_schema()
    hints = 0
    for detail in error.errors(include_url=False):
        path = _path(section, detail)
        is_unknown = detail["type"] == "extra_forbidden"
        if is_unknown and (hints := hints + 1) <= MOST_PROBLEMS:
            inside = path[len(section) : -1]
            yield unknown_key(path, root, _keys_at(schema, inside))
            continue
        of_key = is_unknown or detail["loc"][-1:] == ("[key]",)
        line, column = _place(path, root, of_key=of_key)
        yield Problem(line, column, dotted(path), _message(detail))


def _path(section: Path, detail: ErrorDetails) -> Path:
    return (*section, *(part for part in detail["loc"] if part != "[key]"))


def _place(path: Path, root: Node, *, of_key: bool = False) -> tuple[int, int]:
    """Of the value; of its key where wanted; of the last key on the way if missing."""
    node, place = root, (1, 1)
    for depth, part in enumerate(path):
        is_last = depth == len(path) - 1
        inside: Node | None = None
        if isinstance(node.value, dict):
            inside = node.value.get(str(part))
        elif isinstance(node.value, list) and isinstance(part, int):
            inside = node.value[part] if part < len(node.value) else None
        if inside is None:
            return place
        key = node.keys.get(str(part))
        place = (inside.line, inside.column)
        if key and (of_key or not is_last or isinstance(inside.value, dict)):
            place = key
        node = inside
    return place


def place_of(root: Node, key: str) -> tuple[int, int]:
    """Of the key itself, or of the last one on the way to it that is there.

    What people name may hold dots, as a repository does: the longest name counts.
    """
    node, place = root, (1, 1)
    while isinstance(node.value, dict):
        way = f"{key}."
        here = (name for name in node.value if way.startswith(f"{name}."))
        name = max(here, key=len, default=None)
        if name is None:
            break
        place = node.keys[name]
        node, key = node.value[name], key[len(name) + 1 :]
    return place


def _keys_at(schema: Mapping[str, Any], path: Path) -> Iterator[str]:
    """The keys that a JSON Schema knows where the path leads."""
    definitions = schema.get("$defs", {})

    def resolved(part: Any) -> Any:
        for choice in (part, *part.get("anyOf", ())):
            if "$ref" in choice:
                return definitions[choice["$ref"].rpartition("/")[2]]
        return part

    for step in path:
        here = resolved(schema)
        named = here.get("properties", {}).get(step)
        # Under names that people chose, such as those of series, all are alike.
        schema = named or next(iter(here.get("patternProperties", {}).values()), {})
    yield from resolved(schema).get("properties", {})


_IN_OUR_WORDS = {
    "extra_forbidden": "is an unknown key",
    "missing": "is missing, and has no default",
    "int_parsing": "is no number, allowed is a whole number",
    "int_from_float": "is no whole number, allowed is a whole number",
    "int_parsing_size": "is too large a number",
    "int_type": "is no number, allowed is a whole number",
    "float_parsing": "is no number, allowed is a number such as 0.95",
    "float_type": "is no number, allowed is a number such as 0.95",
    "bool_parsing": "is neither yes nor no, allowed are true and false",
    "bool_type": "is neither yes nor no, allowed are true and false",
    "string_type": "has to be text, not a list, a mapping or nothing",
    "tuple_type": "has to be a list, allowed is [one, two] or one entry a line after -",
    "list_type": "has to be a list, allowed is [one, two] or one entry a line after -",
    "dict_type": "has to be a mapping, allowed are lines such as key: value",
    "model_type": "has to be a mapping, allowed are lines such as key: value",
    "greater_than": "is too small, allowed is more than {gt}",
    "greater_than_equal": "is too small, allowed is at least {ge}",
    "less_than": "is too large, allowed is less than {lt}",
    "less_than_equal": "is too large, allowed is at most {le}",
    "string_too_short": "is too short, allowed are at least {min_length} characters",
    "string_too_long": "is too long, allowed are at most {max_length} characters",
    "too_short": "has too few entries, allowed are at least {min_length}",
    "too_long": "has too many entries, allowed are at most {max_length}",
    "literal_error": "is none of the words allowed: {expected}",
    "value_error": "{error}",
}


def _message(detail: ErrorDetails) -> str:
    of_text = isinstance(detail["input"], str)
    kind = detail["type"]
    if of_text and kind in ("too_long", "too_short"):  # pydantic's, behind a parser
        kind = f"string_{kind}"
    ours = _IN_OUR_WORDS.get(kind)
    # A type that no model here has used yet: pydantic's words are better than none.
    said = (
        ours.format(**detail.get("ctx", {})) if ours else f"is wrong: {detail['msg']}"
    )
    value = detail["input"]
    if isinstance(value, str):
        return f'"{clip(value)}" {said}'
    return said
