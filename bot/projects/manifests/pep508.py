"""A requirement of Python's, as PEP 508 has it, taken apart and not judged.

The specifier stays as it was written, and need not be a right one: only a comparison
has to understand it.
"""

import re

from bot.projects.manifests.names import python_name

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRAS = re.compile(r"\s*\[[^\[\]]*\]")
_CLAUSE = re.compile(r"(?:===?|~=|!=|<=?|>=?)\s*[^\s<>=!~()\[\];,]+")
_MARKER = re.compile(r"\s;")


def parse_requirement(text: str) -> tuple[str, str, str] | None:
    """Name in its normal form, specifier and condition; None where it is none.

    A requirement by address (`name @ https://…`) has that address as its specifier,
    with the `@`.
    """
    text = text.strip()
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
        marker = _MARKER.search(rest)
        end = marker.start() if marker else len(rest)
        return name, rest[:end].strip(), rest[end:].strip(" \t;")
    specifier, _, condition = rest.partition(";")
    specifier = specifier.strip()
    if specifier.startswith("(") and specifier.endswith(")"):
        specifier = specifier[1:-1].strip()
    clauses = specifier.removesuffix(",").split(",") if specifier else []
    if not all(_CLAUSE.fullmatch(clause.strip()) for clause in clauses):
        return None
    return name, specifier, condition.strip()
