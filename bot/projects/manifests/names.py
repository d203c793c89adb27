"""Names as they are compared, where packages, charts and images have theirs."""

import re

MOST_CHARACTERS = 200

PYTHON = "python"
NPM = "npm"
CHART = "chart"
IMAGE = "image"
GIT = "git"

_PYTHON_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_SEPARATORS = re.compile(r"[-_.]+")
_PLAIN_NAME = re.compile(r"@?[A-Za-z0-9~._-]+(?:/[A-Za-z0-9~._-]+)?")
_IMAGE_NAME = re.compile(r"[A-Za-z0-9._-]+(?::[0-9]{1,5}(?=/))?(?:/[A-Za-z0-9._-]+)*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)


def python_name(name: object) -> str | None:
    """In the one form in which Python's package names are compared, if it is one."""
    if not isinstance(name, str) or len(name) > MOST_CHARACTERS:
        return None
    if not _PYTHON_NAME.fullmatch(name):
        return None
    return _SEPARATORS.sub("-", name).lower()


def npm_name(name: object) -> str | None:
    """In lower case, with its scope, if it is a name of npm's."""
    if not isinstance(name, str) or len(name) > MOST_CHARACTERS:
        return None
    if not _PLAIN_NAME.fullmatch(name) or ("/" in name) != name.startswith("@"):
        return None
    return name.lower()


def chart_name(name: object) -> str | None:
    """In lower case, if it is a name that a chart may have."""
    if not isinstance(name, str) or len(name) > MOST_CHARACTERS:
        return None
    return python_name(name) and name.lower()


def image_name(name: object) -> str | None:
    """In lower case, if it is one that an image may have."""
    if not isinstance(name, str) or len(name) > MOST_CHARACTERS:
        return None
    if not _IMAGE_NAME.fullmatch(name):
        return None
    return name.lower()


def image_reference(text: str) -> tuple[str, str] | None:
    """Name and version (`2024.07.0`, `@sha256:…`, "" for none) of an image as written."""
    reference, at, digest = text.partition("@")
    name, tag = reference, ""
    if ":" in reference.rpartition("/")[2]:
        name, _, tag = reference.rpartition(":")
    known = image_name(name)
    if known is None or not is_image_version(tag + at + digest):
        return None
    return known, tag + at + digest


def is_image_version(text: str) -> bool:
    """Whether it is a tag, a digest, both, or nothing at all."""
    tag, at, digest = text.partition("@")
    if at and not (
        digest.startswith("sha") and digest.isprintable() and " " not in digest
    ):
        return False
    return len(digest) <= MOST_CHARACTERS and (not tag or bool(_TAG.fullmatch(tag)))
