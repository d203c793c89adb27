"""Maintenance branches behind the first hundred of a repository, by what they are called.

    at0: repository(…) { numbered: refs(refPrefix: "refs/heads/", query: "5", …) { … } }

A branch of which a release may be made has the first number of one in its name.
"""

from collections.abc import Mapping
from functools import partial

from bot.github.project_course import Course
from bot.github.project_grounds import NUMBERED, Seen
from bot.github.project_memory import Memory
from bot.github.project_parts import Asking, Part, Untold
from bot.github.project_tags import AT_ONCE
from bot.projects.versions import first_number


async def find_branches(
    asking: Asking, memory: Memory, courses: Mapping[str, Course]
) -> None:
    """Let each project have all branches that may have its last release.

    They come with all else the next time. It is said of how many that was not asked.
    """
    new: list[tuple[Course, str]] = []
    for name, course in courses.items():
        if course.last is None or not course.seen.crowded:
            continue
        number = first_number(course.last.version)
        memory.numbers.keep(name, number)
        if course.seen.number != number:
            new.append((course, number))
    parts = [_part(course.seen, number) for course, number in new]
    async for at, seen in asking.told(parts, AT_ONCE):
        course, _ = new[at]
        if isinstance(seen, Seen):
            course.seen = seen
        course.not_told("some of its branches were", [seen])
    for course in courses.values():
        if course.seen.number and course.seen.left:
            left = f"{course.seen.left:,} of its branches were not looked at"
            course.unknown.append(left)


def _part(seen: Seen, number: str) -> Part[Seen | Untold]:
    variables: dict[str, tuple[str, object]] = {"number#": ("String!", number)}
    parse = partial(seen.with_numbered, number)
    return Part(seen.ground.full_name, NUMBERED, parse, variables)
