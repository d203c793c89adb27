"""The section `meetings`: every series under an id of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Annotated

from pydantic import ConfigDict, RootModel

from bot.core.meeting_words import minutes_path
from bot.core.recurrence import EPOCH
from bot.core.scalars import SeriesId, at_most
from bot.core.series import Series

_LOOKED_AT = 24
"""Meetings of each series that are looked at for files which they share."""


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
        yield from self._shared_files()

    def _shared_files(self) -> Iterator[str]:
        """Of each series the first minutes that would be in another meeting's file."""
        known: dict[str, tuple[str, date]] = {}
        for name, series in self.root.items():
            if series.minutes is None:
                continue
            named = series.named(name, series.zone)
            start = datetime.combine(series.start or EPOCH, time(), UTC)
            for meeting in islice(named.occurrences(start), _LOOKED_AT):
                path, this = minutes_path(named, meeting), (name, meeting.date)
                other, day = known.setdefault(path, this)
                if (other, day) != this:
                    yield (
                        f"{name}.minutes: {path} is for the meetings {other} of {day} and"
                        f" {name} of {meeting.date}: whichever is first keeps it"
                    )
                    break
