"""What Discourse's defaults let a newcomer post, and what its Markdown counts.

Read from its source: `config/site_settings.yml`, `lib/validators`, `lib/text_sentinel.rb`,
`app/models/post_analyzer.rb`. The text is rendered by GitHub's parser, which makes links
of addresses as Discourse's does; names without a scheme, hashtags and BBCode are counted
on top of that.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.playground.render import Place, render_markdown

MOST_OF_URL = 8_192
"""Characters: what nginx, which stands before every Discourse, takes of a first line."""

COOKIE = 4_096
"""Bytes of a cookie in every browser: name, equals sign and value."""

TITLE = range(15, 256)
LONGEST_WORD = 30
LEAST_BYTES = 10
BODY = range(20, 32_001)
MOST_LINKS, MOST_IMAGES, MOST_MENTIONS, MOST_TAGS = 2, 1, 2, 5

NOWHERE = Place(
    server_url="",
    repository="",
    known=lambda _login: False,
    exists=lambda _repository, _number: False,
)
"""On a forum a number is no issue of GitHub's."""

_TLDS = "com|net|org|io|onion|co|tv|ru|cn|us|uk|me|de|fr|fi|gov|dev"
_BARE = re.compile(
    rf"(?<![\w@./:-])(?:[\w-]+\.)+(?:{_TLDS})\b|(?<!:)//[\w-]+\.\w+"
    rf"|\b[\w.+-]+@(?:[\w-]+\.)+(?:{_TLDS})\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w`])@\w[\w.-]*")
_HASHTAG = re.compile(r"(?<![\w#&])#[a-z][\w:-]*", re.IGNORECASE)
_BBCODE = re.compile(r"\[(url|email|img)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?|ftp)://|\bwww\.", re.IGNORECASE)
_ESCAPED = re.compile(r"\\\[")
_EMOJI = re.compile("[\U0001f300-\U0001faff]")


@dataclass(slots=True)
class Counted:
    """What is in a text, each as it is written."""

    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.counted = Counted()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            # the playground shows each image as a link to it
            is_image = "picture" in (given.get("class") or "")
            found = self.counted.images if is_image else self.counted.links
            found.append(str(given["href"]))
        if tag in ("a", "code", "pre"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.counted.mentions += _MENTION.findall(data)
            self.counted.links += [*_BARE.findall(data), *_HASHTAG.findall(data)]
            for kind in _BBCODE.findall(data):
                images = kind.lower() == "img"
                (self.counted.images if images else self.counted.links).append(kind)


def count(text: str) -> Counted:
    """The links, images and mentions that a post would have."""
    reader = _Reader()
    # a bracket that is escaped in the source begins no BBCode
    reader.feed(render_markdown(_ESCAPED.sub("(", text), NOWHERE))
    reader.close()
    return reader.counted


def wrong_with_title(title: str) -> list[str]:
    """Why Discourse would not take it."""
    wrong = []
    if len(title) not in TITLE:
        wrong.append(f"Title has {len(title)} characters, allowed are 15 to 255")
    if len(set(title.encode())) < LEAST_BYTES or not re.search(r"[^\W_]", title):
        wrong.append("Title seems unclear: most of it is the same or no letters")
    if re.search(rf"[^\W_]{{{LONGEST_WORD + 1},}}", title):
        wrong.append(f"Title has a word of over {LONGEST_WORD} characters")
    if title != title.lower() and title == title.upper():
        wrong.append("Title is all in capitals")
    if len(_EMOJI.findall(title)) > 1:
        wrong.append("Title has more than one emoji")
    if _ADDRESS.search(title):
        wrong.append("Newcomers cannot put an address into a title")
    return wrong


def wrong_with_body(text: str) -> list[str]:
    """Why a newcomer could not post it."""
    wrong, counted = [], count(text)
    if len(text.strip()) not in BODY:
        wrong.append(
            f"Body has {len(text.strip())} characters, allowed are 20 to 32000"
        )
    for what, found, most in (
        ("links", counted.links, MOST_LINKS),
        ("images", counted.images, MOST_IMAGES),
        (
            "people mentioned",
            {name.lower() for name in counted.mentions},
            MOST_MENTIONS,
        ),
    ):
        if len(found) > most:
            wrong.append(f"Newcomers may post {most} {what}, here are {len(found)}")
    return wrong
