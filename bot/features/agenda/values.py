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
