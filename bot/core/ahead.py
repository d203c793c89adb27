"""What the bot will do in a repository by its configuration alone, and when.

    2021-03-04 17:00  meeting team, 18 March   opens its issue
    2021-03-11 17:00  meeting team, 18 March   reminds of it, 7 days before
    2021-03-18 17:00  meeting team, 18 March   takes the minutes
    2021-03-19 18:00  meeting team, 18 March   closes its issue, if it is open
    2021-04-01 00:00  release pulse, 1 April   opens its issue, if a project is due

`check` tells when things take place; this tells what is done for them. What people moved
or cancelled in an issue is not known here, nor whether the bot was there to open one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from bot.core.configuration import Configuration
from bot.core.durations import render_duration
from bot.core.local_time import later
from bot.core.pulses import pulses
from bot.core.releases import Releases, releases_in
from bot.core.series import Occurrence, Series
from bot.core.text_format import render_date

MOST_OF_ONE = 1000
"""Deeds of one series that are looked at: those of a daily meeting, and some more."""


_CLOSES = "closes its issue, if it is open"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the bot will do at `at` (aware), and for which meeting or pulse."""

    at: datetime
    does: str
    about: str


def deeds(
    configuration: Configuration, since: datetime, until: datetime
) -> tuple[Deed, ...]:
    """What is to be done from `since` on and before `until`, in order of time.

    Of each series, `MOST_OF_ONE` are looked at; both times are aware.
    """
    several = [_of_series(s, since, until) for s in configuration.series.values()]
    if releases := releases_in(configuration):
        several.append(_of_pulses(configuration, releases, since, until))
    found = chain.from_iterable(islice(one, MOST_OF_ONE) for one in several)
    ahead = (deed for deed in found if since <= deed.at < until)
    return tuple(sorted(ahead, key=lambda d: (d.at.astimezone(UTC), d.about, d.does)))


def _of_series(series: Series, since: datetime, until: datetime) -> Iterator[Deed]:
    before = max(series.opens, series.cutoff, *series.reminders, timedelta())
    after = series.length + series.closes
    last = later(until, before)
    for occurrence in series.occurrences(later(since, -after), last):
        if occurrence.starts >= last:
            return
        yield from _of_meeting(series, occurrence)


def _of_meeting(series: Series, meeting: Occurrence) -> Iterator[Deed]:
    about = f"meeting {series.id}, {render_date(meeting.starts, '%e %B')}"
    starts, ends = meeting.starts, meeting.ends
    yield Deed(later(starts, -series.opens), "opens its issue", about)
    for lead in dict.fromkeys(series.reminders):
        does = f"reminds of it, {render_duration(lead)} before"
        yield Deed(later(starts, -lead), does, about)
    if series.empty == "cancel":
        cutoff = later(starts, -series.cutoff)
        yield Deed(cutoff, "cancels it, if it has no topic by then", about)
    yield Deed(starts, "takes the minutes", about)
    if series.minutes:
        yield Deed(ends, "proposes the minutes in a pull request", about)
    yield Deed(later(ends, series.closes), _CLOSES, about)


def _of_pulses(
    configuration: Configuration, config: Releases, since: datetime, until: datetime
) -> Iterator[Deed]:
    zone = configuration.timezone
    for pulse in pulses(config, zone, later(since, -config.window - _CLOCKS)):
        if pulse.opens >= until:
            return
        about = f"release pulse, {render_date(pulse.date, '%e %B')}"
        yield Deed(pulse.opens, "opens its issue, if a project is due", about)
        yield Deed(pulse.closes, f"sums it up and {_CLOSES}", about)


_CLOCKS = timedelta(hours=3)
"""By how much a window of days may be longer than it says, as clocks change."""
