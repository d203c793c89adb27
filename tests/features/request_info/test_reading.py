"""Answers under their headings, and what people say in words of their own."""

import pytest

from bot.features.request_info.reading import (
    body_answers,
    comment_answers,
    heading_key,
    own_words,
)
from tests.features.request_info.resources import body

KEYS = [heading_key(name) for name in ("When?", "Who you are", "When does it end")]


@pytest.mark.parametrize(
    "heading", ["When?", "when", " WHEN ?", "**When?**", "_When:_", "When ##", "When…"]
)
def test_a_heading_is_known_by_its_words(heading: str) -> None:
    assert heading_key(heading).rstrip("…") == "when"


def test_a_heading_of_signs_alone_is_known_by_those() -> None:
    assert heading_key("???") == "???"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("", {}),
        ("When? 18 March", {}),
        ("### When?\n\n18 March", {"when": "18 March"}),
        ("### When?\r\n\r\n18 March\r\n\r\n", {"when": "18 March"}),
        ("### When?\n\n_No response_\n\n### Else\n\nhello", {}),
        ("### When?\n\n<!-- hello -->", {}),
        ("## when\n\n### Else\n\nhello", {}),
        ("### When?\n\n#### Our dates\n\n18 March", {"when": "#### Our dates\n\n18 March"}),
        ("### When?\n\n```\n### Who you are\n```\n", {"when": "```\n### Who you are\n```"}),
        ("### When?\n\n1\n\n### When?\n\n2", {"when": "1"}),
        ("### When?\n\n- [ ] Soon\n- [ ] Later", {}),
        ("### When?\r\n\r\n* [ ] Soon\r\n* [X] Later", {"when": "* [ ] Soon\n* [X] Later"}),
        ("### When?\n\n- [ ] Soon\n\nI cannot tell", {"when": "- [ ] Soon\n\nI cannot tell"}),
        ("### When?\n\n~~~\n```\n### Else\n~~~\n### Who you are\nAda", {
            "when": "~~~\n```\n### Else\n~~~", "who you are": "Ada"}),
    ],
)  # fmt: skip
def test_answers_in_a_body(text: str, answers: dict[str, str]) -> None:
    assert body_answers(text, KEYS) == answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("hello", {}),
        ("When we began", {}),
        ("Who you are-looking", {}),
        ("> When: 18 March", {}),
        ("/agenda When: 18 March", {}),
        ("When: 18 March", {"when": "18 March"}),
        ("when? 18 March", {"when": "18 March"}),
        ("**When?** 18 March", {"when": "18 March"}),
        ("- **When:** 18 March\n- Who you are – Ada", {"when": "18 March", "who you are": "Ada"}),
        ("1. When does it end: soon", {"when does it end": "soon"}),
        ("Who you are\nAda,\nof the Society", {"who you are": "Ada,\nof the Society"}),
        ("### When?\n18 March\n## Else\n19 March", {"when": "18 March"}),
        ("STRAẞE\nWHEN: İ 5", {"when": "i̇ 5"}),
    ],
)  # fmt: skip
def test_answers_in_a_comment(text: str, answers: dict[str, str]) -> None:
    assert comment_answers(text, KEYS) == answers


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("+1", ""),
        ("-1!", ""),
        ("👍 :tada:", ""),
        ("> It crashes", ""),
        ("/support", ""),
        ("<!-- hello -->", ""),
        ("80", "80"),
        ("/usr/bin/python3 fails", "/usr/bin/python3 fails"),
        ("> It crashes\r\n\r\nYes, it does.", "Yes, it does."),
    ],
)
def test_words_of_ones_own(comment: str, words: str) -> None:
    assert own_words(comment) == words


def test_a_form_gives_each_answer_its_heading() -> None:
    answers = body_answers(body(), [heading_key("Does money change hands?")])
    assert answers == {"does money change hands": "No"}
