"""The comments of a meeting issue, understood: topics, their order, what failed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from bot.core.mark import Mark, find_mark, has_mark
from bot.core.models import Comment, Identity, Issue, Reaction
from bot.core.series import Occurrence
from bot.features.agenda.commands import (
    AddTopic,
    Change,
    Help,
    Mistake,
    Note,
    parse_commands,
)
from bot.features.agenda.config import AgendaConfig
from bot.features.agenda.limits import changes_within, entries_within, topics_within
from bot.features.agenda.memory import (
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
from bot.features.agenda.rights import Terms
from bot.features.agenda.values import Asked, Problem, Proposed


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting whose agenda this is; later than `cutoff` is late."""

    occurrence: Occurrence
    cutoff: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What GitHub says now.

    `roles` and `reactions` hold what `asks` wanted to know, by login in lower case and
    by comment id.
    """

    me: Identity
    issue: Issue
    comments: tuple[Comment, ...]
    roles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reactions: Mapping[int, tuple[Reaction, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """The comments, understood."""

    current: Comment | None
    memory: Memory
    written: Mark | None
    agenda: Agenda
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
    memory, numbers = give_ids(memory, _proposals(topics), now=int(now.timestamp()))
    given = {g.number: g for g in memory.topics}
    order = put_in_order(
        [
            Proposed(given[number], comment, add)
            for number, (comment, add) in zip(numbers, topics, strict=True)
        ],
        asked,
        given=memory.topics,
        next_number=memory.next,
        cutoff=meeting.cutoff,
        terms=Terms((meeting.occurrence.facilitator or "").lower()),
        roles=state.roles,
        verdicts=_in_force(memory, state),
    )
    refusals = (*too_many_topics, *too_many_changes, *too_many_entries, *order.problems)
    for refused in refusals:
        problems[refused.comment].append(refused)
    return Reading(
        current=current,
        memory=replace(memory, rulings=_rulings(memory, order.verdicts, state)),
        written=written,
        agenda=Agenda(
            meeting.occurrence,
            order.topics,
            tuple(entries),
            config.minutes,
            state.issue.html_url.rpartition("/issues/")[0],
        ),
        problems=MappingProxyType({k: tuple(v) for k, v in problems.items()}),
        commanding=frozenset(commanding),
        asks=order.asks,
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
