"""People's text inside ours: it shows what they meant, and does nothing else."""

import pytest
from hypothesis import given, settings

from bot.core.markdown import plain_text, quote_blocks, quote_line, quote_text
from tests.core.hostile import markdown
from tests.core.rendered import Node, pings, references, render

URL = "https://github.com/jupyterhub/team-compass"


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("Code of Conduct", "Code of Conduct"),
        ("_Release pulses_ for `k8s`", "_Release pulses_ for `k8s`"),
        ("see #384", f"see [#384]({URL}/issues/384)"),
        ("see a/b#3.", "see [a/b#3](https://github.com/a/b/issues/3)."),
        ("https://hackmd.io/@x/y_z.", "<https://hackmd.io/@x/y_z>."),
        ("(https://x.y/a_(b))", "(<https://x.y/a_(b)>)"),
        ("<https://x.y>", "<https://x.y>"),
        ("ask @betatim", "ask @\u200bbetatim"),
        ("&#64;betatim", "@\u200bbetatim"),
        ("`@betatim`", "`@betatim`"),
        ("a@b.org", "a@b.org"),
        ("**@tim**", "**@\u200btim**"),
        ("GH-12 and user#12", "GH-\u200b12 and user#\u200b12"),
        ("# No heading", "\\# No heading"),
        ("1. No list", "1\\. No list"),
        ("- No list", "\\- No list"),
        ("a <b>bold</b> claim", "a bold claim"),
        ("ask <your-hub>", "ask &lt;your-hub>"),
        ("a <\\<details>", "a &lt;&lt;details>"),
        ("~~~ tilde", "\\~~~ tilde"),
        ("#<!-- -->12", f"[#12]({URL}/issues/12)"),
        ("www.x.org/@tim", "[www.x.org/@\u200btim](http://www.x.org/@tim)"),
        ("http://localhost:8000/`", "<http://localhost:8000/>\\`"),
        ("a&#13;# b&#x2028;c", "a # b c"),
        ("a <!-- hidden --> b", "a b"),
        ("a<br>b", "a b"),
        ("one\ntwo", "one two"),
        ("[x]: http://evil.example", "\\[x\\]: <http://evil.example>"),
        ("fake · 5 min · `A9`", "fake &middot; 5 min &middot; `A9`"),
        ("left\u202eright", "leftright"),
        ("![&#93;(x) @tim](http://y.z)", "![93;(x) tim](http://y.z)"),
    ],
)
def test_one_line(source, quoted):
    assert quote_line(source, URL) == quoted


def test_blocks_stay_whole():
    source = """\
- currently out of etcd
  - really
- [ ] not a box

  > create a template?
  > * who

| a | b |
|---|---|
| `x|y` | @tim |

![](https://i.imgur.com/TfP60ye.png)
<img width="3" src="https://x.y/z.png" alt="a [chart]">

# Heading

```yaml title="@tim"
a: b
```

    indented

1. one
2. two
"""
    assert (
        quote_blocks(source, URL)
        == """\
- currently out of etcd

  - really

- \\[ ] not a box

  > create a template?
  >
  > - who

| a | b |
|---|---|
| `x\\|y` | @\u200btim |

![](https://i.imgur.com/TfP60ye.png)
![a chart](https://x.y/z.png)

**Heading**

```yaml
a: b
```

```
indented
```

1. one
2. two"""
    )


def test_words_of_html_stay_and_what_only_dresses_them_goes():
    source = (
        "<details>\n<summary>Log</summary>\n<img src=x>\n</details>\n\n<!-- gone -->"
    )
    assert quote_blocks(source, URL) == "Log\n&lt;img src=x>"


def test_a_fence_that_nobody_closed_is_closed():
    assert quote_blocks("```\ncode", URL) == "```\ncode\n```"


@pytest.mark.parametrize(
    "code",
    [
        "~~~\n{}\n@mention\n\n# heading\n~~~",
        "    {}\n    @mention",
        "a ` {} @mention ` b",
        "- ~~~\n  {}\n  @mention\n  ~~~",
    ],
)
@pytest.mark.parametrize("ticks", [79, 80, 254, 255, 256, 1000])
def test_more_backticks_than_githubs_parser_counts_end_no_code(code, ticks):
    quoted = quote_blocks(code.replace("{}", "`" * ticks), "https://github.com/o/r")
    tree, _ = render(quoted)
    assert pings(tree) == []
    assert "@mention" in tree.all("code")[0].text


@pytest.mark.parametrize(
    "address",
    [
        "0https://x.y", "éhttps://x.y", "https://é.x", "xhttps://x.y", "https://x.y", "www.x",
        "www.é", "HTTP://x", "ftp://1", "https:// ", "*www.x", "_https://x", "(www.x",
    ],
)  # fmt: skip
def test_no_bare_address_swallows_the_code_behind_it(address):
    quoted = quote_line(f"a {address}` @mention `", URL)
    tree, _ = render(f"- {quoted}")
    assert pings(tree) == []
    assert [code.text.strip() for code in tree.all("code")] == ["@mention"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[a [b] #12](http://x.y)", "a [b] #12"),
        ("[**a [b] #12** c](http://x.y)", "a [b] #12 c"),
        ("www.x.y/z[!NOTE]#<!-- -->12", "www.x.y/z[!NOTE]#12"),
    ],
)
def test_brackets_in_the_words_of_a_link_do_not_end_it(source, shown):
    tree, _ = render(quote_line(source, URL))
    assert [link.text for link in tree.all("a")] == [shown]
    assert references(tree) == []


def test_the_first_ten_references_are_links_and_no_more():
    quoted = quote_line(" ".join(f"#{n}" for n in range(1, 20)), URL)
    assert quoted.count("](") == 10
    tree, _ = render(quoted)
    assert references(tree) == []


def test_without_an_address_nothing_is_linked():
    assert quote_line("#1", "") == "#\u200b1"


def test_plain_words():
    assert plain_text("**a** `b` [c](d) <b>") == "a b c "
    assert quote_text("*a* [b] <c> @d") == "\\*a\\* \\[b] &lt;c> @\u200bd"


@settings(max_examples=400)
@given(markdown)
def test_nobody_is_pinged_and_nothing_gets_out(source):
    line = quote_line(source, URL)
    blocks = quote_blocks(source, URL)
    assert "\n" not in line
    text = f"1. {line} · tail\n\n   {blocks.replace(chr(10), chr(10) + '   ')}\n\n2. next\n\n## End\n"
    tree, comments = render(text)
    assert comments == []
    assert pings(tree) == []
    assert references(tree) == []
    assert [h.text for h in tree.all("h1", "h2", "h3", "h4", "h5", "h6")] == ["End"]
    assert tree.all("section", "details", "b", "script", "sup") == []
    tops = [child for child in tree.children if not isinstance(child, str)]
    assert [child.tag for child in tops] == ["ol", "h2"]
    entries = [c for c in tops[0].children if not isinstance(c, str)]
    assert len(entries) == 2
    assert entries[1].text.strip() == "next"


@given(markdown)
def test_what_was_quoted_reads_back_as_the_same_elements(source):
    once = quote_blocks(source, URL)
    tree, _ = render(once)
    again, _ = render(quote_blocks(once, URL))
    assert elements(tree) == elements(again)


def elements(node: Node) -> list[str]:
    children = (child for child in node.children if not isinstance(child, str))
    return [part for child in children for part in (child.tag, *elements(child), "/")]
