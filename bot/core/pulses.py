"""When a release pulse is open, and what its issue is called.

    2021-04-01 00:00 Europe/Oslo   opens
    2021-04-08 00:00 Europe/Oslo   closes, with `window: 7d`

A pulse is known for ever by its date. `local_time.py` says what becomes of a midnight
that clocks leave out, or that comes twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from bot.core.local_time import later, local_start
from bot.core.recurrence import EPOCH
from bot.core.rrule import FIRST, LAST
from bot.core.text_format import Month, Value, render_date, render_template

if TYPE_CHECKING:
    from bot.core.releases import Releases

LONGEST_TITLE = 256
"""GitHub's limit, in characters."""

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One pulse; both times are aware and in the zone of the file."""

    date: date
    opens: datetime
    closes: datetime

    @property
    def judged(self) -> datetime:
        """The last moment of its first day: by then it counts how old something is.

        So what is old enough on that day is due, at whatever hour it was released, and
        nothing becomes due only because the pulse goes on.
        """
        ends = _midnight(self.date + _A_DAY, self.opens.tzinfo)
        return later(ends, -timedelta(microseconds=1))


def pulses(config: "Releases", zone: ZoneInfo, after: datetime) -> Iterator[Pulse]:
    """The pulses that open at or after `after` (aware), in order of time."""
    after = after.astimezone(UTC)  # two times of one zone compare without folds
    # no zone is more than a day away from UTC: this early a look misses nothing
    since = max(after.date(), FIRST) - 2 * _A_DAY
    for _, day in config.rule.dates(since):
        pulse = pulse_on(config, zone, day)
        if pulse.opens >= after:
            yield pulse


def last_pulse(config: "Releases", zone: ZoneInfo, now: datetime) -> Pulse | None:
    """The newest pulse that has opened by `now` (aware), be it closed by then or not."""
    now = now.astimezone(UTC)
    soon = min(now.date(), LAST) + _A_DAY
    dates = (day for _, day in config.rule.dates(EPOCH))
    known = tuple(takewhile(lambda day: day <= soon, dates))
    opened = (pulse_on(config, zone, day) for day in reversed(known))
    return next((pulse for pulse in opened if pulse.opens <= now), None)


def pulse_on(config: "Releases", zone: ZoneInfo, day: date) -> Pulse:
    """The pulse of that date, whether or not the rule still has it."""
    opens, days = _midnight(day, zone), config.window // _A_DAY
    if config.window != days * _A_DAY:
        return Pulse(day, opens, later(opens, config.window))
    # a window of days ends at midnight, too, where clocks change within it
    return Pulse(day, opens, _midnight(day + days * _A_DAY, zone))


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return local_start(day, time(), cast("ZoneInfo", zone))


PLACEHOLDERS: Mapping[str, Value] = {
    "date": date(2021, 4, 1),
    "weekday": "Thursday",
    "day": 1,
    "month": Month(4),
    "year": 2021,
    "number": 2,
}
"""What the title of a pulse may name, with an example of each."""


def title_template(text: str) -> str:
    """`text` as it is; ValueError where it names what is not among the placeholders."""
    render_template(text, PLACEHOLDERS)
    return text


def render_title(config: "Releases", day: date) -> str:
    """The title of the issue of that day's pulse.

    Its `number` counts the dates of the rule in that year, up to this one.
    """
    of_the_year = config.rule.dates(date(day.year, 1, 1))
    number = sum(1 for _ in takewhile(lambda found: found[1] <= day, of_the_year))
    values: dict[str, Value] = {
        "date": day,
        "weekday": render_date(day, "%A"),
        "day": day.day,
        "month": Month(day.month),
        "year": day.year,
        "number": number,
    }
    return render_template(config.title, values)[:LONGEST_TITLE]
