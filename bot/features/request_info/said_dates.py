"""Whether a comment says when it is to be, or names a day for some other reason.

    18 March 2021, 17:00 UTC · We have moved it to 18 March · Oh, that is in CET
    The next edition is on 1 September · I will know by 18 March               (no)

An answer under the heading of its question needs none of this.
"""

import re
from datetime import date

from bot.features.request_info.dates import first_date, words_beside
from bot.features.request_info.zones import zones_in

HARDLY = 3
"""Words beside a date or zone in a comment that is hardly more than that."""

FEW = 7
"""The same where nothing else was asked for: `Sorry, we have moved the course to …`."""

LONGEST = 2000
"""Characters of a comment that says when: the days of a whole course are fewer."""

# What speaks of another day than that of the event.
_ELSE = frozenset(
    "next last previous another other away cannot can't not no never".split()
)
_LIMIT = re.compile(
    r"\b(?:by|until|till|before|after|since)(?:\s+the)?\s*\Z", re.IGNORECASE
)


def says_when(words: str, near: date, most: int) -> bool:
    """Whether these words are about a date or zone, with at most so many others."""
    if len(words) > LONGEST:
        return False
    found = first_date(words, near)
    if found is None and not zones_in(words):
        return False
    beside = words_beside(words, near)
    if len(beside) > most or not _ELSE.isdisjoint(beside):
        return False
    return found is None or not _LIMIT.search(words[: found.start])
