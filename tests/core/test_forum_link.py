"""The link to the forum: whatever an issue holds, a newcomer may post it as it opens."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.forum_links import ADDRESS, FORUM, check, fields, made, question_of
from tests.core.hostile import FRAGMENTS

MORE = [
    "example.org", "jupyterhub.readthedocs.io/en/stable", "a@b.org", "@minrk", "@a/b", "#tag",
    "//cdn.net/x", "HTTP://X.Y", "ftp://x", "mailto:x@y.org", "exa\\mple.com", "https\\://x.y",
    "[url=https://x.y]z[/url]", "[img]https://x.y/z.png[/img]", "[quote]", "&#64;tim", "&#46;com",
    "&#96;", "&#92;", "|", "| a | b |\n|---|---|\n", "`a | https://x.y", "```python\n", "~~~\n",
    "### Steps\n", "_No response_\n", "- [ ] \n", "\u200b", "😀", "👩‍👩‍👧", "e\u0301", "🇫🇷",
    "ghp_" + "a1" * 18, "password: hunter2\n", "<a href=https://x.y>z</a>", "![x](https://x.y)",
    "x" * 45, "kubespawner.spawner.KubeSpawner.start", "漢字", "\ud800", "_", "*", "(", ")", '"',
]  # fmt: skip
hostile = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS + MORE), st.text(max_size=4)), max_size=30
).map("".join)
slugs = st.text("abcdefghij-0123456789", max_size=20)


@settings(max_examples=150)
@given(
    title=hostile,
    body=hostile,
    longer=st.sampled_from([1, 1, 1, 40]),
    category=st.one_of(slugs, st.text(max_size=10), st.text(max_size=600)),
    tags=st.lists(st.one_of(slugs, st.text(max_size=90)), max_size=8).map(tuple),
    below=st.sampled_from(["", "/", "/forum", "/forum/"]),
)
def test_every_limit_is_kept(title, body, longer, category, tags, below):
    link = made(
        title=title,
        body=body * longer,
        category=category,
        tags=tags,
        forum=FORUM + below,
    )
    check(link)


def test_the_question_is_in_its_place_below_a_part_to_write():
    link = made(
        title="Spawner does not start", body="It **hangs**.", tags=("k8s", "oauth")
    )
    found = fields(link)
    assert link.url.startswith(f"{FORUM}/new-topic?title=")
    assert found["title"] == "Spawner does not start"
    assert found["category"] == "jupyterhub"
    assert found["tags"] == "k8s,oauth"
    assert found["body"] == (
        "**What I already tried**\n\n"
        "(Write here, in place of this line: what you tried, and what came of it.)\n\n"
        "---\n\nIt **hangs**.\n\n"
        f"First asked on GitHub: {ADDRESS}"
    )
    assert (link.cut, link.blanked) == (False, 0)


@pytest.mark.parametrize(
    ("category", "sent"),
    [
        ("jupyterhub", {"category": "jupyterhub"}),
        ("jupyterhub/tljh", {"category": "jupyterhub/tljh"}),
        ("10", {"category_id": "10"}),
        ("", {}),
        ("x" * 400, {}),
    ],
)
def test_a_category_is_sent_as_discourse_takes_it(category, sent):
    found = fields(made(category=category))
    assert {key: found[key] for key in found if key.startswith("category")} == sent


class TestCut:
    def test_it_says_so_and_where_the_rest_is(self):
        link = made(body="What now? " * 2000)
        assert link.cut
        body = fields(link)["body"]
        assert body.endswith(f"…\n\nThis was cut: all of it is on GitHub: {ADDRESS}")
        assert len(link.url) > 2_800  # of which the cookie makes 4,000

    @pytest.mark.parametrize(
        "whole",
        [
            "👩‍👩‍👧",
            "👍🏽",
            "🇫🇷",
            "e\u0301",
            "❤️",
            "🏴\U000e0067\U000e0062\U000e007f",
            "\u6f22",
        ],
    )
    def test_no_character_is_halved(self, whole):
        for before in range(12):
            text = question_of("x" * before + whole * 900)
            assert text.endswith("…")
            assert not text[before:].removesuffix("…").replace(whole, "")

    def test_a_fence_is_closed(self):
        link = made(body="```\n" + "some line of a log\n" * 900)
        text = fields(link)["body"]
        assert text.count("```") == 2
        check(link)

    def test_a_code_span_is_closed(self):
        for tick in ("`", "``"):
            for inside in ("@x " * 4000, "@é" * 400):
                link = made(body=f"a {tick}{inside}{tick} b")
                assert link.cut
                check(link)

    def test_nothing_is_cut_that_fits(self):
        body = "word " * 300
        assert question_of(body) == body.strip()
        assert not made(body=body).cut

    def test_where_only_the_way_back_fits_the_question_is_left_out(self):
        link = made(body="漢字" * 50, forum=f"{FORUM}/{'x' * 3000}")
        assert link.cut
        assert "This was cut" in fields(link)["body"]


def test_what_opens_a_hub_is_blanked_and_counted():
    token = "ghp_" + "a1B2" * 9
    link = made(
        title=f"My token {token} is refused", body="password: hunter2\n" + token
    )
    assert link.blanked == 3
    assert token not in link.url
    assert "hunter2" not in link.url
    assert fields(link)["title"] == "My token [removed: a GitHub token] is refused"


def test_a_token_at_the_cut_is_not_shown_by_half():
    token = "ghp_" + "a1B2" * 9
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEowIBAAKCAQEA1234\n" * 100
    for before in range(3000, 3900, 60):
        body = f"{'x ' * (before // 2)}{key}{'y ' * 900}{token} z"
        assert "a1B2" not in made(body=body).url


@example("漢" * 60_000)
@example("😀" * 60_000)
@example("`" * 60_000)
@example("` " * 30_000)
@example("<!-- " * 12_000)
@example("\n" * 60_000)
@example("- \n" * 20_000)
@example("```\n" * 15_000)
@example("[a](b " * 10_000)
@example("<a href=http://x.y>" * 3_000)
@example("---\n" + "a: b\n" * 12_000)
@example("e" + "\u0301" * 60_000)
@example("a.a." * 15_000)
@settings(max_examples=10)
@given(hostile.map(lambda part: (part * 60_000)[:60_000]))
def test_a_body_of_sixty_thousand_characters_costs_milliseconds(body):
    began = time.process_time()
    link = made(body=body)
    assert time.process_time() - began < 0.1  # here at most 0.01
    check(link)
