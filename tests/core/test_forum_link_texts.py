"""What becomes of a title and of a text on their way to the forum."""

import pytest

from tests.core.forum_links import (
    body_of,
    check_body,
    check_title,
    fields,
    made,
    question_of,
)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Help", "Question about jupyterhub/kubespawner: Help"),
        ("", "Question about jupyterhub/kubespawner, untitled"),
        ("😀😀😀", "Question about jupyterhub/kubespawner, untitled"),
        ("??????????????????", "Question about jupyterhub/kubespawner: ?"),
        (
            "aaaaaaaaaaaaaaaaaaaa",
            "Question about jupyterhub/kubespawner: aaaaaaaaaaaaaaaaaaaa",
        ),
        ("MY HUB DOES NOT START", "My hub does not start"),
        ("Why does my hub crash...", "Why does my hub crash"),
        ("What is wrong here!!!!", "What is wrong here!"),
        ("Cannot reach https://hub.x.org/hub", "Cannot reach hub.x .org/hub"),
        ("A tada :tada: for the new hub 🎉", "A tada tada for the new hub"),
        (
            "kubespawner.spawner.KubeSpawner.start_timeout has no effect",
            "kubespawner.spawner. KubeSpawner.start_timeout has no effect",
        ),
        (
            "What does this do: " + "x" * 70,
            f"What does this do: {'x' * 30} {'x' * 30} {'x' * 10}",
        ),
        (
            "笔记本服务器无法启动怎么办请帮助我解决",
            "笔记本服务器无法启动怎么办请帮助我解决",
        ),
    ],
)
def test_a_title_is_changed_no_more_than_needed(title, shown):
    assert fields(made(title=title))["title"] == shown
    check_title(shown)


def test_a_long_title_ends_with_an_ellipsis():
    shown = fields(made(title="why so long " * 40))["title"]
    assert len(shown) <= 255
    assert shown.endswith("…")
    check_title(fields(made(title="为什么" * 200))["title"])


def test_a_title_without_an_issues_address_still_says_where_it_is_from():
    title = fields(made(title="Help", address="https://example.org"))["title"]
    assert title == "Question from GitHub: Help"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("See https://hub.example.org/x.", "See `https://hub.example.org/x`."),
        ("**www.x.org**", "**`www.x.org`**"),
        ("[the docs](https://x.org/y)", "the docs (`https://x.org/y`)"),
        ("[https://x.org](https://x.org)", "`https://x.org`"),
        ('![shot](https://x.org/y.png "t")', "shot `https://x.org/y.png`"),
        ('<img alt="a" src="https://x.org/y.png">', "`https://x.org/y.png`"),
        ("<img alt='no source'>", ""),
        ("<a href='https://x.org'>docs</a>", "`https://x.org` docs"),
        ("cc @minrk and @a/b", "cc `@minrk` and `@a/b`"),
        ("&#64;minrk &lt;b&gt; &amp;lt;", "`@minrk` &lt;b> &amp;lt;"),
        ("mail a@b.org, #general", "mail `a@b.org`, `#general`"),
        ("[url=http://x.org]y[/url]", "\\[`url=http://x.org]y[/url`]"),
        ("in <namespace> [I 10:00 hub]", "in &lt;namespace> \\[I 10:00 hub]"),
        ("a \\[b] \\\\[c]", "a \\[b] \\\\\\[c]"),
        ("`code @x` and ``a ` b``", "`code @x` and ``a ` b``"),
        ("`a``x.org`", "`a``x.org`"),
        ("`a`x.org", "`a` `x.org`"),
        ("a ` b https://x.org", "a ' b `https://x.org`"),
        ("| `a | x.org` |", "| 'a | `x.org`' |"),
        ("<details>~~~\nx.org", "\\~~~\n`x.org`"),
        ("\\`a` x.org", "\\'a' `x.org`"),
    ],
)
def test_what_would_be_a_link_or_a_mention_can_be_read(body, shown):
    assert question_of(body) == shown
    check_body(body_of(body))


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("---\nname: Bug\nlabels: [bug]\n---\nIt breaks.", "It breaks."),
        (
            "---\nA line, and no front matter\n---\nx",
            "---\nA line, and no front matter\n---\nx",
        ),
        ("<!-- Thank you\nfor this -->It breaks.", "It breaks."),
        ("a <!-- b --> c\n<!-- d\n\ne -->\nf", "a  c\n\nf"),
        ("a <!-- b", "a &lt;!-- b"),
        ("<!-- never\nclosed", ""),
        ("### Bug\n\n_No response_\n\n### Steps\n\n1. \n2. \n", ""),
        ("## A\n\n### B\n\nx\n\n### C\n", "## A\n\n### B\n\nx"),
        ("```\n<!-- kept -->\n# kept\n```", "```\n<!-- kept -->\n# kept\n```"),
    ],
)
def test_the_question_is_what_the_author_wrote(body, shown):
    assert question_of(body) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("```yaml\na: b@c.org\n```\nx", "```yaml\na: b@c.org\n```\nx"),
        ("- ```sh\n  ls\n  ```", "```sh\n  ls\n```"),
        ("~~~ a b\n```\n~~~", "~~~\n```\n~~~"),
        ("```\nnever closed", "```\nnever closed\n```"),
        ("```a`b``` x", "```a`b``` x"),
    ],
)
def test_code_stays_code(body, shown):
    assert question_of(body) == shown
