"""Markdown as GitHub shows it, and nothing that a stranger could misuse."""

import pytest

from bot.playground.render import Place, render_markdown

SERVER = "http://127.0.0.1:8000"
PLACE = Place(
    server_url=SERVER,
    repository="hub/team",
    known=lambda login: login.lower() in {"minrk", "newcomer-ada"},
    exists=lambda repository, number: repository.lower() == "hub/team" and number < 5,
)


def render(text: str) -> str:
    return render_markdown(text, PLACE).strip()


def mention(login: str) -> str:
    return f'<span class="mention">@{login}</span>'


def reference(words: str, number: int) -> str:
    href = f"{SERVER}/hub/team/issues/{number}"
    return f'<a class="reference" href="{href}">{words}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("~~gone~~ www.example.org", "<p><del>gone</del> <a href"),
        ("a <!-- hidden --> b", "<p>a  b</p>"),
        ("AT&T &lt; &#49;&nbsp;&copy;", "<p>AT&amp;T &lt; 1&nbsp;©</p>"),
        ("- [x] done", '<input type="checkbox" disabled checked aria-label="done">'),
        ("- [ ] not", '<input type="checkbox" disabled aria-label="not done">'),
        ("| a |\n| - |\n| b |", "<td>b</td>"),
        ("x[^1]\n\n[^1]: y", 'href="#user-content-fn-1" id="user-content-fnref-1"'),
        ("<details><summary>x</summary>y</details>", "<summary>x</summary>"),
    ],
)
def test_markdown_looks_as_on_github(text, html):
    assert html in render(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@minrk, hi", f"<p>{mention('minrk')}, hi</p>"),
        ("(@newcomer-ada)", f"<p>({mention('newcomer-ada')})</p>"),
        ("&#64;minrk", f"<p>{mention('minrk')}</p>"),
        ("@nobody mail@minrk @minrk/x @\u200bminrk", "<p>@nobody mail@minrk @minrk/x @\u200bminrk</p>"),
        ("`@minrk` <kbd>@minrk</kbd>", "<p><code>@minrk</code> <kbd>@minrk</kbd></p>"),
        ("see #3", f"<p>see {reference('#3', 3)}</p>"),
        ("GH-2 hub/team#4", f"<p>{reference('GH-2', 2)} {reference('hub/team#4', 4)}</p>"),
        ("#7 x#3 other/repo#1 #0", "<p>#7 x#3 other/repo#1 #0</p>"),
        ("[#3 @minrk](https://example.org)", ">#3 @minrk</a></p>"),
        (f"{SERVER}/hub/team/issues/3", ">#3</a></p>"),
        (f"{SERVER}/hub/team/issues/33", f">{SERVER}/hub/team/issues/33</a></p>"),
        (f"[here]({SERVER}/hub/team/issues/3)", ">here</a></p>"),
    ],
)  # fmt: skip
def test_mentions_and_references_are_seen_where_github_sees_them(text, html):
    assert html in render(text)


def test_the_address_of_another_repository_keeps_its_name():
    everything = Place(SERVER, "hub/team", PLACE.known, lambda _repo, _number: True)
    html = render_markdown(f"{SERVER}/hub/other/pull/3", everything)
    assert ">hub/other#3</a>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>* { display: none }</style>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        '<a href="data:text/html,x" style="position: fixed" class="mention">x</a>',
        "<iframe src=//example.org></iframe><form action=/clock><button>x</button></form>",
        "<svg onload=alert(1)><use href=x></svg>",
        '<input type="text" name="comment">',
        "<textarea>",
    ],
)  # fmt: skip
def test_nothing_of_a_stranger_runs_looks_like_ours_or_asks_for_anything(text):
    html = render(text)
    for bad in (
        "<script", "<style", "<img", "onerror", "javascript:", "data:", "style=", "class=",
        "<iframe", "<form", "<button", "<svg", "name=", "<textarea", "display",
    ):  # fmt: skip
        assert bad not in html.replace('class="picture"', "")


def test_what_may_be_too_wide_can_be_scrolled_with_the_keyboard():
    table = '<div class="sideways" tabindex="0" role="group" aria-label="Table"><table>'
    html = render("| a |\n| - |\n| b |\n\nend")
    assert html.startswith(table)
    assert "</table></div>" in html
    code = '<pre tabindex="0" role="group" aria-label="Code"><code>x'
    assert render("```python\nx\n```").startswith(code)  # no lang: it is no tongue


def test_images_are_links_and_not_loaded():
    html = render("![a <pie>](https://example.org/a.png)")
    assert '<a class="picture" href="https://example.org/a.png" rel="nofollow">' in html
    assert "a &lt;pie&gt;</a>" in html
    assert '<span class="picture">x</span></a>' in render(
        "[![x](y.png)](https://z.org)"
    )
    assert '<span class="picture">image</span>' in render("<img>")


def test_ids_of_people_cannot_be_ours():
    assert (
        render('<b id="comment">x</b>') == '<p><b id="user-content-comment">x</b></p>'
    )
