"""What is to be looked at now because of a repository's meetings, and when next.

The agenda of a meeting is looked at while its issue is open and two days longer, and
once more when the next meeting's issue is there, which it names. Minutes are looked at
from the start of a meeting that takes place until 40 days after its end.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from bot.core.configuration import Configuration
from bot.core.local_time import later
from bot.core.meeting_course import MINUTES_TAKEN, Meeting, course, without_twins
from bot.features.meetings.plan import YOUNG, previous

STILL_WATCHED = timedelta(days=2)
"""How long after its end the agenda of a meeting whose issue is closed is looked at."""


def watched(
    configuration: Configuration,
    meetings: Collection[Meeting],
    opened: Collection[int],
    now: datetime,
) -> tuple[int, ...]:
    """The numbers of the issues whose agenda has to be looked at, each once.

    `opened` are the numbers of those that were opened just now, whatever their clock.
    """
    numbers = [m.issue.number for m in meetings if _is_watched(configuration, m, now)]
    for meeting in meetings:
        issue = meeting.issue
        if issue.number in opened or abs(now - issue.created_at) < YOUNG:
            before = previous(meetings, meeting.series, meeting.date)
            numbers += [before.issue.number] if before else []
    return tuple(dict.fromkeys(numbers))


def minuted(
    configuration: Configuration, meetings: Collection[Meeting], now: datetime
) -> tuple[int, ...]:
    """The numbers of the issues whose meeting's minutes have to be looked at."""
    return tuple(
        meeting.issue.number
        for meeting in without_twins(configuration, meetings)
        if not (timing := course(configuration, meeting)).cancelled
        and timing.starts <= now < timing.ends + MINUTES_TAKEN
    )


def next_moment(
    configuration: Configuration, meetings: Iterable[Meeting], now: datetime
) -> datetime | None:
    """When an issue is next to be opened, closed or unpinned, or a meeting starts or ends.

    Always after `now`; None where nothing is to come.
    """
    moments = _moments(configuration, meetings, now)
    return min((moment for moment in moments if moment > now), default=None)


def _moments(
    configuration: Configuration, meetings: Iterable[Meeting], now: datetime
) -> Iterator[datetime]:
    for series in configuration.series.values():
        opening_later = (
            later(occurrence.starts, -series.opens)
            for occurrence in series.occurrences(later(now, series.opens))
        )
        yield next((moment for moment in opening_later if moment > now), now)
    for meeting in meetings:
        timing = course(configuration, meeting)
        if meeting.issue.state == "open" or now < timing.ends:
            yield from (timing.starts, timing.ends)
        yield timing.closes  # whoever closed it earlier left it pinned


def _is_watched(configuration: Configuration, meeting: Meeting, now: datetime) -> bool:
    is_open = meeting.issue.state == "open"
    return is_open or now < course(configuration, meeting).ends + STILL_WATCHED
