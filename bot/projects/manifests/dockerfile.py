"""The images that a `Dockerfile` builds on."""

import re
from collections.abc import Iterator, Mapping

from bot.core.models import File
from bot.projects.manifests.names import IMAGE, image_reference
from bot.projects.manifests.paths import is_for_development
from bot.projects.manifests.said import Said

MOST_CHARACTERS = 500
NOTHING = "scratch"

_INSTRUCTION = re.compile(r"\s*(FROM|ARG)\s+(.*)", re.IGNORECASE | re.DOTALL)
_ARGUMENT = re.compile(
    r"\$(?:\{(?P<braced>\w+)(?::-(?P<otherwise>[^${}]*))?\}|(?P<bare>\w+))"
)
_NAMED = re.compile(r"\w+")


def read_dockerfile(file: File) -> Said:
    """What stands behind FROM, but for stages of its own and what only a build tells.

    An ARG has the value that it was given in the file.
    """
    said = Said(file.path)
    runtime = not is_for_development(file.path)
    arguments: dict[str, str] = {}
    stages: set[str] = set()
    for line, instruction, rest in _instructions(file.text):
        if instruction == "ARG":
            if not stages:  # those of a stage mean nothing to the FROM of another
                arguments.update(_given(rest, arguments))
            continue
        image, stage = _from(rest)
        known = image_reference(_with_arguments(image, arguments))
        if known and known[0] not in stages and known[0] != NOTHING:
            said.need(IMAGE, *known, line, runtime=runtime)
        stages.add(stage.lower())
    return said


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Each FROM and ARG with the line where it begins."""
    first, parts = 0, list[str]()
    for number, physical in enumerate([*text.split("\n"), ""], 1):
        line = physical.strip()
        if line.startswith("#") or (parts and not line):
            continue
        first = first or number
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            found = _INSTRUCTION.match(" ".join(parts))
            if found and len(found[2]) <= MOST_CHARACTERS:
                yield first, found[1].upper(), found[2].strip()
            first, parts = 0, []


def _given(rest: str, arguments: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for word in rest.split():
        name, equals, value = word.partition("=")
        if equals and _NAMED.fullmatch(name):
            yield name, _with_arguments(value.strip("\"'"), arguments)


def _from(rest: str) -> tuple[str, str]:
    """The image, and what the stage is called, if anything."""
    words = [word for word in rest.split() if not word.startswith("--")]
    named = len(words) == 3 and words[1].lower() == "as"
    return "".join(words[:1]), words[2] if named else ""


def _with_arguments(text: str, arguments: Mapping[str, str]) -> str:
    """With values for arguments; those without stay, and are no part of any name."""

    def value(found: re.Match[str]) -> str:
        otherwise = found["otherwise"] or found[0]
        return arguments.get(found["braced"] or found["bare"], otherwise)

    return _ARGUMENT.sub(value, text)[: MOST_CHARACTERS + 1]
