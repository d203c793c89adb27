"""In which order projects are released: `after`, seen as a graph.

    configurable-http-proxy ─ jupyterhub ─ kubespawner       stages 1, 2, 3

Names are as they stand in the file. Each project and each `after` is looked at once, so
that hundreds that name each other cost no time.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.releases import Releases

Graph = Mapping[str, Collection[str]]
"""Every project, with those that are released before it."""


@dataclass(frozen=True, slots=True)
class Walk:
    """`order` has each project behind all that are released before it.

    Where that cannot be, `cycles` tell why. Each ends with the project that it begins
    with, the first of its projects in the file; no project is in two of them.
    """

    order: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...] = ()


def walk(after: Graph) -> Walk:
    """All projects in an order in which they can be released."""
    done: dict[str, None] = {}
    cycles: list[tuple[str, ...]] = []
    told: set[str] = set()
    for start in after:
        # the way to the project at hand, and what each on it has still to look at
        way: dict[str, Iterator[str]] = {}
        if start not in done:
            way[start] = iter(after[start])
        while way:
            name = next(reversed(way))
            before = next(way[name], None)
            if before is None:
                way.pop(name)
                done[name] = None
            elif before in way:
                if name not in told and told.isdisjoint(found := _back_to(before, way)):
                    told.update(found)
                    cycles.append(found)
            elif before not in done:
                way[before] = iter(after[before])
    places = {name: place for place, name in enumerate(after)}
    return Walk(tuple(done), tuple(_from_first(cycle, places) for cycle in cycles))


def _back_to(name: str, way: Collection[str]) -> tuple[str, ...]:
    names = tuple(way)
    return names[names.index(name) :]


def _from_first(cycle: tuple[str, ...], places: Mapping[str, int]) -> tuple[str, ...]:
    first = cycle.index(min(cycle, key=places.__getitem__))
    return (*cycle[first:], *cycle[: first + 1])


def stages(config: "Releases") -> Mapping[str, int]:
    """The stage of every project, from 1: one more than any that is released before it."""
    after = config.after
    found: dict[str, int] = {}
    for name in walk(after).order:
        found[name] = 1 + max((found[before] for before in after[name]), default=0)
    return {name: found[name] for name in after}


def waits_for(config: "Releases", *names: str) -> frozenset[str]:
    """All projects that are released before any of these, be it by way of others."""
    after = config.after
    found: set[str] = set()
    waiting = [spelled for name in names if (spelled := config.spelled(name))]
    while waiting:
        new = set(after[waiting.pop()]) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)
