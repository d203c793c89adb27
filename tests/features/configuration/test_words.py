"""What people read, as GitHub renders it; and no word of the file can get out."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mark import Mark
from bot.core.repository_actions import MOST_ANNOTATIONS
from bot.features.configuration.findings import LONGEST, Finding, Template
from bot.features.configuration.words import render_check, render_issue
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.features.configuration.files import (
    GOOD,
    NOW,
    OLDER,
    PAGE,
    SHA,
    TEMPLATE,
    WITHOUT_EFFECT,
    WRONG,
    look,
)
from tests.golden import Golden

GOLDEN = Golden(Path(__file__).parent / "golden")
MISSING = Template(why="is not in this repository")


def check(text: str, **templates: Template):
    seen = look(text, **templates)
    return render_check(
        Mark("check", {"told": "0"}), seen.findings, seen.configuration, NOW
    )


def issue(text: str, good: str = OLDER, **templates: Template) -> str:
    seen = look(text, **templates)
    mark = Mark("configuration", {"told": "0"})
    return render_issue(mark, seen.to_mend, SHA, PAGE, good)


class TestTheCheckRun:
    def test_of_a_good_file_has_the_dates(self):
        output = check(GOOD)
        assert (output.title, output.annotations) == ("No mistakes", ())
        assert output.summary == GOLDEN / "check-good.md"

    def test_of_a_wrong_file_has_what_is_wrong_on_the_lines(self):
        output = check(WRONG)
        assert output.title == "4 mistakes"
        assert output.summary == GOLDEN / "check-wrong.md"
        lines = [(a.path, a.line, a.level, a.title) for a in output.annotations]
        assert lines[1] == (
            ".github/team-compass.yml",
            4,
            "failure",
            "meetings.team.wen",
        )
        assert len(lines) == 4

    def test_of_a_file_that_names_what_is_not_there(self):
        output = check(TEMPLATE + WITHOUT_EFFECT, meeting=MISSING)
        assert output.title == "No mistakes, but something that it names cannot be used"
        assert output.summary == GOLDEN / "check-template.md"
        assert [(a.line, a.level) for a in output.annotations] == [
            (5, "warning"),
            (9, "notice"),
        ]

    def test_of_a_file_that_is_no_yaml_names_the_file(self):
        output = check('"never closed')
        assert output.title == "1 mistake"
        assert output.annotations[0].title == ".github/team-compass.yml"

    def test_of_an_empty_file_promises_nothing(self):
        assert "\nNothing is going to happen.\n" in check("").summary

    def test_of_a_file_with_hundreds_of_mistakes_counts_them(self):
        output = check("\n".join(f"key{n}: 1" for n in range(400)))
        assert output.title == "More than 50 mistakes"
        assert len(output.annotations) == MOST_ANNOTATIONS
        assert "and 350 more after this one" in output.summary

    def test_of_a_file_with_fifty_meetings_fits(self):
        many = "meetings:\n" + "".join(
            f"  {'x' * 30}{n}: {{when: every monday, time: 12:00,"
            " timezone: America/Argentina/ComodRivadavia}\n"
            for n in range(50)
        )
        output = check(many)
        assert len(output.summary) <= 65_535
        tree, _ = render(output.summary)
        rows = tree.all("tr")
        assert rows[-1].text.strip() == f"… and {600 - (len(rows) - 2)} more"


class TestTheIssue:
    def test_of_a_wrong_file(self):
        assert issue(WRONG) == GOLDEN / "issue-wrong.md"

    def test_of_a_file_that_was_never_right(self):
        text = issue(WRONG, good="")
        assert "No recent version of it was right: nothing of it is in force." in text

    def test_of_a_template_that_is_missing(self):
        assert issue(TEMPLATE, meeting=MISSING) == GOLDEN / "issue-template.md"

    def test_without_a_page_of_the_file_there_are_no_links(self):
        mark = Mark("configuration", {"told": "0"})
        text = render_issue(mark, look(WRONG).findings, SHA, "", OLDER)
        tree, _ = render(text)
        assert tree.all("a") == []
        assert "- line 4, `meetings.team.wen`: " in text


LONG = Finding(1, "failure", "`*_" * (LONGEST // 3), "<@x#1>" * (LONGEST // 6))


def test_the_longest_words_fit_and_what_is_left_out_is_said():
    findings = (LONG,) * 51
    mark = Mark("check", {"told": "0"})
    texts = (
        render_check(mark, findings, None, NOW).summary,
        render_check(mark, findings, look(GOOD).configuration, NOW).summary,
        render_issue(mark, findings, SHA, PAGE, OLDER),
    )
    for text in texts:
        assert len(text) <= 65_535
        assert "more" in render(text)[0].all("li")[-1].text


@given(
    st.lists(st.tuples(markdown, markdown), min_size=1, max_size=4),
    st.booleans(),
)
@pytest.mark.parametrize("place", ["check", "issue"])
def test_no_word_of_the_file_gets_out_of_its_line(place, words, with_page):
    """Whatever keys and values hold: one entry each, and nobody is called."""
    findings = tuple(
        Finding(n + 1, "failure", " ".join(key.split()), message)
        for n, (key, message) in enumerate(words)
    )
    mark = Mark("check", {"told": "0"})
    if place == "check":
        text = render_check(mark, findings, None, NOW).summary
    else:
        page = PAGE if with_page else ""
        text = render_issue(mark, findings, SHA, page, OLDER)
    tree, comments = render(text)
    assert len(comments) == 1
    assert len(tree.all("li")) == len(findings)
    assert pings(tree) == []
    assert references(tree) == []
    assert tree.all("h1", "h2", "table", "img", "details", "script", "pre") == []


def test_a_finding_without_a_key_is_told_as_well():
    finding = replace(LONG, key="", message="is empty")
    text = render_issue(Mark("configuration"), (finding,), SHA, PAGE, "")
    assert f"- [line 1]({PAGE}#L1): is empty\n" in text
