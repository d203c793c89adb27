"""`pyproject.toml`: PEP 621 and 735, Poetry, and what only a build needs."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from bot.core.models import File
from bot.projects.manifests.addresses import tagged_version
from bot.projects.manifests.names import PYTHON, python_name
from bot.projects.manifests.paths import says_development
from bot.projects.manifests.places import Path, toml_lines
from bot.projects.manifests.said import Said, Unreadable

POETRY = ("tool", "poetry")

_AT_LINE = re.compile(r"at line (\d+)")


def read_pyproject(file: File) -> Said:
    """What it is called, and what it needs to run, to be built and to be worked on."""
    return _PyProject(file).said


class _PyProject:
    def __init__(self, file: File) -> None:
        self.said = Said(file.path)
        self.lines = toml_lines(file.text)
        self.data = _loads(file.text)
        self.project()
        self.poetry()
        for group in self.at("dependency-groups"):
            self.needs(("dependency-groups", group), runtime=False)
        self.needs(("build-system", "requires"), runtime=False)

    def project(self) -> None:
        project = self.at("project")
        self.said.call(PYTHON, python_name(project.get("name")))
        self.needs(("project", "dependencies"))
        extras = ("project", "optional-dependencies")
        for extra in self.at(*extras):
            self.needs((*extras, extra), runtime=not says_development(extra))
        dynamic = project.get("dynamic")
        if isinstance(dynamic, list) and "dependencies" in dynamic:
            self.said.elsewhere = "leaves its dependencies to the build"

    def poetry(self) -> None:
        self.said.call(PYTHON, python_name(self.at(*POETRY).get("name")))
        self.poetry_needs((*POETRY, "dependencies"))
        self.poetry_needs((*POETRY, "dev-dependencies"), runtime=False)
        for group in self.at(*POETRY, "group"):
            self.poetry_needs((*POETRY, "group", group, "dependencies"), runtime=False)

    def at(self, *path: str) -> Mapping[str, object]:
        """The table there; an empty one where there is none."""
        found: object = self.data
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}

    def line(self, *path: str | int) -> int:
        return self.lines.get(path, 1)

    def needs(self, path: tuple[str, ...], *, runtime: bool = True) -> None:
        for place, text in _texts(self.at(*path[:-1]).get(path[-1])):
            line = self.line(*path, place)
            if not self.said.need_python(text, line, runtime=runtime):
                self.said.doubt(f"has no requirement at line {line}")

    def poetry_needs(self, path: tuple[str, ...], *, runtime: bool = True) -> None:
        for written, value in self.at(*path).items():
            name = python_name(written)
            if name in (None, "python"):
                continue
            for place, one in enumerate(value if isinstance(value, list) else [value]):
                at: Path = (*path, written)
                line = self.lines.get((*at, place, "version")) or self.lines.get(
                    (*at, "version"), self.line(*at)
                )
                specifier, condition = _poetry_version(one)
                self.said.need(
                    PYTHON,
                    str(name),
                    specifier,
                    line,
                    runtime=runtime,
                    condition=condition,
                )


def _loads(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        place = f" at line {at[1]}" if at else ""
        raise Unreadable(f"is no TOML{place}") from None
    except (ValueError, RecursionError):  # a number too long to be one, for instance
        raise Unreadable("is no TOML that can be read") from None


def _texts(value: object) -> Iterator[tuple[int, str]]:
    parts: Iterable[object] = value if isinstance(value, list) else ()
    for place, part in enumerate(parts):
        if isinstance(part, str):
            yield place, part


def _poetry_version(value: object) -> tuple[str, str]:
    """The version asked for, and under which condition alone."""
    if isinstance(value, str):
        return value.strip(), ""
    if not isinstance(value, dict):
        return "", ""
    texts = {key: part for key, part in value.items() if isinstance(part, str)}
    address = next((texts[at] for at in ("git", "url", "path") if at in texts), "")
    tag = tagged_version(texts.get("tag", texts.get("rev", "")))
    conditions = [
        f'python_version "{texts["python"]}"' if "python" in texts else "",
        texts.get("markers", ""),
        f'sys_platform == "{texts["platform"]}"' if "platform" in texts else "",
    ]
    specifier = f"@ {address}" if address else texts.get("version", "").strip()
    if "git" in texts and tag:
        specifier = tag
    return specifier, " and ".join(filter(None, conditions))
