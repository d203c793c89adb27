"""What GraphQL tells of files and folders."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.commits import blob_sha
from bot.playground.graphql_types import called, field, plain

LONGEST_TEXT = 512_000
"""Bytes of a file; of a longer one only the beginning is told."""

_MODES = {"blob": 0o100644, "tree": 0o40000}


@dataclass(frozen=True, slots=True)
class Blob:
    """A file's content."""

    data: bytes

    @property
    def oid(self) -> str:
        """The name that Git gives it."""
        return blob_sha(self.data)

    @property
    def is_binary(self) -> bool:
        """Whether Git takes it for something else than text."""
        return b"\0" in self.data[:8000]

    @property
    def text(self) -> str | None:
        """What it says, as far as that is told."""
        if self.is_binary:
            return None
        return self.data[:LONGEST_TEXT].decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder: what is in it, by its path from there; `path` is its own."""

    files: Mapping[str, bytes]
    path: str = ""

    @property
    def oid(self) -> str:
        """A name that another content would not have."""
        return blob_sha(repr(sorted(self.files.items())).encode())

    @property
    def entries(self) -> list["Entry"]:
        """Its files and folders, by name."""
        inside: dict[str, dict[str, bytes]] = {}
        for path, data in self.files.items():
            name, _, rest = path.partition("/")
            inside.setdefault(name, {})[rest] = data
        start = f"{self.path}/" if self.path else ""
        return [
            Entry(name, start + name, Blob(files[""]))
            if "" in files
            else Entry(name, start + name, Tree(files, start + name))
            for name, files in sorted(inside.items())
        ]

    def at(self, path: str) -> "Blob | Tree | None":
        """The file or folder of that path from there."""
        if path in self.files:
            return Blob(self.files[path])
        start = f"{path.removesuffix('/')}/" if path else ""
        inside = {
            name.removeprefix(start): data
            for name, data in self.files.items()
            if name.startswith(start)
        }
        return Tree(inside, start.removesuffix("/")) if inside else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder in a folder, with its path from the repository's root."""

    name: str
    path: str
    object: Blob | Tree

    @property
    def type(self) -> str:
        """Git's word for which of the two it is."""
        return "blob" if isinstance(self.object, Blob) else "tree"


called(Blob, lambda _: "Blob")
called(Tree, lambda _: "Tree")
plain(
    "Blob Tree",
    oid=lambda it: it.oid,
    abbreviatedOid=lambda it: it.oid[:7],
)
plain(
    "Blob",
    byteSize=lambda it: len(it.data),
    isBinary=lambda it: it.is_binary,
    isTruncated=lambda it: len(it.data) > LONGEST_TEXT,
    text=lambda it: it.text,
)
field("Tree.entries", "TreeEntry")(lambda _asker, it, _args: it.entries)
plain(
    "TreeEntry",
    name=lambda it: it.name,
    path=lambda it: it.path,
    type=lambda it: it.type,
    mode=lambda it: _MODES[it.type],
    oid=lambda it: it.object.oid,
    size=lambda it: len(it.object.data) if it.type == "blob" else 0,
)
field("TreeEntry.object", "GitObject")(lambda _asker, it, _args: it.object)
