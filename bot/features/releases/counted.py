"""How many there are, in words: `1 change`, `12 by bots (2 of what it needs)`."""

from collections.abc import Iterable, Mapping

from bot.projects.kinds import Kind
from bot.projects.tally import Tally

_KINDS: Mapping[Kind, str] = {
    "documentation": "of documentation",
    "ci": "of tests and CI",
    "development": "of what only developers have",
    "version": "of a version number",
    "runtime": "of what it needs",
    "ships": "that would ship",
}


def counted(number: int, one: str, more: str = "") -> str:
    """`1 change`, `2 changes`."""
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def render_besides(tally: Tally) -> str:
    """What there is besides what people have done that ships; "" where it is nothing.

    By bots first: those are what raw counts of commits are made of.
    """
    parts = []
    if tally.by_machines:
        needed = f" ({tally.runtime} of what it needs)" if tally.runtime else ""
        parts.append(f"{counted(tally.by_machines, 'change')} by bots{needed}")
    rest = sum(tally.besides.values()) - tally.by_machines
    if rest:
        kinds = [
            what
            for kind, what in _KINDS.items()
            if kind != "runtime" and tally.besides.get(kind)
        ]
        more = f"{rest} more" if parts else counted(rest, "change")
        parts.append(
            f"{more} that need no release" if len(kinds) != 1 else f"{more} {kinds[0]}"
        )
    if tally.undone:
        parts.append(f"{tally.undone} that cancel each other out")
    return listed(parts) if parts else ""
