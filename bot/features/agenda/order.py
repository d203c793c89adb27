"""The agenda as the comments make it: every command in its turn, from the beginning.

Nothing is patched. Topics come at the time of their comment, commands at theirs, and the
list at the end is the agenda. A command can only mean what its author can have seen, so
it never comes to mean another topic later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.core.models import Comment
from bot.features.agenda.commands import AddTopic, Change
from bot.features.agenda.memory import Given, Verdict, fingerprint

CHAIRS = ("triage", "write", "maintain", "admin")
"""GitHub's roles from triage up."""

Standing = Literal["open", "removed", "done", "deferred", "gone"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the agenda as it stands."""

    number: int
    comment: Comment | None
    title: str
    details: str
    owner: str
    minutes: int | None
    late: bool
    standing: Standing = "open"
    gone: int = 0

    @property
    def id(self) -> str:
        """What people call it: `A3`."""
        return f"A{self.number}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A command that cannot be done: which, why, and the right form."""

    comment: int
    source: str
    why: str
    form: str


@dataclass(frozen=True, slots=True)
class Order:
    """The topics in order, what could not be done, and what is to be remembered.

    `asks` are the logins whose role decides a command and is not known yet.
    """

    topics: tuple[Topic, ...]
    problems: tuple[Problem, ...]
    verdicts: Mapping[tuple[int, str], Verdict]
    asks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the id it was given."""

    given: Given
    comment: Comment
    add: AddTopic


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as a comment asks for it; `index` counts its comment's commands."""

    comment: Comment
    index: int
    change: Change


@dataclass(slots=True)
class _Fold:
    given: Mapping[int, Given]
    facilitator: str
    roles: Mapping[str, str]
    known: Mapping[tuple[int, str], Verdict]
    next_number: int
    order: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    verdicts: dict[tuple[int, str], Verdict] = field(default_factory=dict)
    asks: set[str] = field(default_factory=set)


def put_in_order(
    proposed: Sequence[Proposed],
    asked: Sequence[Asked],
    *,
    given: Iterable[Given],
    next_number: int,
    cutoff: datetime,
    facilitator: str | None,
    roles: Mapping[str, str],
    verdicts: Mapping[tuple[int, str], Verdict],
) -> Order:
    """Play everything once, in order of time.

    `given` are all remembered ids, also those whose words are gone: where they stood,
    the others stand beside.
    """
    fold = _Fold(
        {g.number: g for g in given},
        (facilitator or "").lower(),
        roles,
        verdicts,
        next_number,
    )
    present = {p.given.number: p for p in proposed}
    events: list[tuple[tuple[int, int, int], Given | Asked]] = [
        (_arrival(g), g) for g in fold.given.values()
    ]
    events += [(_turn(a, fold.given), a) for a in asked]
    events.sort(key=lambda event: (event[0], isinstance(event[1], Asked)))
    for _, event in events:
        if isinstance(event, Given):
            _come(fold, event, present.get(event.number), cutoff)
        else:
            _change(fold, event)
    return Order(
        tuple(fold.topics[n] for n in fold.order),
        tuple(fold.problems),
        fold.verdicts,
        frozenset(fold.asks),
    )


def _arrival(given: Given) -> tuple[int, int, int]:
    return (given.arrived, given.comment, given.number)


def _turn(asked: Asked, given: Mapping[int, Given]) -> tuple[int, int, int]:
    """At its comment's time, but never before the topics that it names."""
    own = (_seconds(asked.comment.created_at), asked.comment.id, 10**6 + asked.index)
    change = asked.change
    named = [change.topic, change.other] if change.where != "to" else [change.topic]
    arrivals = [_arrival(given[n]) for n in named if n in given]
    return max([own, *((at, comment, 10**6) for at, comment, _ in arrivals)])


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _come(
    fold: _Fold, given: Given, proposed: Proposed | None, cutoff: datetime
) -> None:
    fold.order.append(given.number)
    if proposed is None:
        fold.topics[given.number] = Topic(
            given.number, None, "", "", "", None, late=False, standing="gone", gone=given.gone
        )
        return
    text = proposed.add.text
    fold.topics[given.number] = Topic(
        number=given.number,
        comment=proposed.comment,
        title=text.title,
        details=proposed.add.details,
        owner=text.owner or proposed.comment.user.login,
        minutes=text.minutes,
        late=given.arrived > _seconds(cutoff),
    )


def _change(fold: _Fold, asked: Asked) -> None:
    change, comment = asked.change, asked.comment
    key = (comment.id, fingerprint(change.source))
    known = fold.known.get(key)
    named = [change.topic]
    if change.what == "move" and change.where in ("before", "after"):
        named.append(change.other)
    unseen = [n for n in named if known == "?" or not _saw(fold, comment, n)]
    if unseen and known != "+":
        fold.verdicts[key] = "?"
        _refuse(fold, asked, f"there was no A{unseen[0]} when this was written")
        return
    if any(n not in fold.topics for n in named):
        return  # so long gone that nothing of it is remembered
    topic = fold.topics[change.topic]
    if topic.standing == "gone":
        return  # it was there when this was written
    if not _may(fold, asked, topic, key):
        return
    if topic.standing == "removed":
        _refuse(fold, asked, f"{topic.id} was removed before", "/agenda Your topic")
        return
    if change.what == "move":
        _move(fold, asked, topic)
    else:
        fold.topics[topic.number] = _changed(topic, change)


def _saw(fold: _Fold, comment: Comment, number: int) -> bool:
    """Whether the author of the comment can have seen the id."""
    given = fold.given.get(number)
    if given is None:
        return 0 < number < fold.next_number
    if given.comment == comment.id:
        return comment.edited
    if comment.edited:
        return given.arrived <= _seconds(comment.updated_at)
    return (given.arrived, given.comment) < (_seconds(comment.created_at), comment.id)


def _may(fold: _Fold, asked: Asked, topic: Topic, key: tuple[int, str]) -> bool:
    """Whether the author may; a role that GitHub told once decides for good."""
    login = asked.comment.user.login.lower()
    if login == fold.facilitator:
        return True
    chairs_only = asked.change.what in ("move", "done", "defer")
    proposer = topic.comment.user.login.lower() if topic.comment else ""
    if not chairs_only and login in (proposer, topic.owner.lower()):
        return True
    known = fold.known.get(key)
    if known not in ("+", "-"):
        if login not in fold.roles:
            fold.asks.add(login)
            return False
        known = "+" if fold.roles[login] in CHAIRS else "-"
    fold.verdicts[key] = known
    if known == "-":
        who = "" if chairs_only else "its proposer, "
        _refuse(
            fold,
            asked,
            f"only {who}the facilitator, or people with the triage role and above may",
        )
    return known == "+"


def _changed(topic: Topic, change: Change) -> Topic:
    if change.what == "edit" and change.text is not None:
        return replace(
            topic,
            title=change.text.title,
            details=change.details or topic.details,
            owner=change.text.owner or topic.owner,
            minutes=change.text.minutes or topic.minutes,
        )
    if change.what == "time":
        return replace(topic, minutes=change.minutes)
    if change.what == "owner":
        return replace(topic, owner=change.owner)
    standing: dict[str, Standing] = {
        "remove": "removed",
        "done": "done",
        "defer": "deferred",
    }
    return replace(topic, standing=standing[change.what])


def _move(fold: _Fold, asked: Asked, topic: Topic) -> None:
    """Put the topic there; it is late or not as those beside it, and open again."""
    change = asked.change
    order = [n for n in fold.order if n != topic.number]
    late = topic.late
    if change.where == "first":
        at, late = 0, False
    elif change.where == "last":
        at = len(order)
    elif change.where == "to":
        shown = _shown(fold, order, _seconds(asked.comment.created_at))
        if change.other <= len(shown):
            beside = shown[change.other - 1]
            at, late = order.index(beside), fold.topics[beside].late
        else:
            at = len(order)
            late = fold.topics[shown[-1]].late if shown else late
    else:
        other = fold.topics[change.other]
        if other.standing == "removed":
            _refuse(fold, asked, f"{other.id} was removed before")
            return
        at = order.index(other.number) + (change.where == "after")
        late = late if other.standing == "gone" else other.late
    order.insert(at, topic.number)
    fold.order = order
    fold.topics[topic.number] = replace(topic, late=late, standing="open")


def _shown(fold: _Fold, order: Iterable[int], at: int) -> list[int]:
    """The open topics as the author saw them numbered: late ones last."""
    shown = [
        n
        for n in order
        if fold.topics[n].standing == "open"
        or (fold.topics[n].standing == "gone" and fold.topics[n].gone > at)
    ]
    return sorted(shown, key=lambda n: fold.topics[n].late)


def _refuse(fold: _Fold, asked: Asked, why: str, form: str = "") -> None:
    fold.problems.append(
        Problem(asked.comment.id, asked.change.source, why, form or _form(asked.change))
    )


def _form(change: Change) -> str:
    """A form of the command that can be done, to show beside the refusal."""
    rest = {
        "edit": " New topic",
        "time": " 15m",
        "owner": " @name",
        "move": " first",
    }.get(change.what, "")
    return f"/agenda {change.what} A1{rest}"
