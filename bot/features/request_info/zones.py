"""Which time zone people name: `UTC+5:30`, `CET`, `Pacific time`, `Europe/London`.

No city alone, and no country: `Paris` is in Texas, too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.zones import zone_names

# Hours east of Greenwich. Where several places share letters, or people write those of
# winter in summer, each is given: none of them is held against anybody.
_LETTERS: Mapping[str, tuple[float, ...]] = {
    "UTC": (0,), "GMT": (0, 1), "WET": (0, 1), "WEST": (1,), "BST": (1, 6),
    "CET": (1, 2), "CEST": (2,), "MEZ": (1, 2), "MESZ": (2,), "EET": (2, 3),
    "EEST": (3,), "MSK": (3,), "TRT": (3,), "SAST": (2,), "CAT": (2,), "EAT": (3,),
    "WAT": (1,), "IST": (1, 2, 5.5), "PKT": (5,), "NPT": (5.75,), "WIB": (7,),
    "ICT": (7,), "SGT": (8,), "HKT": (8,), "AWST": (8,), "JST": (9,), "KST": (9,),
    "ACST": (9.5, 10.5), "ACDT": (10.5,), "AEST": (10, 11), "AEDT": (11,),
    "NZST": (12, 13), "NZDT": (13,), "BRT": (-3,), "ART": (-3,), "CLT": (-4, -3),
    "COT": (-5,), "PET": (-5,), "NST": (-3.5, -2.5), "AST": (-4, -3), "ADT": (-3,),
    "EST": (-5, -4), "EDT": (-4,), "ET": (-5, -4), "CST": (-6, -5, 8), "CDT": (-5,),
    "CT": (-6, -5), "MST": (-7, -6), "MDT": (-6,), "MT": (-7, -6), "PST": (-8, -7),
    "PDT": (-7,), "PT": (-8, -7), "AKST": (-9, -8), "AKDT": (-8,), "HST": (-10,),
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "central european": "CET",
    "eastern european": "EET",
    "british summer": "BST",
    "greenwich mean": "GMT",
    "indian standard": "IST",
    "eastern": "ET",
    "central": "CT",
    "mountain": "MT",
    "pacific": "PT",
}

_OFFSET = re.compile(
    r"\b(?:UTC|GMT)\s?([+−-])(\d{1,2})(?::?(\d\d))?(?![\d:])", re.IGNORECASE
)
# A minus alone is one only where a whole date and time stand before it: else 9:00-12:00.
_OF_ISO = re.compile(r"(?<=[T\d]\d:\d\d)(?::\d\d)?\s?(\+)(\d\d):?(\d\d)\b")
_OF_T = re.compile(r"T\d\d:\d\d(?::\d\d)?([+-])(\d\d):?(\d\d)\b")
_ZULU = re.compile(r"(?<=\d\d)Z\b|(?<=:\d\d) Z\b(?![\w-])")
_LETTERED = re.compile(rf"(?<!\w)(?:{'|'.join(_LETTERS)}|utc|gmt)(?!\w)")
_WORDED = re.compile(
    rf"\b({'|'.join(_WORDS)})(?: (?:standard|daylight|summer))? time\b", re.IGNORECASE
)
_NAMED = re.compile(r"(?<![\w/])[A-Za-z_]+(?:/[A-Za-z_]+){1,2}(?![\w/])")


LONGEST = 5000
"""Characters of a text in which a zone, or a date, is looked for."""


@dataclass(frozen=True, slots=True)
class Named:
    """Where in a text a zone is named, and which ones that may be."""

    start: int
    end: int
    zones: tuple[tzinfo, ...]


def zones_in(text: str) -> tuple[Named, ...]:
    """Every zone that is named, in order."""
    found: list[Named] = []
    for named in sorted(_all(text[:LONGEST]), key=lambda one: (one.start, -one.end)):
        if not found or named.start >= found[-1].end:
            found.append(named)
    return tuple(found)


def _all(text: str) -> Iterator[Named]:
    for pattern in (_OFFSET, _OF_ISO, _OF_T):
        for match in pattern.finditer(text):
            offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
            if offset <= timedelta(hours=14):
                zone = timezone(offset if match[1] == "+" else -offset)
                yield Named(match.start(1), match.end(), (zone,))
                if pattern is _OFFSET:
                    yield Named(match.start(), match.end(), (zone,))
    for match in _ZULU.finditer(text):
        yield Named(match.start(), match.end(), _of_letters("UTC"))
    for match in _LETTERED.finditer(text):
        yield Named(match.start(), match.end(), _of_letters(match[0].upper()))
    for match in _WORDED.finditer(text):
        letters = _WORDS[match[1].lower()]
        yield Named(match.start(), match.end(), _of_letters(letters))
    for match in _NAMED.finditer(text):
        if name := _names().get(match[0].casefold()):
            yield Named(match.start(), match.end(), (ZoneInfo(name),))


def _of_letters(letters: str) -> tuple[tzinfo, ...]:
    return tuple(timezone(timedelta(hours=hours)) for hours in _LETTERS[letters])


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    return {name.casefold(): name for name in zone_names() if "/" in name}
