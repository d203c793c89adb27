"""A title, a link and a piece of code show what they are, whatever is written in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markdown import BREAK
from bot.core.markdown_pieces import quote_code, quote_link, quote_title
from tests.core.hostile import markdown
from tests.core.rendered import Node, pings, references, render

texts = st.one_of(markdown, st.text(max_size=40))


def entry(markdown: str) -> Node:
    """The only paragraph of an entry in a list, between two words of ours."""
    tree, marks = render(f"- {markdown} · end\n- next\n")
    assert marks == []
    (found,) = (one for one in tree.children if isinstance(one, Node))
    first, second = (one for one in found.children if isinstance(one, Node))
    assert (found.tag, second.text) == ("ul", "next")
    assert (pings(tree), references(tree)) == ([], [])
    assert first.all("img", "p", "ul", "h1", "h2", "pre", "details", "input") == []
    return first


@pytest.mark.parametrize(
    ("title", "shown", "code"),
    [
        ("Keep the `PORT` of a server", "Keep the PORT of a server", ["PORT"]),
        ("Call `` a`b `` twice", "Call a`b twice", ["a`b"]),
        ("Call __init__ of *all* mixins", None, []),
        ("![a cat](https://evil.example/cat.png)", None, []),
        ("[Click](https://evil.example) or <https://evil.example>", None, []),
        ("- [x] # Heading", None, []),
        ("| a | b |", None, []),
        ("~~gone~~ and ~5 `~~min~~`", "~~gone~~ and ~5 ~~min~~", ["~~min~~"]),
        ("</details></li></ul><h1>Big</h1>", None, []),
        ("&lt;b&gt; \\&lt;", None, []),
        ("@minrk mends #12, GH-3 and o/r#4", None, []),
        ("`@minrk`", "@minrk", ["@minrk"]),
        ("@`minrk`", "@minrk", ["minrk"]),
        ("`unclosed and `` odd", None, []),
        ("two  \n lines", "two lines", []),
        ("", "(untitled)", []),
        ("\u202e\n", "(untitled)", []),
    ],
)
def test_a_title_reads_as_on_github(
    title: str, shown: str | None, code: list[str]
) -> None:
    found = entry(quote_title(title))
    text = found.text.replace(BREAK, "").removesuffix(" · end")
    assert text == (title if shown is None else shown)
    assert [one.text for one in found.all("code")] == code
    assert found.all("a") == []


@given(texts)
def test_no_title_is_more_than_text_and_code(title: str) -> None:
    found = entry(quote_title(title))
    assert found.text.endswith(" · end")
    assert found.all("a", "strong", "em") == []


@given(texts)
def test_a_link_leads_where_we_say(text: str) -> None:
    (link,) = entry(quote_link(f"x{text}", "https://ours.example/x")).all("a")
    assert link.attrs["href"] == "https://ours.example/x"


@given(texts)
def test_code_is_code_to_its_end(text: str) -> None:
    found = entry(quote_code(text))
    (code,) = found.all("code")
    assert found.text == f"{code.text} · end"


def test_code_is_as_it_was() -> None:
    for text in ("a", "a`b", "``", "` `` `", "--x='`'", "a | b <c> &lt; @d"):
        (code,) = entry(quote_code(text)).all("code")
        assert code.text == text
