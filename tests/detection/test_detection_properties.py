"""Whatever people write: a verdict, soon, and none of their words in it."""

import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.detection.rules import read
from bot.detection.verdict import judge
from tests.detection.hostile import HOSTILE, LONG
from tests.detection.models import model

PIECES = st.sampled_from(
    "``` ~~~ <!-- --> > # ### ** _ | - [x] [ ] ![ ]( <details> </details> <pre> --- === ? "
    "How do I configure this Traceback (most recent call last): Error: File 1. 2023-03-01 "
    "10:00:00 [I key: c.A.b=1 https://example.org \n \n\n \t \r\n \u2028 é 日本 \ud800 \x00".split(
        " "
    )
)
TEXTS = st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join)
MODEL = model("how", "do", "i")
SECRET = "xyzzyplugh"


@settings(max_examples=150)
@given(title=TEXTS, body=TEXTS, precision=st.floats(0, 1))
def test_any_text_gets_a_verdict(title, body, precision):
    for known in (None, MODEL):
        verdict = judge(title, body, precision=precision, model=known)
        assert verdict.why
        assert all(re.fullmatch(r"[\w ,.:()%-]+", reason) for reason in verdict.why)


@pytest.mark.parametrize(("title", "body"), HOSTILE.values(), ids=HOSTILE.keys())
def test_reasons_hold_none_of_the_texts_words(title, body):
    strange = re.sub(r"[a-z]{5,}", SECRET, body)
    for text in (body, strange):
        verdict = judge(title, text, precision=0.95, model=MODEL)
        assert verdict.why
        assert SECRET not in " ".join(verdict.why)


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python it runs: what a clock would say on a calm machine."""
    count = 0

    def trace(_frame: object, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", [*LONG])
def test_a_text_four_times_as_long_takes_no_more_than_four_times_the_steps(name):
    title, body = HOSTILE[name]
    quarter = body[: len(body) // 4]
    short = steps(lambda: read(title, quarter))
    assert steps(lambda: read(title, body)) <= 5 * short + 5_000
