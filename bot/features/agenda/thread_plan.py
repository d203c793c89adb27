"""Any other issue or pull request: the label that makes it a topic, and the answers.

    /agenda Do we still need this? (10 min)      the thread gets the label; 👍
    /agenda move A3 first                        😕, and a note: there is no agenda here

The label is the fact, and is put on once for each comment that asks for it: who takes it
off is not overruled. It goes again when nobody asks for it any more, if it was this App
that put it on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.actions import Action, AddLabels, RemoveLabel
from bot.features.agenda.answers import (
    asks_for_help,
    given,
    plan_help,
    plan_mending,
    plan_reactions,
    uncertain,
    wanted_reactions,
)
from bot.features.agenda.proposals import (
    Misplaced,
    as_it_counts,
    last_labelled,
    parse_proposals,
    standing,
)
from bot.features.agenda.reading import State, by_people
from bot.features.agenda.values import Problem

_NO_AGENDA = (
    "this thread is no meeting's issue, so there is no such topic here; write it in a"
    " comment on the meeting's issue"
)
_NOBODY = (
    "no meeting to come takes this thread; threads of a private repository are only"
    " talked about at meetings of private ones"
)
_CLOSED = "this thread is closed, and would not be seen on an agenda; reopen it first"


@dataclass(frozen=True, slots=True)
class Thread:
    """What the comments of a thread ask for, as they stand."""

    problems: Mapping[int, tuple[Problem, ...]]
    proposing: frozenset[int]
    commanding: frozenset[int]
    reactions: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


def read_thread(state: State, obstacle: str = "") -> Thread:
    """The comments, understood; an answer that was given holds while the words do.

    `obstacle` is why nothing can be proposed here.
    """
    problems: dict[int, tuple[Problem, ...]] = {}
    proposing: set[int] = set()
    commanding: set[int] = set()
    if not obstacle and state.issue.state == "closed":
        obstacle = _CLOSED
    for comment in by_people(state):
        parsed = parse_proposals(comment)
        if parsed or asks_for_help(comment):
            commanding.add(comment.id)
        found = [
            Problem(comment.id, one.source, _NO_AGENDA, "/agenda Your topic")
            for one in parsed
            if isinstance(one, Misplaced)
        ]
        if len(found) < len(parsed):
            proposing.add(comment.id)
            if obstacle and not _accepted(state, comment.id):
                found.append(Problem(comment.id, "/agenda", obstacle, ""))
        if found:
            problems[comment.id] = tuple(found)
    return Thread(problems, frozenset(proposing), frozenset(commanding))


def read_help(state: State) -> Thread:
    """The comments that ask for the commands and for nothing else."""
    asking = (
        comment.id
        for comment in by_people(state)
        if asks_for_help(comment) and not parse_proposals(comment)
    )
    return Thread({}, frozenset(), frozenset(asking))


def _accepted(state: State, comment: int) -> bool:
    login = state.me.login.lower()
    reactions = state.reactions.get(comment, ())
    return any(r.content == "+1" and r.user.login.lower() == login for r in reactions)


def is_labelled(label: str, state: State) -> bool:
    """Whether the thread has the label now."""
    return label.casefold() in {name.casefold() for name in state.issue.labels}


def thread_asks(label: str | None, state: State) -> tuple[frozenset[int], bool]:
    """The comments whose reactions the plan depends on, and whether the record is one."""
    thread = read_thread(state, "" if label else _NOBODY)
    unknown = uncertain(thread, state) - state.reactions.keys()
    matters = label is not None and (
        is_labelled(label, state) or any(_unanswered(thread, state))
    )
    return frozenset(unknown), matters and state.events is None


def plan_thread(label: str | None, state: State) -> tuple[Action, ...]:
    """What is missing; nothing where all is as it should be.

    Without a label no meeting takes the thread, which is what its comments are told.
    """
    thread = read_thread(state, "" if label else _NOBODY)
    actions = [*_plan_label(label, thread, state)] if label else []
    actions += plan_mending(thread, state)
    return (*actions, *_plan_help(thread, state))


def plan_only_help(state: State) -> tuple[Action, ...]:
    """What is missing where nobody meets: `/agenda` with a topic may be another bot's."""
    return tuple(_plan_help(read_help(state), state))


def help_asks(state: State) -> frozenset[int]:
    """The comments whose reactions that depends on."""
    return frozenset(uncertain(read_help(state), state))


def _plan_help(thread: Thread, state: State) -> Iterator[Action]:
    yield from plan_help(state)
    if not state.issue.locked:
        yield from plan_reactions(thread, state, wanted_reactions(thread))


def _unanswered(thread: Thread, state: State) -> Iterator[int]:
    """The comments that propose the thread, and were not told yet that it is done."""
    for comment in sorted(thread.proposing - thread.problems.keys()):
        if not given(thread, state, comment, "+1"):
            yield comment


def _plan_label(label: str, thread: Thread, state: State) -> Iterator[Action]:
    issue = state.issue
    labelled = last_labelled(state.me, state.events or (), label, issue.created_at)
    labelled = as_it_counts(state.me, labelled, state.comments)
    asking = tuple(standing(state.me, state.comments, labelled.before))
    if not is_labelled(label, state):
        # What was said before somebody took the label off has had its effect.
        recent = {one.comment.id for one in asking}
        if issue.state == "open" and recent & set(_unanswered(thread, state)):
            yield AddLabels(
                repository=issue.repository,
                why="a comment proposes it for the next meeting",
                issue_number=issue.number,
                labels=(label,),
            )
        return
    ours = labelled.by is not None and labelled.by.login == state.me.login
    if ours and not asking:
        yield RemoveLabel(
            repository=issue.repository,
            why="nobody proposes it any more",
            issue_number=issue.number,
            name=label,
        )
