"""What the author of a command can have seen, and what they may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.models import Comment
from bot.features.agenda.commands import Change
from bot.features.agenda.memory import Given, Verdict
from bot.features.agenda.values import Asked, Problem, Topic

CHAIRS = ("triage", "write", "maintain", "admin")
"""GitHub's roles from triage up."""

CHAIRS_ONLY = (
    "only {}the facilitator, or people with the triage role and above, may do this"
)
"""Said to everybody else; who else may comes first."""

Turn = tuple[int, int, int]
"""When a command has its effect: its comment's time and id, and its place in there."""


def turn(comment: Comment, index: int) -> Turn:
    """The turn of one of a comment's commands: that of its comment's first text."""
    return (seconds(comment.created_at), comment.id, index)


@dataclass(frozen=True, slots=True)
class Terms:
    """Who is the facilitator, in lower case: at first, and from later turns on."""

    first: str = ""
    later: tuple[tuple[Turn, str], ...] = ()

    def at(self, moment: Turn) -> str:
        """The facilitator then."""
        begun = [login for since, login in self.later if since <= moment]
        return begun[-1] if begun else self.first


@dataclass(slots=True)
class Fold:
    """The agenda in the making, and what is remembered of earlier answers."""

    given: Mapping[int, Given]
    terms: Terms
    roles: Mapping[str, str]
    known: Mapping[tuple[int, str], Verdict]
    next_number: int
    order: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    verdicts: dict[tuple[int, str], Verdict] = field(default_factory=dict)
    asks: set[str] = field(default_factory=set)


def seconds(moment: datetime) -> int:
    """Since the epoch: GitHub tells no finer time."""
    return int(moment.timestamp())


def saw(fold: Fold, comment: Comment, number: int) -> bool:
    """Whether the author of the comment can have seen the id."""
    given = fold.given.get(number)
    if given is None:
        return 0 < number < fold.next_number
    if given.comment == comment.id:
        return comment.edited
    if comment.edited:
        return given.arrived <= seconds(comment.updated_at)
    return (given.arrived, given.comment) < (seconds(comment.created_at), comment.id)


def may(fold: Fold, asked: Asked, topic: Topic, key: tuple[int, str]) -> bool:
    """Whether the author may; what once gave the right gives it for good."""
    login = asked.comment.user.login.lower()
    chairs_only = asked.change.what in ("move", "done", "defer")
    if not chairs_only and login == topic.proposer.lower():
        if topic.source is not None:  # it may come again, and this is about now
            fold.verdicts[key] = "+"
        return True
    facilitator = fold.terms.at(turn(asked.comment, asked.index))
    owner = "" if chairs_only else topic.owner_login.lower()
    verdict = judged(login, (facilitator, owner), fold.known.get(key), fold.roles)
    if verdict is None:
        fold.asks.add(login)
        return False
    fold.verdicts[key] = verdict
    if verdict == "-":
        who = "" if chairs_only else "its proposer, "
        refuse(fold, asked, CHAIRS_ONLY.format(who), form=None)
    return verdict == "+"


def judged(
    login: str,
    entitled: Collection[str],
    known: Verdict | None,
    roles: Mapping[str, str],
) -> Verdict | None:
    """Whether somebody may (`+`) or not (`-`); None: only their role would tell.

    Logins are in lower case. What was `known` stays so when another takes over.
    """
    if login in entitled or known == "+":
        return "+"
    if known == "-":
        return "-"
    if login not in roles:
        return None
    return "+" if roles[login] in CHAIRS else "-"


def refuse(fold: Fold, asked: Asked, why: str, form: str | None = "") -> None:
    """The command is answered with why not, and the right form of it.

    Without a form (None) its form is not what is wrong.
    """
    if form == "":
        form = _form(asked.change)
    fold.problems.append(
        Problem(asked.comment.id, asked.change.source, why, form or "")
    )


def form_with_seen(fold: Fold, asked: Asked) -> str:
    """The command's form with an id that its author did see, not the one refused."""
    seen = (
        number
        for number in (asked.change.topic, *sorted(fold.topics))
        if number in fold.topics
        and fold.topics[number].standing == "open"
        and saw(fold, asked.comment, number)
    )
    number = next(seen, None)
    if number is None:
        return "/agenda Your topic"
    return _form(replace(asked.change, topic=number))


def _form(change: Change) -> str:
    """A form of the command that can be done, to show beside the refusal."""
    rest = {
        "edit": " New topic",
        "time": " 15m",
        "owner": " @name",
        "move": " first",
    }.get(change.what, "")
    return f"/agenda {change.what} A{change.topic}{rest}"
