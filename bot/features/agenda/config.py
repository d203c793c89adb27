"""The `agenda:` section of `team-compass.yml`."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.core.scalars import Label


class AgendaConfig(BaseModel):
    """How topics are counted and how many one person may propose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Annotated[
        Label,
        Field(description="A thread with this label is a topic of the next meeting."),
    ] = "agenda"
    minutes: Annotated[
        int, Field(ge=1, le=480, description="Assumed where a topic names no time.")
    ] = 5
    most: Annotated[
        int,
        Field(
            ge=1, le=200, description="Topics one person may propose to one meeting."
        ),
    ] = 20
