"""How many there are, in words: `1 change`, `12 changes by bots (2 of what it needs)`."""

from collections.abc import Iterable, Mapping

from bot.projects.kinds import Kind
from bot.projects.tally import Tally

_KINDS: Mapping[Kind, str] = {
    "documentation": "of documentation",
    "ci": "of tests and CI",
    "development": "of development tools",
    "version": "of the version number",
}


def counted(number: int, one: str) -> str:
    """`1 change`, `2 changes`."""
    return f"{number} {one if number == 1 else f'{one}s'}"


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def render_besides(tally: Tally) -> str:
    """What there is besides what people have done that ships; "" where it is nothing.

    By bots first: those are what raw counts of commits are made of. A changed version
    number follows every release, and is told only where there is nothing else.
    """
    parts = []
    if tally.by_machines:
        needed = tally.machines.get("runtime", 0)
        of_it = f" ({needed} of what it needs)" if needed else ""
        parts.append(f"{counted(tally.by_machines, 'change')} by bots{of_it}")
    numbers = {kind: tally.quiet.get(kind, 0) for kind in _KINDS}
    if parts or tally.shipping or sum(numbers.values()) > numbers["version"]:
        numbers["version"] = 0
    for kind, what in _KINDS.items():
        if number := numbers[kind]:
            shown = str(number) if parts else counted(number, "change")
            parts.append(f"{shown} {what}")
    if tally.undone:
        parts.append(f"{tally.undone} that cancel each other out")
    return listed(parts) if parts else ""
