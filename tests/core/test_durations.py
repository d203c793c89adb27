from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.durations import parse_duration, render_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("14d", timedelta(days=14)),
        ("2w", timedelta(days=14)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        (" 14 d ", timedelta(days=14)),
        ("0m", timedelta()),
        ("P14D", timedelta(days=14)),
        ("P2W", timedelta(days=14)),
        ("PT1H", timedelta(hours=1)),
        ("P1DT2H30M10S", timedelta(days=1, hours=2, minutes=30, seconds=10)),
        ("pt1h", timedelta(hours=1)),
        ("366d", timedelta(days=366)),
    ],
)
def test_lengths_are_understood_as_people_write_them(
    text: str, length: timedelta
) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["", "14", "d", "-1d", "1.5h", "1 month", "P", "PT", "P1DT", "P1Y", "P1M", "1h x"],
)
def test_what_is_no_length_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="14d, 2w, 1h 30m and ISO 8601"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["367d", "P999999999W", "999999999w", "366d 1s"])
def test_lengths_end_at_a_year(text: str) -> None:
    with pytest.raises(ValueError, match="at most 366d"):
        parse_duration(text)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 366 * 24 * 60))
def test_both_notations_mean_the_same(minutes: int) -> None:
    days, rest = divmod(minutes, 24 * 60)
    iso = f"P{days}DT{rest}M"
    short = f"{days}d {rest}m"
    assert parse_duration(iso) == parse_duration(short) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=60), "60 min"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(days=14), "14 days"),
        (timedelta(days=1, minutes=1), "1441 min"),
    ],
)
def test_lengths_are_shown_in_words(length: timedelta, words: str) -> None:
    assert render_duration(length) == words
