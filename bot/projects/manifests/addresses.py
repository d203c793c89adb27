"""Where git has a package: `git+https://github.com/owner/name.git@v1.2.3#egg=name`."""

import re
from typing import NamedTuple

from bot.projects.manifests.names import MOST_CHARACTERS
from bot.projects.versions import version_in

_ADDRESS = re.compile(r"git\+[a-z]+://[^\s/#]+/(?P<path>[^\s#]*)(?:#\S*)?")
_REPOSITORY = re.compile(r"[a-z0-9._-]+/[a-z0-9._-]+")


class Address(NamedTuple):
    """`repository` is `owner/name` in lower case, wherever it is; "" for other paths.

    `version` is the tag as written, "" where that is no version: a branch, a commit.
    """

    repository: str
    version: str


def parse_address(text: str) -> Address | None:
    """What an address of git's says as pip has it; None for any other."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    path, at, tag = found["path"].rpartition("@")
    path = (path if at else tag).lower().strip("/").removesuffix(".git")
    named = len(path) <= MOST_CHARACTERS and _REPOSITORY.fullmatch(path)
    return Address(path if named else "", tagged_version(tag if at else ""))


def tagged_version(tag: str) -> str:
    """The tag, if it is a version, with `v` or without; "" otherwise."""
    return tag if version_in(tag) else ""
