"""Which files the changes touch of which only that tells whether they ship.

    at0: repository(…) { pullRequest(number: $number_0) { files(first: 100) { … } } }

GitHub makes a diff for each pull request that is asked about, and gives up when there are
many. Of a commit without a pull request its folders tell.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.projects import Change, Line
from bot.github.project_course import Course
from bot.github.project_diffs import read_diffs
from bot.github.project_memory import Memory
from bot.github.project_parts import FAILED, Asking, Part, Untold
from bot.projects.changes import needs_paths

AT_ONCE = 25
"""Pull requests in a request."""

MOST_FILES = 100
"""Of a pull request; more are not read, and then none are known."""

COMMITS = 50
"""Of a line so many commits without a pull request are looked into.

They are the oldest, so that the others, of which no files are known, stay what they are
however many come after them, and whoever looks.
"""

_FILES = f"""    pullRequest(number: $number#) {{
      files(first: {MOST_FILES}) {{ pageInfo {{ hasNextPage }} nodes {{ path }} }}
    }}
"""
_Paths = tuple[str, ...] | None
_Key = tuple[str, str]
"""A repository, in lower case, and the last commit of a change there."""

_Asked = Mapping[str, Change]
"""Changes by their commits."""


async def read_files(asking: Asking, memory: Memory, courses: Iterable[Course]) -> None:
    """Give the changes on all lines the paths that they touch, where those matter."""
    asked: list[tuple[Course, dict[str, _Asked]]] = []
    for course in courses:
        asked.append(
            (course, {it.branch: _asked(memory, course, it) for it in course.lines})
        )
        await asyncio.sleep(0)  # a project with many changes takes a while
    new: dict[_Key, Change] = {
        (course.key, sha): change
        for course, by_branch in asked
        for changes in by_branch.values()
        for sha, change in changes.items()
        if (course.key, sha) not in memory.paths
    }
    pulls = {key: change for key, change in new.items() if change.number}
    parts = [_part(key[0], change.number) for key, change in pulls.items()]
    keys = tuple(pulls)
    async for at, paths in asking.told(parts, AT_ONCE):
        if paths is not FAILED:
            memory.paths.keep(keys[at], None if isinstance(paths, Untold) else paths)
    await read_diffs(asking, memory, [key for key in new if key not in pulls])
    for course, by_branch in asked:
        course.lines = tuple(
            _with_paths(memory, course, line, by_branch[line.branch])
            for line in course.lines
        )


def _asked(memory: Memory, course: Course, line: Line) -> _Asked:
    """The changes whose files matter and are asked for; none of a line that is known."""
    known = memory.lines.get((course.key, line.branch))
    if known and known[0] == line.changes:
        return {}
    found = [change for change in line.changes if needs_paths(change)]
    commits = [change for change in found if not change.number][:COMMITS]
    return {one.sha: one for one in (*(it for it in found if it.number), *commits)}


def _part(full_name: str, number: int) -> Part[_Paths]:
    variables: dict[str, tuple[str, object]] = {"number#": ("Int!", number)}
    return Part(full_name, _FILES, _parse, variables)


def _parse(node: Mapping[str, Any]) -> _Paths:
    """The paths; None where there are too many, or GitHub cannot tell."""
    files = (node["pullRequest"] or {}).get("files")
    if files is None or files["pageInfo"]["hasNextPage"]:
        return None
    return tuple(one["path"] for one in files["nodes"] if one)


def _with_paths(memory: Memory, course: Course, line: Line, asked: _Asked) -> Line:
    """The line with them; the very same changes as before where nothing is new."""
    place = course.key, line.branch
    known = memory.lines.get(place)
    if known and known[0] == line.changes:
        return replace(line, changes=known[1])
    changes = tuple(
        replace(change, paths=paths)
        if change.sha in asked and (paths := memory.paths.get((course.key, change.sha)))
        else change
        for change in line.changes
    )
    if all((course.key, sha) in memory.paths for sha in asked):
        memory.lines.keep(place, (line.changes, changes))
    else:
        course.failed = True
    return replace(line, changes=changes)
