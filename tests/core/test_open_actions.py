"""The list that people tick, read out of the minutes comment."""

from dataclasses import replace

import pytest
from hypothesis import given

from bot.core.models import Account, Comment, Identity
from bot.core.open_actions import (
    LONGEST,
    MOST,
    ListedAction,
    find_minutes,
    listed_actions,
    safe_line,
    with_ticks,
)
from tests.core.hostile import markdown
from tests.core.rendered import pings, references, render
from tests.features.meetings.known import STARTS

ME = Identity(7, "team-compass")
BOT = Account(ME.login, "Bot")
MARK = "<!-- team-compass:minutes v=1 id=team date=2021-03-18 -->"
TEXT = f"""\
{MARK}
## Minutes

- [ ] not this one

### Open actions

- [ ] **Chris:** connect Sarah w/ Jupyter Book folks
- [x] add a minimum lead time
* [X]  another one
1. not this one

And 3 more.

<details>
<summary>More</summary>

- [ ] nor this one
</details>
"""


def comment(number: int, body: str, by: Account = BOT) -> Comment:
    return Comment(number, body, by, STARTS, STARTS)


def test_the_list_is_read():
    assert listed_actions(TEXT) == (
        ListedAction("**Chris:** connect Sarah w/ Jupyter Book folks"),
        ListedAction("add a minimum lead time", done=True),
        ListedAction("another one", done=True),
    )


def test_lines_are_ticked_by_their_words():
    chris, lead, another = listed_actions(TEXT)
    ticked = with_ticks(TEXT, {chris.fingerprint, "000000"})
    assert listed_actions(ticked) == (replace(chris, done=True), lead, another)
    assert ticked.replace("- [x] **Chris", "- [ ] **Chris") == TEXT
    crlf = TEXT.replace("\n", "\r\n")
    assert with_ticks(crlf, {chris.fingerprint}) == ticked.replace("\n", "\r\n")
    assert with_ticks("No list.\n", {chris.fingerprint}) == "No list.\n"


def test_it_ends_at_the_next_heading():
    text = "### Open actions\n\n- [ ] one\n\n### More\n\n- [ ] two\n"
    assert listed_actions(f"{MARK}\n{text}") == (ListedAction("one"),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- Tim: write the docs", ListedAction("Tim: write the docs")),
        ("+ [ ] write", ListedAction("write")),
        ("- []", ListedAction("\\[]")),
        ("  - [x] below another", ListedAction("below another", done=True)),
        ("-not this", None),
        ("write the docs", None),
        ("    - in code", None),
    ],
)
def test_lines_that_people_add(line: str, said: ListedAction | None):
    found = listed_actions(f"{MARK}\n### Open actions\n\n- [ ] one\n{line}\n")
    assert found == (ListedAction("one"), *([said] if said else []))


def test_line_ends_of_the_web_page_do_not_matter():
    assert listed_actions(TEXT.replace("\n", "\r\n")) == listed_actions(TEXT)


def test_what_stands_there_twice_counts_once():
    text = f"{MARK}\n### Open actions\n- [ ] **one**\n- [x] One\n"
    assert listed_actions(text) == (ListedAction("One", done=True),)


def test_no_more_is_read_than_is_shown():
    lines = "".join(f"- [ ] number {n}\n" for n in range(MOST + 1))
    assert len(listed_actions(f"{MARK}\n### Open actions\n{lines}")) == MOST


def test_only_the_bots_own_comment_counts():
    theirs = comment(1, TEXT, Account("mallory"))
    ours = comment(2, TEXT)
    assert find_minutes(ME, [theirs]) is None
    assert find_minutes(ME, [theirs, ours]) == ours


def test_a_comment_is_known_by_its_headings_where_people_broke_the_mark():
    agenda = comment(1, "<!-- team-compass:agenda -->\n## Agenda\n")
    broken = comment(2, TEXT.partition("\n")[2])
    assert find_minutes(ME, [agenda]) is None
    assert find_minutes(ME, [agenda, broken]) == broken
    assert find_minutes(ME, [broken, comment(3, TEXT)]) == comment(3, TEXT)


def test_a_line_is_known_by_its_words_however_they_are_dressed():
    known = ListedAction("**Tim:** ask @\u200bada").fingerprint
    assert ListedAction("Tim:  ask *@ada*", done=True).fingerprint == known
    assert ListedAction("Tim: ask Ada").fingerprint != known


@given(markdown)
def test_every_line_is_safe_short_and_stays_itself(text: str):
    line = safe_line(text)
    assert "\n" not in line
    assert safe_line(line) == line
    shown = f"{MARK}\n### Open actions\n\n{ListedAction(line)}\n"
    tree, comments = render(shown)
    assert len(comments) == 1
    assert [node.tag for node in tree.children if not isinstance(node, str)] == [
        "h3",
        "ul",
    ]
    assert pings(tree) == []
    assert references(tree) == []
    assert listed_actions(shown) == (ListedAction(line),)


@pytest.mark.parametrize("letter", ["x", "<", "*", "@a ", "é", "[a](https://x.y/z) "])
def test_long_lines_are_shortened_once(letter: str):
    line = safe_line(letter * 3000)
    assert line.endswith("…")
    assert len(line) <= 6 * LONGEST
    assert safe_line(line) == line
