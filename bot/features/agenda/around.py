"""What stands around a meeting's issue, read from GitHub: other meetings, other threads."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.core.agenda_text import find_agenda, parse_agenda_text
from bot.core.commands import may_hold_command
from bot.core.configuration import Configuration
from bot.core.errors import Gone
from bot.core.mark import find_mark
from bot.core.meeting_course import Meeting, course, ended, in_order, twins
from bot.core.models import Comment, Issue
from bot.core.neighbours import Neighbour
from bot.core.open_actions import find_minutes
from bot.core.repository_models import LabelledThread
from bot.feature import Context
from bot.features.agenda.carried import (
    Around,
    Following,
    Previous,
)
from bot.features.agenda.homes import all_known, home_of, label_of, next_meeting
from bot.features.agenda.memory import parse_memory
from bot.features.agenda.proposals import (
    as_it_counts,
    last_labelled,
    source_of,
    standing,
)
from bot.features.agenda.pulse_looks import PulseLook, Told, homes_of_pulses
from bot.features.agenda.reading import State
from bot.features.agenda.sources import shown_threads, thread_fingerprint
from bot.features.agenda.ties import parse_ties
from bot.features.agenda.values import Source
from bot.github.meeting_issues import find_meetings

MOST_THREADS = 100
"""Threads that are read for one agenda; it has no room for more topics anyway."""


async def look_around(
    context: Context, configuration: Configuration, own: Meeting, state: State
) -> Around:
    """The meetings before and after, and the threads that are talked about at this one."""
    issues = await context.github.list_issues(
        own.issue.repository, creator=context.me.login
    )
    found = await find_meetings(context.github, context.me, issues)
    others = [m for m in found if m.issue.number != own.issue.number]
    instead = twins(configuration, [own, *others])
    if own.issue.number in instead:
        return Around(twin_of=instead[own.issue.number])
    others = [m for m in others if m.issue.number not in instead]
    look = _Look(context, configuration, own, [own, *others])
    before, after = look.neighbours_in_time()
    late, previous = await look.earlier(before)
    outside = await look.outside(state)
    told = await look.pulses(issues, state)
    return Around(
        over=look.over,
        known_previous=before[-1].issue.number if before else 0,
        previous=previous,
        late=tuple(comment for _, comment in late),
        unanswered=tuple({number: 0 for number, one in late if _is_unanswered(one)}),
        following=look.following(after),
        minutes=await look.minutes(before, state),
        outside=outside,
        unasked=tuple(look.unasked),
        rows=told.rows,
        pulses=told.links,
        quiet=told.quiet,
    )


def _is_unanswered(comment: Comment) -> bool:
    counted = comment.reactions.get("+1") or comment.reactions.get("confused")
    return may_hold_command(comment.body, ("agenda",)) and not counted


MOST_MINUTES = 6
"""Earlier meetings that are looked through for minutes: some are cancelled."""


class _Look:
    """One look from one meeting."""

    def __init__(
        self,
        context: Context,
        configuration: Configuration,
        own: Meeting,
        meetings: Sequence[Meeting],
    ) -> None:
        self._context = context
        self._configuration = configuration
        self._own = own
        self._meetings = meetings
        self.over = self._over(own)
        self.unasked: list[tuple[str, int]] = []
        self._seen: tuple[Neighbour, ...] | None = None

    def _over(self, meeting: Meeting) -> datetime | None:
        """Since when its topics are the next one's; None while that is to come."""
        over = ended(self._configuration, meeting)
        return over if over <= self._context.now else None

    def neighbours_in_time(self) -> tuple[list[Meeting], list[Meeting]]:
        """The series' meetings before and after this one, each in order of time."""
        series = [m for m in self._meetings if m.series == self._own.series]
        series = in_order(self._configuration, series)
        place = series.index(self._own)
        return series[:place], series[place + 1 :]

    async def earlier(
        self, before: Sequence[Meeting]
    ) -> tuple[list[tuple[int, Comment]], Previous | None]:
        """What earlier meetings leave to this one.

        Late comments, each with its issue's number, and the last one's agenda.
        """
        if not before or (closed := self._over(before[-1])) is None:
            return [], None
        late: list[tuple[int, Comment]] = []
        previous: Previous | None = None
        for meeting in before:
            last = meeting is before[-1]
            if not last and meeting.issue.updated_at <= closed:
                continue  # nobody wrote there since
            comments = await self._comments(meeting)
            since = self._over(meeting)
            if since is not None:
                since = max(since, closed)
                number = meeting.issue.number
                late += [(number, one) for one in comments if one.created_at > since]
            if last:
                previous = self._previous(meeting, comments)
        return late, previous

    async def minutes(self, before: Sequence[Meeting], state: State) -> Comment | None:
        """The minutes comment of this meeting or, before it has one, of an earlier one."""
        me = self._context.me
        if self.over is not None or (own := find_minutes(me, state.comments)):
            return None if self.over is not None else own
        for meeting in before[: -MOST_MINUTES - 1 : -1]:
            found = find_minutes(me, await self._comments(meeting))
            if found is not None:
                return found
        return None

    async def _comments(self, meeting: Meeting) -> tuple[Comment, ...]:
        issue = meeting.issue
        try:
            return await self._context.github.list_comments(
                issue.repository, issue.number
            )
        except Gone:
            return ()

    def _previous(self, meeting: Meeting, comments: tuple[Comment, ...]) -> Previous:
        agenda = find_agenda(self._context.me, comments)
        body = agenda.body if agenda else ""
        mark = find_mark(body, "agenda")
        known = parse_memory(mark, body).topics
        timing, over = course(self._configuration, meeting), self._over(meeting)
        return Previous(
            number=meeting.issue.number,
            text=parse_agenda_text(body),
            over=over,
            took_place=not timing.cancelled
            and over is not None
            and timing.starts < over,
            comments=comments,
            ties=parse_ties(mark),
            fingerprints={g.number: g.fingerprint for g in known if not g.comment},
        )

    def following(self, after: Iterable[Meeting]) -> tuple[Following, ...]:
        """The later meetings, and the first of those that have no issue yet."""
        found = [
            Following(
                meeting.issue.number,
                course(self._configuration, meeting).starts,
                self._over(meeting),
            )
            for meeting in after
        ]
        series = self._configuration.series[self._own.series]
        own = course(self._configuration, self._own)
        known = {m.date for m in self._meetings if m.series == self._own.series}
        coming = series.occurrences(self._context.now.astimezone(UTC))
        new = (o for o in coming if o.date not in known and o.starts > own.starts)
        if (first := next(new, None)) is not None:
            found.append(Following(0, first.starts))
        return tuple(found)

    async def outside(self, state: State) -> tuple[Source, ...]:
        """The threads with the label that are topics here.

        What this agenda shows already is read again only where the whole of it is
        looked at: people's comments here must not wait for it.
        """
        context, label = self._context, label_of(self._configuration)
        if self.over is None and not self._is_next(context.now):
            return ()
        agenda = find_agenda(context.me, state.comments)
        shown = shown_threads(agenda.body) if agenda and context.job.news else {}
        sources = []
        for thread in (await self._threads())[:MOST_THREADS]:
            known = shown.get(thread_fingerprint(thread.repository, thread.number))
            if known is None or known.done:  # what is done has lost its label by now
                known = await self._source(thread, label)
            if known is not None:
                sources.append(known)
        return tuple(sorted(sources, key=lambda source: source.arrived))

    async def pulses(self, issues: Iterable[Issue], state: State) -> Told:
        """The rows of open pulses that are topics here, and the pulses that had none.

        Where this is not the next meeting there is none, and nobody looks.
        """
        context, own = self._context, self._own.issue.repository
        if self.over is not None or not self._is_next(context.now):
            return Told()
        neighbours = await self._neighbours()
        homes = homes_of_pulses(own, self._configuration, neighbours, context.now)
        agenda = find_agenda(context.me, state.comments)
        ties = parse_ties(find_mark(agenda.body if agenda else "", "agenda"))
        look = PulseLook(context, issues, self._is_next)
        return await look.at(homes, ties.quiet)

    async def _neighbours(self) -> tuple[Neighbour, ...]:
        """All repositories of the installation, in one look."""
        if self._seen is None:
            label = label_of(self._configuration)
            self._seen = all_known(await self._context.neighbours(label))
        return self._seen

    async def _threads(self) -> list[LabelledThread]:
        """Those for which this repository's meetings are the next ones."""
        context, here = self._context, self._own.issue.repository.lower()
        neighbours = await self._neighbours()
        meetings = {m.issue.number for m in self._meetings}
        found: list[LabelledThread] = []
        for neighbour in neighbours:
            name = neighbour.repository.full_name
            threads = [
                thread
                for thread in neighbour.threads
                if not (name.lower() == here and thread.number in meetings)
            ]
            home = home_of(name, neighbours, context.now) if threads else None
            if home is not None and home.repository.full_name.lower() == here:
                found += threads
        return sorted(found, key=lambda thread: thread.created_at)

    async def _source(self, thread: LabelledThread, label: str) -> Source | None:
        github, number = self._context.github, thread.number
        try:
            events = await github.list_events(thread.repository, number)
            comments = await github.list_comments(thread.repository, number)
        except Gone:
            return None
        me = self._context.me
        labelled = last_labelled(me, events, label, thread.created_at)
        if not labelled.on:
            return None  # since the look over all threads
        labelled = as_it_counts(me, labelled, comments)
        ours = labelled.by is not None and labelled.by.login.lower() == me.login.lower()
        if ours and not any(standing(me, comments, labelled.before)):
            self.unasked.append((thread.repository, number))
            return None
        if self.over is not None and not (
            labelled.at <= self.over and self._is_next(labelled.at)
        ):
            return None
        return source_of(me, thread, labelled, comments)

    def _is_next(self, since: datetime) -> bool:
        own = (self._own.series, self._own.date)
        return next_meeting(self._configuration, self._meetings, since) == own
