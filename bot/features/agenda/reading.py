"""The comments of a meeting issue, understood: topics, their order, what failed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from bot.features.agenda.memory import (
    Memory,
    Proposal,
    fingerprint,
    give_ids,
    parse_memory,
)
from bot.features.agenda.order import put_in_order
from bot.features.agenda.render import Agenda, Entry
from bot.features.agenda.values import Asked, Problem, Proposed

MOST_TOPICS = 300
"""Topics of one meeting, whoever proposes them: what a comment can hold."""

MOST_CHANGES = 500
MOST_CHANGES_OF_A_COMMENT = 50
"""Changes that are played: what has to be remembered of them fits into the mark."""


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
    changes: dict[int, int] = defaultdict(int)
    too_much: set[tuple[int, str]] = set()
    for comment in by_people(state):
        for n, parsed in enumerate(parse_commands(comment.body, comment.user.login)):
            commanding.add(comment.id)
            match parsed:
                case AddTopic():
                    topics.append((comment, parsed))
                case Change() if changes[comment.id] == MOST_CHANGES_OF_A_COMMENT:
                    too_much.add(
                        (
                            comment.id,
                            f"a comment may hold {changes[comment.id]} changes",
                        )
                    )
                case Change() if len(asked) == MOST_CHANGES:
                    too_much.add(
                        (comment.id, f"an agenda takes {MOST_CHANGES} changes")
                    )
                case Change():
                    changes[comment.id] += 1
                    asked.append(Asked(comment, n, parsed))
                case Note():
                    entries.append(Entry(parsed, comment))
                case Mistake(why, form, source):
                    problems[comment.id].append(Problem(comment.id, source, why, form))
                case Help():
                    pass
    for comment_id, why in sorted(too_much):
        problems[comment_id].append(Problem(comment_id, "/agenda …", why, ""))
    topics, too_many = _accepted(config, memory, topics)
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
        facilitator=meeting.occurrence.facilitator,
        roles=state.roles,
        verdicts=memory.verdicts,
    )
    for refused in (*too_many, *order.problems):
        problems[refused.comment].append(refused)
    return Reading(
        current=current,
        memory=replace(memory, verdicts=MappingProxyType(dict(order.verdicts))),
        written=written,
        agenda=Agenda(
            meeting.occurrence,
            order.topics,
            _one_place_each(entries),
            config.minutes,
            state.issue.html_url.rpartition("/issues/")[0],
        ),
        problems=MappingProxyType({k: tuple(v) for k, v in problems.items()}),
        commanding=frozenset(commanding),
        asks=order.asks,
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


def _accepted(
    config: AgendaConfig, memory: Memory, topics: list[tuple[Comment, AddTopic]]
) -> tuple[list[tuple[Comment, AddTopic]], list[Problem]]:
    """Without those that are too many; the first to come are the ones that stay."""
    _, numbers = give_ids(memory, _proposals(topics), now=0)
    counts: dict[str, int] = defaultdict(int)
    refused: dict[int, str] = {}
    for rank, (number, (comment, _)) in enumerate(
        sorted(zip(numbers, topics, strict=True), key=lambda pair: pair[0])
    ):
        login = comment.user.login
        counts[login] += 1
        if counts[login] > config.most:
            refused[number] = (
                f"one person may propose {config.most} topics to a meeting"
            )
        elif rank >= MOST_TOPICS:
            refused[number] = f"an agenda holds {MOST_TOPICS} topics"
    accepted = []
    problems = []
    for number, (comment, add) in zip(numbers, topics, strict=True):
        if number in refused:
            source = f"/agenda {add.source}"
            problems.append(Problem(comment.id, source, refused[number], ""))
        else:
            accepted.append((comment, add))
    return accepted, problems


def _one_place_each(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """In the roll call everybody stands once, as they last said."""
    kept = list(entries)
    last = {e.comment.user.login: e for e in kept if e.note.kind == "here"}
    return tuple(
        e for e in kept if e.note.kind != "here" or last[e.comment.user.login] is e
    )


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
