"""What waits on a line, summed up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.projects import Change
from bot.projects.changes import is_by_machine, kind_of
from bot.projects.kinds import Kind
from bot.projects.titles import carried, same_title, undone

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
