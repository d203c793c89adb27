"""Templates and forms as GitHub puts them into a body, with and without a word added."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import File
from bot.features.request_info.unfilled import has_words, is_unfilled

BUG = File(
    "ISSUE_TEMPLATE/bug_report.md",
    """\
---
name: Issue report
about: Create a report
labels: bug
---
<!-- Thank you for contributing.
     These comments do not show. -->

### Bug description
<!-- Use this section. -->

 - OS: [e.g. ubuntu 20.04]
 - Version(s): <!-- e.g. python --version --->
- [ ] I have searched

```
# paste here
```
""",
)
FORM = File(
    ".github/ISSUE_TEMPLATE/form.yml",
    """\
name: Form
body:
  - type: markdown
    attributes: {value: Thank you}
  - type: textarea
    attributes:
      label: What happened?
      value: |
        1. Go to …
        2. See the error
      placeholder: everything
  - type: textarea
    attributes: {label: Log, render: shell}
  - type: dropdown
    attributes: {label: Version, options: ["4", 5.0]}
  - type: checkboxes
    attributes:
      label: Agreement
      options: [{label: I have searched, required: true}, {}]
  - strange
  - {type: input, attributes: strange}
""",
)
ANSWERED = """\
### What happened?

1. Go to …
2. See the error

### Log

```shell

```

### Version

5.0

### Agreement

- [X] I have searched
"""
BUG_BODY = BUG.text.split("---\n", 2)[2]


@pytest.mark.parametrize(
    ("body", "template"),
    [
        (BUG_BODY, BUG),
        (BUG_BODY.replace("\n", "\r\n"), BUG),
        (BUG_BODY.replace("[ ]", "[x]"), BUG),
        (BUG_BODY.replace(" [e.g. ubuntu 20.04]", ""), BUG),
        ("###   BUG description", BUG),
        ("<!-- only a comment", BUG),
        (ANSWERED, FORM),
        (ANSWERED.replace("```shell\n\n```", "_No response_"), FORM),
        (ANSWERED.replace("\n", "\r\n").replace("[X]", "[ ]"), FORM),
    ],
)
def test_nothing_was_added(body: str, template: File) -> None:
    assert is_unfilled(body, template)


@pytest.mark.parametrize(
    ("body", "template"),
    [
        (f"{BUG_BODY}\nIt crashes.", BUG),
        (BUG_BODY.replace("[e.g. ubuntu 20.04]", "Debian"), BUG),
        (BUG_BODY.replace("# paste here", "Traceback"), BUG),
        ("![picture](https://example.org/a.png)", BUG),
        (ANSWERED, BUG),
        (ANSWERED.replace("```shell\n", "```shell\nE 500"), FORM),
        (ANSWERED.replace("2. See the error", "2. See the error 500"), FORM),
        (BUG_BODY, FORM),
        ("thank you", FORM),
        ("anything", File("a.yml", "body: [")),
        ("anything", File("a.yml", "- body")),
        ("anything", File("a.yml", "body: text")),
        ("", File("a.yml", "")),
        ("anything", File("a.md", "---\nname: empty\n---\n")),
    ],
)
def test_something_was_added_or_this_is_no_template_of_it(
    body: str, template: File
) -> None:
    assert not is_unfilled(body, template)


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("", False),
        ("\r\n \t", False),
        ("<!-- hello -->", False),
        ("a <!-- hello", True),
        ("_No response_", False),
        ("```python\n```", False),
        ("- [ ]", False),
        ("---\n***", False),
        ("🎉", False),
        ("数", True),
        ("5", True),
    ],
)
def test_what_shows_something(text: str, shows: bool) -> None:
    assert has_words(text) == shows


LINES = st.one_of(
    st.just(""),
    st.sampled_from(
        ["### Bug", "- OS: [e.g. iOS]", "- [ ] I agree", "```", "1. Go to '…'"]
    ),
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=20)
    .filter(lambda line: "--" not in line and "<" not in line),
    st.text("abc \n", max_size=20).map(lambda text: f"<!-- {text} -->"),
)  # fmt: skip
FRONT = st.sampled_from(
    ["", "---\nname: A\nabout: B\n---\n", "---\r\nname: A\r\n---\r\n"]
)
BLANKS = st.sampled_from(["\n", "\r\n", " \n", "\n\n", "\r\n\t\r\n"])


@settings(max_examples=60)
@given(FRONT, st.lists(LINES, min_size=1), st.data())
def test_any_template_is_known_again_until_a_sentence_is_added(
    front: str, lines: list[str], data: st.DataObject
) -> None:
    file = File("a.md", front + "\n".join(["# A template", *lines]))
    written = ["# A template", *lines]
    body = "".join(
        line.replace("[ ]", data.draw(st.sampled_from(["[ ]", "[x]"])))
        + data.draw(BLANKS)
        for line in written
    )
    assert is_unfilled(body, file)

    place = data.draw(st.integers(0, len(written)))
    written.insert(place, "The zebra crashes when I log in.")
    assert not is_unfilled("\n".join(written), file)


@settings(max_examples=50)
@given(
    st.lists(st.text("abcdefgh ", min_size=1), min_size=1, max_size=5),
    st.data(),
)
def test_any_form_is_known_again_until_an_answer_is_given(
    labels: list[str], data: st.DataObject
) -> None:
    body = "".join(
        f"  - type: input\n    attributes: {{label: 'x{label}'}}\n" for label in labels
    )
    file = File("a.yaml", f"name: A\nbody:\n{body}")
    answers = ["_No response_"] * len(labels)
    text = "\n\n".join(
        f"### x{label}\n\n{answer}"
        for label, answer in zip(labels, answers, strict=True)
    )
    assert is_unfilled(text, file)
    place = data.draw(st.integers(0, len(labels) - 1))
    answers[place] = "The zebra crashes."
    text = "\n\n".join(
        f"### x{label}\n\n{answer}"
        for label, answer in zip(labels, answers, strict=True)
    )
    assert not is_unfilled(text, file)
