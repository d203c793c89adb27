"""What is in a repository's files, at each commit."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.accounts import Account

NO_COMMIT = "0" * 40


@dataclass(frozen=True, slots=True, eq=False)
class Commit:
    """All files of a repository at one time, and what changed to get there."""

    sha: str
    tree: str
    parent: str | None
    message: str
    author: Account
    at: datetime
    files: Mapping[str, bytes] = field(repr=False)
    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def touches(self, path: str) -> bool:
        """Whether it changed the file, or one under the folder."""
        return not path or any(
            name == path or name.startswith(f"{path}/")
            for name in (*self.added, *self.modified, *self.removed)
        )


def blob_sha(content: bytes) -> str:
    """The name Git gives to a file's content."""
    return hashlib.sha1(
        b"blob %d\0" % len(content) + content, usedforsecurity=False
    ).hexdigest()
