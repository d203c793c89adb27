"""Which files the changes touch of which only that tells whether they ship.

    at0: repository(…) { pullRequest(number: $number_0) { files(first: 100) { … } } }

GitHub makes a diff for each pull request that is asked about, and gives up when there are
many. Of a commit without a pull request only REST tells, one at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.errors import Gone, Refused, RetryLater
from bot.core.projects import Change, Line
from bot.github.addresses import under
from bot.github.project_course import Course
from bot.github.project_memory import Memory
from bot.github.project_parts import FAILED, Asking, Part, Untold
from bot.projects.changes import needs_paths

AT_ONCE = 25
"""Pull requests in a request."""

MOST_FILES = 100
"""Of a pull request; more are not read, and then none are known."""

MOST_OF_COMMIT = 300
"""As many as REST tells at once."""

_FILES = f"""    pullRequest(number: $number#) {{
      files(first: {MOST_FILES}) {{ pageInfo {{ hasNextPage }} nodes {{ path }} }}
    }}
"""
_Paths = tuple[str, ...] | None
_Key = tuple[str, str]
"""A repository, in lower case, and the last commit of a change there."""


async def read_files(
    asking: Asking, memory: Memory, courses: Iterable[Course], commits: int
) -> None:
    """Give the changes on all lines the paths that they touch, where those matter.

    Of at most so many `commits` without a pull request; of the others no paths are known,
    until a later look has read them.
    """
    many = list(courses)
    new: dict[_Key, Change] = {
        (course.key, change.sha): change
        for course in many
        for line in course.lines
        for change in line.changes
        if needs_paths(change) and (course.key, change.sha) not in memory.paths
    }
    pulls = {key: change for key, change in new.items() if change.number}
    parts = [_part(key[0], change.number) for key, change in pulls.items()]
    keys = tuple(pulls)
    async for at, paths in asking.told(parts, AT_ONCE):
        if paths is not FAILED:
            memory.paths.keep(keys[at], None if isinstance(paths, Untold) else paths)
    for key in [key for key, change in new.items() if not change.number][:commits]:
        try:
            memory.paths.keep(key, await _read_commit(asking, *key))
        except RetryLater as error:
            if error.patience:
                raise
    for course in many:
        course.lines = tuple(_with_paths(course, line, memory) for line in course.lines)


def _part(full_name: str, number: int) -> Part[_Paths]:
    variables: dict[str, tuple[str, object]] = {"number#": ("Int!", number)}
    return Part(full_name, _FILES, _parse, variables)


def _parse(node: Mapping[str, Any]) -> _Paths:
    """The paths; None where there are too many, or GitHub cannot tell."""
    files = (node["pullRequest"] or {}).get("files")
    if files is None or files["pageInfo"]["hasNextPage"]:
        return None
    return tuple(one["path"] for one in files["nodes"] if one)


async def _read_commit(asking: Asking, full_name: str, sha: str) -> _Paths:
    """The paths that a commit touches; None where that cannot be told."""

    def parse(data: Mapping[str, Any]) -> _Paths:
        files = data.get("files") or ()
        paths = tuple(str(one["filename"]) for one in files)
        return paths if len(paths) < MOST_OF_COMMIT else None

    try:
        return await asking.client.get(under(full_name, f"/commits/{sha}"), parse)
    except (Gone, Refused):
        return None


def _with_paths(course: Course, line: Line, memory: Memory) -> Line:
    changes = tuple(
        replace(change, paths=paths)
        if needs_paths(change) and (paths := memory.paths.get((course.key, change.sha)))
        else change
        for change in line.changes
    )
    return replace(line, changes=changes)
