"""What to do about a report that misses something.

The label, and one comment that follows what its author adds:

    <!-- team-compass:request-info left=3f8a12c4 done=0d1b77e2 -->
    ada, thank you for opening this. For somebody to look into it, this is still missing:

    - [x] **Who you are**
    - [ ] **Dates and times** the time zone of that time, such as UTC or Europe/London

    Edit the first comment or answer below, and this list follows.

    After 14 days without a word this is closed; a word opens it again.

Both go when all is there, and nothing is asked for again. After so much silence the
issue is closed and the last line says so; the author's answer opens it.

People have the last word. Who takes the label off has withdrawn the request for ever; an
issue that somebody closed is not opened again. Where somebody put the label on by hand,
the author's next answer takes it off, and only the closing has a comment (what another
bot opens again after that waits for people's words):

    <!-- team-compass:request-info -->
    ada, this waits for more information from you, and there was no word for 14 days. …

The comment comes before the label and goes after it, and an issue is opened before either
goes, so that a step that was interrupted is seen and finished.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import (
    Action,
    AddLabels,
    CreateComment,
    DeleteComment,
    RemoveLabel,
    UpdateComment,
    UpdateIssue,
)
from bot.core.kept import is_kept
from bot.core.models import Comment
from bot.core.report_forms import SHORTEST_SILENCE
from bot.features.request_info.lacks import TITLE, Item, asks_templates, items_of
from bot.features.request_info.request import (
    asked_in,
    left_in,
    render_closing,
    render_request,
)
from bot.features.request_info.state import State, parse_request

ASKED_FOR = timedelta(days=7)
"""How old an issue may be that is asked for more: installing the bot nags nobody."""

HEARD_OF = timedelta(days=7)
"""How long after its time is up a label that people put on by hand still has its effect:
installing the bot takes none off, and closes nothing, that has waited for months."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, in order, and when to look again though nothing happens."""

    actions: tuple[Action, ...] = ()
    look: datetime | None = None

    @property
    def closes(self) -> bool:
        """Whether an issue is closed."""
        return any(
            isinstance(a, UpdateIssue) and a.state == "closed" for a in self.actions
        )


def plan(state: State, now: datetime) -> Plan:
    """What is to be done about an issue; nothing where not all of its record is known."""
    if not state.thread.complete:
        return Plan()
    made = _planned(state.once(), now)
    # two processes may not have seen each other's request
    twice = _deleted(state, "it is there twice", first=1)
    return replace(made, actions=(*made.actions, *twice))


def _planned(state: State, now: datetime) -> Plan:
    if not _concerns(state):
        return Plan()
    requests = state.requests
    if state.is_support:
        return Plan(tuple(_withdrawn(state, "it is a support question")))
    if may_ask(state, now):
        return _asked(state, now)
    if state.is_labelled:
        listed = requests and left_in(parse_request(requests[0]))
        return _listed(state, requests[0], now) if listed else _by_hand(state, now)
    return _unlabelled(state, now) if requests else Plan()


def wants_templates(state: State, now: datetime) -> bool:
    """Whether the plan needs `State.templates`: mostly it does not."""
    asked = (asked_in(parse_request(request)) for request in state.requests)
    is_open = may_ask(state, now) or any(ids - {TITLE} for ids in asked)
    return is_open and asks_templates(state)


def may_ask(state: State, now: datetime) -> bool:
    """Whether nothing was ever asked for, and something may be."""
    return (
        _concerns(state)
        and state.issue.state == "open"
        and not state.issue.user.is_deleted  # who would answer?
        and not (state.is_support or state.is_labelled or state.requests)
        and not state.label_events("labeled", "unlabeled")
        and state.issue.created_at >= now - ASKED_FOR
    )


def may_matter(state: State, now: datetime) -> bool:
    """Whether there may be something to do once all of the record is known."""
    is_young = state.issue.created_at >= now - ASKED_FOR
    return bool(state.is_labelled or state.requests or is_young)


def _concerns(state: State) -> bool:
    issue = state.issue
    if issue.is_pull_request or issue.user.is_bot or issue.locked:
        return False
    return state.thread.complete and (issue.state == "open" or state.closed_by_us)


def _asked(state: State, now: datetime) -> Plan:
    """The request, where something is missing."""
    issue = state.issue
    missing = [item for item in items_of(state) if item.lack]
    if not missing:
        return Plan()
    request = CreateComment(
        repository=issue.repository,
        why="something is missing in it",
        issue_number=issue.number,
        body=render_request(state.config, issue, missing, closed=False),
    )
    return Plan((request, _labelling(state)), _after_silence(state, now))


def _unlabelled(state: State, now: datetime) -> Plan:
    """The label was taken off; or a request was made, and its label not put on yet."""
    asked = state.requests[0].created_at
    events = state.label_events("labeled", "unlabeled")
    if any(event.created_at >= asked for event in events):
        return Plan(tuple(_deleted(state, "the label was taken off")))
    if not any(item.lack for item in items_of(state)):
        return Plan(tuple(_deleted(state, _ALL_THERE)))
    return Plan((_labelling(state),), _after_silence(state, now))


def _listed(state: State, request: Comment, now: datetime) -> Plan:
    """A request with a list: it follows what is there, and ends when all of it is."""
    mark = parse_request(request)
    left, asked = left_in(mark), asked_in(mark)
    items = [item for item in items_of(state) if item.lack or item.id in asked]
    actions: list[Action] = []
    if state.issue.state == "closed":
        if not state.is_answered(_unheard_since(state)):
            if any(item.id in left and not item.lack for item in items):
                return Plan()  # others have mended it, and may open it
            was = [i if i.id in left else replace(i, lack=None) for i in items]
            was = [item for item in was if item.id in asked]
            return Plan(tuple(_written(state, request, was, closed=True)))
        actions.append(_opening(state))
    if not any(item.lack for item in items):
        return Plan((*actions, *_withdrawn(state, _ALL_THERE)))
    due = state.due(request.updated_at)
    closes = not actions and due is not None and due <= now
    if closes:
        actions.append(_closing(state))
        due = None
    written = tuple(_written(state, request, items, closed=closes))
    if written and not closes:
        due = _after_silence(state, now)
    return Plan((*actions, *written), due)


def _by_hand(state: State, now: datetime) -> Plan:
    """Somebody else wants to know more: any answer will do."""
    label = state.labelled
    asked = label.created_at if label else state.issue.created_at
    is_closed = state.issue.state == "closed"
    last = state.silent_since(asked) + (state.config.closes or timedelta())
    if not state.requests and last < now - HEARD_OF:
        return Plan()
    if state.is_answered(max(asked, _unheard_since(state)) if is_closed else asked):
        opening = (_opening(state),) if is_closed else ()
        answered = _withdrawn(state, "it was answered", whoever_put_it_on=True)
        return Plan((*opening, *answered))
    if is_closed:
        return Plan()
    due = state.due(asked)
    if due is None or due > now:
        return Plan(tuple(_deleted(state, "it is open again")), due)
    if state.requests:
        return Plan((_closing(state),))
    told = CreateComment(
        repository=state.issue.repository,
        why="there was no answer",
        issue_number=state.issue.number,
        body=render_closing(state.config, state.issue),
    )
    return Plan((told, _closing(state)))


_ALL_THERE = "nothing is missing any more"


def _unheard_since(state: State) -> datetime:
    """From when on an answer opens a closed issue.

    Nothing is closed that had a word in the last day: what came on that day came while
    it was being closed.
    """
    closed = state.closed.created_at if state.closed else state.issue.created_at
    return closed - SHORTEST_SILENCE


def _after_silence(state: State, now: datetime) -> datetime | None:
    """When what is asked, or changed, now will have waited long enough."""
    return now + state.config.closes if state.config.closes else None


def _withdrawn(
    state: State, why: str, *, whoever_put_it_on: bool = False
) -> Iterator[Action]:
    """Without the label, which only an answer takes off that somebody else put on."""
    label = state.labelled
    ours = state.is_mine(label) or (label and state.is_answered(label.created_at))
    if state.is_labelled and (ours or whoever_put_it_on):
        yield RemoveLabel(
            repository=state.issue.repository,
            why=why,
            issue_number=state.issue.number,
            name=state.config.label,
        )
    yield from _deleted(state, why)


def _deleted(state: State, why: str, *, first: int = 0) -> Iterator[Action]:
    for request in state.requests[first:]:
        yield DeleteComment(
            repository=state.issue.repository, why=why, comment_id=request.id
        )


def _written(
    state: State, request: Comment, items: Sequence[Item], *, closed: bool
) -> Iterator[Action]:
    """The request says of these items what is there, and what not."""
    body = render_request(state.config, state.issue, items, closed=closed)
    if not is_kept(request.body, body):
        yield UpdateComment(
            repository=state.issue.repository,
            why="nobody answered" if closed else "other things are missing now",
            comment_id=request.id,
            body=body,
        )


def _labelling(state: State) -> Action:
    return AddLabels(
        repository=state.issue.repository,
        why="something is missing in it",
        issue_number=state.issue.number,
        labels=(state.config.label,),
    )


def _closing(state: State) -> Action:
    return UpdateIssue(
        repository=state.issue.repository,
        why="there was no answer",
        issue_number=state.issue.number,
        state="closed",
        state_reason="not_planned",
    )


def _opening(state: State) -> Action:
    return UpdateIssue(
        repository=state.issue.repository,
        why="there is an answer",
        issue_number=state.issue.number,
        state="open",
        state_reason="reopened",
    )
