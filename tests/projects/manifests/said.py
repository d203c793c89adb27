"""Files as a repository has them, read as the bot does."""

from bot.core.models import File
from bot.core.projects import Manifests
from bot.projects.manifests import read_manifests


def read(files: dict[str, str]) -> Manifests:
    return read_manifests([File(path, text) for path, text in files.items()])


def needs(path: str, text: str) -> list[str]:
    """What one file needs, as `line name specifier`, with `?` where it is not needed at
    run time and `; condition` where there is one."""
    return [
        f"{need.line} {need.name} {need.specifier}".rstrip()
        + ("" if need.runtime else " ?")
        + (f" ; {need.condition}" if need.condition else "")
        for need in read({path: text}).requirements
    ]


def problems(path: str, text: str) -> list[str]:
    said = read({path: text})
    assert all(problem.startswith(f"{path}: ") for problem in said.problems)
    return [problem.removeprefix(f"{path}: ") for problem in said.problems]
