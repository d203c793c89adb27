"""A requirement of Python's, as PEP 508 has it, taken apart and not judged.

The specifier stays as it was written, and need not be a right one: only a comparison
has to understand it.
"""

import re
from typing import NamedTuple

from bot.projects.manifests.addresses import parse_address
from bot.projects.manifests.names import GIT, PYTHON, python_name

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRAS = re.compile(r"\s*\[[^\[\]]*\]")
_CLAUSE = re.compile(r"(?:===?|~=|!=|<=?|>=?)\s*[^\s<>=!~()\[\];,]+")
_MARKER = re.compile(r"\s;")


class Needed(NamedTuple):
    """The name is in its normal form; the rest is as written."""

    ecosystem: str
    name: str
    specifier: str
    condition: str


def parse_requirement(text: str) -> Needed | None:
    """What is needed; None where it is no requirement.

    By address (`name @ https://…`) the specifier is that address, with the `@`, or of
    what git has at a version, that version. An address of git's without a name is that
    of a repository, as pip's files have it.
    """
    text = text.strip()
    if text.startswith("git+"):
        address, condition = _without_marker(text)
        git = parse_address(address)
        if not git or not git.repository:
            return None
        return Needed(GIT, git.repository, _at(address), condition)
    start = _NAME.match(text)
    name = start and python_name(start[0])
    if not start or not name:
        return None
    rest = text[start.end() :]
    extras = _EXTRAS.match(rest)
    if extras:
        rest = rest[extras.end() :]
    rest = rest.strip()
    if rest.startswith("@"):
        address, condition = _without_marker(rest[1:])
        return Needed(PYTHON, name, _at(address), condition)
    specifier, _, condition = rest.partition(";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1].strip()
    clauses = specifier.removesuffix(",").split(",") if specifier else []
    if not all(_CLAUSE.fullmatch(clause.strip()) for clause in clauses):
        return None
    return Needed(PYTHON, name, specifier, condition.strip())


def _without_marker(text: str) -> tuple[str, str]:
    """An address, and the condition behind it."""
    marker = _MARKER.search(text)
    end = marker.start() if marker else len(text)
    return text[:end].strip(), text[end:].strip(" \t;")


def _at(address: str) -> str:
    git = parse_address(address)
    return git.version if git and git.version else f"@ {address}"
