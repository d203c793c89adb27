"""Discourse's limits, read once more from its settings and validators, for links.

The text is rendered by GitHub's cmark, which makes links of what looks like one as
Discourse does.
"""

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

from bot.core.forum_link import ForumLink, forum_link
from tests.core.rendered import render

FORUM = "https://discourse.jupyter.org"
ADDRESS = "https://github.com/jupyterhub/kubespawner/issues/577"

# Without a scheme Discourse links only names that end in a domain it knows
# (markdown_linkify_tlds); a forum may have set others, so any is one here.
BARE = re.compile(
    r"//\S|[\w.+-]+@[\w-]+\.\w|(?:[^\W_]|[^\x00-\x7f])\.[a-z]{2,}", re.IGNORECASE
)
MENTION = re.compile(r"@[\w]")
HASHTAG = re.compile(r"(?<![\w#])#[\w:-]")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def made(title: str = "How do I start a hub?", body: str = "", **more) -> ForumLink:
    given = {"category": "jupyterhub", "tags": (), "address": ADDRESS} | more
    return forum_link(given.pop("forum", FORUM), title=title, body=body, **given)


def fields(link: ForumLink) -> dict[str, str]:
    query = urlsplit(link.url).query
    return dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))


def body_of(body: str, **more) -> str:
    return fields(made(body=body, **more))["body"]


def question_of(body: str, **more) -> str:
    """What stands between the part to write and the way back."""
    text = body_of(body, **more)
    return text.partition("\n---\n")[2].rpartition("\n\n")[0].strip()


def check_title(title: str) -> None:
    assert 15 <= len(title) <= 255
    assert len(set(title.encode())) >= 10
    assert not re.search(r"[^\W_]{31,}", title)
    assert max(len(word) for word in title.split()) <= 30
    kinds = {unicodedata.category(char) for char in title}
    assert kinds & {"Ll", "Lo"}, "all in capitals, or nothing but symbols"
    assert len(EMOJI.findall(title)) <= 1
    assert title == " ".join(title.split())


def check_body(text: str, address: str = ADDRESS) -> None:
    assert 20 <= len(text) <= 32_000
    tree, comments = render(text)
    links = [node.attrs.get("href", "") for node in tree.all("a")]
    assert links == [address]
    assert tree.all("img") == []
    assert comments == []
    for words in tree.texts(outside=("a", "code", "pre")):
        assert not BARE.search(words), words
        assert not MENTION.search(words), words
        assert not HASHTAG.search(words), words
    assert "**What I already tried**" in text
    assert tree.all("strong")[0].text == "What I already tried"


def check(link: ForumLink, address: str = ADDRESS) -> None:
    assert len(link.url) <= 4_000
    # the newcomer signs in first, and comes back by a cookie
    assert len(f"destination_url={quote(link.url, safe='')}") <= 4_096
    assert re.fullmatch(r"[\w.~/:,%?&=-]+", link.url, re.ASCII)
    assert not re.search(r"%(?![0-9A-F]{2})", link.url)
    unquote_to_bytes(link.url).decode()
    found = fields(link)
    check_title(found["title"])
    check_body(found["body"], address)
    assert len([tag for tag in found.get("tags", "").split(",") if tag]) <= 5
