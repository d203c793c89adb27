"""pip's requirements files, also those that pip-compile froze.

Other files that it names (`-r`, `-c`) speak for themselves, and so does the project at
`-e .`; a package by address counts where it says its name (`#egg=`), or git's owner and
name.
"""

import re
from collections.abc import Iterator

from bot.core.models import File
from bot.projects.manifests.paths import is_for_development
from bot.projects.manifests.pep508 import parse_requirement
from bot.projects.manifests.said import Said

_COMMENT = re.compile(r"(?:^|\s)#.*")
_OPTIONS = re.compile(r"\s--?[a-zA-Z].*")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]\s*(.*)")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
_LOCAL = (".whl", ".zip", ".tar.gz", ".tar.bz2", ".tgz")


def read_requirements(file: File) -> Said:
    """What is needed, at the line where it begins."""
    said = Said(file.path)
    runtime = not is_for_development(file.path)
    for line, text in _logical_lines(file.text):
        needed = requirement_in(text)
        if needed and not said.need_python(needed, line, runtime=runtime):
            said.doubt(f"has no requirement at line {line}")
    return said


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each begins, and what it is without its comment; never an empty one."""
    first, parts = 0, list[str]()
    for number, physical in enumerate([*text.split("\n"), ""], 1):
        part = _COMMENT.sub("", physical.rstrip("\r"))
        first = first or number
        parts.append(part.removesuffix("\\"))
        if not part.endswith("\\"):
            whole = " ".join(parts).strip()
            if whole:
                yield first, whole
            first, parts = 0, []


def requirement_in(text: str) -> str:
    """What one says to pip, as PEP 508 has it; "" where it names no package."""
    editable = _EDITABLE.fullmatch(text)
    if text.startswith("-") and not editable:
        return ""
    text = _OPTIONS.sub("", editable[1] if editable else text)
    before, has_address, _ = text.partition("://")
    if has_address and "@" not in before:
        egg = _EGG.search(text)
        return f"{egg[1]} @ {text}" if egg else _of_git(text)
    return "" if editable or _is_local(text) else text


def _of_git(text: str) -> str:
    return text if parse_requirement(text) else ""


def _is_local(text: str) -> bool:
    where = text.partition(";")[0].partition("@")[0].strip()
    return where.startswith((".", "~")) or "/" in where or where.endswith(_LOCAL)
