"""The comments of a meeting issue, understood: topics, their order, what failed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from bot.core.agenda_text import find_agenda
from bot.core.local_time import later
from bot.core.mark import Mark, find_mark
from bot.core.meeting_head import find_head
from bot.core.models import Comment, Identity, Issue, IssueEvent, Reaction
from bot.core.open_actions import listed_actions
from bot.core.series import Occurrence, Series
from bot.features.agenda.carried import Around, taker, tied
from bot.features.agenda.collected import collect, people_of
from bot.features.agenda.commands import AddTopic
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.limits import (
    MOST_REQUESTS,
    changes_within,
    entries_within,
    sources_within,
    topics_within,
)
from bot.features.agenda.memory import (
    Given,
    Memory,
    Proposal,
    fingerprint,
    give_ids,
    parse_memory,
    recovered,
)
from bot.features.agenda.order import put_in_order
from bot.features.agenda.playing import play
from bot.features.agenda.render import ACTIONS, Agenda
from bot.features.agenda.rights import Terms, seconds
from bot.features.agenda.rulings import in_force, rulings
from bot.features.agenda.schedule import Ground, Schedule
from bot.features.agenda.sources import find_sources
from bot.features.agenda.ties import Ties, parse_ties
from bot.features.agenda.values import Order, Problem, Proposed, Source, Sourced, Topic


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting whose agenda this is, as the configuration has it."""

    occurrence: Occurrence
    series: Series

    @property
    def cutoff(self) -> datetime:
        """What is proposed later is late, unless the meeting is moved."""
        return later(self.occurrence.starts, -self.series.cutoff)


@dataclass(frozen=True, slots=True)
class State:
    """What GitHub says now.

    `roles` and `reactions` hold what `asks` wanted to know, by login in lower case and
    by comment id; `events` are what happened to the issue, None where nobody asked.
    `around` is what other threads say.
    """

    me: Identity
    issue: Issue
    comments: tuple[Comment, ...]
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reactions: Mapping[int, tuple[Reaction, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    events: tuple[IssueEvent, ...] | None = None
    around: Around = field(default_factory=Around)


@dataclass(frozen=True, slots=True)
class Reading:
    """The comments, understood.

    `too_late` are those with topics for the next meeting, `ties` what is to be remembered
    of other threads, `questions` the topics to be asked about now, `undone` the threads
    that are to have their label again.
    """

    current: Comment | None
    memory: Memory
    written: Mark | None
    agenda: Agenda
    schedule: Schedule
    problems: Mapping[int, tuple[Problem, ...]]
    commanding: frozenset[int]
    asks: frozenset[str]
    ties: Ties
    too_late: frozenset[int] = frozenset()
    questions: tuple[Topic, ...] = ()
    undone: tuple[tuple[str, int], ...] = ()

    @property
    def reactions(self) -> Mapping[int, str]:
        """The reactions that are remembered, by comment."""
        return self.memory.reactions


def read(
    config: AgendaConfig, meeting: Meeting, state: State, now: datetime
) -> Reading:
    """The comments as they stand, on top of what the agenda comment remembers."""
    current = find_agenda(state.me, state.comments)
    body, around = current.body if current else "", state.around
    written = find_mark(body, "agenda")
    memory, ties = parse_memory(written, body), parse_ties(written)
    found = collect(state.me, state.comments, around)
    comments = (*state.comments, *found.guests)
    memory, sources = find_sources(
        around,
        memory,
        ties,
        body,
        comments,
        done={one.change.topic for one in found.changes if one.change.what == "done"},
    )
    sources, left_out = sources_within(config.most, sources)
    topics = found.topics
    if memory.salvaged and current:
        broken = int(current.updated_at.timestamp())
        memory = recovered(memory, _proposals(sources, topics), broken=broken)
    _, numbers = give_ids(memory, _proposals(sources, topics), now=0)
    topics, too_many_topics = topics_within(
        config.most, topics, numbers[len(sources) :], len(sources)
    )
    asked, too_many_changes = changes_within(found.changes)
    entries, too_many_entries = entries_within(found.entries)
    requested, too_many_requests = changes_within(
        found.requests, "/meeting …", MOST_REQUESTS
    )
    memory, numbers = give_ids(
        memory, _proposals(sources, topics), now=int(now.timestamp())
    )
    given = {g.number: g for g in memory.topics}
    known = in_force(memory, state.comments)
    put = partial(
        put_in_order,
        [
            *map(Sourced, (given[n] for n in numbers), sources),
            *(
                Proposed(given[number], comment, add)
                for number, (comment, add) in zip(
                    numbers[len(sources) :], topics, strict=True
                )
            ),
        ],
        given=memory.topics,
        next_number=memory.next,
        roles=state.roles,
        verdicts=known,
    )

    def is_empty(moment: datetime, terms: Terms) -> bool:
        until = [a for a in asked if a.comment.created_at <= moment]
        return not _any_open(put(until, cutoff=moment, terms=terms), given, moment)

    schedule = play(
        Ground(
            series=meeting.series,
            planned=meeting.occurrence,
            issue=state.issue,
            head=find_head(state.issue.body),
            now=now,
            roles=state.roles,
            known=known,
            is_empty=is_empty,
        ),
        requested,
    )
    order = put(asked, cutoff=schedule.cutoff, terms=schedule.terms)
    refusals = (
        *too_many_topics,
        *too_many_changes,
        *too_many_entries,
        *too_many_requests,
        *order.problems,
        *schedule.problems,
    )
    elsewhere = {guest.id for guest in found.guests}
    for refused in refusals:
        if refused.comment not in elsewhere:  # that meeting answers them
            found.problems[refused.comment].append(refused)
    for late in found.too_late.values():
        if taker(late.comment, around) is None:
            found.problems[late.comment.id].append(late.refusal)
    verdicts = {**order.verdicts, **schedule.verdicts}
    bound = tied(
        state.me,
        state.comments,
        around,
        ties,
        topics=order.topics,
        changes=found.changes,
    )
    return Reading(
        current=current,
        memory=replace(memory, rulings=rulings(memory, verdicts, state.comments)),
        written=written,
        agenda=Agenda(
            schedule.occurrence,
            order.topics,
            tuple(entries),
            config.minutes,
            state.issue.html_url.rpartition("/issues/")[0],
            actions=_open_actions(around, body),
            minutes_url=around.minutes.html_url if around.minutes else "",
            following=bound.ties.following if around.over else 0,
            left_out=left_out,
            quiet=bound.ties.quiet,
        ),
        schedule=schedule,
        problems=MappingProxyType({k: tuple(v) for k, v in found.problems.items()}),
        commanding=frozenset(found.commanding),
        asks=order.asks | schedule.asks,
        ties=bound.ties,
        too_late=frozenset(found.too_late),
        questions=bound.questions,
        undone=bound.undone,
    )


def _open_actions(around: Around, body: str) -> tuple[str, ...]:
    """What nobody has ticked, neither in the minutes nor in the agenda comment."""
    listed = listed_actions(around.minutes.body) if around.minutes else ()
    ticked = ticked_actions(body)
    return tuple(
        action.line
        for action in listed
        if not action.done and action.fingerprint not in ticked
    )


def ticked_actions(body: str) -> frozenset[str]:
    """The fingerprints of the actions that are ticked in an agenda comment."""
    listed = listed_actions(body, ACTIONS)
    return frozenset(action.fingerprint for action in listed if action.done)


def _any_open(order: Order, given: Mapping[int, Given], moment: datetime) -> bool:
    """Whether any topic was on the agenda then; its words may be gone since."""
    at = seconds(moment)
    return any(
        (topic.standing == "open" or (topic.standing == "gone" and topic.gone > at))
        and given[topic.number].arrived <= at
        for topic in order.topics
    )


def _proposals(
    sources: Iterable[Source], topics: Iterable[tuple[Comment, AddTopic]]
) -> list[Proposal]:
    return [
        *(Proposal(0, s.fingerprint, s.arrived, s.arrived) for s in sources),
        *(
            Proposal(
                comment.id,
                fingerprint(add.text.title.casefold()),
                int(comment.created_at.timestamp()),
                int(comment.updated_at.timestamp()),
            )
            for comment, add in topics
        ),
    ]


def by_people(state: State) -> Iterator[Comment]:
    """The comments that may hold commands: no bot's, this one's least of all."""
    return people_of(state.me, state.comments)
