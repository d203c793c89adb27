"""Bare addresses and references in a text, as links of their own."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

LINKED_REFERENCES = 10  # of one text; more is a flood, and stays text

URL = re.compile(r"(?<![A-Za-z])(?i:https?|ftp)://[A-Za-z0-9][^\s<>\\`|]*")
_WWW = re.compile(r"(?<![A-Za-z0-9./])(?i:www)\.[A-Za-z0-9][^\s<>\\`|]*")
_REFERENCE = re.compile(
    r"(?<![\w/#&.-])(?P<where>[A-Za-z0-9-]+/[\w.-]+)?#(?P<number>[0-9]{1,9})\b"
)
_LINKED = re.compile(
    f"(?P<url>{URL.pattern})|(?P<www>{_WWW.pattern})|{_REFERENCE.pattern}"
)


class References:
    """Where `#12` leads, for as many of them as are no flood."""

    def __init__(self, repository_url: str) -> None:
        self.repository_url = repository_url
        self.left = LINKED_REFERENCES

    def url(self, where: str | None, number: str) -> str | None:
        """The address of that issue, or None once there are too many."""
        if self.left == 0 or not self.repository_url:
            return None
        self.left -= 1
        server, owner, name = self.repository_url.rsplit("/", 2)
        return f"{server}/{where or f'{owner}/{name}'}/issues/{number}"


def linked(text: str, references: References) -> Iterator[Token]:
    """Bare addresses and references as links, so that nothing else is seen in them."""
    done = 0
    for match in _LINKED.finditer(text):
        if match["url"] or match["www"]:
            url = _trimmed(match["url"] or match["www"])
            bare = match["url"] is None  # GitHub adds the scheme itself
            tokens = _link(f"http://{url}" if bare else url, url, auto=not bare)
            end = match.start() + len(url)
        else:
            target = references.url(match["where"], match["number"])
            if target is None:
                continue
            tokens = _link(target, match[0], auto=False)
            end = match.end()
        if match.start() > done:
            yield text_token(text[done : match.start()])
        yield from tokens
        done = end
    if done < len(text):
        yield text_token(text[done:])


def _trimmed(url: str) -> str:
    """Without the punctuation that GitHub leaves outside a bare address."""
    while url[-1] in "?!.,:;*_~'\"]" or (
        url[-1] == ")" and url.count(")") > url.count("(")
    ):
        url = url[:-1]
    return url


def _link(href: str, text: str, *, auto: bool) -> list[Token]:
    info = "auto" if auto else ""
    return [
        Token("link_open", "a", 1, attrs={"href": href}, info=info),
        text_token(text),
        Token("link_close", "a", -1, info=info),
    ]


def text_token(content: str) -> Token:
    """A piece of plain text."""
    return Token("text", "", 0, content=content)
