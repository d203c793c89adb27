"""What is in the folders of a repository, by Git's own names for it (`oid`).

    root: object(expression: "HEAD:") { ... on Tree { entries { name oid … } } }

What has the same `oid` is the same, whatever else has changed around it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ENTRY = "name type mode oid size"
_LINK = 0o120000
"""Git's mode of a symbolic link: its text is a path, and the file is there besides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder at a path; `size` in bytes, of a file."""

    path: str
    is_folder: bool
    oid: str
    size: int


def entries_of(depth: int) -> str:
    """What is asked of a tree: its entries, and those of folders so many levels below."""
    below = f"object {{ {entries_of(depth - 1)} }}" if depth else ""
    return f"... on Tree {{ entries {{ {ENTRY} {below} }} }}"


def parse_tree(tree: Mapping[str, Any] | None, folder: str = "") -> Iterator[Entry]:
    """All that was told of a tree at that path; links and other repositories left out.

    A folder of which the entries were told is not among them itself.
    """
    for one in (tree or {}).get("entries") or ():
        path = f"{folder}/{one['name']}" if folder else one["name"]
        within = one.get("object") or {}
        if "entries" in within:
            yield from parse_tree(within, path)
        elif one["type"] in ("blob", "tree") and one["mode"] != _LINK:
            yield Entry(path, one["type"] == "tree", one["oid"], int(one["size"]))
