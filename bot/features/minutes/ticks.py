"""The list of open actions in the comment: what notes say, and what people do to it.

People tick what is done, take a line away, add one of their own, mend its words, or put
the lines in another order: all of that stays, whatever the notes say afterwards. Between
a box that people changed and notes that changed, the later change counts.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.open_actions import MOST, ListedAction
from bot.features.minutes.pieces import length

ROOM = 25_000
"""Characters up to which new lines come onto the list."""

FULL = 38_000
"""Characters of the longest list, whoever wrote it: a comment has no more room."""

_ALIKE = 0.75

Known = Mapping[str, bool]
"""The bot's own lines: by fingerprint, whether their source says that they are done."""


@dataclass(frozen=True, slots=True)
class Actions:
    """The list as it should be, and what is to be remembered of the bot's lines in it.

    `ours` also has those that people took away; `left_out` counts those for which there
    is no room.
    """

    listed: tuple[ListedAction, ...] = ()
    ours: Known = field(default_factory=lambda: MappingProxyType({}))
    left_out: int = 0


def merge(
    noted: Iterable[ListedAction],
    carried: Iterable[ListedAction],
    there: Sequence[ListedAction],
    ours: Known,
) -> Actions:
    """The list of one meeting.

    `noted` is what its notes hold, `carried` the list of the meeting before, `there`
    the list as people left it, `ours` what was remembered with it. What is done already
    when it would come onto the list does not come: a topic that is carried over brings
    its notes of last time, and with them actions that were ticked since.
    """
    said: dict[str, ListedAction] = {}
    for action in (*carried, *noted):
        before = said.get(action.fingerprint, action)
        done = action.done or before.done
        said[action.fingerprint] = ListedAction(action.line, done)
    wanted = {
        mark: action for mark, action in said.items() if mark in ours or not action.done
    }
    left = {action.fingerprint: action for action in there}
    mended = dict(_mended(wanted, left, ours))
    source = {mended.get(mark, mark): mark for mark in wanted}
    listed: list[tuple[str, ListedAction]] = []
    for shown, line in left.items():
        mark = source.get(shown, shown)
        if mark in wanted:
            done = _done(wanted[mark], line, ours.get(mark, ours.get(shown)))
            # the words are those of whoever changed them
            by_people = shown != mark and mark in ours
            words = line.line if by_people else wanted[mark].line
            listed.append((mark, ListedAction(words, done)))
        elif mark not in ours or line.done:
            # a line of people's own, or ticked before it vanished from the notes
            listed.append((mark, line))
    new = [
        (mark, action)
        for mark, action in wanted.items()
        # one of the bot's that is not there was taken away by people
        if mark not in ours and mended.get(mark, mark) not in left
    ]
    kept = list(_fitting(listed, (), FULL))
    kept += _fitting(new, kept, ROOM)
    cut = {mark for mark, _ in (*listed, *new)} - {mark for mark, _ in kept}
    known = {mark: a.done for mark, a in wanted.items() if mark not in cut}
    actions = tuple(action for _, action in kept)
    return Actions(actions, MappingProxyType(known), len(cut))


def _done(source: ListedAction, shown: ListedAction, was: bool | None) -> bool:
    """Whether it is done; `was` is what the source said when it was last looked at."""
    if was is None:
        return source.done or shown.done
    return shown.done if source.done == was else source.done


def _fitting(
    lines: Iterable[tuple[str, ListedAction]],
    above: Collection[tuple[str, ListedAction]],
    room: int,
) -> Iterator[tuple[str, ListedAction]]:
    """As many lines as there is room for below those above, the first ones."""
    count, size = len(above), sum(length(str(action)) + 1 for _, action in above)
    for mark, action in lines:
        count, size = count + 1, size + length(str(action)) + 1
        if count > MOST or size > room:
            return
        yield mark, action


def _mended(
    wanted: Mapping[str, ListedAction], left: Mapping[str, ListedAction], ours: Known
) -> Iterator[tuple[str, str]]:
    """Which line that is no longer there became which one that is not wanted.

    Either people mended its words in the list, or somebody did in the notes.
    """
    missing = [mark for mark in wanted if mark not in left]
    strange = {mark: _pairs(left[mark]) for mark in left if mark not in wanted}
    for mark in missing:
        pairs = _pairs(wanted[mark])
        # of the bot's lines one that people rewrote, of new ones one that notes rewrote
        alike = {
            one: _likeness(pairs, others)
            for one, others in strange.items()
            if (one in ours) != (mark in ours)
        }
        best = max(alike, key=alike.__getitem__, default="")
        if best and alike[best] >= _ALIKE:
            del strange[best]
            yield mark, best


def _pairs(action: ListedAction) -> Counter[str]:
    """The letters, two by two: cheap to compare, and alike where words are."""
    line = action.line.casefold()
    return Counter(line[n : n + 2] for n in range(len(line) - 1))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0 to 1, where all is the same."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
