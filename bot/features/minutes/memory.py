"""What must be remembered of a meeting's minutes: in the mark of their comment.

    <!-- team-compass:minutes v=1 id=team date=2021-03-18 a=1a2b3c,4d5e6f+ from=note -->

- `a`: the bot's own lines in the list of open actions, by fingerprint; `+` where what
  they come from says that they are done;
- `note`, `link`: the note that was made for this meeting, by its id and address there;
- `from`: what the minutes were last made from, `note` or `agenda`;
- `file`: the file as the bot last wrote it on its branch, and as it was about to write
  it then, by fingerprint: anything else there is people's;
- `no`: what was refused for good when it was last tried, `note` or `pull`;
- `tried`: when `pull` was refused last, and what was asked for then, by fingerprint.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Literal
from urllib.parse import unquote

from bot.core.mark import Mark

Source = Literal["note", "agenda", ""]
Step = Literal["note", "pull"]
"""What may be refused: to make or read the note; to write branch and pull request."""

STEPS: tuple[Step, ...] = ("note", "pull")

_LINE = re.compile(r"([0-9a-f]{6})(\+?)")
_FILE = re.compile(r"[0-9a-f]{12}")
_TRIED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z,([0-9a-f]{12})", re.ASCII)
_ID = re.compile(r"[\w.-]{1,200}", re.ASCII)
_LINK = re.compile(r"https?://[^\s<>\"`()\[\]\\]{1,500}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tried:
    """When something was asked for last, and the fingerprint of what that was."""

    at: datetime
    what: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ},{self.what}"


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last text of the minutes comment remembers."""

    lines: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    note: str = ""
    link: str = ""
    source: Source = ""
    file: tuple[str, ...] = ()
    refused: frozenset[Step] = frozenset()
    tried: Tried | None = None


def fingerprint(text: str) -> str:
    """What tells the text of a file from another one; line ends do not matter."""
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:12]


def parse_memory(mark: Mark | None) -> Memory:
    """What the mark remembers; where people broke it, nothing."""
    fields = mark.fields if mark else {}
    lines = (_LINE.fullmatch(part) for part in fields.get("a", "").split(","))
    files = fields.get("file", "").split(",")
    said, refused = fields.get("from", ""), fields.get("no", "").split(",")
    source: Source = "note" if said == "note" else "agenda" if said == "agenda" else ""
    return Memory(
        lines=MappingProxyType({m[1]: m[2] == "+" for m in lines if m}),
        note=_read(_ID, fields.get("note", "")),
        link=_read(_LINK, fields.get("link", "")),
        source=source,
        file=tuple(part for part in files if _FILE.fullmatch(part)),
        refused=frozenset(step for step in STEPS if step in refused),
        tried=_tried(fields.get("tried", "")),
    )


def render_memory(memory: Memory) -> dict[str, str]:
    """The fields of the mark, in a fixed order; empty ones are left out."""
    fields = {
        "a": ",".join(
            f"{mark}{'+' if done else ''}" for mark, done in memory.lines.items()
        ),
        "note": _written(memory.note),
        "link": _written(memory.link),
        "from": memory.source,
        "file": ",".join(memory.file),
        "no": ",".join(step for step in STEPS if step in memory.refused),
        "tried": str(memory.tried or ""),
    }
    return {name: value for name, value in fields.items() if value}


def _written(value: str) -> str:
    """Two dashes in a row would end the HTML comment of a mark."""
    return value.replace("%", "%25").replace("--", "%2D%2D")


def _tried(value: str) -> Tried | None:
    match = _TRIED.fullmatch(value)
    try:
        at = match and datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError:  # no calendar has that day
        return None
    return Tried(at, match[2]) if at and match else None


def _read(allowed: re.Pattern[str], value: str) -> str:
    text = unquote(value)
    return text if allowed.fullmatch(text) else ""
