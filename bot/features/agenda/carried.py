"""What an agenda has to do with other meetings, and with threads from elsewhere.

What a meeting leaves is the next one's, and what is proposed when it takes no more
topics as well. What `sources.py` makes topics of is looked for by `around.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.core.agenda_text import AgendaText
from bot.core.mark import find_mark
from bot.core.models import Comment, Identity
from bot.features.agenda.pulses import Quiet
from bot.features.agenda.ties import Ties, parse_ids
from bot.features.agenda.values import Asked, Source, Topic

OFF = ("done", "removed")
"""How a topic stands whose thread is not to be one of the next meeting."""

ASKED_AT = 4
"""Of a topic that comes for this time people are asked whether it is still wanted."""


@dataclass(frozen=True, slots=True)
class Previous:
    """The meeting before, as its issue shows it.

    `over` is since when its open topics are this one's; None while that is to come. Where
    it never `took_place` they come no second time. `ties` are what its comment remembers,
    and `fingerprints` what its topics from elsewhere are known by.
    """

    number: int
    text: AgendaText
    over: datetime | None = None
    took_place: bool = True
    comments: tuple[Comment, ...] = ()
    ties: Ties = field(default_factory=Ties)
    fingerprints: Mapping[int, str] = field(
        default_factory=lambda: MappingProxyType({})
    )


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

    - `over`: since when topics are the next meeting's, also those proposed in here: the
      meeting is over, or its issue closed;
    - `previous`: the meeting before; `known_previous` is the number of its issue, 0 where
      there is none, None where nobody looked;
    - `late`: comments at earlier meetings that were closed for topics by then, as were
      all meetings between theirs and this one;
    - `unanswered`: the numbers of earlier meetings' issues where these have no answer;
    - `following`: the later meetings, the next one first;
    - `minutes`: the comment with the actions that are still open, of the last meeting
      that has one;
    - `outside`: the labelled threads whose next meeting this is or, at its end, was; None
      where nobody looked;
    - `unasked`: threads that this App has labelled, and for which nobody asks any more;
    - `twin_of`: the number of the issue that counts where this is another one of the same
      meeting, else 0; nobody looked further then;
    - `rows`: the rows of release pulses that nobody has taken, where this is their next
      meeting; `pulses` are those they may be of, by the text of links to them, and
      `quiet` those at whose time nothing waited. None where nobody looked.
    """

    over: datetime | None = None
    known_previous: int | None = None
    previous: Previous | None = None
    late: tuple[Comment, ...] = ()
    unanswered: tuple[int, ...] = ()
    following: tuple[Following, ...] = ()
    minutes: Comment | None = None
    outside: tuple[Source, ...] | None = None
    unasked: tuple[tuple[str, int], ...] = ()
    rows: tuple[Source, ...] | None = None
    pulses: frozenset[str] | None = None
    quiet: frozenset[Quiet] | None = None
    twin_of: int = 0

    @property
    def next_number(self) -> int:
        """The number of the next meeting's issue; 0 where there is none yet."""
        return next((later.number for later in self.following if later.number), 0)


def too_late(comment: Comment, closed: datetime | None) -> bool:
    """Whether what the comment proposes is for the meeting after the one it stands at."""
    return closed is not None and comment.created_at > closed


def guests(around: Around) -> tuple[Comment, ...]:
    """The comments at earlier meetings whose topics are this one's."""
    return tuple(one for one in around.late if not too_late(one, around.over))


def taker(comment: Comment, around: Around) -> Following | None:
    """The meeting that takes what is proposed here too late; None: there is none."""
    takers = (one for one in around.following if not too_late(comment, one.closed))
    return next(takers, None)


@dataclass(frozen=True, slots=True)
class Tied:
    """What is to be remembered, the topics to be asked about now, and the threads that
    lost their label for what people have taken back since."""

    ties: Ties
    questions: tuple[Topic, ...]
    undone: tuple[tuple[str, int], ...]


def tied(
    me: Identity,
    comments: Iterable[Comment],
    around: Around,
    ties: Ties,
    *,
    topics: Iterable[Topic],
    changes: Iterable[Asked],
) -> Tied:
    """What follows for other threads from the topics as they stand."""
    looked, topics = around.known_previous, tuple(topics)
    asked = ties.asked.union(
        *(
            parse_ids(mark.fields.get("topics", ""))
            for comment in comments
            if me.wrote(comment) and (mark := find_mark(comment.body, "carried"))
        )
    )
    sourced = {topic.number: topic for topic in topics if topic.source is not None}
    questions = tuple(
        topic
        for topic in sourced.values()
        if topic.source is not None
        and topic.source.times == ASKED_AT
        and topic.standing == "open"
        and topic.number not in asked
        and around.over is None
    )
    off, undone = _off(ties, sourced, changes)
    remembered = Ties(
        previous=ties.previous if looked is None else looked,
        following=around.next_number or ties.following,
        proposers=MappingProxyType(
            {n: topic.proposer for n, topic in sourced.items() if topic.proposer}
        ),
        owners=MappingProxyType(
            {
                topic.number: topic.owner_login
                for topic in topics
                if topic.owner_login and topic.standing in ("open", "deferred")
            }
        ),
        asked=asked,
        off=MappingProxyType(off),
        edited=ties.edited.union(n for n, topic in sourced.items() if _edited(topic)),
        quiet=ties.quiet if around.quiet is None else around.quiet,
    )
    return Tied(remembered, questions, undone)


def _off(
    ties: Ties, sourced: Mapping[int, Topic], changes: Iterable[Asked]
) -> tuple[dict[int, tuple[str, int]], tuple[tuple[str, int], ...]]:
    """Which threads have, or get, no label for a command here, and which have it back."""
    named = {
        asked.change.topic
        for asked in changes
        if asked.change.what in ("done", "remove")
    }
    off: dict[int, tuple[str, int]] = {}
    undone = []
    for number, thread in ties.off.items():
        topic = sourced.get(number)
        is_off = number in named if topic is None else topic.standing in OFF
        if is_off:
            off[number] = thread
        elif topic is None or (topic.source and not topic.source.labelled):
            undone.append(thread)
    for number, topic in sourced.items():
        source = topic.source
        if source is not None and source.thread and topic.standing in OFF:
            off[number] = source.thread
    return off, tuple(undone)


def _edited(topic: Topic) -> bool:
    source = topic.source
    return source is not None and (topic.title, topic.owner, topic.minutes) != (
        source.title,
        source.owner,
        source.minutes,
    )
