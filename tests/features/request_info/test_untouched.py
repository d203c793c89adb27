"""Answers that were in the form before its author began."""

import pytest

from bot.core.models import File
from bot.features.request_info.lacks import items_of
from tests.features.request_info.life import Life
from tests.features.request_info.resources import section

PATH = ".github/ISSUE_TEMPLATE/event.yml"
FORM = """\
name: Event
labels: {labels}
body:
  - type: markdown
    attributes: {{value: "Name: "}}
  - type: textarea
    attributes: {{label: "Who you are:", value: "Name: \\nInstitution: "}}
  - type: input
    attributes: {{label: When, value: "2021-03-18, 17:00 UTC"}}
  - type: textarea
    attributes:
      label: Terms
      value: |
        - [ ] We pay
        - [x] We say thank you
"""
CONFIG = section(
    "request_info: {forms: {impact: {required: [Who you are, Terms], dates: [When?]}}}"
)
WHOLE = {
    "Who you are:": "Name: Ada",
    "When": "2021-03-19, 17:00 UTC",
    "Terms": "- [X] We pay\n- [x] We say thank you",
}


def lacking(
    changed: dict[str, str], labels: str = "[bug, Impact]", path: str = PATH
) -> set[str]:
    text = "\n\n".join(f"### {key}\n\n{one}" for key, one in (WHOLE | changed).items())
    file = File(path, FORM.format(labels=labels))
    life = Life(text, CONFIG, labels=("impact",), templates=(file,))
    return {item.heading for item in items_of(life.state) if item.lack}


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({}, set()),
        ({"Who you are:": "Name: \r\nInstitution: "}, {"Who you are"}),
        ({"Who you are:": " Name:\n\n**Institution**:"}, {"Who you are"}),
        ({"Who you are:": "Name: Ada\nInstitution: "}, set()),
        ({"Who you are:": "Institution"}, set()),
        ({"When": "2021-03-18, 17:00 UTC"}, {"When?"}),
        ({"When": "2021-03-18, 17:30 UTC"}, set()),
        ({"Terms": "- [ ] We pay\n- [x] We say thank you"}, {"Terms"}),
        ({"Terms": "- [ ] We pay\n- [ ] We say thank you"}, {"Terms"}),
        ({"Terms": "- [x] We pay\n- [ ] We say thank you"}, set()),
    ],
)
def test_what_nobody_touched_is_no_answer(
    changed: dict[str, str], missing: set[str]
) -> None:
    assert lacking(changed) == missing


@pytest.mark.parametrize("labels", ["impact", "'bug, IMPACT'", "[impact]"])
def test_a_form_is_known_by_its_labels(labels: str) -> None:
    assert lacking({"Who you are:": "Name: \nInstitution: "}, labels)


@pytest.mark.parametrize(
    ("labels", "path"), [("bug", PATH), ("[]", PATH), ("5", PATH), ("impact", "a.md")]
)
def test_another_form_says_nothing_of_it(labels: str, path: str) -> None:
    assert not lacking({"Who you are:": "Name: \nInstitution: "}, labels, path)
