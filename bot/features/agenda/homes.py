"""At which meeting a thread from elsewhere is talked about.

That is the next one of the thread's own repository or, where none are configured there,
of the repository in which the team meets next. Threads of a private repository are only
talked about in private ones, and those of a public one there only where nobody meets in
public.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime

from bot.core.configuration import Configuration
from bot.core.errors import RetryLater
from bot.core.local_time import later
from bot.core.meeting_course import Meeting, course, ended
from bot.core.neighbours import Neighbour
from bot.core.series import Occurrence, Series
from bot.features.agenda.config import AgendaConfig


def label_of(configuration: Configuration) -> str:
    """The label of threads that are topics of these meetings."""
    return configuration.section("agenda", AgendaConfig).label


def all_known(neighbours: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    """The same, if it is known of each what is configured there; else `RetryLater`.

    A topic must not go because GitHub could not tell where people meet.
    """
    known = tuple(neighbours)
    for one in known:
        if one.unknown:
            raise RetryLater(f"{one.repository.full_name}: {one.unknown}")
    return known


def home_of(
    repository: str, neighbours: Collection[Neighbour], now: datetime
) -> Neighbour | None:
    """Where threads of the repository are talked about; None: nowhere."""
    name = repository.lower()
    own = next((n for n in neighbours if n.repository.full_name.lower() == name), None)
    if own is None:
        return None
    if _meets(own):
        return own
    private = own.repository.private
    open_to_it = [n for n in neighbours if _meets(n)]
    alike = [n for n in open_to_it if n.repository.private == private]
    if not private and not alike:
        alike = open_to_it
    timed = [
        (starts, n.repository.full_name.lower(), n)
        for n in alike
        if (starts := _meets_next(n, now)) is not None
    ]
    return min(timed, key=lambda one: one[:2])[2] if timed else None


def anybody_meets(neighbours: Iterable[Neighbour]) -> bool:
    """Whether there are meetings anywhere, be it in a repository that is private."""
    return any(_meets(neighbour) for neighbour in neighbours)


def _meets(neighbour: Neighbour) -> bool:
    found = neighbour.configuration
    return found is not None and bool(found.series) and neighbour.repository.has_issues


def _meets_next(neighbour: Neighbour, now: datetime) -> datetime | None:
    """By the configuration alone, so that everybody comes to the same answer."""
    configuration = neighbour.configuration or Configuration()
    coming = (next(_coming(s, now), None) for s in configuration.series.values())
    starts = [occurrence.starts.astimezone(UTC) for occurrence in coming if occurrence]
    return min(starts, default=None)


def _coming(series: Series, now: datetime) -> Iterator[Occurrence]:
    for occurrence in series.occurrences(later(now, -series.length)):
        if occurrence.ends > now:
            yield occurrence


def next_meeting(
    configuration: Configuration, meetings: Iterable[Meeting], since: datetime
) -> tuple[str, date] | None:
    """The first meeting that takes topics after `since`, and place: its series and date.

    `meetings` are those that have an issue, which tells how they stand.
    """
    known = {(meeting.series, meeting.date): meeting for meeting in meetings}
    found: list[tuple[datetime, str, date]] = []
    for (name, day), meeting in known.items():
        timing = course(configuration, meeting)
        takes_place = name in configuration.series and not timing.cancelled
        if takes_place and ended(configuration, meeting) > since:
            found.append((timing.starts.astimezone(UTC), name, day))
    for name, series in configuration.series.items():
        coming = _coming(series, since)
        new = next((o for o in coming if (name, o.date) not in known), None)
        if new is not None:
            found.append((new.starts.astimezone(UTC), name, new.date))
    return min(found)[1:] if found else None
