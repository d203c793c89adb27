"""What is in a repository's files, at each commit."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.accounts import Account

NO_COMMIT = "0" * 40
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """All files of a repository at one time, and what changed since its first parent.

    Two that have the same name are the same.
    """

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: Account
    at: datetime
    files: Files = field(repr=False)
    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Commit) and self.sha == other.sha

    def __hash__(self) -> int:
        return hash(self.sha)

    def touches(self, path: str) -> bool:
        """Whether it changed the file, or one under the folder."""
        return not path or any(
            name == path or name.startswith(f"{path}/")
            for name in (*self.added, *self.modified, *self.removed)
        )


@dataclass(frozen=True, slots=True)
class Push:
    """A branch now points elsewhere: from `before` to `after`, either maybe nowhere."""

    branch: str
    before: Commit | None
    after: Commit | None
    commits: tuple[Commit, ...]
    forced: bool = False

    @property
    def ref(self) -> str:
        """The branch's whole name."""
        return f"refs/heads/{self.branch}"

    @property
    def base_ref(self) -> None:
        """A branch is its own: nothing is told of another one."""

    @property
    def head(self) -> Commit | None:
        """The commit that is the newest now."""
        return self.after


def make_commit(
    parents: tuple[Commit, ...],
    files: Files,
    message: str,
    author: Account,
    at: datetime,
) -> Commit:
    """A commit of these files, with the name that Git's way of naming gives it."""
    before: Files = parents[0].files if parents else {}
    tree = blob_sha(repr(sorted(files.items())).encode())
    shas = tuple(parent.sha for parent in parents)
    name = f"{tree} {' '.join(shas)} {author.id} {at.isoformat()} {message}"
    return Commit(
        blob_sha(name.encode()),
        tree,
        shas,
        message,
        author,
        at,
        files,
        added=tuple(sorted(path for path in files if path not in before)),
        modified=tuple(changed_paths(before, files)),
        removed=tuple(sorted(path for path in before if path not in files)),
    )


def changed_paths(before: Files, after: Files) -> list[str]:
    """The files that are in both, but not the same."""
    return sorted(p for p in after if p in before and after[p] != before[p])


def blob_sha(content: bytes) -> str:
    """The name Git gives to a file's content."""
    return hashlib.sha1(
        b"blob %d\0" % len(content) + content, usedforsecurity=False
    ).hexdigest()
