"""A text as numbers: its words and pairs of words, each hashed into one of 65,536 buckets.

Hashing needs no vocabulary, so that a model is one row of weights, and holds none of the
words that people wrote.
"""

import math
import re
import zlib
from collections.abc import Iterable, Iterator

BUCKETS = 2**16

Words = tuple[tuple[int, float], ...]
"""Buckets in rising order, each once, with its value; the values' squares add up to 1."""

_WORD = re.compile(
    # scripts without blanks between words: each character is one, and pairs do the rest
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    r"|[^\W_]{1,40}(?:['’][^\W_]{1,10})?"
)
_MOST_WORDS = 1_000
"""Of the prose: a question is asked before that."""


def hashed(title: str, prose: str, signs: Iterable[str] = ()) -> Words:
    """The words of title and prose, their pairs, and `signs` found beside them.

    Only whether a word is there counts, not how often: a long text repeats itself.
    """
    found = {*_terms(title, "t:"), *_terms(prose, ""), *(f"s:{s}" for s in signs)}
    buckets = {zlib.crc32(term.encode()) % BUCKETS for term in found}
    value = 1 / math.sqrt(len(buckets)) if buckets else 0.0
    return tuple((bucket, value) for bucket in sorted(buckets))


def _terms(text: str, prefix: str) -> Iterator[str]:
    before = ""
    for number, word in enumerate(_WORD.finditer(text.lower())):
        if number == _MOST_WORDS:
            return
        term = word[0].replace("’", "'")
        yield f"{prefix}{term}"
        if before:
            yield f"{prefix}{before} {term}"
        before = term
