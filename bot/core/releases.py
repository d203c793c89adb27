"""The `releases:` section of `team-compass.yml`: which projects, in which order.

    jupyterhub/kubespawner: {after: [jupyterhub/jupyterhub], line: main, channel: tag}

Its model is here, and not with the feature that acts on it: the agenda needs to know
when a pulse is, and features do not know each other.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    WithJsonSchema,
    WrapValidator,
    field_validator,
)

from bot.core.configuration import Configuration
from bot.core.durations import longer_than, shorter_than
from bot.core.editor_schema import WHEN, any_case
from bot.core.git_names import Branch, NamedRepository, RepositoryName, TagPattern
from bot.core.notices import notices_of_rule
from bot.core.pulses import PLACEHOLDERS, title_template
from bot.core.recurrence import EPOCH, FORMS, Rule, parse_rule
from bot.core.release_names import checked
from bot.core.release_order import Graph
from bot.core.scalars import Duration, Label, Line, at_most, from_text
from bot.core.text_format import template_pattern

SECTION = "releases"

SHORTEST_WINDOW, LONGEST_WINDOW = timedelta(days=1), timedelta(days=60)

_LOOKED_AT = 24
"""Dates of the rule that are looked at for pulses which are open at once."""

_NONE = ("none", "no", "off", "false")
"""`none`, and what YAML 1.1 takes for false, as many an editor does."""


def _channel(text: str) -> str:
    return "none" if text.lower() in _NONE else text


Channel = Annotated[
    Literal["tag", "release", "none"],
    from_text(_channel),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["tag", "release", "none", False]},
                {"type": "string", "pattern": f"^(?:{any_case(_NONE)})$"},
            ]
        }
    ),
]
"""What tells that a version is out."""


class ProjectConfig(BaseModel):
    """How a project is released; under its repository's `owner/name`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"type": ["object", "null"]},  # a name may stand alone
    )

    after: Annotated[tuple[NamedRepository, ...], at_most(50)] = Field(
        (), description="Projects of this file that are released before it."
    )
    line: Branch | None = Field(
        None,
        description="The branch that it is released from; otherwise the repository's"
        " default branch.",
    )
    channel: Channel = Field(
        "tag",
        description="What tells that a version is out: a tag, or a release on GitHub."
        " Of `none` nothing is ever due: it is only shown.",
    )
    tags: TagPattern | None = Field(
        None,
        description='What the tags of its versions look like: `"jupyterhub-{version}"`;'
        " otherwise a version with or without a `v`.",
    )


class ProjectConfigs(RootModel[dict[RepositoryName, ProjectConfig]]):
    """Every project by its repository's full name."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"additionalProperties": False}
    )

    root: Annotated[
        dict[RepositoryName, ProjectConfig],
        Field(min_length=1),
        WrapValidator(checked),
        at_most(250),
    ]


class Releases(BaseModel):
    """When a release pulse is, and which projects it looks at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[Line, AfterValidator(title_template)] = Field(
        "Release pulse - {month} {year}",
        json_schema_extra={"allOf": [{"pattern": template_pattern(PLACEHOLDERS)}]},
        description="Of the issue; may hold {date} {weekday} {day} {month} {year}, and"
        " {number}, which counts the pulses of the year.",
    )
    when: str = Field(
        description=f"The days on which one opens: {FORMS}.", json_schema_extra=WHEN
    )
    window: Duration = Field(
        timedelta(days=7),
        json_schema_extra={
            "allOf": [
                {"not": longer_than(LONGEST_WINDOW)},
                {"not": shorter_than(SHORTEST_WINDOW)},
            ]
        },
        description="It closes so long after that.",
    )
    min_age: Duration = Field(
        timedelta(days=90),
        description="A project is due once its last release is that old; sooner only if a"
        " project that is due comes after it.",
    )
    most: int = Field(8, ge=1, le=50, description="Rows: projects in one pulse.")
    labels: Annotated[tuple[Label, ...], at_most(20)] = Field(
        ("release-pulse",), description="Of the issue."
    )
    projects: ProjectConfigs = Field(
        description="Those that are looked at, by their repositories: `owner/name`."
    )

    @field_validator("when")
    @classmethod
    def _is_a_rule(cls, when: str) -> str:
        if "count=" in "".join(when.lower().split()):
            raise ValueError(
                "has COUNT, which counts from a start that pulses do not have, allowed is"
                " UNTIL"
            )
        parse_rule(when)
        return when

    @field_validator("window")
    @classmethod
    def _leaves_time(cls, window: timedelta) -> timedelta:
        if not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
            raise ValueError("is no time to release in, allowed is 1d to 60d")
        return window

    @cached_property
    def rule(self) -> Rule:
        """The dates of its pulses."""
        return parse_rule(self.when)

    @property
    def names(self) -> tuple[str, ...]:
        """The projects in the order of the file, as they stand there."""
        return tuple(self.projects.root)

    @cached_property
    def after(self) -> Graph:
        """What `after` says of every project, each by its name as it stands in the file."""
        after = {name: project.after for name, project in self.projects.root.items()}
        return MappingProxyType(after)

    @cached_property
    def _spelled(self) -> Mapping[str, str]:
        return {name.lower(): name for name in self.projects.root}

    def spelled(self, name: str) -> str | None:
        """The project of that name, in whatever case, as it stands in the file."""
        return self._spelled.get(name.lower())

    def project(self, name: str) -> ProjectConfig | None:
        """How the project of that name, in whatever case, is released."""
        spelled = self.spelled(name)
        return self.projects.root[spelled] if spelled else None

    def notices(self) -> Iterator[str]:
        """What in here has no effect, or an odd one, each beginning with its key."""
        yield from notices_of_rule(self.rule, None)
        dates = (day for _, day in islice(self.rule.dates(EPOCH), _LOOKED_AT))
        for day, following in pairwise(dates):
            if following - day < self.window:
                yield (
                    f"window: is longer than it is from one pulse to the next, as from"
                    f" {day} to {following}"
                )
                break
        projects = self.projects.root
        for name, project in projects.items():
            if project.channel == "none":
                given = (("line", project.line), ("tags", project.tags))
                for key, value in given:
                    if value is not None:
                        yield f"projects.{name}.{key}: has no effect with channel: none"
        if all(project.channel == "none" for project in projects.values()):
            yield "projects: all have channel: none, so that there is never a pulse"


def releases_in(configuration: Configuration | None) -> Releases | None:
    """What a repository's own file asks for; None where it asks for nothing.

    The file of its owner does not count: else each of the owner's repositories would have
    the same pulse.
    """
    if configuration is None or SECTION in configuration.shared:
        return None
    found = configuration.sections.get(SECTION)
    return found if isinstance(found, Releases) else None
