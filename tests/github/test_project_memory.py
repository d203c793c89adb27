"""What is remembered of tags still holds, or they are read again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.projects import Tag
from bot.github.project_memory import Refs, Tags

AT = datetime(2021, 3, 1, tzinfo=UTC)
PAGE = 3


def refs(words: str) -> Refs:
    """`a b2`: a tag `a`, and `b` of another commit than before; `c0` is no commit's."""
    return tuple(
        (word[0], None if word[1:] == "0" else Tag(word[0], word, AT))
        for word in words.split()
    )


def first_page(words: str) -> Tags:
    return Tags(refs(words)[:PAGE], len(words.split()))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("e d c b a", "e d c b a"),
        ("e d c b a", "f e d c b a"),
        ("e d c b a", "h g f e d c b a"),
        ("e d0 c b a", "f0 e d0 c b a"),
        ("e d c b a", "e2 d c b a"),
        ("c", "f e d c"),
    ],
    ids=["nothing new", "one more", "a page more", "of folders", "moved", "few"],
)
def test_what_is_new_comes_before_what_is_known(before, now):
    known = Tags(refs(before), len(before.split()))
    assert known.with_newest(first_page(now)) == Tags(refs(now), len(now.split()))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("e d c b a", "i h g f e d c b a"),
        ("e d c b a", "d c b a"),
        ("e d c b a", "e d c b"),
        ("e d c b a", "f e d c b"),
        ("e d c b a", "a2 e d c b"),
        ("e d c b a", "d c b e2 a"),
        ("e d c b a", "f d c b a"),
    ],
    ids=[
        "more than a page",
        "the newest is gone",
        "an old one is gone",
        "one for another",
        "moved to the front",
        "moved from it",
        "the newest renamed",
    ],
)
def test_what_cannot_be_told_is_read_again(before, now):
    assert Tags(refs(before), 5).with_newest(first_page(now)) is None


@given(st.integers(0, 8), st.integers(0, 8))
@settings(max_examples=30)
def test_as_long_as_there_are_only_new_ones_it_is_right(old, new):
    words = " ".join("abcdefghijklmnop"[: old + new][::-1])
    known = Tags(refs(words)[new:], old)
    found = known.with_newest(first_page(words))
    assert found in (None, Tags(refs(words), old + new))
    assert (found is None) == (new > PAGE)
