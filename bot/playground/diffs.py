"""What a change does to each file, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff

from bot.playground.commits import Files


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one file: `added`, `modified` or `removed`.

    `patch` is its unified diff without the file names, empty where it is no text.
    """

    path: str
    status: str
    content: bytes
    patch: str
    additions: int
    deletions: int


def differences(before: Files, after: Files) -> Iterator[Difference]:
    """The files that are not the same, by their paths."""
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old == new:
            continue
        status = "added" if old is None else "removed" if new is None else "modified"
        lines = _lines(old or b"", new or b"")
        yield Difference(
            path,
            status,
            old or b"" if new is None else new,
            "\n".join(lines),
            sum(line.startswith("+") for line in lines),
            sum(line.startswith("-") for line in lines),
        )


def _lines(old: bytes, new: bytes) -> list[str]:
    try:
        before, after = old.decode().splitlines(), new.decode().splitlines()
    except UnicodeDecodeError:
        return []
    return list(unified_diff(before, after, lineterm=""))[2:]
