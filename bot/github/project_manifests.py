"""What the projects' manifests say: found in the tree of each, and read as few as can be.

A folder is looked into again only when anything in it has changed, and the texts are read
again only when a manifest has.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bot.core.models import File
from bot.core.projects import Manifests
from bot.github.project_course import Course
from bot.github.project_memory import Memory
from bot.github.project_parts import Asking, Part, Untold
from bot.github.project_trees import Entry, entries_of, parse_tree
from bot.projects.manifests import (
    LONGEST,
    TOO_BIG,
    is_manifest,
    manifest_paths,
    read_manifests,
)

FOLDERS_AT_ONCE = 40
LEVELS = 2
"""So many levels below a folder in the root: `helm-chart/images/binderhub/Dockerfile`."""

TEXTS_AT_ONCE, WEIGHT = 100, 4_000
"""A request asks for so many texts; each further 4 KB of one count as one more."""

_FOLDER = f"    object(oid: $oid#) {{ {entries_of(LEVELS)} }}\n"
_TEXT = "    object(oid: $oid#) { ... on Blob { text isBinary isTruncated } }\n"
_SOME = "some of its manifests were"
_Said = File | str | Untold
"""A file with its text, or what is wrong with it."""


async def read_all_manifests(
    asking: Asking, memory: Memory, courses: Iterable[Course]
) -> None:
    """Tell each course what its manifests say, as of the default branch."""
    many = list(courses)
    found = await _find(asking, memory, many)
    new: dict[str, tuple[Entry, ...]] = {}
    for course, entries in zip(many, found, strict=True):
        known = memory.manifests.get(course.key)
        if known and known[0] == entries:
            course.manifests = known[1]
        else:
            new[course.key] = entries
    said = await _read(asking, [(key, one) for key in new for one in new[key]])
    for course in many:
        if course.key in new:
            entries = new[course.key]
            files = [said[course.key, one] for one in entries]
            course.manifests = _told(entries, files)
            if not course.not_told(_SOME, files):
                memory.manifests.keep(course.key, (entries, course.manifests))


async def _find(
    asking: Asking, memory: Memory, courses: Sequence[Course]
) -> list[tuple[Entry, ...]]:
    """The manifests of each that are worth reading."""
    looked: dict[tuple[str, str], tuple[Entry, ...] | Untold] = {}
    new: dict[tuple[str, str], tuple[str, Entry]] = {}
    for course in courses:
        for one in filter(_may_have_some, course.seen.root):
            place = one.path, one.oid
            if place in memory.folders:
                looked[place] = memory.folders[place]
            else:
                new[place] = course.key, one
    parts = [
        Part(key, _FOLDER, partial(_manifests_in, one.path), _oid(one))
        for key, one in new.values()
    ]
    looked |= dict(zip(new, await asking.each(parts, FOLDERS_AT_ONCE), strict=True))
    for place, entries in looked.items():
        if not isinstance(entries, Untold):
            memory.folders.keep(place, entries)
    return [_found(course, looked) for course in courses]


def _found(
    course: Course, looked: Mapping[tuple[str, str], tuple[Entry, ...] | Untold]
) -> tuple[Entry, ...]:
    folders = [
        looked[one.path, one.oid] for one in course.seen.root if _may_have_some(one)
    ]
    course.not_told(_SOME, folders)
    by_path = {one.path: one for one in course.seen.root if not one.is_folder}
    for entries in folders:
        if not isinstance(entries, Untold):
            by_path |= {one.path: one for one in entries}
    return tuple(by_path[path] for path in manifest_paths(by_path))


def _may_have_some(entry: Entry) -> bool:
    return entry.is_folder and is_manifest(f"{entry.path}/setup.py")


def _manifests_in(folder: str, node: Mapping[str, Any]) -> tuple[Entry, ...]:
    found = parse_tree(node["object"], folder)
    return tuple(one for one in found if not one.is_folder and is_manifest(one.path))


async def _read(
    asking: Asking, wanted: Sequence[tuple[str, Entry]]
) -> dict[tuple[str, Entry], _Said]:
    said: dict[tuple[str, Entry], _Said] = {
        one: TOO_BIG for one in wanted if one[1].size > LONGEST
    }
    asked = [one for one in wanted if one not in said]
    parts = [
        Part(key, _TEXT, partial(_file, one.path), _oid(one), 1 + one.size // WEIGHT)
        for key, one in asked
    ]
    return said | dict(zip(asked, await asking.each(parts, TEXTS_AT_ONCE), strict=True))


def _oid(entry: Entry) -> Mapping[str, tuple[str, object]]:
    return {"oid#": ("GitObjectID!", entry.oid)}


def _file(path: str, node: Mapping[str, Any]) -> _Said:
    blob = node["object"]
    if blob["isBinary"] or blob["text"] is None:
        return "is no text"
    return TOO_BIG if blob["isTruncated"] else File(path, blob["text"])


def _told(entries: Sequence[Entry], said: Sequence[_Said]) -> Manifests:
    read = read_manifests(one for one in said if isinstance(one, File))
    problems = tuple(
        f"{entry.path}: {one}"
        for entry, one in zip(entries, said, strict=True)
        if isinstance(one, str)
    )
    return replace(read, problems=read.problems + problems)
