"""What the set that detection is judged by alone has to be, and what is no issue of a set."""

import re

import pytest

from tests.detection.held_out import held_out, read

EXAMPLES = held_out()


def test_only_one_body_is_empty_and_one_is_only_a_log():
    assert [e.title for e in EXAMPLES if not e.body] == [
        "jupyterhub not working on my server"
    ]
    without_code = {
        e.name: re.sub(r"```.*?```", "", e.body, flags=re.DOTALL) for e in EXAMPLES
    }
    assert [
        e.name[3:] for e in EXAMPLES if e.body and not without_code[e.name].strip()
    ] == ["logs-only"]


def test_the_kinds_are_about_as_long_as_each_other():
    """Length alone must not tell support questions from bugs."""
    middle = {
        kind: sorted(len(e.body) for e in EXAMPLES if e.kind == kind)[11]
        for kind in ("support", "bug")
    }
    assert 0.5 < middle["support"] / middle["bug"] < 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("---\nkind: support\n---\n", "holds kind and title"),
        ("---\nkind: question\ntitle: Why?\n---\n", "no such kind: question"),
        ("Why?\n---\nkind: support\ntitle: Why?\n---\n", "holds kind and title"),
    ],
)
def test_a_file_that_is_no_example_is_an_error(tmp_path, text, told):
    path = tmp_path / "61-new.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=f"61-new.md: .*{told}"):
        read(path)


def test_a_body_may_hold_rules_of_its_own(tmp_path):
    path = tmp_path / "61-new.md"
    path.write_text("---\nkind: bug\ntitle: 'A: b'\n---\n\nOne\n---\nTwo\n", "utf-8")
    assert read(path).title == "A: b"
    assert read(path).body == "One\n---\nTwo"
