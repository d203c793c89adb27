"""The topics that no comment of a meeting proposes: carried over, or from elsewhere.

What of the meeting before is open or deferred in its agenda comment, once that meeting is
over, comes first on the next agenda. A thread with the agenda's label is there while it
is labelled and open. Once the meeting itself is over all of these stay as its own agenda
comment has them, whatever becomes of where they came from.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from bot.core.agenda_text import AgendaText, AgendaTopic, parse_agenda_text
from bot.core.mark import find_mark
from bot.core.models import Comment, Identity
from bot.features.agenda.memory import Given, Memory, fingerprint, parse_memory
from bot.features.agenda.rights import seconds
from bot.features.agenda.ties import Ties, parse_ids, parse_ties
from bot.features.agenda.values import Source, Topic

_THREAD = re.compile(r"([A-Za-z0-9-]+/[\w.-]+)#([0-9]{1,9})")
_DONE = "Done"

ASKED_AT = 4
"""Of a topic that comes for this time people are asked whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The meeting before, as its issue shows it.

    `over` is since when its open topics are this one's; None while that is to come.
    `proposers` are the logins of those who proposed its topics, by id.
    """

    number: int
    text: AgendaText
    over: datetime | None = None
    comments: tuple[Comment, ...] = ()
    proposers: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Following:
    """A later meeting of the series: its issue's number (0: not open yet), its start.

    `closed` is since when what is proposed there is for the meeting after it.
    """

    number: int
    starts: datetime
    closed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What GitHub says beside the meeting's own thread.

    - `over`: since when the meeting is over, which ends all coming from elsewhere;
    - `closed`: since when topics are proposed for the next meeting, also in here;
    - `previous`: the meeting before; `known_previous` is the number of its issue, 0 where
      there is none, None where nobody looked;
    - `late`: comments at earlier meetings that were closed for topics by then, as were
      all meetings between theirs and this one;
    - `unanswered`: the numbers of earlier meetings' issues where these have no answer;
    - `following`: the later meetings, the next one first;
    - `minutes`: the comment with the actions that are still open, of the last meeting
      that has one;
    - `outside`: the labelled threads whose next meeting this is or, at its end, was; None
      where nobody looked.
    """

    over: datetime | None = None
    closed: datetime | None = None
    known_previous: int | None = None
    previous: Previous | None = None
    late: tuple[Comment, ...] = ()
    unanswered: tuple[int, ...] = ()
    following: tuple[Following, ...] = ()
    minutes: Comment | None = None
    outside: tuple[Source, ...] | None = None

    @property
    def next_number(self) -> int:
        """The number of the next meeting's issue; 0 where there is none yet."""
        return next((later.number for later in self.following if later.number), 0)


def thread_fingerprint(repository: str, number: int) -> str:
    """What a topic is known by that is a thread."""
    return fingerprint(f"{repository}#{number}".lower())


def find_sources(
    around: Around,
    memory: Memory,
    ties: Ties,
    body: str,
    comments: Collection[Comment],
) -> tuple[Memory, tuple[Source, ...]]:
    """Where topics come from, in order, and what is remembered of them.

    `body` is the agenda comment as it is so far, `comments` are those that propose the
    other topics. What was salvaged of a broken mark learns here which is which.
    """
    if memory.salvaged:
        there = _sources(around, Memory(), ties, "")
        memory = _salvaged(memory, there, body, comments)
    return memory, _sources(around, memory, ties, body)


def too_late(comment: Comment, closed: datetime | None) -> bool:
    """Whether what the comment proposes is for the meeting after the one it stands at."""
    return closed is not None and comment.created_at > closed


def guests(around: Around) -> tuple[Comment, ...]:
    """The comments at earlier meetings whose topics are this one's."""
    return tuple(one for one in around.late if not too_late(one, around.closed))


def taker(comment: Comment, around: Around) -> Following | None:
    """The meeting that takes what is proposed here too late; None: there is none."""
    takers = (one for one in around.following if not too_late(comment, one.closed))
    return next(takers, None)


def tied(
    me: Identity,
    comments: Iterable[Comment],
    around: Around,
    ties: Ties,
    topics: Iterable[Topic],
) -> tuple[Ties, tuple[Topic, ...]]:
    """What is to be remembered, and the topics to be asked about now."""
    looked = around.known_previous
    topics = tuple(topics)
    asked = ties.asked.union(
        *(
            parse_ids(mark.fields.get("topics", ""))
            for comment in comments
            if me.wrote(comment) and (mark := find_mark(comment.body, "carried"))
        )
    )
    questions = tuple(
        topic
        for topic in topics
        if topic.source is not None
        and topic.source.times == ASKED_AT
        and topic.standing == "open"
        and topic.number not in asked
        and around.over is None
    )
    remembered = Ties(
        previous=ties.previous if looked is None else looked,
        following=around.next_number or ties.following,
        proposers=MappingProxyType(
            {
                topic.number: topic.proposer
                for topic in topics
                if topic.source is not None and topic.proposer
            }
        ),
        asked=asked,
    )
    return remembered, questions


def _sources(
    around: Around, memory: Memory, ties: Ties, body: str
) -> tuple[Source, ...]:
    shown = _shown(parse_agenda_text(body), memory, ties)
    carried, outside = tuple(_carried(around.previous)), around.outside
    if outside is None:  # nobody looked: they are as they were
        threads = tuple(source for source in shown.values() if source.thread)
    else:
        threads = tuple(_outside(around.previous, outside))
    if around.over is not None:
        known = {given.fingerprint for given in memory.topics if not given.comment}
        new = (one for one in (*carried, *threads) if one.fingerprint not in known)
        labelled = {one.fingerprint for one in threads if one.labelled}
        kept = (
            replace(source, labelled=source.fingerprint in labelled)
            for source in shown.values()
        )
        return (*kept, *new)
    there = {source.fingerprint for source in threads}
    # What was done has lost its label for that.
    done = (
        source
        for source in shown.values()
        if source.thread and source.done and source.fingerprint not in there
    )
    return (*carried, *threads, *done)


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


def _carried(previous: Previous | None) -> Iterator[Source]:
    """What the meeting before has left, as its agenda comment has it."""
    if previous is None or previous.over is None:
        return
    authors = {comment.html_url: comment.user.login for comment in previous.comments}
    for topic in previous.text.topics:
        if topic.heading == _DONE or _THREAD.fullmatch(topic.link_text):
            continue  # a thread comes by its label
        known = previous.proposers.get(int(topic.id[1:]))
        proposer = known or authors.get(topic.link, "")
        source = _as_shown(
            topic, fingerprint(f"carried #{previous.number} {topic.id}"), proposer
        )
        arrived = seconds(previous.over)
        yield replace(source, arrived=arrived, times=topic.times + 1, on_top=True)


def _outside(
    previous: Previous | None, threads: Collection[Source]
) -> Iterator[Source]:
    """The threads; what was on the last agenda as well comes on top, counted on."""
    times = dict[str, int]()
    if previous is not None and previous.over is not None:
        for topic in previous.text.topics:
            found = _THREAD.fullmatch(topic.link_text)
            if found and topic.heading != _DONE:
                times[thread_fingerprint(found[1], int(found[2]))] = topic.times
        over = seconds(previous.over)
    counted = [(source, times.get(source.fingerprint, 0)) for source in threads]
    for source, before in counted:
        if before:
            arrived = max(source.arrived, over)
            yield replace(source, arrived=arrived, times=before + 1, on_top=True)
    yield from (source for source, before in counted if not before)


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
        given[number].fingerprint: _as_shown(
            topic, given[number].fingerprint, ties.proposers.get(number, "")
        )
        for topic in own.topics
        if (number := int(topic.id[1:])) in given
    }


def _as_shown(topic: AgendaTopic, fingerprint: str, proposer: str) -> Source:
    thread = _THREAD.fullmatch(topic.link_text)
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
        on_top=topic.times > 1,
        thread=(thread[1], int(thread[2])) if thread else None,
        labelled=False,
        done=topic.heading == _DONE,
    )
