"""`/release claim`, `skip` and `snooze`: what a comment asks of a pulse.

/release claim kubespawner
/release claim kubespawner, oauthenticator
/release skip jupyterhub/binderhub it waits for the new chart
/release snooze 30d
/release snooze kubespawner 30d
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.core.commands import RELEASE_COMMANDS, Usage, find_commands, may_hold_command
from bot.core.durations import parse_duration
from bot.core.remembered import remembered

NAMES = RELEASE_COMMANDS

_WHERE = "a pulse issue"
_WHO = "members, and triage and above"

USAGES = (
    Usage(
        "/release claim REPO",
        _WHERE,
        _WHO,
        "you take that project's release; several may stand on one line",
        "/release claim kubespawner",
    ),
    Usage(
        "/release skip REPO WHY",
        _WHERE,
        _WHO,
        "it is left out this time, and comes back once something new waits there",
        "/release skip kubespawner the next one is only for JupyterHub 6",
    ),
    Usage(
        "/release snooze 30d",
        _WHERE,
        _WHO,
        "the whole pulse is put off for so long; with REPO before it, one project",
        "/release snooze 30d",
    ),
)
CLAIM, SKIP, SNOOZE = (usage.form for usage in USAGES)

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=180)
"""For how long something can be put off: less is nothing, and more is forgotten."""

MOST = 50
"""Commands of one comment that are read."""

_MOST_NAMES = 50
_REASON = 300  # characters
_SHOWN = 300
_BETWEEN = ("and", "&", "+")
_ADDRESS = re.compile(r"https?://[^/\s]+/(?=[^/\s]+/[^/\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """Its author takes these projects, named as written."""

    names: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A project is left out of this pulse, for a reason in its author's words."""

    name: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """A project, or all of them (`name` is ""), is put off from the comment on."""

    name: str
    length: timedelta
    source: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A command that nobody can act on: why, as the end of a sentence, and its form."""

    why: str
    form: str
    source: str


Command = Claim | Skip | Snooze | Mistake


def parse_commands(body: str) -> tuple[Command, ...]:
    """What one comment asks for, from top to bottom."""
    return _parsed(body) if may_hold_command(body, NAMES) else ()


@remembered(characters=200_000)  # a thread is read again and again
def _parsed(body: str) -> tuple[Command, ...]:
    found = find_commands(body, NAMES, most=MOST, with_links=False)
    return tuple(_command(" ".join(one.rest.split())) for one in found)


def _command(rest: str) -> Command:
    verb, _, said = rest.partition(" ")
    source = f"/release {rest}"[:_SHOWN].rstrip()
    read = {"claim": _claim, "skip": _skip, "snooze": _snooze}.get(verb.lower())
    if read is None:
        return Mistake("what follows is none of claim, skip and snooze", CLAIM, source)
    return read(said, source)


def _claim(said: str, source: str) -> Claim | Mistake:
    words = said.replace(",", " ").split()
    names = tuple(_name(word) for word in words if word.lower() not in _BETWEEN)
    if not names:
        return Mistake("it names no project", CLAIM, source)
    return Claim(tuple(dict.fromkeys(names))[:_MOST_NAMES], source)


def _skip(said: str, source: str) -> Skip | Mistake:
    name, _, why = said.partition(" ")
    if not name or not why:
        lacks = "gives no reason" if name else "names no project"
        return Mistake(f"it {lacks}", SKIP, source)
    return Skip(_name(name), why[:_REASON], source)


def _snooze(said: str, source: str) -> Snooze | Mistake:
    name, length = "", _length(said)
    if length is None:
        first, _, rest = said.partition(" ")
        name, length = _name(first), _length(rest)
    if length is None:
        return Mistake("it gives no length of time, such as 30d", SNOOZE, source)
    if not SHORTEST <= length <= LONGEST:
        why = f"it is put off for {SHORTEST.days} to {LONGEST.days} days"
        return Mistake(why, SNOOZE, source)
    return Snooze(name, length, source)


def _length(text: str) -> timedelta | None:
    try:
        return parse_duration(text) if len(text) <= 50 else None
    except ValueError:
        return None


def _name(word: str) -> str:
    """A project as people name it, be it by the address of its page or in code."""
    bare = word.lstrip("`*<([@").rstrip("`*_.,;:!?>)]")
    address = _ADDRESS.search(bare)
    if address is None:
        return bare.strip("/")
    owner, name, *_ = bare[address.end() :].split("/")
    return f"{owner}/{name}"
