"""Whole texts, as reviewers read them rendered; `UPDATE_GOLDEN=1` writes them anew."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Golden:
    """A folder, or with `/` a file in it, which is equal to a text when it holds it."""

    path: Path

    def __truediv__(self, name: str) -> "Golden":
        return Golden(self.path / name)

    def __eq__(self, actual: object) -> bool:
        if not isinstance(actual, str):
            return NotImplemented
        if os.environ.get("UPDATE_GOLDEN"):
            self.path.parent.mkdir(exist_ok=True)
            self.path.write_text(actual, encoding="utf-8")
        assert actual == self.path.read_text(encoding="utf-8"), self.path.name
        return True

    def __hash__(self) -> int:
        return hash(self.path)
