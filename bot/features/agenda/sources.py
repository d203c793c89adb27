"""Where topics come from that no comment of a meeting proposes, worked out anew.

What of the meeting before is open or deferred in its agenda comment comes first, once
topics are taken there no more. A thread with the agenda's label is there while it is
labelled and open, a row of a release pulse while nobody has taken it. Once the meeting
itself takes no more, all of these stay as its own agenda comment has them, whatever
becomes of where they came from.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from bot.core.agenda_text import AgendaText, AgendaTopic, parse_agenda_text
from bot.core.mark import find_mark
from bot.core.markdown import quote_blocks, quote_line
from bot.core.models import Comment
from bot.features.agenda.carried import Around, Previous
from bot.features.agenda.memory import Given, Memory, fingerprint, parse_memory
from bot.features.agenda.pulses import is_row_link
from bot.features.agenda.rights import seconds
from bot.features.agenda.ties import Ties, parse_ties
from bot.features.agenda.values import Source

_THREAD = re.compile(r"([A-Za-z0-9-]+/[\w.-]+)#([0-9]{1,9})")
_DONE = "Done"


def thread_fingerprint(repository: str, number: int) -> str:
    """What a topic is known by that is a thread."""
    return fingerprint(f"{repository}#{number}".lower())


def find_sources(
    around: Around,
    memory: Memory,
    ties: Ties,
    body: str,
    comments: Collection[Comment],
    *,
    done: Collection[int],
) -> tuple[Memory, tuple[Source, ...]]:
    """Where topics come from, in order, and what is remembered of them.

    `body` is the agenda comment as it is so far, `comments` are those that propose the
    other topics, `done` the numbers of which one says so. What was salvaged of a broken
    mark learns here which is which.
    """
    if memory.salvaged:
        there = _sources(around, Memory(), ties, "", ())
        memory = _salvaged(memory, there, body, comments)
    return memory, _sources(around, memory, ties, body, done)


def _sources(
    around: Around, memory: Memory, ties: Ties, body: str, said_done: Collection[int]
) -> tuple[Source, ...]:
    shown = _shown(parse_agenda_text(body), memory, ties)
    carried = tuple(_carried(around.previous, around.pulses))
    outside = around.outside
    if outside is None:  # nobody looked: they are as they were
        threads = tuple(source for source in shown.values() if source.thread)
    else:
        threads = tuple(_outside(around.previous, outside))
    if around.rows is None:
        rows = tuple(source for source in shown.values() if source.is_row)
    else:
        rows = tuple(_outside(around.previous, _handed_on(around)))
    given = {given.fingerprint: given for given in memory.topics if not given.comment}
    if around.over is not None:
        coming = (*carried, *threads, *rows)
        new = (one for one in coming if one.fingerprint not in given)
        labelled = {one.fingerprint for one in threads if one.labelled}
        kept = (
            replace(source, labelled=source.fingerprint in labelled)
            for source in shown.values()
        )
        return (*kept, *new)
    there = {source.fingerprint for source in (*threads, *rows)}
    # A thread that was done has lost its label for that; who has taken a row since does
    # not undo that the meeting is done with it.
    done = (
        source
        for source in shown.values()
        if source.done
        and source.fingerprint not in there
        and (
            source.thread
            or (source.is_row and given[source.fingerprint].number in said_done)
        )
    )
    return (*carried, *threads, *rows, *done)


def _salvaged(
    memory: Memory, sources: Iterable[Source], body: str, comments: Collection[Comment]
) -> Memory:
    """With what tells topics from elsewhere apart: their link is to no comment here."""
    here = {comment.html_url for comment in comments}
    left = list(sources)
    known: dict[int, Given] = {given.number: given for given in memory.topics}
    for topic in parse_agenda_text(body).topics:
        number = int(topic.id[1:])
        if topic.link in here or not topic.link:
            continue
        known.pop(number, None)
        same = [source for source in left if source.link == topic.link]
        same.sort(key=lambda source: source.title != topic.title)
        if same:
            left.remove(same[0])
            known[number] = Given(number, 0, same[0].fingerprint, 0)
    return replace(memory, topics=tuple(known[number] for number in sorted(known)))


def _carried(
    previous: Previous | None, pulses: frozenset[str] | None
) -> Iterator[Source]:
    """What the meeting before has left, as its agenda comment has it.

    A row of a pulse comes by itself while that tells of it, and like any other topic
    once it is over for good.
    """
    if previous is None or previous.over is None:
        return
    authors = {comment.html_url: comment.user.login for comment in previous.comments}
    for topic in previous.text.topics:
        if topic.heading == _DONE or _comes_by_itself(previous, topic, pulses):
            continue
        number = int(topic.id[1:])
        known = previous.ties.proposers.get(number)
        proposer = known or authors.get(topic.link, "")
        source = _as_shown(
            topic, fingerprint(f"carried #{previous.number} {topic.id}"), proposer
        )
        # Whoever may edit the comment of the meeting before is a stranger here.
        yield replace(
            source,
            title=quote_line(topic.title, ""),
            details=quote_blocks(topic.details, "") if topic.details else "",
            arrived=seconds(previous.over),
            times=topic.times + previous.took_place,
            on_top=True,
            is_row=False,
            owner_login=previous.ties.owners.get(number, ""),
        )


def _comes_by_itself(
    previous: Previous, topic: AgendaTopic, pulses: frozenset[str] | None
) -> bool:
    """A thread comes by its label, a row while its pulse is told of, or nobody looked."""
    if is_row_link(topic.link_text):
        return pulses is None or topic.link_text in pulses
    return _known_as(previous, topic) is not None


def _outside(
    previous: Previous | None, sources: Collection[Source]
) -> Iterator[Source]:
    """The threads, or rows; what was on the last agenda as well goes first, counted on."""
    before: dict[str, AgendaTopic] = {}
    if previous is not None and previous.over is not None:
        for topic in previous.text.topics:
            known_as = _known_as(previous, topic)
            if known_as and topic.heading != _DONE:
                before[known_as] = topic
        for source in sources:
            if was := before.get(source.fingerprint):
                yield _again(previous, was, source, seconds(previous.over))
    yield from (source for source in sources if source.fingerprint not in before)


def _handed_on(around: Around) -> tuple[Source, ...]:
    """The rows to be taken, which come here once the meeting before is over."""
    over = around.previous.over if around.previous is not None else None
    since = seconds(over) if over is not None else 0
    return tuple(
        replace(row, arrived=max(row.arrived, since)) for row in around.rows or ()
    )


def _known_as(previous: Previous, topic: AgendaTopic) -> str | None:
    """What a topic of the last agenda is known by if it comes again by itself."""
    if found := _THREAD.fullmatch(topic.link_text):
        return thread_fingerprint(found[1], int(found[2]))
    if is_row_link(topic.link_text):
        return previous.fingerprints.get(int(topic.id[1:]), "")
    return None


def _again(previous: Previous, was: AgendaTopic, source: Source, over: int) -> Source:
    """It once more, as commands at the last meeting have changed it; a thread on top."""
    again = replace(
        source,
        arrived=max(source.arrived, over),
        times=was.times + previous.took_place,
        on_top=not source.is_row,
    )
    if int(was.id[1:]) not in previous.ties.edited or source.arrived > over:
        return again
    return replace(
        again,
        title=quote_line(was.title, ""),
        owner=was.owner,
        owner_login=previous.ties.owners.get(int(was.id[1:]), ""),
        minutes=was.minutes,
    )


def shown_threads(body: str) -> dict[str, Source]:
    """The threads on an agenda, as its comment has them, by what they are known by.

    Each has the label for all that is known: whoever knows otherwise leaves it out.
    """
    mark = find_mark(body, "agenda")
    memory, ties = parse_memory(mark, body), parse_ties(mark)
    shown = _shown(parse_agenda_text(body), memory, ties)
    return {
        fingerprint: replace(source, labelled=True)
        for fingerprint, source in shown.items()
        if source.thread
    }


def _shown(own: AgendaText, memory: Memory, ties: Ties) -> dict[str, Source]:
    """The topics of the agenda comment that no comment here proposes."""
    given = {given.number: given for given in memory.topics if not given.comment}
    return {
        given[number].fingerprint: replace(
            _as_shown(topic, given[number].fingerprint, ties.proposers.get(number, "")),
            owner_login=ties.owners.get(number, ""),
        )
        for topic in own.topics
        if (number := int(topic.id[1:])) in given
    }


def _as_shown(topic: AgendaTopic, fingerprint: str, proposer: str) -> Source:
    thread, is_row = _THREAD.fullmatch(topic.link_text), is_row_link(topic.link_text)
    return Source(
        fingerprint=fingerprint,
        arrived=0,
        title=topic.title,
        owner=topic.owner,
        link=topic.link,
        link_text=topic.link_text,
        details=topic.details,
        minutes=topic.minutes,
        proposer=proposer,
        times=topic.times,
        on_top=topic.times > 1 and not is_row,
        thread=(thread[1], int(thread[2])) if thread else None,
        labelled=False,
        is_row=is_row,
        done=topic.heading == _DONE,
    )
