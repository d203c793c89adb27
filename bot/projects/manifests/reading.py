"""All manifests of a project, read into one."""

from collections.abc import Callable, Iterable

from bot.core.models import File
from bot.core.projects import Manifests
from bot.projects.manifests.names import PYTHON
from bot.projects.manifests.paths import (
    Kind,
    is_for_development,
    kind_of,
    nearness,
)
from bot.projects.manifests.said import Said, Unreadable

LONGEST = 200_000
"""Characters of a file that is read, and bytes of one that is asked for."""

TOO_BIG = "is too big, read are files of up to 200 KB"

Reader = Callable[[File], Said]


def read_manifests(files: Iterable[File]) -> Manifests:
    """What they say together, those near the root first.

    Files that are no manifests are passed over. A file that leaves its requirements to
    another one or to code is a problem only where no other file has them.
    """
    all_said: list[Said] = []
    problems: list[str] = []
    for file in sorted(files, key=lambda file: nearness(file.path)):
        try:
            said = _read(file)
        except Unreadable as why:
            problems.append(f"{file.path}: {why}")
        else:
            all_said.append(said)
            problems.extend(f"{file.path}: {why}" for why in said.problems)
    problems.extend(
        f"{said.path}: {said.elsewhere}"
        for said in all_said
        if said.elsewhere and not _says_elsewhere(said, all_said)
    )
    return Manifests(
        names=tuple(dict.fromkeys(name for said in all_said for name in said.names)),
        requirements=tuple(need for said in all_said for need in said.requirements),
        problems=tuple(problems),
    )


def _says_elsewhere(said: Said, all_said: Iterable[Said]) -> bool:
    """Whether another file of the folder, or below it, has what this one lacks."""
    folder = said.path.rpartition("/")[0]
    return any(
        _has_requirements(other)
        for other in all_said
        if other is not said and other.path.startswith(f"{folder}/" if folder else "")
    )


def _has_requirements(said: Said) -> bool:
    """Whether a file says what Python packages are needed, be it none."""
    if kind_of(said.path) == "requirements":
        return not is_for_development(said.path)
    if kind_of(said.path) == "Dockerfile":  # may install anything besides
        return False
    return any(need.ecosystem == PYTHON and need.runtime for need in said.requirements)


def _read(file: File) -> Said:
    kind = kind_of(file.path)
    if kind is None:
        return Said(file.path)
    if len(file.text) > LONGEST:
        raise Unreadable(TOO_BIG)
    return _reader(kind)(File(file.path, file.text.removeprefix("\ufeff")))


def _reader(kind: Kind) -> Reader:
    """Imported with what it needs, and only once there is such a file."""
    match kind:
        case "pyproject.toml":
            from bot.projects.manifests.pyproject import read_pyproject as reader
        case "setup.py":
            from bot.projects.manifests.setup_py import read_setup_py as reader
        case "setup.cfg":
            from bot.projects.manifests.setup_cfg import read_setup_cfg as reader
        case "requirements":
            from bot.projects.manifests.requirements_txt import (
                read_requirements as reader,
            )
        case "package.json":
            from bot.projects.manifests.package_json import read_package_json as reader
        case "Chart.yaml":
            from bot.projects.manifests.helm import read_chart as reader
        case "values.yaml":
            from bot.projects.manifests.helm import read_values as reader
        case "Dockerfile":
            from bot.projects.manifests.dockerfile import read_dockerfile as reader
    return reader
