"""What people's comments on a pulse come to: who takes what, what is left out or put off.

The last word counts, row by row: who claims what was skipped takes it after all. Several
may take one together. Comments of bots, and of people who are no members, change nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.commands import is_for_others
from bot.core.local_time import later
from bot.core.models import Comment
from bot.features.releases.commands import (
    NAMES,
    Claim,
    Command,
    Mistake,
    Skip,
    Snooze,
    parse_commands,
)
from bot.features.releases.names import Names, Unknown
from bot.features.releases.state import State

INSIDE = frozenset({"triage", "write", "maintain", "admin"})
"""Roles that make somebody a member, where the membership itself is not public."""

OVER = "this pulse is over; what it left comes with the next one"
NOT_A_MEMBER = (
    "only members of the team can say so (a membership may have to be public)"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A command that cannot be done: as written, why, and the right form, if any.

    One `is_of_rows` if it names a row that is not there, or is there no more.
    """

    source: str
    why: str
    form: str = ""
    is_of_rows: bool = False


@dataclass(slots=True)
class Said:
    """What was said last of one row: who takes it, or why not now."""

    claimed: list[str] = field(default_factory=list)
    skipped: "Reason | None" = None
    snoozed: "Reason | None" = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Who left something out or put it off, when and why, or until when."""

    login: str
    at: datetime
    why: str = ""
    until: datetime | None = None


@dataclass(slots=True)
class Heard:
    """Everything that is said: by row (its project's name in lower case), and of all.

    `resting` is what puts off all of it, as it was said last, be that over or not.
    `commanding` are the comments with a command, `refused` what of them cannot be done;
    `unknown` the logins whose role would tell whether they are members.
    """

    rows: dict[str, Said] = field(default_factory=dict)
    resting: Reason | None = None
    commanding: set[int] = field(default_factory=set)
    refused: dict[int, list[Problem]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()

    def of(self, name: str) -> Said:
        """What was said of a row; nothing of one that nobody named."""
        return self.rows.get(name.lower()) or Said()


def was_ended(state: State) -> bool:
    """Whether this App has closed the pulse, which is open again for whoever wants it."""
    return any(
        event.event == "closed"
        and event.actor.is_same(state.me)
        and event.created_at >= state.pulse.closes
        for event in state.thread.events
    )


def closing_time(state: State, resting: Reason | None) -> datetime:
    """When the issue is closed: a whole window is left after what puts it off."""
    closes = state.pulse.closes
    if resting is None or resting.until is None:
        return closes
    until = resting.until.astimezone(closes.tzinfo)
    return max(closes, later(until, state.config.window))


def by_people(comments: Iterable[Comment]) -> Iterator[Comment]:
    """The comments that may hold commands."""
    return (one for one in comments if not one.user.is_bot)


def is_ours_to_answer(comment: Comment) -> bool:
    """Whether no other feature reacts to the same comment."""
    return not is_for_others(comment.body, NAMES)


def hear(names: Iterable[str], state: State) -> Heard:
    """What the comments ask of the pulse whose rows are of these projects."""
    heard = Heard()
    known = Names(names, state.config.names, state.seen.projects)
    unknown: set[str] = set()
    again = was_ended(state)
    for comment in by_people(state.thread.comments):
        commands = parse_commands(comment.body)
        if not commands:
            continue
        heard.commanding.add(comment.id)
        role = state.roles.get(comment.user.login.lower())
        if not comment.by_insider and role is None:
            unknown.add(comment.user.login.lower())
            continue
        is_late = (
            comment.created_at >= closing_time(state, heard.resting)
            and not again
            and not _was_done(comment)  # the window may have been shortened since
        )
        for command in commands:
            problem = (
                Problem(command.source, OVER)
                if is_late
                else _obey(heard, comment, command, known)
                if comment.by_insider or role in INSIDE
                else Problem(command.source, NOT_A_MEMBER)
            )
            if problem is not None and not (problem.is_of_rows and _was_done(comment)):
                heard.refused.setdefault(comment.id, []).append(problem)
    heard.unknown = frozenset(unknown)
    return heard


def _was_done(comment: Comment) -> bool:
    """Whether the comment has its thumb up: what it named was there for its author."""
    return "+1" in (comment.reacted or ()) and not comment.edited


def _obey(
    heard: Heard, comment: Comment, command: Command, known: Names
) -> Problem | None:
    login = comment.user.login
    match command:
        case Mistake(why, form, source):
            return Problem(source, why, form)
        case Snooze("", length):
            at = comment.created_at
            heard.resting = Reason(login, at, until=at + length)
            return None
        case Claim(names):
            return _claim(heard, login, command, [known.find(one) for one in names])
        case Skip(name) | Snooze(name):
            row = known.find(name)
            if isinstance(row, Unknown):
                return Problem(command.source, row.why, row.form, is_of_rows=True)
            said = heard.rows.setdefault(row, Said())
            said.claimed = []
            at = comment.created_at
            if isinstance(command, Skip):
                said.skipped, said.snoozed = Reason(login, at, command.why), None
            else:
                until = at + command.length
                said.skipped, said.snoozed = None, Reason(login, at, until=until)
    return None


def _claim(
    heard: Heard, login: str, command: Claim, rows: list[str | Unknown]
) -> Problem | None:
    """All that is known of it is taken; the first that is not is told of."""
    problem = None
    for row in rows:
        if isinstance(row, Unknown):
            unknown = Problem(command.source, row.why, row.form, is_of_rows=True)
            problem = problem or unknown
            continue
        said = heard.rows.setdefault(row, Said())
        said.skipped = said.snoozed = None
        if login not in said.claimed:
            said.claimed.append(login)
    return problem
