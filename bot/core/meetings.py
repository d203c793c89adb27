"""The section `meetings`: every series under an id of its own."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import ConfigDict, RootModel

from bot.core.scalars import SeriesId, at_most
from bot.core.series import Series


class Meetings(RootModel[dict[SeriesId, Series]]):
    """Every series of a repository."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"additionalProperties": False}
    )

    root: Annotated[dict[SeriesId, Series], at_most(50)] = {}

    def notices(self) -> Iterator[str]:
        """What in the series has no effect, each beginning with the series' id."""
        for name, series in self.root.items():
            yield from (f"{name}.{notice}" for notice in series.notices())
