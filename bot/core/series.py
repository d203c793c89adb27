"""Meetings that recur: one entry under `meetings:`, and what falls on which date.

An occurrence is known for ever by its series and its date by the rule, also when it is
moved. Its local time of day is the same in summer and winter (`local_time.py` says what
happens in the night between).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    field_validator,
)

from bot.core.editor_schema import MINUTES_PATH, PLACEHOLDERS_KNOWN, TIME_OR_SLOTS, WHEN
from bot.core.local_time import UTC_ZONE, Slots, later, local_start
from bot.core.notices import notices_of
from bot.core.recurrence import FORMS, Rule, parse_rule
from bot.core.rrule import FIRST, LAST
from bot.core.scalars import (
    Date,
    DateOrMonth,
    Duration,
    Label,
    Login,
    Notes,
    RepositoryPath,
    TimeOfDay,
    Url,
    at_most,
)
from bot.core.templates import MinutesPath, Title
from bot.core.zones import Zone


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting of a series.

    `date` is its identity: the date by the rule, before any move. `starts` is aware and
    in the meeting's own zone. `index` counts the dates of the rule from 0, skipped ones
    too, so that neither skipping nor the length of a look ahead shifts a rota.
    `cancelled` where people said so; what `skip` leaves out in time is no occurrence.
    """

    series: str
    date: date
    starts: datetime
    length: timedelta
    index: int
    facilitator: str | None
    cancelled: bool = False

    @property
    def ends(self) -> datetime:
        """When it is over, in the meeting's own zone."""
        return later(self.starts, self.length)

    @property
    def moved(self) -> bool:
        """Whether it takes place on another day than the rule says."""
        return self.starts.date() != self.date


class Series(BaseModel):
    """A meeting that recurs."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra=TIME_OR_SLOTS
    )

    title: Title | None = Field(
        None,
        json_schema_extra=PLACEHOLDERS_KNOWN,
        description="Of the issue; may hold placeholders. Otherwise of the id and the"
        " date: Team meeting - 18 March 2021.",
    )
    start: Date | None = Field(
        None, description="Anchors rules that need one; nothing happens before it."
    )
    when: str = Field(description=f"The days: {FORMS}.", json_schema_extra=WHEN)
    timezone: Zone | None = Field(
        None, description="Of `time`; otherwise the `timezone` at the top."
    )
    slots: Slots | None = Field(
        None,
        description="Instead of `time`, by the month's parity: `{odd: 17:00 UTC, even:"
        " 09:00 Europe/London}`.",
    )
    time: TimeOfDay | None = Field(
        None,
        validate_default=True,
        description="Local time; needed unless there are `slots`.",
    )
    length: Duration = Field(timedelta(hours=1), description="From start to end.")
    zones: Annotated[tuple[Zone, ...], at_most(10)] = Field(
        (), description="Also shown."
    )
    opens: Duration = Field(
        timedelta(days=14), description="The issue is opened this long before."
    )
    reminders: Annotated[tuple[Duration, ...], at_most(10)] = Field(
        (), description="Comments this long before the meeting."
    )
    cutoff: Duration = Field(
        timedelta(days=1), description="Topics that come later are listed as late."
    )
    closes: Duration = Field(
        timedelta(days=1), description="The issue is closed this long after the end."
    )
    labels: Annotated[tuple[Label, ...], at_most(100)] = Field(
        ("meeting",), description="Of the issue."
    )
    pin: bool = Field(True, description="Pin the issue in the repository.")
    video: Url | None = Field(None, description="Where to join.")
    notes: Notes | None = Field(
        None,
        description="Where notes are taken; hackmd: in a note that the bot makes there,"
        " for which it needs `HACKMD_TOKEN`.",
    )
    facilitators: Annotated[tuple[Login, ...], at_most(100)] = Field(
        (), description="A rota by occurrence."
    )
    template: RepositoryPath | None = Field(
        None, description="A file with the issue's body; may hold placeholders."
    )
    skip: Annotated[tuple[DateOrMonth, ...], at_most(500)] = Field(
        (), description="Dates or months left out: `[2020-12]`."
    )
    move: Annotated[dict[Date, Date], at_most(500)] = Field(
        {}, description="From a date to another one: `{2020-10-15: 2020-10-22}`."
    )
    empty: Literal["keep", "cancel"] = Field(
        "keep",
        description="What becomes of a meeting without topics at the cut-off: it is held,"
        " or cancelled.",
    )
    minutes: MinutesPath | None = Field(
        None,
        json_schema_extra=MINUTES_PATH,
        description="The path of a file with the minutes, which a pull request proposes;"
        " may hold placeholders.",
    )

    _id: str = PrivateAttr("")
    _default_zone: ZoneInfo = PrivateAttr(UTC_ZONE)

    @field_validator("length")
    @classmethod
    def _lasts(cls, length: timedelta) -> timedelta:
        if not timedelta(minutes=1) <= length <= timedelta(days=7):
            raise ValueError("is no length of a meeting, allowed is 1m to 7d")
        return length

    @field_validator("when")
    @classmethod
    def _is_a_rule(cls, when: str, info: ValidationInfo) -> str:
        try:
            parse_rule(when, info.data.get("start"))
        except ValueError:
            # A wrong start has its own complaint, and a COUNT may wait for it.
            if "start" in info.data or "count=" not in when.lower():
                raise
        return when

    @field_validator("time")
    @classmethod
    def _is_time_or_slots(
        cls, at: TimeOfDay | None, info: ValidationInfo
    ) -> TimeOfDay | None:
        if "slots" not in info.data:
            return at
        if at is None and info.data["slots"] is None:
            raise ValueError("is missing, allowed is time or slots")
        if at is not None and info.data["slots"] is not None:
            raise ValueError("is given beside slots, allowed is one of the two")
        return at

    @field_validator("move")
    @classmethod
    def _is_not_skipped(
        cls, move: dict[date, date], info: ValidationInfo
    ) -> dict[date, date]:
        skip = frozenset(info.data.get("skip", ()))
        if both := [str(day) for day in move if _holds(skip, day)]:
            raise ValueError(
                f"is in skip as well for {', '.join(both)}, allowed is one of them"
            )
        return move

    @property
    def id(self) -> str:
        """Its name under `meetings:`."""
        return self._id

    @property
    def zone(self) -> ZoneInfo:
        """The zone of its times where nothing else is said."""
        return self.timezone or self._default_zone

    @cached_property
    def _skipped(self) -> frozenset[str]:
        return frozenset(self.skip)

    @cached_property
    def rule(self) -> Rule:
        """Its dates, before anything is skipped or moved."""
        return parse_rule(self.when, self.start)

    def named(self, series_id: str, default_zone: ZoneInfo) -> "Series":
        """The same under a name, in a file whose default zone is known."""
        series = self.model_copy()
        series._id = series_id
        series._default_zone = default_zone
        return series

    def occurrences(
        self, after: datetime, until: datetime | None = None
    ) -> Iterator[Occurrence]:
        """The meetings that start at or after `after` (aware), in order of time.

        With `until` nobody wants to know of later ones, and no date is looked at for
        them.
        """
        after = after.astimezone(UTC)  # two times of one zone compare without folds
        moved = [o for day in self.move if (o := self.occurrence(day)) is not None]
        waiting = [_timed(o) for o in moved if o.starts >= after]
        heapify(waiting)
        # No zone is more than a day away from UTC: this early a look misses nothing,
        # and what is two days older than the date at hand can be overtaken by nothing.
        since = max(after.date(), FIRST) - timedelta(days=2)
        last = until.astimezone(UTC).date() + timedelta(days=2) if until else LAST
        for index, day in self.rule.dates(since):
            if day > last:
                break
            settled = datetime.combine(day, time(), UTC) - timedelta(days=1)
            while waiting and waiting[0][0] < settled:
                yield heappop(waiting)[2]
            if day not in self.move and not self.holds(day):
                occurrence = self._on(day, index)
                if occurrence.starts >= after:
                    heappush(waiting, _timed(occurrence))
        while waiting:
            yield heappop(waiting)[2]

    def occurrence(self, day: date) -> Occurrence | None:
        """The meeting whose date by the rule is `day`; None if skipped or none."""
        index = self.rule.index(day)
        return None if index is None or self.holds(day) else self._on(day, index)

    def planned(self, day: date) -> Occurrence:
        """The meeting of that day for which an issue is open already.

        It stays one where the rule has the day no more, and is cancelled by `skip`.
        """
        found = self._on(day, self.rule.index(day) or 0)
        return replace(found, cancelled=self.holds(day))

    def holds(self, day: date) -> bool:
        """Whether `skip` leaves that day out."""
        return _holds(self._skipped, day)

    def notices(self) -> Iterator[str]:
        """What in here is not what one expects, each beginning with its key."""
        return notices_of(self)

    def _on(self, day: date, index: int) -> Occurrence:
        at, zone = self.time or time(), self.zone
        if self.slots:
            slot = self.slots.odd if day.month % 2 else self.slots.even
            at, zone = slot.time, slot.zone or zone
        rota = self.facilitators
        return Occurrence(
            series=self.id,
            date=day,
            starts=local_start(self.move.get(day, day), at, zone),
            length=self.length,
            index=index,
            facilitator=rota[index % len(rota)] if rota else None,
        )


def _holds(skip: frozenset[str], day: date) -> bool:
    text = day.isoformat()
    return text in skip or text[:7] in skip


def _timed(occurrence: Occurrence) -> tuple[datetime, date, Occurrence]:
    return occurrence.starts.astimezone(UTC), occurrence.date, occurrence
