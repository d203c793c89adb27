"""The release pulses that are talked about at a meeting, read from GitHub."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.core.configuration import Configuration
from bot.core.errors import Gone
from bot.core.mark import find_mark
from bot.core.models import Comment, Issue
from bot.core.neighbours import Neighbour
from bot.core.pulse_text import find_pulse_state
from bot.core.pulses import Pulse, last_pulse
from bot.core.releases import Releases, releases_in
from bot.feature import Context
from bot.features.agenda.homes import home_of
from bot.features.agenda.pulses import Quiet, link_text, rows_to_take
from bot.features.agenda.values import Source
from bot.github.pulse_issues import find_pulses

MOST_HOMES = 10
"""Other repositories whose pulses are read for one agenda."""

OPENED_BY = timedelta(hours=1)
"""How long after a pulse's time its issue is there, if there is to be one."""

LATELY = timedelta(hours=20)
"""How old a look at the projects may be: as for the pulse itself, one a day is enough."""


@dataclass(frozen=True, slots=True)
class Home:
    """A repository whose pulses meet here; `where` names it, if it is not the meeting's."""

    where: str
    config: Releases
    zone: ZoneInfo


def homes_of_pulses(
    own: str,
    configuration: Configuration,
    neighbours: Sequence[Neighbour],
    now: datetime,
) -> Iterator[Home]:
    """The meeting's own repository, and those that meet here for want of own meetings."""
    config = releases_in(configuration)
    if config is not None:
        yield Home("", config, configuration.timezone)
    yield from islice(_elsewhere(own, neighbours, now), MOST_HOMES)


def _elsewhere(
    own: str, neighbours: Sequence[Neighbour], now: datetime
) -> Iterator[Home]:
    for neighbour in sorted(neighbours, key=lambda one: one.repository.full_name):
        found, name = neighbour.configuration, neighbour.repository.full_name
        config = releases_in(found)
        if found is None or config is None or name.lower() == own.lower():
            continue
        home = home_of(name, neighbours, now)
        if (
            neighbour.repository.has_issues
            and home is not None
            and home.repository.full_name.lower() == own.lower()
        ):
            yield Home(name, config, found.timezone)


@dataclass(frozen=True, slots=True)
class Told:
    """What the pulses tell a meeting; `links` are the texts of links to them.

    Where nobody looked, `quiet` and `links` are None.
    """

    rows: tuple[Source, ...] = ()
    quiet: frozenset[Quiet] | None = None
    links: frozenset[str] | None = None


class PulseLook:
    """One look from a meeting; `issues` are all that this App opened beside its own.

    `is_next` tells whether that meeting was the next one at a moment.
    """

    def __init__(
        self,
        context: Context,
        issues: Iterable[Issue],
        is_next: Callable[[datetime], bool],
    ) -> None:
        self._context = context
        self._issues = issues
        self._is_next = is_next

    async def at(self, homes: Iterable[Home], remembered: frozenset[Quiet]) -> Told:
        """The rows to be taken, and the pulses at whose time nothing waited.

        What was `remembered` of these stays, unless an issue was opened after all.
        """
        rows: list[Source] = []
        links: set[str] = set()
        quiet = set(remembered)
        for home in homes:
            pulses = await self._pulses(home)
            live = [
                (issue, comment)
                for issue in self._told_of(pulses)
                if (comment := await self._live(issue)) is not None
            ]
            rows += rows_to_take(home.config, home.where, live)
            links.update(link_text(home.where, issue) for issue, _ in live)
            days = {day for _, day in pulses}
            quiet.difference_update(Quiet(day, home.where) for day in days)
            quiet |= await self._quiet(home, days, quiet)
        return Told(tuple(rows), frozenset(quiet), frozenset(links))

    async def _pulses(self, home: Home) -> list[tuple[Issue, date]]:
        me, issues = self._context.me, self._issues
        if home.where:
            try:
                issues = await self._context.github.list_issues(
                    home.where, creator=me.login
                )
            except Gone:
                return []
        found = await find_pulses(self._context.github, me, issues)
        return [(issue, day) for day, issue in found]

    def _told_of(self, pulses: Iterable[tuple[Issue, date]]) -> Iterator[Issue]:
        """The open ones, newest first, and the last one if this meeting is next after it.

        A week is over before a team that meets once a month has met.
        """
        newest_first = sorted(pulses, key=lambda pulse: pulse[1], reverse=True)
        for place, (issue, _) in enumerate(newest_first):
            closed = issue.closed_at if issue.state == "closed" else None
            if closed is None or (place == 0 and self._is_next(closed)):
                yield issue

    async def _live(self, issue: Issue) -> Comment | None:
        """The list of a pulse; None also where people have closed it before its end."""
        try:
            comments = await self._context.github.list_comments(
                issue.repository, issue.number
            )
        except Gone:
            return None
        me = self._context.me
        ended = any(
            me.wrote(one) and find_mark(one.body, "pulse-summary") for one in comments
        )
        if issue.state == "closed" and not ended:
            return None
        return find_pulse_state(me, comments)

    async def _quiet(
        self, home: Home, days: set[date], known: set[Quiet]
    ) -> frozenset[Quiet]:
        """The last pulse, if it had no issue so far since nothing waits.

        What people write here must not wait for a look at all projects: it is taken when
        nothing new is to be done.
        """
        context, now = self._context, self._context.now
        pulse = last_pulse(home.config, home.zone, now)
        if pulse is None or pulse.date in days or context.job.news:
            return frozenset()
        found, opens = Quiet(pulse.date, home.where), pulse.opens.astimezone(UTC)
        if found in known or now < opens + OPENED_BY or not self._is_next(opens):
            return frozenset()
        waits = await self._anything_waits(home.config, pulse)
        return frozenset() if waits else frozenset({found})

    async def _anything_waits(self, config: Releases, pulse: Pulse) -> bool:
        """Whether a project was due then, or may be for all that can be told.

        Also one that has no row in a pulse: what was put off waits all the same.
        """
        from bot.projects.due import standings  # most agendas have no pulse

        now = self._context.now
        projects = await self._context.github.look_at_projects(
            config, now, lately=LATELY
        )
        found = standings(config, projects, pulse.judged)
        return any(one.word in ("due", "unknown") for one in found.values())
