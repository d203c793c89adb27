"""`.github/team-compass.yml`: read strictly, refused in friendly words.

.github/team-compass.yml:7: meetings.team.wen: is an unknown key,
did you mean when? allowed are cutoff, empty, …
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, get_args, runtime_checkable
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    create_model,
)

from bot.core.editor_schema import GIVEN, AsWritten
from bot.core.local_time import UTC_ZONE
from bot.core.meetings import Meetings
from bot.core.problems import (
    MOST_PROBLEMS,
    ConfigurationError,
    Problem,
    dotted,
    first_of,
    from_pydantic,
    from_source,
    unknown_key,
)
from bot.core.series import Series
from bot.core.yaml_source import MOST_BYTES, TOO_LONG, Node, SourceError, compose
from bot.core.zones import Zone, parse_zone

__all__ = [
    "Configuration",
    "ConfigurationError",
    "Problem",
    "Sections",
    "decode",
    "json_schema",
    "parse_configuration",
]

Model = TypeVar("Model", bound=BaseModel)
Sections = Mapping[str, type[BaseModel]]


@dataclass(frozen=True)
class Configuration:
    """What one repository asks for: only what its file, or its owner's, says.

    `shared` are the sections that its own file does not say: another one does.
    """

    own_timezone: ZoneInfo | None = None
    sections: Mapping[str, BaseModel] = field(default_factory=dict)
    own_notices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    @property
    def timezone(self) -> ZoneInfo:
        """Of every time that names no other."""
        return self.own_timezone or UTC_ZONE

    @property
    def notices(self) -> tuple[str, ...]:
        """What is no error and yet has no effect, each beginning with its key."""
        return tuple(text for texts in self.own_notices.values() for text in texts)

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """Every series of meetings by its id."""
        meetings = self.sections.get("meetings")
        return MappingProxyType(
            {
                name: series.named(name, self.timezone)
                for name, series in (
                    meetings.root.items() if isinstance(meetings, Meetings) else ()
                )
            }
        )

    def section(self, name: str, model: type[Model]) -> Model:
        """The section of that name; as it is by default where it is absent."""
        found = self.sections.get(name)
        return found if isinstance(found, model) else model()

    def with_fallback(self, other: "Configuration") -> "Configuration":
        """This one, with every section that is absent here as it is in `other`."""
        return replace(
            self,
            own_timezone=self.own_timezone or other.own_timezone,
            sections={**other.sections, **self.sections},
            own_notices={**other.own_notices, **self.own_notices},
            shared=self.shared | (other.sections.keys() - self.sections.keys()),
        )


def decode(data: bytes, *, file: str) -> str:
    """The text of a file's bytes; ConfigurationError where they cannot be one."""
    if len(data) > MOST_BYTES:
        raise ConfigurationError(file, [Problem(1, 1, "", TOO_LONG)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        message = "is no character of UTF-8, allowed are files saved as UTF-8"
        raise ConfigurationError(file, [Problem(line, column, "", message)]) from None


def parse_configuration(text: str, *, file: str, sections: Sections) -> Configuration:
    """The configuration in `text`; ConfigurationError says all that is wrong in it.

    `sections` are the top-level keys that features have registered with their models.
    """
    try:
        root, unreadable = compose(text)
    except SourceError as error:
        raise ConfigurationError(file, [from_source(error)]) from None
    problems = [from_source(error) for error in unreadable]
    if not isinstance(root.value, dict) and root.value is not None:
        message = "the file has to be a mapping, allowed are lines such as meetings:"
        raise ConfigurationError(file, [Problem(root.line, root.column, "", message)])
    timezone: ZoneInfo | None = None
    models: dict[str, BaseModel] = {}
    notices: dict[str, tuple[str, ...]] = {}
    for key, node in (root.value or {}).items():
        if key == "timezone":
            try:
                timezone = _timezone(node)
            except ValueError as error:
                problems.append(Problem(node.line, node.column, key, str(error)))
        elif model := sections.get(key):
            try:
                models[key] = model.model_validate(_given(node, model))
                notices[key] = tuple(_notices(key, models[key]))
            except ValidationError as error:
                problems += from_pydantic(error, (key,), model, root)
        elif len(problems) < MOST_PROBLEMS:
            problems.append(unknown_key((key,), root, ["timezone", *sections]))
        else:
            problems.append(Problem(*root.keys[key], dotted((key,)), "is unknown"))
    if problems:
        raise ConfigurationError(file, first_of(problems))
    return Configuration(timezone, models, notices)


def _timezone(node: Node) -> ZoneInfo | None:
    if isinstance(node.value, dict | list):
        raise ValueError("has to be text, allowed is a time zone such as UTC")
    return None if node.value is None else parse_zone(node.value)


def _given(node: Node, model: type[BaseModel]) -> Any:
    """The plain value of a section; what is left empty counts as absent.

    Under a name that people chose (a series), absent is empty: what it lacks is told.
    """
    value = _without_empty(node.plain, model)
    return {} if value is None else value


def _without_empty(value: Any, model: type[BaseModel] | None) -> Any:
    """Without the keys of the model that are left empty; others are to be refused."""
    if model is None or not isinstance(value, dict):
        return value
    if issubclass(model, RootModel):  # names that people chose, all of one kind
        entry = _model_in(model.model_fields["root"].annotation)
        return {
            key: {} if inside is None else _without_empty(inside, entry)
            for key, inside in value.items()
        }
    return {
        key: _without_empty(inside, field and _model_in(field.annotation))
        for key, inside in value.items()
        if (field := model.model_fields.get(key)) is None or inside is not None
    }


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation such as `Slots | None` speaks of, if any."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


@runtime_checkable
class Noticing(Protocol):
    """A section that knows what in it has no effect."""

    def notices(self) -> Iterable[str]:
        """Each beginning with its key below the section."""
        ...


def _notices(section: str, model: BaseModel) -> Iterator[str]:
    if isinstance(model, Noticing):
        yield from (f"{dotted((section,))}.{notice}" for notice in model.notices())


def _absent(model: type[BaseModel]) -> Any:
    """A section that is left out; only one that needs no key may be there and empty."""
    needs = any(field.is_required() for field in model.model_fields.values())
    return Field({}, json_schema_extra=GIVEN if needs else {})


def json_schema(sections: Sections) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the whole file, for editors."""
    timezone = Field(
        UTC_ZONE,
        description="Of every time that names no other; otherwise UTC.",
        examples=["UTC", "Europe/London"],
    )
    keys: dict[str, Any] = {
        "timezone": (Zone, timezone),
        **{name: (model, _absent(model)) for name, model in sections.items()},
    }
    file = create_model("File", __config__=ConfigDict(extra="forbid"), **keys)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **file.model_json_schema(schema_generator=AsWritten),
        "title": "Team Compass Bot: .github/team-compass.yml",
        "type": ["object", "null"],
    }
