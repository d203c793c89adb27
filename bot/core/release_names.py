"""Names of projects that have to fit together: those under `projects`, and in `after`.

    releases.projects.jupyterhub/binderhub.after[0]: "jupyterhub/kubspawner" is no project
    of this file, did you mean jupyterhub/kubespawner?

Upper and lower case are the same, as to GitHub. Whatever is wrong is told at the name
that is to be mended, together with what is wrong in each project by itself.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.core.problems import clip
from bot.core.release_order import walk

if TYPE_CHECKING:
    from bot.core.releases import ProjectConfig

_MOST_AFTER = 50
_MOST_HINTS = 10
"""Names that are compared with all others: what was meant is dear to find out."""

_MOST_OF_A_CYCLE = 8


def checked(
    given: Any, parse: ValidatorFunctionWrapHandler
) -> dict[str, "ProjectConfig"]:
    """The projects, whose `after` then names others as they stand in the file.

    `parse` knows what is right in each by itself.
    """
    problems = list(_between(given)) if isinstance(given, dict) else []
    projects: dict[str, ProjectConfig] = {}
    try:
        projects = parse(given)
    except ValidationError as error:
        problems = [*_again(error), *problems]
    if problems:
        raise ValidationError.from_exception_data("projects", problems)
    spelled = {name.lower(): name for name in projects}
    return {
        name: project.model_copy(
            update={"after": tuple(spelled[one.lower()] for one in project.after)}
        )
        for name, project in projects.items()
    }


def _again(error: ValidationError) -> Iterator[InitErrorDetails]:
    for detail in error.errors(include_url=False):
        again = InitErrorDetails(
            type=detail["type"], loc=detail["loc"], input=detail["input"]
        )
        if "ctx" in detail:
            again["ctx"] = detail["ctx"]
        yield again


def _between(given: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """What is wrong between projects, whatever is right or wrong in each."""
    spelled: dict[str, str] = {}
    for name in given:
        first = spelled.setdefault(name.lower(), name)
        if first != name:
            message = f"is {clip(first)} again, allowed is each once"
            yield _problem((name, "[key]"), name, message)
    nearest = _Nearest(spelled)
    graph: dict[str, dict[str, int]] = {}
    for name, project in given.items():
        graph[name] = places = {}
        for place, text in _after(project):
            before = spelled.get(text.lower())
            if before is None:
                message = (
                    f"is no project of this file, {nearest.hint(text)}allowed are those"
                    " under projects"
                )
            elif before.lower() == name.lower():
                message = "is the project itself, allowed are others"
            elif before in places:
                message = "is named twice, allowed is each once"
            else:
                places[before] = place
                continue
            yield _problem((name, "after", place), text, message)
    for cycle in walk(graph).cycles:
        name, before = cycle[:2]
        message = (
            f"makes a cycle, {_shown(cycle)}, allowed is an order in which no project"
            " waits for itself"
        )
        place = graph[name][before]
        yield _problem((name, "after", place), before, message)


def _after(project: Any) -> Iterator[tuple[int, str]]:
    """What a project names there, with the place; nothing where there is too much."""
    is_raw = isinstance(project, dict)
    given = project.get("after") if is_raw else getattr(project, "after", None)
    if isinstance(given, list | tuple) and len(given) <= _MOST_AFTER:
        yield from ((n, text) for n, text in enumerate(given) if isinstance(text, str))


def _problem(loc: tuple[str | int, ...], given: str, message: str) -> InitErrorDetails:
    error = PydanticCustomError("value_error", "{error}", {"error": message})
    return InitErrorDetails(type=error, loc=loc, input=given)


def _shown(cycle: tuple[str, ...]) -> str:
    """`a -> b -> a`, of a long one the beginning."""
    *names, last = cycle
    shown = [clip(name) for name in names[:_MOST_OF_A_CYCLE]]
    if rest := len(names) - len(shown):
        shown.append(f"{rest} more")
    return " -> ".join([*shown, clip(last)])


class _Nearest:
    """Which project was probably meant by a name that is none."""

    def __init__(self, spelled: Mapping[str, str]) -> None:
        self.left = _MOST_HINTS
        self.named = {_alone(name): written for name, written in spelled.items()}

    def hint(self, text: str) -> str:
        if self.left == 0:
            return ""
        self.left -= 1
        close = get_close_matches(_alone(text.lower()), self.named, n=1)
        return f"did you mean {clip(self.named[close[0]])}? " if close else ""


def _alone(name: str) -> str:
    """The name without its owner."""
    return name[:200].rpartition("/")[2][:40]
