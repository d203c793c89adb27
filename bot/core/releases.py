"""The `releases:` section of `team-compass.yml`: which projects, in which order.

Its model is here, and not with the feature that acts on it: the agenda needs to know
when a pulse is, and features do not know each other.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from bot.core.scalars import Duration, Label, Line, at_most

SECTION = "releases"

Channel = Literal["tag", "release", "none"]


class ProjectConfig(BaseModel):
    """How one project is released."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[tuple[str, ...], at_most(50)] = ()
    line: Line | None = None
    channel: Channel = "tag"
    tags: Line | None = None


class ProjectConfigs(RootModel[dict[str, ProjectConfig]]):
    """Every project by its repository's `full_name`."""

    model_config = ConfigDict(frozen=True)

    root: Annotated[dict[str, ProjectConfig], at_most(250)] = {}


class Releases(BaseModel):
    """When a pulse is, and what it looks at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line = "Release pulse - {month} {year}"
    when: Line
    window: Duration = timedelta(days=7)
    min_age: Duration = timedelta(days=90)
    most: Annotated[int, Field(ge=1, le=50)] = 8
    labels: Annotated[tuple[Label, ...], at_most(20)] = ("release-pulse",)
    projects: ProjectConfigs
