"""What a report lacks, looked at anew each time: what was asked before is no excuse.

The author's later comments count like the report itself, so that nobody has to edit it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo
from hashlib import sha256
from typing import Literal

from bot.core.report_forms import Form
from bot.features.request_info.dates import When, first_date
from bot.features.request_info.reading import (
    body_answers,
    comment_answers,
    heading_key,
    own_words,
)
from bot.features.request_info.said_dates import FEW, HARDLY, says_when
from bot.features.request_info.state import State
from bot.features.request_info.unfilled import has_words, is_unfilled, shown
from bot.features.request_info.untouched import is_untouched
from bot.features.request_info.zones import zones_in

Lack = Literal["empty", "template", "title", "answer", "date", "zone", "soon"]

TITLE = "title"
"""The id of what no template tells of."""

_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a report needs; `lack` says how it is missing, or None.

    `id` stands in the mark. `late` is how much too soon the first date is, of the
    `lead_time` that the form asks for.
    """

    id: str
    heading: str = ""
    lack: Lack | None = None
    late: timedelta = timedelta()
    lead_time: timedelta = timedelta()


def asks_templates(state: State) -> bool:
    """Whether only the templates tell if the body, or an answer in it, says anything."""
    if keys := _keys(state):
        said = frozenset(key for one in _said_under(state) for key in one)
        return not said.issuperset(body_answers(state.issue.body, keys))
    return _is_judged(state) and has_words(state.issue.body) and not _said(state)


def items_of(state: State) -> tuple[Item, ...]:
    """All that this report needs, in the order in which it is asked for."""
    items = _items(state, HARDLY)
    missing = [item for item in items if item.lack]
    if len(missing) != 1:
        return items
    alone = missing[0]
    if alone.lack == "answer" and _is_answered(state):
        return tuple(replace(i, lack=None) if i is alone else i for i in items)
    return _items(state, FEW) if alone.lack in ("date", "soon", "zone") else items


def _items(state: State, most: int) -> tuple[Item, ...]:
    """`most` words may stand beside a date in a comment that answers when."""
    return (*_general(state), *_answers(state, most))


def _is_judged(state: State) -> bool:
    """Whether the body as a whole is looked at: a form's answers tell more."""
    return not state.issue.by_insider and not _headings(state)


def _headings(state: State) -> tuple[tuple[Form, str, bool], ...]:
    """Each heading that has to be answered, and whether with a date."""
    found: dict[str, tuple[Form, str, bool]] = {}
    for form in state.forms:
        dates = {heading_key(heading) for heading in form.dates}
        for heading in (*form.required, *form.dates):
            key = heading_key(heading)
            found.setdefault(key, (form, heading, key in dates))
    return tuple(found.values())


def _keys(state: State) -> frozenset[str]:
    return frozenset(heading_key(heading) for _, heading, _ in _headings(state))


def _said_under(state: State) -> Sequence[Mapping[str, str]]:
    """What each of the author's comments answers under headings."""
    keys = _keys(state)
    return [comment_answers(comment.body, keys) for comment in state.by_author]


def _said(state: State) -> bool:
    return any(own_words(comment.body) for comment in state.by_author)


def _general(state: State) -> Iterator[Item]:
    issue = state.issue
    if _is_judged(state):
        lack: Lack | None = None
        if not has_words(issue.body):
            lack = "empty"
        elif any(is_unfilled(issue.body, one) for one in state.templates):
            lack = "template"
        yield Item("body", lack=None if _said(state) else lack)
    if not state.issue.by_insider and state.config.titles:
        empty = {_title_key(title) for title in state.config.titles}
        says_nothing = _title_key(issue.title) in empty and not _said(state)
        yield Item(TITLE, lack="title" if says_nothing else None)


def _title_key(title: str) -> str:
    return " ".join(_AROUND.sub("", title).casefold().split())


def _answers(state: State, most: int) -> Iterator[Item]:
    headings = _headings(state)
    if not headings:
        return
    labels = frozenset(label.lower() for label in state.issue.labels)
    body = {
        key: answer
        for key, answer in body_answers(state.issue.body, _keys(state)).items()
        if not is_untouched(answer, key, state.templates, labels)
    }
    said = _said_under(state)
    beside = _beside(state, most) if any(is_date for *_, is_date in headings) else None
    for form, heading, is_date in headings:
        key = heading_key(heading)
        item = Item(sha256(key.encode()).hexdigest()[:8], heading)
        given = [answers[key] for answers in (body, *said) if key in answers]
        if is_date and beside:
            yield _dated(item, form, given, beside, state)
        else:
            yield item if given else replace(item, lack="answer")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands under no heading: dates, the newest first, and the first zones."""

    dates: tuple[When, ...]
    zones: tuple[tzinfo, ...]


def _beside(state: State, most: int) -> _Beside:
    """Of the comments that say no more than when; a zone may stand anywhere."""
    near = state.issue.created_at.date()
    words = [own_words(comment.body) for comment in state.by_author]
    dated = (text for text in reversed(words) if says_when(text, near, most))
    return _Beside(_dates(dated, near), _zones([shown(state.issue.body), *words]))


def _dates(texts: Iterable[str], near: date) -> tuple[When, ...]:
    found = (first_date(text, near) for text in texts)
    return tuple(when for when in found if when is not None)


def _dated(
    item: Item, form: Form, given: Sequence[str], beside: _Beside, state: State
) -> Item:
    """The item as the answer leaves it that comes nearest to what is asked for.

    What all of them lack is told of the newest one.
    """
    near = state.issue.created_at.date()
    dates = [
        *_dates(reversed(given[1:]), near),
        *beside.dates,
        *_dates(given[:1], near),
    ]
    if not dates:
        return replace(item, lack="date")
    judged = [_judged(item, form, when, beside.zones, state) for when in dates]
    return next((one for one in judged if one.lack is None), judged[0])


def _zones(texts: Sequence[str]) -> tuple[tzinfo, ...]:
    """The zones that one of the texts names, if the date's own text names none."""
    return next((named[0].zones for text in texts if (named := zones_in(text))), ())


def _judged(
    item: Item, form: Form, date: When, zones: tuple[tzinfo, ...], state: State
) -> Item:
    if date.lacks_zone:
        date = replace(date, zones=zones)
    if form.lead_time is not None:
        # nobody writes dates to the second
        opened = state.issue.created_at.replace(second=0, microsecond=0)
        late = opened + form.lead_time - date.latest
        if late > timedelta():
            return replace(item, lack="soon", late=late, lead_time=form.lead_time)
    return replace(item, lack="zone") if date.lacks_zone else item


def _is_answered(state: State) -> bool:
    """Whether the last that the author said is a reply to what alone is missing.

    Not while they answered something else after it: then more was missing.
    """
    if not state.requests:
        return False
    asked = state.requests[0].created_at
    keys = _keys(state)
    dated = any(is_date for *_, is_date in _headings(state))
    for comment in reversed(state.by_author):
        words = own_words(comment.body)
        if comment.created_at < asked or comment_answers(words, keys):
            return False
        if dated and says_when(words, asked.date(), FEW):
            return False
        if words:
            return True
    return False
