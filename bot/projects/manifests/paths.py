"""Which files of a repository are manifests, by their paths alone.

Files in folders for tests, documentation, examples and tools are none, though they have
the names: what they need matters to no release, each costs a read, and the packages that
tests are made of have names that are not the project's. The same goes for what is
somebody else's (`node_modules`, `vendor`) and for folders that begin with a dot. Files
for development beside a project's own (`dev-requirements.txt`) are manifests whose
requirements do not count at run time.
"""

import re
from collections.abc import Iterable
from typing import Literal

Kind = Literal[
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements",
    "package.json",
    "Chart.yaml",
    "values.yaml",
    "Dockerfile",
]

MOST_PATHS = 25
MOST_CHARACTERS = 300

_BY_NAME: dict[str, Kind] = {
    "pyproject.toml": "pyproject.toml",
    "setup.py": "setup.py",
    "setup.cfg": "setup.cfg",
    "package.json": "package.json",
    "Chart.yaml": "Chart.yaml",
    "values.yaml": "values.yaml",
    "Dockerfile": "Dockerfile",
}
_WORD = re.compile(r"[a-z]+")
_REQUIREMENTS = frozenset({"requirement", "requirements"})
_DEVELOPMENT = frozenset(
    "acceptance bench benchmark benchmarks ci coverage dev devel develop development doc "
    "docs documentation example examples formatting lint linting mypy qa release test "
    "testing tests tox typecheck typing".split()
)
_ASIDE = frozenset(
    "acceptance bench benchmark benchmarks ci contrib demo demos dev devel development "
    "doc docs documentation example examples fixture fixtures script scripts test "
    "testing tests tool tools tutorial tutorials".split()
)
_NOT_OURS = frozenset({"node_modules", "vendor", "vendored", "third_party", "binder"})


def is_manifest(path: str) -> bool:
    """Whether a file may say what the project is called or what it needs."""
    return kind_of(path) is not None


def manifest_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Those worth reading, the ones near the root first, and at most 25.

    At the same depth, what counts at run time comes before what is for development.
    """
    return tuple(sorted(filter(is_manifest, set(paths)), key=nearness)[:MOST_PATHS])


def nearness(path: str) -> tuple[int, bool, str]:
    """What puts files near the root first."""
    return path.count("/"), is_for_development(path), path


def kind_of(path: str) -> Kind | None:
    """How a manifest is to be read; None for any other file."""
    if len(path) > MOST_CHARACTERS or not path.isprintable():
        return None
    *folders, name = path.split("/")
    if any(map(_is_aside, folders)):
        return None
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith("Dockerfile.") or name.endswith(".Dockerfile"):
        return "Dockerfile"
    if name.endswith(".txt") and not _REQUIREMENTS.isdisjoint(
        words(name) | set(folders[-1:])
    ):
        return "requirements"
    return None


def is_for_development(path: str) -> bool:
    """Whether a file's name says that what it needs is not needed at run time."""
    return says_development(path.rpartition("/")[2])


def says_development(name: str) -> bool:
    """Whether an extra, a group or a file is for tests, documentation or the like."""
    return not _DEVELOPMENT.isdisjoint(words(name))


def words(name: str) -> set[str]:
    """The words of a name, in lower case."""
    return set(_WORD.findall(name.lower()))


def _is_aside(folder: str) -> bool:
    if folder.startswith(".") or folder in _NOT_OURS:
        return True
    return not _ASIDE.isdisjoint(words(folder))
