"""Texts of strangers, places and times, as they are said on /admin."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.todo.job import Key
from bot.web.admin_words import Place, Words, exactly, parse_place, shortly, span
from tests.core.hostile import FRAGMENTS

NOW = datetime(2021, 3, 4, 12, 0, 5, tzinfo=UTC)
SECRET = "correct horse battery staple"
WORDS = Words(NOW, secrets=[SECRET, "abc"], server_url="https://github.com")


@given(
    st.lists(st.sampled_from([*FRAGMENTS, "\u202e", "é", "👩‍🔬", SECRET]) | st.text())
)
def test_a_text_is_one_short_line_without_anything_unseen(parts):
    text = WORDS.text("".join(parts))
    assert len(text) <= 301 * len("\\U0010ffff")
    assert SECRET not in text
    kinds = {unicodedata.category(char) for char in text}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain", "plain"),
        (" two\n lines\t", "two lines"),
        ("a\u202eb", "a\\u202eb"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\ud800", "\\ud800"),
        ("x" * 301, "x" * 300 + "…"),
        ("x" * 300, "x" * 300),
        ("x" * 299 + "e\u0301", "x" * 299 + "…"),
        (f"it is {SECRET}!", "it is [redacted]!"),
        ("Authorization: token abcdefgh", "Authorization: [redacted]"),
        ("abc is too short to be looked for", "abc is too short to be looked for"),
    ],
)
def test_how_a_text_is_shown(said, shown):
    assert WORDS.text(said) == shown


def test_a_long_text_is_cut_before_it_is_looked_through():
    assert WORDS.text("x " * 10_000_000).endswith("…")


@pytest.mark.parametrize(
    ("place", "text", "url"),
    [
        ("o/r", "o/r", "/o/r"),
        ("o/r.x-y_z#12", "o/r.x-y_z#12", "/o/r.x-y_z/issues/12"),
        (f"o/r@{'a' * 40}", "o/r@aaaaaaa", f"/o/r/commit/{'a' * 40}"),
        ("jupyterhub", "jupyterhub", "/jupyterhub"),
        ("*", "*", None),
        ("", "", None),
        ("o/r#", "o/r#", None),
        ("o/r/x", "o/r/x", None),
        ("../..", "../..", None),
        ("o/..", "o/..", None),
        ("//evil.example", "//evil.example", None),
        ("ü/r", "ü/r", None),
        ("o/r\u202e", "o/r\\u202e", None),
    ],
)
def test_where_a_place_leads_to(place, text, url):
    link = WORDS.place(place)
    assert (link.text, link.url) == (text, f"https://github.com{url}" if url else "")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("o/r", Place("o/r")),
        ("  o/r#12 ", Place("o/r", 12)),
        ("https://github.com/o/r/issues/12", Place("o/r", 12)),
        ("https://git.example.org/o/r/pull/12/files#x", Place("o/r", 12)),
        ("https://github.com/o/r/issues/12#issuecomment-3", Place("o/r", 12)),
        ("https://github.com/o/r/blob/main/x", Place("o/r")),
        ("https://github.com/o", None),
        ("https://[", None),
        ("o", None),
        ("#12", None),
        ("", None),
        ("é/r", None),
    ],
)
def test_what_somebody_looks_for(text, place):
    assert parse_place(text) == place


@pytest.mark.parametrize(
    ("place", "key", "is_there"),
    [
        ("o/r", "o/r", True),
        ("o/r", "O/R#3", True),
        ("o/r", "o/r@abc", True),
        ("o/r", "o", True),
        ("o/r", "o/r2", False),
        ("o/r", "p/r", False),
        ("o/r#3", "o/r#3", True),
        ("o/r#3", "o/r#33", False),
        ("o/r#3", "o/r", True),
        ("o/r#3", "o/r@abc", False),
        ("o/r#3", "*", False),
    ],
)
def test_what_has_to_do_with_a_place(place, key, is_there):
    found = parse_place(place)
    assert found
    assert found.has(Key("x", key)) == is_there


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (0, "just now"),
        (-1, "just now"),
        (2, "2 seconds ago"),
        (119, "119 seconds ago"),
        (120, "2 minutes ago"),
        (-7200, "in 2 hours"),
        (86400, "24 hours ago"),
        (-172_801, "in 2 days"),
    ],
)
def test_when(seconds, says):
    assert WORDS.ago(NOW - timedelta(seconds=seconds)) == says


def test_times_in_full_and_in_short():
    assert exactly(NOW) == "Thursday 4 March 2021, 12:00:05 UTC"
    assert shortly(NOW) == "Thu 4 Mar, 12:00"
    assert span(timedelta(milliseconds=3)) == "1 second"
