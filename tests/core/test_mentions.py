"""Markdown of maintainers that mentions nobody, and is otherwise what it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.configuration import ConfigurationError, parse_configuration
from bot.core.markdown import BREAK
from bot.core.mentions import unmentioned
from bot.core.old_support import LONGEST, OldSupport, parse_old_support
from bot.core.support import Support
from bot.core.support_migration import render_as_ours
from tests.core.rendered import pings, render


@pytest.mark.parametrize(
    "text",
    [
        "Ask @minrk, (@choldgraf) or **@jupyterhub/core**.",
        "@minrk\n\n- @a\n  > @b\n\n# @c",
        r"\@minrk &#64;minrk &#x40;minrk &commat;minrk",
        "| a | b |\n| --- | --- |\n| @a | `@b` @c |",
        "<details>\n<summary>@minrk</summary>\n\n@minrk\n</details>",
        "See https://a.example.org @minrk, [here](https://b.example.org)@minrk",
        "A \\` tick @minrk, and a `` ` `` more @minrk `",
        "`a\n\n@minrk`",
    ],
)
def test_nobody_is_called(text):
    assert pings(render(text)[0])
    quoted = unmentioned(text)
    assert pings(render(quoted)[0]) == []
    assert quoted.replace(BREAK, "") == text
    assert unmentioned(quoted) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "Nobody: a@example.org, @ noon, {author}",
        "```\n@minrk\n```\n\n    @minrk\n\n`@minrk` and ``@a ` @b``",
        "<https://hackmd.io/@minrk> https://hackmd.io/@minrk/notes?a=(b)/@c",
        "[notes](https://hackmd.io/@minrk) ![x](<@x.png>) [up](../@minrk)",
        "[notes]\n\n[notes]: /@minrk '@minrk'",
        '<a href="https://hackmd.io/@minrk">notes</a>',
    ],
)
def test_what_calls_nobody_stays_as_it_is(text):
    assert unmentioned(text) == text


@given(st.text(st.sampled_from("@a `\n>-.\\()[]<&#64;|*"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_only_breaks_come_in(text):
    assert unmentioned(text).replace(BREAK, "") == text


def old_support(comment: str) -> OldSupport:
    return parse_old_support(f"supportComment: {comment}", file="f")


def test_an_old_support_comment_calls_nobody():
    old = old_support('"Hi @{issue-author},\\rask @minrk, `@a/b` or [c](../@c)"')
    assert old.reply == "Hi {author},\nask @\u200bminrk, `@a/b` or [c](../@c)\n"


def test_nor_does_it_once_it_is_pasted_into_ours_which_says_why():
    old = old_support("Ask @minrk")
    ours = render_as_ours(old)
    assert "  reply: |  # behind @ stands an invisible space" in ours
    section = parse_configuration(ours, file="f", sections={"support": Support})
    assert section.sections["support"].reply == old.reply
    assert "invisible" not in render_as_ours(old_support("Ask there"))


@pytest.mark.parametrize("long", ["@a " * (LONGEST // 3), "@" * 1_000_000])
def test_a_comment_too_long_with_breaks_is_told(long):
    with pytest.raises(ConfigurationError, match="f") as caught:
        old_support(f"'{long}'")
    assert "is too long" in str(caught.value)
