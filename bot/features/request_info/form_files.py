"""What an issue form asks, of its file.

https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.models import File
from bot.core.remembered import remembered


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form: its heading, what is in its answer before anybody writes
    there, and what there is to choose from."""

    label: str = ""
    value: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormFile:
    """The labels that a form puts on its issues, in lower case, and its questions."""

    labels: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def is_form(file: File) -> bool:
    """Whether it is a form, by its name, and no Markdown template."""
    return file.path.lower().endswith((".yml", ".yaml"))


@remembered(
    characters=50_000
)  # a look over all issues asks for the same ones each time
def parse_form(source: str) -> FormFile:
    """What a form's file holds; nothing of what is wrong in it."""
    from bot.core.yaml_source import SourceError, compose  # PyYAML, until it is needed

    try:
        form = compose(source)[0].plain
    except SourceError:
        return FormFile()
    labels = _entries(form, "labels")
    if not labels and isinstance(form, Mapping):
        labels = _text(form.get("labels")).split(",")
    return FormFile(
        tuple(_text(label).strip().lower() for label in labels),
        tuple(_questions(_entries(form, "body"))),
    )


def _questions(elements: list[Any]) -> Iterator[Question]:
    for element in elements:
        if not isinstance(element, dict) or element.get("type") == "markdown":
            continue  # which is shown beside the form, and comes into no body
        about = element.get("attributes")
        if isinstance(about, dict):
            yield Question(
                _text(about.get("label")),
                _text(about.get("value")),
                tuple(_option(option) for option in _entries(about, "options")),
            )


def _option(option: object) -> str:
    return _text(option.get("label") if isinstance(option, dict) else option)


def _entries(parent: object, name: str) -> list[Any]:
    found = parent.get(name) if isinstance(parent, Mapping) else None
    return found if isinstance(found, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
