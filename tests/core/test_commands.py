"""Commands are found where CommonMark sees plain text, however much stands below."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import find_commands

NAMES = ("agenda", "update")
LINES = st.sampled_from(
    [
        "/agenda One", "/update two `", "   /agenda three", "`/agenda four", "words `",
        "``", "```", "~~~", "", "  ", "- entry", "* entry", "+ `entry", "-", "1. entry",
        "> quote", "    code", "<!--", "-->", "text <!-- more", "<b title='", "<div>",
        "===", "---", "# heading", "\\`", "| a | b |", "<pre>", "</pre>", "-\tentry",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=12))
def test_what_stands_below_the_last_one_changes_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    # A definition of a link is the one thing for which all of it is read.
    whole = find_commands(f"{text}\n\n[a link]: https://example.org", NAMES)
    found = find_commands(text, NAMES)
    assert [(f.name, f.rest, f.line) for f in found] == [
        (f.name, f.rest, f.line) for f in whole
    ]
