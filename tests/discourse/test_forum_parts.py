"""What is asked of a forum, and what its answers are taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.forum import Topic
from bot.discourse.answers import topics_in
from bot.discourse.query import queries_for
from bot.discourse.reach import PublicResolver, is_open_to_all, is_public, parse_site

SITE = "https://forum.example.org"
TOPIC = {"id": 7, "title": "A title", "slug": "a-title", "visible": True}


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("[Bug] KubeSpawner: pods won't start!", ("kubespawner pods start",)),
        ("Help please", ()),
        ("404 in 3.1.2", ()),
        ("#support @tim status:solved in:title order:likes \"x y\"", (
            "tim status solved title order likes", "status solved title"
        )),
        ("The token ghp_" + "a1B2" * 9 + " leaks", ("token leaks",)),
        ("start start START", ("start",)),
        ("x" * 31 + " hub", ("hub",)),
        ("中文标题 hub", ("中文标题 hub",)),
    ],
)  # fmt: skip
def test_the_words_that_are_asked_for(title, queries):
    assert queries_for(title) == queries


@given(st.text(max_size=200))
def test_no_text_is_an_operator(title):
    for query in queries_for(title):
        words = query.split(" ")
        assert 1 <= len(words) <= 6
        assert all(len(word) >= 3 and word.isalnum() for word in words)


def answer(*topics: object, **more: object) -> dict[str, object]:
    return {"topics": list(topics), "posts": [], "grouped_search_result": {}, **more}


def test_topics_come_in_the_order_of_their_posts():
    topics = [TOPIC | {"id": n, "title": str(n)} for n in (1, 2, 3, 4)]
    posts = [{"topic_id": n} for n in (3, 1, 3, 99, 2, None, "x")] + ["no post"]
    found = topics_in(answer(*topics, posts=posts), SITE)
    assert [topic.title for topic in found] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("wrong", "kept"),
    [
        ({"visible": False}, False),
        ({"archetype": "private_message"}, False),
        ({"archetype": "regular"}, True),
        ({"closed": True}, False),
        ({"archived": True}, False),
        ({"closed": True, "has_accepted_answer": True}, True),
        ({"title": ""}, False),
        ({"title": " \u202e "}, False),
        ({"title": ["x"]}, False),
        ({"id": True}, False),
        ({"id": "7"}, False),
        ({"id": -7}, False),
        ({"id": 2**40}, False),
    ],
)
def test_what_may_be_shown(wrong, kept):
    assert bool(topics_in(answer(TOPIC | wrong), SITE)) is kept


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        ("a-title", "a-title"),
        ("%E6%BC%A2", "%E6%BC%A2"),
        ("../../evil", "-"),
        ("x) [y](https://z", "-"),
        ("", "-"),
        (None, "-"),
        ("x" * 300, "-"),
    ],
)
def test_an_address_is_made_on_the_site_that_was_asked(slug, path):
    found = topics_in(answer(TOPIC | {"slug": slug, "url": "https://evil.org"}), SITE)
    assert found == (Topic("A title", f"{SITE}/t/{path}/7"),)


def test_a_title_is_one_line_of_text():
    (found,) = topics_in(answer(TOPIC | {"title": "a\n# b\u202e" + " c" * 200}), SITE)
    assert found.title.startswith("a # b c")
    assert len(found.title) <= 255


@pytest.mark.parametrize("data", [None, [], "x", {}, {"topics": []}])
def test_anything_else_is_no_answer(data):
    with pytest.raises(ValueError, match="no answer of a search"):
        topics_in(data, SITE)


def test_odd_records_are_left_out():
    assert topics_in(answer(1, None, [], TOPIC), SITE)
    assert topics_in({"grouped_search_result": 1, "topics": 5, "posts": {}}, SITE) == ()


@pytest.mark.parametrize(
    ("api_url", "is_open"),
    [
        ("https://api.github.com", True),
        ("https://api.octo.ghe.com", True),
        ("https://github.example.org/api/v3", False),
        ("https://notgithub.com/api/v3", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_whose_app_anybody_may_install(api_url, is_open):
    assert is_open_to_all(api_url) is is_open


def test_a_public_address():
    assert is_public("1.1.1.1")
    assert is_public("2606:4700::1111")
    assert not is_public("fe80::1%eth0")
    assert (
        str(parse_site("https://1.1.1.1/f/", public_only=True)) == "https://1.1.1.1/f"
    )


async def test_a_name_leads_to_public_addresses():
    resolver = PublicResolver()
    (found,) = await resolver.resolve("1.1.1.1", 443)
    assert (found["host"], found["port"]) == ("1.1.1.1", 443)
    await resolver.close()
