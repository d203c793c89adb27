"""The texts that the rules were written with: they say nothing of how right the rules are.

Made up, as people write about JupyterHub. The first word of a file's name says what it
is: `support`, `bug`, `feature` or `other` (nothing to judge, or no question for a forum).
"""

from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "tuning"


def tuned() -> Iterator[tuple[str, str, str]]:
    """Name, title and body of each."""
    for path in sorted(FOLDER.glob("*.md")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        yield path.stem, title.removeprefix("# "), body


def named(name: str) -> tuple[str, str]:
    """Title and body of one of them."""
    return next((title, body) for stem, title, body in tuned() if stem == name)
