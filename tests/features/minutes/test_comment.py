"""The text of the comment: never longer than GitHub takes, and it says what it left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mark import Mark, find_mark
from bot.core.open_actions import ListedAction, listed_actions
from bot.features.minutes.comment import LIMIT, Comment, Folded, render_comment
from bot.features.minutes.pieces import length
from bot.features.minutes.ticks import Actions
from tests.core.hostile import markdown
from tests.core.rendered import pings, render

MARK = Mark("minutes", {"v": "1"})
NONE = Actions()


def rendered(folded: str = "", **parts: object) -> str:
    whole = {"paragraphs": ["Hello."], "decided": [], "actions": NONE, **parts}
    fold = Folded("The file", folded) if folded else None
    return render_comment(MARK, Comment(**whole, folded=fold))  # type: ignore[arg-type]  # test data


def test_a_comment_is_mark_paragraphs_decisions_actions_and_text():
    actions = Actions((ListedAction("write"),), {"1a2b3c": False})
    assert rendered("# Title\n", decided=["- **Result:** yes"], actions=actions) == (
        "<!-- team-compass:minutes v=1 -->\n## Minutes\n\nHello.\n\n"
        "### Decisions and results\n\n- **Result:** yes\n\n"
        "### Open actions\n\n- [ ] write\n\n"
        "<details>\n<summary>The file</summary>\n\n```markdown\n# Title\n```\n\n</details>\n"
    )


def test_the_list_has_its_heading_also_when_people_have_emptied_it():
    text = rendered(actions=Actions((), {"1a2b3c": False}))
    assert "### Open actions\n\nNone are left.\n" in text
    assert listed_actions(text) == ()
    assert "Open actions" not in rendered()


def test_the_text_is_cut_between_lines_and_it_is_said():
    text = rendered("\n".join(f"line {n}" for n in range(20_000)))
    assert LIMIT - 100 < length(text) <= LIMIT
    tree, _ = render(text)
    (code,) = tree.all("code")
    assert code.text.endswith("\n")
    assert code.text.split("\n")[-2].startswith("line ")
    (said,) = tree.all("em")
    assert "left out" in said.text


@pytest.mark.parametrize("text", ["x" * 70_000, "`a" * 40_000, "😀" * 40_000])
def test_one_endless_line_is_left_out_as_a_whole(text: str):
    shown = rendered(text)
    assert length(shown) <= LIMIT
    assert "_The rest is left out" in shown


def test_a_text_that_just_fits_is_whole():
    bare = length(rendered("x"))
    assert "left out" not in rendered("x" * (LIMIT - bare + 1))
    assert "left out" in rendered("x" * (LIMIT - bare + 2))


def test_decisions_beyond_their_room_are_counted():
    shown = rendered(decided=[f"- **Decision:** {n} {'x' * 1000}" for n in range(20)])
    assert shown.count("**Decision:**") == 14
    assert "_And 6 more, for which there is no room here._" in shown


def test_actions_beyond_their_room_are_counted():
    actions = Actions((ListedAction("write"),), {"1a2b3c": False}, left_out=3)
    shown = rendered(actions=actions)
    assert "_And 3 more, for which there is no room here._" in shown
    assert listed_actions(shown) == actions.listed


@given(markdown, st.sampled_from([1, 2, 3000]))
def test_nothing_ends_the_block_of_code(text: str, times: int):
    shown = rendered((text or "x") * times)
    assert length(shown) <= LIMIT
    tree, comments = render(shown)
    assert find_mark(shown, "minutes") == MARK
    assert len(comments) == 1
    blocks = [node.tag for node in tree.children if not isinstance(node, str)]
    assert blocks == ["h2", "p", "details"]
    assert len(tree.all("code")) == 1
    assert pings(tree) == []
