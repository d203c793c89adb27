"""When the meeting takes place after all, as the `/meeting` commands make it.

Nothing is patched: every command is played in its turn, on top of what the configuration
says, and the end is how the meeting stands (`playing.py`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bot.core.meeting_head import Head
from bot.core.models import Comment, Issue
from bot.core.series import Occurrence, Series
from bot.features.agenda.meeting_commands import Cancel, MeetingCommand
from bot.features.agenda.memory import Verdict, fingerprint
from bot.features.agenda.rights import Terms, Turn, turn
from bot.features.agenda.values import Problem

Key = tuple[int, str]
"""What a verdict is remembered by: the comment, and the fingerprint of the command."""


@dataclass(frozen=True, slots=True)
class Requested:
    """A command as a comment gives it; `index` counts its comment's commands."""

    comment: Comment
    index: int
    command: MeetingCommand

    @property
    def key(self) -> Key:
        """What its verdict is remembered by."""
        return self.comment.id, fingerprint(self.command.source)

    @property
    def turn(self) -> Turn:
        """When it has its effect."""
        return turn(self.comment, self.index)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the meeting stands.

    - `occurrence`: when it takes place, who is its facilitator, whether it is cancelled;
    - `planned`: when it would be without any command;
    - `cutoff`: what is proposed later is late; `since`: since when its time is known;
    - `cancelled`: the command that did it; None where nobody proposed a topic, or the
      configuration has `skipped` it;
    - `zone`, `facilitator`: as commands named them, else empty;
    - `closed`: a command has the issue closed; `to_close`: since then, and was not
      obeyed yet; `to_open`: one that was obeyed has been taken back;
    - `asks`: the logins whose role decides a command and is not known yet.
    """

    occurrence: Occurrence
    planned: datetime
    cutoff: datetime
    since: datetime
    cancelled: Cancel | None = None
    skipped: bool = False
    zone: str = ""
    facilitator: str = ""
    closed: bool = False
    to_close: datetime | None = None
    to_open: bool = False
    terms: Terms = field(default_factory=Terms)
    problems: tuple[Problem, ...] = ()
    verdicts: Mapping[Key, Verdict] = field(
        default_factory=lambda: MappingProxyType({})
    )
    asks: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether it is cancelled because nobody proposed a topic."""
        called_off = self.skipped or self.cancelled is not None
        return self.occurrence.cancelled and not called_off


@dataclass(frozen=True, slots=True)
class Ground:
    """What the commands are played on.

    `head` is what the issue's body says so far, `known` are the verdicts remembered.
    `is_empty` tells whether no topic was open at a moment, to which the facilitators
    until then belong.
    """

    series: Series
    planned: Occurrence
    issue: Issue
    head: Head | None
    now: datetime
    roles: Mapping[str, str]
    known: Mapping[Key, Verdict]
    is_empty: Callable[[datetime, Terms], bool]
