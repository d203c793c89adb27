"""Addresses of GitHub's API: made from names, and checked before they are followed."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from yarl import URL

from bot.core.errors import Gone

_FULL_NAME = re.compile(r"(?!\.{1,2}/)[A-Za-z0-9._-]+/(?!\.{1,2}$)[A-Za-z0-9._-]+")


def under(full_name: str, tail: str = "") -> str:
    """The path of something in a repository; `Gone` for what can be no repository."""
    if not _FULL_NAME.fullmatch(full_name):
        raise Gone(f"no repository can be called {full_name!r}")
    return f"/repos/{full_name}{tail}"


def under_contents(full_name: str, path: str) -> str | None:
    """The path of a file's contents; None for one that leads out of the repository."""
    if not all(part.strip(".") for part in path.split("/")):
        return None
    return under(full_name, f"/contents/{quote(path)}")


def with_query(path: str, query: Mapping[str, object]) -> str:
    """The path with its query."""
    return f"{path}?{urlencode(query)}" if query else path


def stays(base: URL, target: URL) -> bool:
    """Whether the address is one of the API's own, so that it may see our token."""
    return target.origin() == base.origin() and target.raw_path.startswith(
        f"{base.raw_path.rstrip('/')}/"
    )
