"""The agenda as the comments make it: every command in its turn, from the beginning.

Nothing is patched. Topics come at the time of their comment, commands at theirs, and
the list at the end is the agenda. A command can only mean what its author can have
seen, so it never comes to mean another topic later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.features.agenda.commands import Change
from bot.features.agenda.memory import Given, Verdict, fingerprint
from bot.features.agenda.rights import (
    Fold,
    Terms,
    form_with_seen,
    may,
    refuse,
    saw,
    seconds,
)
from bot.features.agenda.values import (
    Asked,
    Order,
    Proposed,
    Sourced,
    Standing,
    Topic,
)


def put_in_order(
    proposed: Sequence[Proposed | Sourced],
    asked: Sequence[Asked],
    *,
    given: Iterable[Given],
    next_number: int,
    cutoff: datetime,
    terms: Terms,
    roles: Mapping[str, str],
    verdicts: Mapping[tuple[int, str], Verdict],
) -> Order:
    """Play everything once, in order of time.

    `given` are all remembered ids, also those whose words are gone: where they stood,
    the others stand beside.
    """
    fold = Fold(
        {g.number: g for g in given},
        terms,
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
    own = (seconds(asked.comment.created_at), asked.comment.id, 10**6 + asked.index)
    change = asked.change
    named = [change.topic, change.other] if change.where != "to" else [change.topic]
    arrivals = [_arrival(given[n]) for n in named if n in given]
    return max([own, *((at, comment, 10**6) for at, comment, _ in arrivals)])


def _come(
    fold: Fold, given: Given, proposed: Proposed | Sourced | None, cutoff: datetime
) -> None:
    if isinstance(proposed, Sourced):
        _come_from_elsewhere(fold, proposed, cutoff)
        return
    fold.order.append(given.number)
    if proposed is None:
        fold.topics[given.number] = Topic(
            given.number,
            None,
            "",
            "",
            "",
            "",
            None,
            late=False,
            standing="gone",
            gone=given.gone,
        )
        return
    text = proposed.add.text
    fold.topics[given.number] = Topic(
        number=given.number,
        comment=proposed.comment,
        title=text.title,
        details=proposed.add.details,
        links=proposed.add.links,
        owner=text.owner or proposed.comment.user.login,
        owner_login=text.owner or "" if text.by_login else "",
        minutes=text.minutes,
        late=given.arrived > seconds(cutoff),
    )


def _come_from_elsewhere(fold: Fold, sourced: Sourced, cutoff: datetime) -> None:
    given, source = sourced.given, sourced.source
    place = len(fold.order)
    if source.on_top:  # below those that stand there already
        above = (_is_on_top(fold.topics[number]) for number in fold.order)
        place = next((n for n, on_top in enumerate(above) if not on_top), place)
    fold.order.insert(place, given.number)
    fold.topics[given.number] = Topic(
        number=given.number,
        comment=None,
        title=source.title,
        details=source.details,
        owner=source.owner,
        owner_login=source.owner_login,
        minutes=source.minutes,
        late=not source.on_top and given.arrived > seconds(cutoff),
        source=source,
    )


def _is_on_top(topic: Topic) -> bool:
    return topic.source is not None and topic.source.on_top


def _change(fold: Fold, asked: Asked) -> None:
    change, comment = asked.change, asked.comment
    key = (comment.id, fingerprint(change.source))
    known = fold.known.get(key)
    named = [change.topic]
    if change.what == "move" and change.where in ("before", "after"):
        named.append(change.other)
    unseen = [n for n in named if not saw(fold, comment, n)]
    if known == "?" and not unseen:
        unseen = named  # it came later: the command does not mean it
    if known == "+" and change.topic in unseen and not fold.given[change.topic].comment:
        fold.verdicts[key] = known
        return  # it was done before the topic came again from elsewhere
    if unseen and known != "+":
        fold.verdicts[key] = "?"
        why = (
            f"there was no {' or '.join(f'A{n}' for n in unseen)} when this was written"
        )
        if all(n in fold.topics for n in unseen):
            why += "; it is there now, so write this in a new comment"
        refuse(fold, asked, why, form_with_seen(fold, asked))
        return
    if any(n not in fold.topics for n in named):
        return  # so long gone that nothing of it is remembered
    topic = fold.topics[change.topic]
    if topic.standing == "gone":
        return  # it was there when this was written
    if not may(fold, asked, topic, key):
        return
    if topic.standing == "removed":
        refuse(fold, asked, f"{topic.id} was removed before", "/agenda Your topic")
        return
    if change.what == "move":
        _move(fold, asked, topic)
    else:
        fold.topics[topic.number] = _changed(topic, change)


def _changed(topic: Topic, change: Change) -> Topic:
    if change.what == "edit" and change.text is not None:
        return replace(
            topic,
            title=change.text.title,
            owner=change.text.owner or topic.owner,
            owner_login=(change.text.owner or "" if change.text.by_login else "")
            if change.text.owner
            else topic.owner_login,
            minutes=change.text.minutes or topic.minutes,
        )
    if change.what == "time":
        return replace(topic, minutes=change.minutes)
    if change.what == "owner":
        name = change.owner.lstrip("@")
        by_login = change.owner.startswith("@")
        return replace(topic, owner=name, owner_login=name if by_login else "")
    standing: dict[str, Standing] = {
        "remove": "removed",
        "done": "done",
        "defer": "deferred",
    }
    return replace(topic, standing=standing[change.what])


def _move(fold: Fold, asked: Asked, topic: Topic) -> None:
    """Put the topic there; it is late or not as those beside it, and open again."""
    change = asked.change
    order = [n for n in fold.order if n != topic.number]
    late = topic.late
    if change.where == "first":
        at, late = 0, False
    elif change.where == "last":
        at = len(order)
    elif change.where == "to":
        shown = _shown(fold, fold.order, seconds(asked.comment.created_at))
        others = [n for n in shown if n != topic.number]
        place = change.other - 1
        if place < len(shown):
            late = fold.topics[shown[place]].late
        at = order.index(others[place]) if place < len(others) else len(order)
    else:
        other = fold.topics[change.other]
        if other.standing == "removed":
            refuse(fold, asked, f"{other.id} was removed before")
            return
        at = order.index(other.number) + (change.where == "after")
        late = late if other.standing == "gone" else other.late
    order.insert(at, topic.number)
    fold.order = order
    fold.topics[topic.number] = replace(topic, late=late, standing="open")


def _shown(fold: Fold, order: Iterable[int], at: int) -> list[int]:
    """The open topics as the author saw them numbered: late ones last."""
    shown = [
        n
        for n in order
        if fold.topics[n].standing == "open"
        or (fold.topics[n].standing == "gone" and fold.topics[n].gone > at)
    ]
    return sorted(shown, key=lambda n: fold.topics[n].late)
