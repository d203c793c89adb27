"""What waits on a line, summed up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from cachetools import LRUCache

from bot.core.projects import Change, Line
from bot.projects.backports import without_backports
from bot.projects.changes import is_by_machine, kind_of
from bot.projects.kinds import Kind
from bot.projects.titles import carried, same_title, undone

REMEMBERED = 100_000
"""So many changes may be of the lines whose tallies are kept."""

_NONE: Mapping[Kind, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tally:
    """The changes that make a release worth while, and how many there are besides.

    `shipping` are those by people, newest first, as a changelog has them. The others are
    counted by kind: people's that are `quiet`, and those of `machines`, of which updates
    of what the project needs (`runtime`) may be worth shipping too. `undone` were taken
    back again, or took one of these back. Where it is not `complete` there are at least
    so many.
    """

    shipping: tuple[Change, ...] = ()
    quiet: Mapping[Kind, int] = field(default_factory=lambda: _NONE)
    machines: Mapping[Kind, int] = field(default_factory=lambda: _NONE)
    undone: int = 0
    complete: bool = True

    @property
    def by_machines(self) -> int:
        """How many are no person's."""
        return sum(self.machines.values())

    @property
    def total(self) -> int:
        """How many changes there are in all."""
        counted = self.by_machines + sum(self.quiet.values())
        return len(self.shipping) + counted + self.undone


@dataclass(frozen=True, slots=True)
class Tallies:
    """What each of a project's lines comes to, and what they all do `together`."""

    each: tuple[Tally, ...]
    together: Tally


_Lines = tuple[tuple[tuple[Change, ...], bool], ...]
"""The changes of each line, and whether they are all."""

_known: LRUCache[tuple[tuple[int, bool], ...], tuple[_Lines, Tallies]] = LRUCache(
    REMEMBERED, getsizeof=lambda known: 1 + sum(len(one) for one, _ in known[0])
)


def tally_lines(lines: Sequence[Line]) -> Tallies:
    """What the lines of a project come to; what came to two of them counts once.

    Found out once for the very same changes: each takes 40 µs, all of 200 projects seconds,
    and every comment on a pulse asks for that.
    """
    asked: _Lines = tuple((line.changes, line.complete) for line in lines)
    # what is kept lives on, so that nothing else gets its id
    key = tuple((id(changes), complete) for changes, complete in asked)
    known = _known.get(key)
    if known is None:
        known = asked, _tally_lines(asked)
        if _known.getsizeof(known) <= REMEMBERED:
            _known[key] = known
    return known[1]


def _tally_lines(lines: _Lines) -> Tallies:
    each = tuple(tally(changes, complete=complete) for changes, complete in lines)
    if len(each) == 1:
        return Tallies(each, each[0])
    together: tuple[Change, ...] = ()
    for changes, _ in lines:
        together += without_backports(changes, together)
    is_complete = all(complete for _, complete in lines)
    return Tallies(each, tally(together, complete=is_complete))


def tally(changes: Iterable[Change], *, complete: bool = True) -> Tally:
    """What all these changes come to, oldest first."""
    in_order = sorted(changes, key=lambda change: change.at)
    standing = _standing(in_order)
    shipping: list[Change] = []
    quiet: Counter[Kind] = Counter()
    machines: Counter[Kind] = Counter()
    for change in standing:
        kind = kind_of(change)
        if is_by_machine(change):
            machines[kind] += 1
        elif kind == "ships":
            shipping.append(change)
        else:
            quiet[kind] += 1
    return Tally(
        tuple(reversed(shipping)),
        MappingProxyType(dict(quiet)),
        MappingProxyType(dict(machines)),
        len(in_order) - len(standing),
        complete,
    )


def _standing(changes: Sequence[Change]) -> list[Change]:
    """Those that were not taken back again, without those that took one back.

    A revert of what was released before stands, as does a third one: what it brings back
    was taken back in between.
    """
    gone: set[int] = set()
    by_number: dict[int, int] = {}
    by_title: defaultdict[str, list[int]] = defaultdict(list)
    for place, change in enumerate(changes):
        what = undone(change.title)
        if what is not None:
            back = next((by_number[n] for n in what.numbers if n in by_number), None)
            titled = by_title[same_title(what.title)] if what.title else []
            while back is None and titled:
                back = titled.pop()
                back = None if back in gone else back
            if back is not None and back not in gone:
                gone.update((back, place))
                continue
        by_title[same_title(change.title)].append(place)
        if change.number:
            by_number[change.number] = place
        else:
            by_number |= dict.fromkeys(carried(change.title).numbers, place)
    return [change for place, change in enumerate(changes) if place not in gone]
