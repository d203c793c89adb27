"""Who writes as much as GitHub takes, again and again, does not keep the bot busy."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from bot.features.request_info.plan import plan
from bot.features.request_info.reading import (
    LONGEST,
    comment_answers,
    heading_key,
    own_words,
)
from bot.features.request_info.said_dates import FEW, says_when
from tests.detection.hostile import filled
from tests.features.request_info.life import CLOSES, DAY, OPENED, Life, asked
from tests.features.request_info.resources import body, section

KEYS = [heading_key(name) for name in ("When?", "Who you are", "When does it end")]
FIFTY = [*KEYS, *(f"when {number}" for number in range(50))]
LINES = [
    "\n",
    " \n",
    "\r\n",
    "a\n",
    "_\n",
    ">\n",
    "- [ ]\n",
    "Who you areX\n",
    "1 May\n",
]


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those of C among them."""
    count = 0

    def called(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("line", LINES)
def test_more_than_is_read_costs_nothing(line: str) -> None:
    some, all_of_it = f"1{(line * LONGEST)[: 2 * LONGEST]}", f"2{filled(line)}"
    few = calls(lambda: comment_answers(some, KEYS))
    assert calls(lambda: comment_answers(all_of_it, KEYS)) <= few + 50


@pytest.mark.parametrize("line", ["\n", " \n", "\r\n", ">\n"])
def test_lines_without_a_word_are_not_looked_at(line: str) -> None:
    assert calls(lambda: comment_answers(f"3{filled(line)}", KEYS)) < 200


@pytest.mark.parametrize("line", ["a\n", "Who are you\n"])
def test_fifty_headings_cost_no_more_than_three(line: str) -> None:
    few = calls(lambda: comment_answers(f"4{filled(line)}", KEYS))
    assert calls(lambda: comment_answers(f"5{filled(line)}", FIFTY)) <= 2 * few


def test_what_was_read_is_remembered() -> None:
    text = f"6{filled('a')}\nWhen: 18 March"
    first = comment_answers(text, KEYS)
    assert calls(lambda: comment_answers(text, KEYS)) < 50
    assert comment_answers(text, KEYS) == first


@pytest.mark.parametrize("line", LINES)
def test_twenty_comments_as_long_as_they_can_be_are_read_once_for_a_plan(
    line: str,
) -> None:
    life = asked(body(who=""), section(), labels=("impact",))
    for number in range(20):
        life.say(f"{number}{filled(line)}")
    read = 20 * LONGEST // len(line)
    assert calls(lambda: plan(life.state, life.now)) < 20 * read + 20_000


@pytest.mark.parametrize("before", ["> It crashes\n", "\n", "/support\n", "<!-- a -->"])
def test_an_answer_is_found_below_a_long_quote(before: str) -> None:
    text = f"{filled(before)}\nWhen: 18 March"
    assert comment_answers(text, KEYS) == {"when": "18 March"}
    assert own_words(text).endswith("When: 18 March")


def test_what_stands_behind_a_long_log_is_not_read() -> None:
    text = f"Who you are: Ada\n{filled('a b ')}\nWhen: 18 March"
    assert list(comment_answers(text, KEYS)) == ["who you are"]
    assert len(own_words(text)) <= LONGEST


def test_who_says_only_when_is_brief() -> None:
    assert says_when("1 May 2021\n" * 100, OPENED.date(), FEW)
    assert not says_when("1 May 2021\n" * 200, OPENED.date(), FEW)


def test_a_long_comment_is_an_answer() -> None:
    life = Life("It crashes.", CLOSES)
    life.label()
    life.wait(DAY)
    life.say(filled("a b "))
    life.settle()
    assert not life.labelled
