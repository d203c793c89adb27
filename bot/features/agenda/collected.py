"""What the comments of a meeting ask for, sorted by kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.core.models import Comment, Identity
from bot.features.agenda.carried import Around, guests, too_late
from bot.features.agenda.commands import (
    AddTopic,
    Change,
    Mistake,
    Note,
    parse_commands,
)
from bot.features.agenda.meeting_commands import Appoint, Cancel, Close, Move
from bot.features.agenda.render import Entry
from bot.features.agenda.schedule import Requested
from bot.features.agenda.values import Asked, Problem


@dataclass(frozen=True, slots=True)
class TooLate:
    """A topic that this meeting takes no more; its `source` as written."""

    comment: Comment
    source: str

    @property
    def refusal(self) -> Problem:
        """What is said where no other meeting takes it either."""
        why = "it comes too late for this meeting, and no later one is planned"
        return Problem(self.comment.id, f"/agenda {self.source}", why, "")


@dataclass(slots=True)
class Collected:
    """Everything that is asked for, each kind in the order of the comments.

    `topics` are those of this meeting, also where they stand at an earlier one: its
    comments, that came too late there, are the `guests`. `commanding` are the comments
    here that hold a command, `too_late` those with topics for the next meeting, the first.
    """

    topics: list[tuple[Comment, AddTopic]] = field(default_factory=list)
    changes: list[Asked] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    requests: list[Requested] = field(default_factory=list)
    problems: dict[int, list[Problem]] = field(
        default_factory=lambda: defaultdict[int, list[Problem]](list)
    )
    commanding: set[int] = field(default_factory=set)
    too_late: dict[int, TooLate] = field(default_factory=dict)
    guests: tuple[Comment, ...] = ()


def collect(me: Identity, comments: Iterable[Comment], around: Around) -> Collected:
    """What people's comments ask for, as they stand now."""
    found = Collected(guests=tuple(people_of(me, guests(around))))
    for comment in people_of(me, comments):
        for n, parsed in enumerate(parse_commands(comment.body, comment.user.login)):
            found.commanding.add(comment.id)
            match parsed:
                case AddTopic():
                    if too_late(comment, around.over):
                        late = TooLate(comment, parsed.source)
                        found.too_late.setdefault(comment.id, late)
                    else:
                        found.topics.append((comment, parsed))
                case Change():
                    found.changes.append(Asked(comment, n, parsed))
                case Note():
                    found.entries.append(Entry(parsed, comment))
                case Cancel() | Move() | Appoint() | Close():
                    found.requests.append(Requested(comment, n, parsed))
                case Mistake(why, form, source):
                    problem = Problem(comment.id, source, why, form)
                    found.problems[comment.id].append(problem)
                case _:  # Help, which is one comment whoever asks
                    pass
    found.topics += [
        (comment, parsed)
        for comment in found.guests
        for parsed in parse_commands(comment.body, comment.user.login)
        if isinstance(parsed, AddTopic)
    ]
    return found


def people_of(me: Identity, comments: Iterable[Comment]) -> Iterator[Comment]:
    """The comments that may hold commands: no bot's, this one's least of all."""
    return (c for c in comments if not c.user.is_bot and not me.wrote(c))
