"""What App is asked for: `app.yml`, with the reasons it gives, and GitHub's manifest.

https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.web.setup_wishes import Wishes

APP_FILE = Path(__file__).parent / "app.yml"
"""The repository's own: a link, so that it is in the package, too."""

_ASKED = re.compile(r"  (?:- )?(\w+)(?:: (\w+))?")
_LEVELS = {"read": "read-only", "write": "read and write"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Permissions or events that GitHub is asked for, and what they are for."""

    names: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class AppFile:
    """`app.yml`: what is sent to GitHub, and what is told to people."""

    given: Mapping[str, Any]
    permissions: tuple[Asked, ...]
    events: tuple[Asked, ...]

    @property
    def name(self) -> str:
        """What the App is called, unless somebody wishes otherwise."""
        return str(self.given["name"])


def read_app_file() -> AppFile:
    """The file of this version."""
    return parse_app_file(APP_FILE.read_text(encoding="utf-8"))


def parse_app_file(text: str) -> AppFile:
    """The file's keys, and the comments above permissions and events as reasons."""
    return AppFile(
        given=yaml.safe_load(text),
        permissions=tuple(_asked(text, "default_permissions")),
        events=tuple(_asked(text, "default_events")),
    )


def manifest(
    file: AppFile, wishes: Wishes, *, redirect_url: str, webhook_path: str
) -> Mapping[str, Any]:
    """What is posted to GitHub, in its own names."""
    return {
        **file.given,
        "name": wishes.name,
        "url": wishes.public_url(webhook_path) or file.given["url"],
        "hook_attributes": {"url": wishes.hook_url, "active": True},
        "redirect_url": redirect_url,
        "public": wishes.anyone,
    }


def _asked(text: str, section: str) -> Iterator[Asked]:
    """What stands in a section; all that follows one comment has the same reason."""
    inside, why, names = False, list[str](), list[str]()
    for line in text.splitlines():
        if line[:1].strip():
            inside = line == f"{section}:"
        elif not inside or not line.strip():
            continue
        elif line.startswith("  #"):
            if names:
                yield Asked(tuple(names), " ".join(why))
                why, names = [], []
            why.append(line.removeprefix("  #").strip())
        elif found := _ASKED.fullmatch(line):
            names.append(_spoken(found[1], found[2]))
    if names:
        yield Asked(tuple(names), " ".join(why))


def _spoken(name: str, level: str | None) -> str:
    """As GitHub's own pages have it: `Pull requests: read and write`."""
    words = name.replace("_", " ").capitalize()
    return f"{words}: {_LEVELS.get(level, level)}" if level else words
