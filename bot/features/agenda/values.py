"""The agenda's own words: a topic as it stands, a problem, a change that is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.commands import Links
from bot.core.models import Comment
from bot.features.agenda.commands import AddTopic, Change
from bot.features.agenda.memory import Given, Verdict

Standing = Literal["open", "removed", "done", "deferred", "gone"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a topic comes from that no comment of this agenda's meetings proposes.

    It is carried over from the last meeting, or a thread from elsewhere with the
    agenda's label, or both, or a row of a release pulse; its `fingerprint` tells it from
    all others. `title` and `details` are
    Markdown that is safe as it stands, `owner` and `link_text` plain text. `proposer`
    is the login of who may take it off, `arrived` when it came, in seconds since the
    epoch, `times` how often it has been on an agenda, this one included. A topic with
    `on_top` comes before those of the meeting itself, and is never late.

    `thread` is the repository and number of a thread, and `labelled` whether it is known
    to have the agenda's label. `is_row` tells that it is a row of a release pulse, and
    `done` that the agenda has shown it as done so far.
    """

    fingerprint: str
    arrived: int
    title: str
    owner: str
    link: str
    link_text: str
    details: str = ""
    minutes: int | None = None
    owner_login: str = ""
    proposer: str = ""
    times: int = 1
    on_top: bool = False
    thread: tuple[str, int] | None = None
    labelled: bool = True
    is_row: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the agenda as it stands."""

    number: int
    comment: Comment | None
    title: str
    details: str
    owner: str
    owner_login: str
    minutes: int | None
    late: bool
    links: Links = ()
    standing: Standing = "open"
    gone: int = 0
    source: Source | None = None

    @property
    def proposer(self) -> str:
        """The login of who proposed it; "" where nobody knows any more."""
        if self.source is not None:
            return self.source.proposer
        return self.comment.user.login if self.comment is not None else ""

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
class Sourced:
    """A topic that comes from elsewhere, with the id it was given."""

    given: Given
    source: Source


@dataclass(frozen=True, slots=True)
class Asked:
    """A change as a comment asks for it; `index` counts its comment's commands."""

    comment: Comment
    index: int
    change: Change
