"""The issues that detection is judged by, and those that its rules may be tuned on.

See `held_out/README.md` and `development/README.md` for what they are.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml

Kind = Literal["support", "bug", "feature"]

FOLDER = Path(__file__).parent / "held_out"
DEVELOPMENT = Path(__file__).parent / "development"


@dataclass(frozen=True, slots=True)
class Example:
    """An issue and what it truly is; `name` is its file's, without the ending."""

    name: str
    kind: Kind
    title: str
    body: str


def held_out() -> tuple[Example, ...]:
    """All issues that are held out, in the order of their numbers."""
    return issues_of(FOLDER)


def development() -> tuple[Example, ...]:
    """All issues that rules may be tuned on, in the order of their numbers."""
    return issues_of(DEVELOPMENT)


def issues_of(folder: Path) -> tuple[Example, ...]:
    """The issues of a folder, in the order of their numbers.

    A file that is none is an error: a table of fewer issues would look as good.
    """
    return tuple(read(path) for path in sorted(folder.glob("[0-9]*.md")))


def read(path: Path) -> Example:
    """The issue of a file: front matter between two lines `---`, its body below."""
    opening, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    front = yaml.safe_load(head)
    if opening or set(front) != {"kind", "title"}:
        raise ValueError(f"{path.name}: the front matter holds kind and title")
    if front["kind"] not in get_args(Kind):
        raise ValueError(f"{path.name}: no such kind: {front['kind']}")
    return Example(path.stem, front["kind"], front["title"], body.strip("\n"))
