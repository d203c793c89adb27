"""What the report says of figures and of strangers' titles, whatever they hold."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.detector import Verdict
from bot.core.models import Account, Issue
from bot.training.lessons import Labels, Lesson
from bot.training.reading import Past, Reading, Source
from bot.training.report import Report, shown
from bot.training.tally import Tally, tally
from bot.training.trial import Judged

HUB = Source("imaginary/hub", Labels(frozenset({"support"})), 0.95)
LAB = Source("imaginary/lab", Labels(frozenset({"usage"})), 0.9)


def judged(source, number, said, *, taken, title="Title", rules=False):
    now = datetime(2026, 3, 1, tzinfo=UTC)
    issue = Issue(source.full_name, number, title, "", Account("ada"), "open", now, now)
    told = said if said == "open without a word on it" else Lesson(issue, said)
    why = ("it asks",) if taken else ("nothing in it asks",)
    return Judged(
        Past(source, issue, told), rules, taken and not rules, Verdict(taken, why)
    )


SUPPORT, OTHER = "labelled as support", "given other labels"
NOTHING = "open without a word on it"


@pytest.fixture
def report() -> Report:
    every = (
        judged(HUB, 9, SUPPORT, taken=True, rules=True),
        judged(LAB, 8, SUPPORT, taken=True),
        judged(HUB, 7, OTHER, taken=True, title="It\x1b[2Jcrashes\u202e"),
        judged(HUB, 6, SUPPORT, taken=False),
        judged(HUB, 5, OTHER, taken=False),
        judged(LAB, 4, NOTHING, taken=True),
        judged(LAB, 3, NOTHING, taken=False),
    )
    reading = Reading((HUB, LAB), tuple(one.past for one in every))
    off = {HUB.full_name: "0.95 is reached by none", LAB.full_name: ""}
    return Report("imaginary", reading, every, 5, off, dict.fromkeys(off, ""))


def test_each_repository_is_measured_for_itself_and_all_together(report):
    text = str(report)
    hub, lab = text.index("imaginary/hub, for"), text.index("imaginary/lab, for")
    together = text.index("All together")
    assert "as the bot judges      2      1       0.50      0.16" in text[hub:lab]
    assert "The model is off: 0.95 is reached by none." in text[hub:lab]
    assert "as the bot judges      1      1       1.00" in text[lab:together]
    assert "The model is on." in text[lab:together]
    assert "as the bot judges      3      2       0.67" in text[together:]
    assert report.of(HUB)["rules"] == Tally(taken=1, right=1, support=2)


def test_what_became_of_each_is_said_and_counted(report):
    lines = [" ".join(line.split()) for line in str(report).splitlines()]
    assert "1 taken for support, WRONGLY" in lines
    assert "2 taken for support, rightly" in lines
    assert "1 taken for support, and nobody has said what they are" in lines
    assert "1 support questions that were missed" in lines
    assert "2 left alone, rightly or for all that people have said" in lines
    assert "imaginary/hub#7 support WRONG given other labels It [2Jcrashes" in lines
    assert "imaginary/lab#4 support ? open without a word on it Title" in lines
    assert "imaginary/hub#6 missed labelled as support Title" in lines
    assert "imaginary/lab#3 left alone open without a word on it Title" in lines


def test_machines_are_told_the_same(report):
    told = report.json()
    assert told["left_out"] == {NOTHING: 2}
    assert told["spoken_of"] == {SUPPORT: 3, OTHER: 2}
    assert told["measured"]["both"]["precision"] == pytest.approx(2 / 3)
    assert told["measured"]["both"]["precision_at_least"] < 2 / 3
    assert [one["model_off"] for one in told["repositories"]] == [
        "0.95 is reached by none",
        None,
    ]
    wrong = told["last"][2]
    assert (wrong["number"], wrong["title"]) == (7, "It [2Jcrashes")
    assert (wrong["taken_for_support"], wrong["is_support"]) == (True, False)
    assert told["last"][5]["is_support"] is None


def test_where_nothing_was_taken_there_is_no_precision():
    none = tally([(False, True), (False, False)])
    assert (none.precision, none.recall) == (None, 0)
    assert tally([(True, False)]).recall is None
    assert none.json()["precision"] is None


@given(st.text(max_size=500))
def test_a_title_is_one_short_line_that_no_terminal_obeys(title):
    line = shown(title)
    assert len(line) <= 60
    assert line.isprintable()
    assert line == line.strip()


def test_an_ordinary_title_is_shown_as_it_is():
    assert shown("How do I add users?") == "How do I add users?"
    assert shown("a" * 61) == "a" * 59 + "…"
