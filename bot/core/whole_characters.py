"""Where a text may be cut so that no character as people see it is halved."""

import unicodedata

_JOINER = "\u200d"
_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAGS = range(0x1F1E6, 0x1F200)


def whole(text: str, end: int) -> int:
    """The last place at or before `end` that is between two whole characters.

    Marks stay with their letter; an emoji stays with its tone, its selector and what is
    joined to it; a flag stays one. (A subset of Unicode's extended grapheme clusters,
    https://www.unicode.org/reports/tr29/, without Hangul's parts.)
    """
    while 0 < end < len(text) and _is_inside(text, end):
        end -= 1
    return end


def _is_inside(text: str, at: int) -> bool:
    char, before = text[at], text[at - 1]
    if _JOINER in (char, before) or unicodedata.category(char)[0] == "M":
        return True
    code = ord(char)
    if code in _TONES or code in _TAGS:
        return True
    return code in _FLAGS and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    start = at
    while start > 0 and ord(text[start - 1]) in _FLAGS:
        start -= 1
    return at - start
