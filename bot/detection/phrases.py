"""Texts as rows of words, and phrases to be looked for in them.

Comparing words costs next to nothing, however hostile the text is; a pattern over the
text would have ways to go wrong.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

_TOKEN = re.compile(r"[^\W_]{1,60}(?:'[^\W_]{1,10})?|[?.!:;]")
_SLOT = re.compile(r"\{([^}]*)\}|([^\s{}]+)")
_MOST = 1_500
"""Words: what is asked is asked before that."""

_ANY = "*"
"""Stands for one word, whichever."""

_Slot = Mapping[str, tuple[tuple[str, ...], ...]]
"""What may stand in one place of a phrase: the first word, and those that may follow it.

An empty first word: there may also be nothing.
"""


class Row:
    """The words of a text, in lower case, and where its sentences end."""

    __slots__ = ("places", "words")

    def __init__(self, text: str) -> None:
        self.words = tuple(_TOKEN.findall(text.lower().replace("’", "'"))[:_MOST])
        self.places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            self.places[word].append(place)


class Phrases:
    """Phrases in which each place holds a word, or one of `{several|a few words}`.

    Nothing between two `|` means that the place may be left out, and `*` that any word
    may stand there, other than in the first.
    """

    __slots__ = ("_by_first",)

    def __init__(self, written: Iterable[str]) -> None:
        by_first: dict[str, list[tuple[_Slot, ...]]] = defaultdict(list)
        for text in written:
            slots = tuple(_slot(found[1] or found[2]) for found in _SLOT.finditer(text))
            for first in slots[0]:
                by_first[first].append(slots)
        self._by_first = dict(by_first)

    def are_in(self, row: Row) -> bool:
        """Whether one of them stands anywhere in the text."""
        return any(
            _matches(slots, row.words, place)
            for first in self._by_first.keys() & row.places.keys()
            for slots in self._by_first[first]
            for place in row.places[first]
        )

    def begin(self, row: Row) -> bool:
        """Whether the text begins with one of them."""
        first = row.words[0] if row.words else ""
        return any(_matches(s, row.words, 0) for s in self._by_first.get(first, ()))


def _slot(text: str) -> _Slot:
    slot: dict[str, tuple[tuple[str, ...], ...]] = {}
    for choice in text.split("|"):
        first, *more = choice.split() or [""]
        slot[first] = (*slot.get(first, ()), tuple(more))
    return slot


def _matches(
    slots: Sequence[_Slot], words: tuple[str, ...], place: int, number: int = 0
) -> bool:
    """Whether the slots from `number` on fit the words from `place` on."""
    if number == len(slots):
        return True
    slot = slots[number]
    if place < len(words):
        known = slot.get(words[place], ())
        if _ANY in slot and words[place][0].isalnum():
            known = (*known, ())
        for more in known:
            end = place + 1 + len(more)
            fits = not more or words[place + 1 : end] == more
            if fits and _matches(slots, words, end, number + 1):
                return True
    return "" in slot and _matches(slots, words, place, number + 1)
