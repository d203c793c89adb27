"""The comments of a meeting issue, understood: topics, their order, what failed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from bot.core.local_time import later
from bot.core.mark import Mark, find_mark, has_mark
from bot.core.meeting_head import find_head
from bot.core.models import Comment, Identity, Issue, IssueEvent, Reaction
from bot.core.series import Occurrence, Series
from bot.features.agenda.commands import (
    AddTopic,
    Change,
    Help,
    Mistake,
    Note,
    parse_commands,
)
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.limits import (
    MOST_REQUESTS,
    changes_within,
    entries_within,
    topics_within,
)
from bot.features.agenda.meeting_commands import Appoint, Cancel, Close, Move
from bot.features.agenda.memory import (
    Given,
    Memory,
    Proposal,
    Ruling,
    Verdict,
    fingerprint,
    give_ids,
    parse_memory,
    recovered,
)
from bot.features.agenda.order import put_in_order
from bot.features.agenda.render import Agenda, Entry
from bot.features.agenda.rights import Terms, seconds
from bot.features.agenda.schedule import Ground, Requested, Schedule, play
from bot.features.agenda.values import Asked, Order, Problem, Proposed


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
    """

    me: Identity
    issue: Issue
    comments: tuple[Comment, ...]
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reactions: Mapping[int, tuple[Reaction, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    events: tuple[IssueEvent, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The comments, understood."""

    current: Comment | None
    memory: Memory
    written: Mark | None
    agenda: Agenda
    schedule: Schedule
    problems: Mapping[int, tuple[Problem, ...]]
    commanding: frozenset[int]
    asks: frozenset[str]


def read(
    config: AgendaConfig, meeting: Meeting, state: State, now: datetime
) -> Reading:
    """The comments as they stand, on top of what the agenda comment remembers."""
    current, written = _current(state)
    memory = parse_memory(written, current.body if current else "")
    problems: dict[int, list[Problem]] = defaultdict(list)
    topics: list[tuple[Comment, AddTopic]] = []
    asked: list[Asked] = []
    entries: list[Entry] = []
    requested: list[Requested] = []
    commanding: set[int] = set()
    for comment in by_people(state):
        for n, parsed in enumerate(parse_commands(comment.body, comment.user.login)):
            commanding.add(comment.id)
            match parsed:
                case AddTopic():
                    topics.append((comment, parsed))
                case Change():
                    asked.append(Asked(comment, n, parsed))
                case Note():
                    entries.append(Entry(parsed, comment))
                case Cancel() | Move() | Appoint() | Close():
                    requested.append(Requested(comment, n, parsed))
                case Mistake(why, form, source):
                    problems[comment.id].append(Problem(comment.id, source, why, form))
                case Help():
                    pass
    if memory.salvaged and current:
        broken = int(current.updated_at.timestamp())
        memory = recovered(memory, _proposals(topics), broken=broken)
    _, numbers = give_ids(memory, _proposals(topics), now=0)
    topics, too_many_topics = topics_within(config.most, topics, numbers)
    asked, too_many_changes = changes_within(asked)
    entries, too_many_entries = entries_within(entries)
    requested, too_many_requests = changes_within(
        requested, "/meeting …", MOST_REQUESTS
    )
    memory, numbers = give_ids(memory, _proposals(topics), now=int(now.timestamp()))
    given = {g.number: g for g in memory.topics}
    known = _in_force(memory, state)
    put = partial(
        put_in_order,
        [
            Proposed(given[number], comment, add)
            for number, (comment, add) in zip(numbers, topics, strict=True)
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
    for refused in refusals:
        problems[refused.comment].append(refused)
    verdicts = {**order.verdicts, **schedule.verdicts}
    return Reading(
        current=current,
        memory=replace(memory, rulings=_rulings(memory, verdicts, state)),
        written=written,
        agenda=Agenda(
            schedule.occurrence,
            order.topics,
            tuple(entries),
            config.minutes,
            state.issue.html_url.rpartition("/issues/")[0],
        ),
        schedule=schedule,
        problems=MappingProxyType({k: tuple(v) for k, v in problems.items()}),
        commanding=frozenset(commanding),
        asks=order.asks | schedule.asks,
    )


def _any_open(order: Order, given: Mapping[int, Given], moment: datetime) -> bool:
    """Whether any topic was on the agenda then; its words may be gone since."""
    at = seconds(moment)
    return any(
        (topic.standing == "open" or (topic.standing == "gone" and topic.gone > at))
        and given[topic.number].arrived <= at
        for topic in order.topics
    )


def _in_force(memory: Memory, state: State) -> dict[tuple[int, str], Verdict]:
    """What was answered before; a refused comment that was edited since is asked anew."""
    edited = {c.id: int(c.updated_at.timestamp()) for c in state.comments}
    return {
        key: verdict
        for key, (verdict, at) in memory.rulings.items()
        if verdict != "-" or edited.get(key[0], 0) <= at
    }


def _rulings(
    memory: Memory, verdicts: Mapping[tuple[int, str], Verdict], state: State
) -> Mapping[tuple[int, str], Ruling]:
    edited = {c.id: int(c.updated_at.timestamp()) for c in state.comments}
    known = _in_force(memory, state)
    return MappingProxyType(
        {
            key: memory.rulings[key]
            if known.get(key) == verdict
            else (verdict, edited[key[0]] if verdict == "-" else 0)
            for key, verdict in verdicts.items()
        }
    )


def _proposals(topics: Sequence[tuple[Comment, AddTopic]]) -> list[Proposal]:
    return [
        Proposal(
            comment.id,
            fingerprint(add.text.title.casefold()),
            int(comment.created_at.timestamp()),
            int(comment.updated_at.timestamp()),
        )
        for comment, add in topics
    ]


def _current(state: State) -> tuple[Comment | None, Mark | None]:
    """The agenda comment: by its mark, else the App's first one whose mark is broken."""
    mine = [c for c in state.comments if state.me.wrote(c)]
    for comment in mine:
        mark = find_mark(comment.body, "agenda")
        if mark is not None:
            return comment, mark
    return next((c for c in mine if not has_mark(c.body)), None), None


def by_people(state: State) -> Iterator[Comment]:
    """The comments that may hold commands: no bot's, this one's least of all."""
    return (c for c in state.comments if not c.user.is_bot and not state.me.wrote(c))
