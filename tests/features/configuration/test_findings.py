"""What is said of a file: each thing on its line, with its key."""

import pytest

from bot.core.problems import MOST_PROBLEMS
from bot.features.configuration.findings import (
    LONGEST,
    Template,
    findings_of,
    templates_of,
)
from tests.features.configuration.files import (
    GOOD,
    TEMPLATE,
    WITHOUT_EFFECT,
    WRONG,
    look,
)


def said(text: str, **templates: Template) -> list[tuple[int, str, str]]:
    findings = look(text, **templates).findings
    return [(f.line, f.level, f"{f.key}: {f.message}"[:60]) for f in findings]


def test_a_good_file_needs_no_word():
    assert said(GOOD) == []
    assert said("") == []


def test_mistakes_stand_on_their_lines():
    assert [(line, level) for line, level, _ in said(WRONG)] == [
        (3, "failure"),
        (4, "failure"),
        (5, "failure"),
        (7, "failure"),
    ]
    assert said(WRONG)[1][2].startswith("meetings.team.wen: is an unknown key, did you")


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (Template(why="is not in this repository"), "is not in this repository"),
        (Template("On {weekday} at {tyme}"), "has the unknown placeholder {tyme}"),
        (Template("A lonely { brace"), "has a single {"),
        (Template("{date:%Q}"), "has an unknown %Q in a date"),
    ],
)
def test_a_template_that_cannot_be_used(template, why):
    (finding,) = look(TEMPLATE, meeting=template).findings
    assert (finding.line, finding.level) == (5, "warning")
    assert finding.key == "meetings.team.template"
    assert finding.message.startswith(f".github/meeting.md {why}")
    assert finding.message.endswith("; the usual text is used instead")


def test_a_template_that_can_be_used():
    text = "See you on {weekday}, {date:%e %B}!\r\n{{ {facilitator} }}"
    assert said(TEMPLATE, meeting=Template(text)) == []


def test_each_template_is_read_once():
    second = TEMPLATE + "  steering: {when: every friday, time: 12:00,"
    second += " template: .github/meeting.md}\n"
    configuration = look(second, meeting=Template()).configuration
    assert templates_of(configuration) == (".github/meeting.md",)
    why = Template(why="is a folder, allowed is a file")
    assert [line for line, _, _ in said(second, meeting=why)] == [5, 6]


def test_what_has_no_effect_stands_at_its_key():
    text = GOOD + "    skip: [2021-04, 2021-05-01]\n" + WITHOUT_EFFECT
    assert said(text) == [
        (5, "notice", "meetings.team.skip: 2021-05-01 holds no date of this meeting"),
        (9, "notice", "releases.projects.jupyterhub/binderhub.tags: has no effect w"),
    ]


def test_a_key_with_a_dot_in_its_name_stands_on_its_line():
    text = """\
releases:
  when: day 1
  projects:
    o/a:
    o/a.b: {line: main}
    o/mybinder.org-deploy:
      channel: none
      tags: v{version}
"""
    assert [(line, told[:39]) for line, _, told in said(text)] == [
        (8, "releases.projects.o/mybinder.org-deploy"),
    ]
    text = text.replace("{line: main}", "{line: main, channel: none}")
    assert [line for line, _, _ in said(text)] == [5, 8]


def test_a_key_that_an_anchor_hides_stands_where_its_mapping_does():
    text = "meetings:\n  a: &a {when: every friday, time: 12:00, skip: [2021-01-02]}\n"
    text += "  b: *a\n"
    assert [line for line, _, _ in said(text) if line] == [2, 2]


def test_a_key_that_is_not_in_the_text_stands_on_its_first_line():
    configuration = look(GOOD + "    skip: [2021-05-01]\n").configuration
    assert [f.line for f in findings_of(configuration, "timezone: UTC", {})] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000,
        "\x00\x01\x02\xff",
        "x: *" + "a" * 100_000,
        "\n".join(f"{'k' * 300}{n}: {n}" for n in range(400)),
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{chr(n + 1)}: &{chr(n + 1)} [{', '.join([f'*{chr(n)}'] * 9)}]\n"
            for n in range(97, 106)
        ),
    ],
    ids=["brackets", "binary", "long alias", "many keys", "bomb"],
)
def test_hostile_files_are_named_in_few_words(text):
    findings = look(text).findings
    assert 1 <= len(findings) <= MOST_PROBLEMS + 1
    assert all(f.level == "failure" and f.line >= 1 for f in findings)
    assert all(len(f.key) <= LONGEST and len(f.message) <= LONGEST for f in findings)
    assert all((f.key + f.message).isprintable() for f in findings)
