"""The words of HTML that people wrote: what it says, without what it does."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it.token import Token

from bot.core.references import URL, text_token

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# tags that only dress their words; any other, such as <namespace>, may be a word itself
_DRESS = re.compile(
    r"</?(?:a|b|blockquote|center|code|del|details|div|em|font|h[1-6]|i|ins|kbd|li|ol|p"
    r"|picture|pre|q|s|samp|small|span|strike|strong|sub|summary|sup|table|tbody|td|th"
    r"|thead|tr|tt|u|ul|var|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_APART = re.compile(r"(?<=\S)</?(?:dd|dt|li|p|td|th|div|h[1-6])\b", re.IGNORECASE)
_LINK = re.compile(
    r"<a\s[^<>]*\bhref=[\"']?(https?://[^\s\"'<>]+)[^<>]*>(.*?)</a>",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


def from_html(html: str) -> Iterator[Token]:
    """Inline tokens: text, line breaks, and images (GitHub pastes them as HTML)."""
    html = _COMMENT.sub("", html)
    html = _DRESS.sub("", _APART.sub(r" \g<0>", _LINK.sub(r"\2 \1", html)))
    done = 0
    for match in _IMAGE.finditer(html):
        image = _image(match[0])
        if image is not None:
            yield from _lines(html[done : match.start()])
            yield image
            done = match.end()
    yield from _lines(html[done:])


def plain_html(html: str) -> str:
    """The words alone."""
    return "".join(token.content for token in from_html(html)).strip()


def alternative(text: str) -> str:
    """The words of an image's alternative text, none of which can be markup."""
    return " ".join(re.sub(r"[^\w\s.,:;?%()'/-]", " ", text).split())


def _lines(html: str) -> Iterator[Token]:
    several = "\n" in html
    lines = [line for line in html.split("\n") if line.strip() or not several]
    for n, line in enumerate(lines):
        if n:
            yield Token("softbreak", "br", 0)
        for m, part in enumerate(_BREAK.split(line.strip() if several else line)):
            if m:
                yield Token("hardbreak", "br", 0)
            yield text_token(part)


def _image(tag: str) -> Token | None:
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(
            self, _tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            found.update((name, value or "") for name, value in attrs)

    Reader().feed(tag)
    source = found.get("src", "")
    if not URL.fullmatch(source):
        return None
    words = text_token(alternative(found.get("alt", "")))
    return Token("image", "img", 0, attrs={"src": source, "alt": ""}, children=[words])
