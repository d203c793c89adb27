"""What people wrote, quoted as data inside text of ours.

The source is parsed as CommonMark and written anew, so that it renders as its author
meant but can do nothing to the text around it: no mention, no heading, no raw HTML, no
mark, no link definition or footnote, no list that goes on where ours should. Code,
block quotes, lists, tables, links and images stay whole.

How GitHub sees mentions and references: in the text nodes of the rendered HTML, outside
`a`, `code` and `pre` (https://github.com/gjtorikian/html-pipeline). So they are looked
for in the parsed text, after entities and escapes are resolved, never in the source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode

from bot.core.commands import normalized

BREAK = "\u200b"  # a zero-width space: invisible, and the end of a mention
LINKED_REFERENCES = 10  # of one text; more is a flood, and stays text

# C0 controls, line separators, and the bidirectional controls by which text can show
# itself outside its place (https://trojansource.codes)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_MENTION = re.compile(r"(?<![A-Za-z0-9])@(?=[A-Za-z0-9]|$)")
_ANY_REFERENCE = re.compile(r"#(?=[0-9])|\b(?i:gh)-(?=[0-9])")
_REFERENCE = re.compile(
    r"(?<![\w/#&.-])(?P<where>[A-Za-z0-9-]+/[\w.-]+)?#(?P<number>[0-9]{1,9})\b"
)
_URL = re.compile(
    r"(?<!\w)https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?(?:[/?#][^\s<>\\`|]*)?"
)
_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)\[")
# GitHub's bare links swallow a backslash, and what it escaped would be HTML again
_ESCAPED_LESS_THAN = re.compile(r"(?<!\\)((?:\\\\)*)\\<")
_TABLE_RULE = re.compile(
    r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$", re.MULTILINE
)
_INFO = re.compile(r"[\w+#.-]{0,40}")
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)

_parser = MarkdownIt("commonmark")


@lru_cache(maxsize=1000)
def quote_blocks(source: str, repository_url: str) -> str:
    """Blocks of Markdown, safe to stand in text of ours at any indentation.

    `#12` and `owner/name#12` become links into `repository_url`'s server.
    """
    tokens = _parser.parse(_visible(source))
    return _write(_blocks(tokens, _References(repository_url)))


@lru_cache(maxsize=1000)
def quote_line(source: str, repository_url: str) -> str:
    """One line of inline Markdown, safe at the start of a list entry of ours.

    Never empty, since what follows an empty start would be no part of the entry.
    """
    line = " ".join(_visible(source).split())
    children = _parser.parseInline(line)[0].children or []
    inline = Token("inline", "", 0, content=line, children=children, map=[0, 1])
    written = _write(_blocks(_paragraph(inline), _References(repository_url)))
    return re.sub(r"\s*\\?\n\s*", " ", written).strip() or "(untitled)"


def quote_text(text: str) -> str:
    """Plain text as inline Markdown that shows just this text."""
    line = " ".join(_visible(text).split())
    inline = Token("inline", "", 0, children=[_text(line)], map=[0, 1])
    return _write(_paragraph(inline))


def plain_text(source: str) -> str:
    """The words of one line of Markdown, without its markup."""
    line = " ".join(_visible(source).split())
    children = _parser.parseInline(line)[0].children or []
    return "".join(child.content for child in children if child.type != "html_inline")


def _visible(source: str) -> str:
    return _INVISIBLE.sub("", normalized(source))


def _write(tokens: Iterable[Token]) -> str:
    options: Mapping[str, Any] = {
        "parser_extension": [_Quoting],
        "mdformat": {"number": True},
    }
    return MDRenderer().render(list(tokens), options, {}).strip("\n")


def _unspoken(text: str, node: RenderTreeNode, _context: RenderContext) -> str:
    """Text that mentions nobody, refers to nothing and defines no link or footnote."""
    text = _MENTION.sub("@" + BREAK, text)
    if node.parent is None or node.parent.type != "link":
        text = _ANY_REFERENCE.sub(rf"\g<0>{BREAK}", text)
    text = _ESCAPED_LESS_THAN.sub(r"\1&lt;", text)
    return _BRACKET.sub(r"\1\\[", text).replace(" · ", " &middot; ")


_Quoting = SimpleNamespace(RENDERERS={}, POSTPROCESSORS={"text": _unspoken})


class _References:
    """Where `#12` leads, for as many of them as are no flood."""

    def __init__(self, repository_url: str) -> None:
        self.repository_url = repository_url
        self.left = LINKED_REFERENCES

    def url(self, where: str | None, number: str) -> str | None:
        if self.left == 0 or not self.repository_url:
            return None
        self.left -= 1
        server, owner, name = self.repository_url.rsplit("/", 2)
        return f"{server}/{where or f'{owner}/{name}'}/issues/{number}"


def _blocks(tokens: Iterable[Token], references: _References) -> Iterator[Token]:
    in_heading = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.nesting == 1
            yield Token(
                token.type.replace("heading", "paragraph"),
                "p",
                token.nesting,
                map=token.map,
            )
        elif token.type == "html_block":
            children = _stripped(_from_html(token.content.strip(), references))
            if children:
                yield from _paragraph(
                    Token("inline", "", 0, children=children, map=token.map)
                )
        elif token.type == "fence":
            words = token.info.split(maxsplit=1)
            language = words[0] if words else ""
            token.info = language if _INFO.fullmatch(language) else ""
            yield token
        elif token.type == "inline":
            children = _stripped(_inlines(token, references))
            if in_heading and not any(child.tag == "strong" for child in children):
                children = [
                    Token("strong_open", "strong", 1, markup="**"),
                    *children,
                    Token("strong_close", "strong", -1, markup="**"),
                ]
            token.children = children
            yield token
        else:
            yield token


def _stripped(children: Iterable[Token]) -> list[Token]:
    """Without the line breaks at both ends: Markdown has no words for those."""
    kept = list(children)
    for end in (0, -1):
        while kept and kept[end].type in ("hardbreak", "softbreak"):
            kept.pop(end)
    return kept


def _inlines(inline: Token, references: _References) -> Iterator[Token]:
    in_table = _TABLE_RULE.search(inline.content) is not None
    links = 0
    for token in inline.children or ():
        token.content = token.content.replace("\n", " ")  # from an entity
        if token.type in ("link_open", "link_close"):
            links += token.nesting
            token.attrs.pop("title", None)
            yield token
        elif token.type == "image":
            token.attrs.pop("title", None)
            token.children = [_text(_alternative(token.content))]
            yield token
        elif token.type == "code_inline":
            if in_table:  # GitHub splits cells before it looks for code
                token.content = token.content.replace("|", r"\|")
            yield token
        elif token.type == "html_inline":
            yield from _from_html(token.content, references)
        elif token.type == "text" and not links:
            yield from _linked(token.content, references)
        else:
            yield token


def _linked(text: str, references: _References) -> Iterator[Token]:
    """Bare addresses and references as links, so that nothing else is seen in them."""
    done = 0
    for match in re.finditer(f"(?P<url>{_URL.pattern})|{_REFERENCE.pattern}", text):
        if match["url"]:
            url = _trimmed(match["url"])
            tokens = _link(url, url, auto=True)
            end = match.start() + len(url)
        else:
            target = references.url(match["where"], match["number"])
            if target is None:
                continue
            tokens = _link(target, match[0], auto=False)
            end = match.end()
        if match.start() > done:
            yield _text(text[done : match.start()])
        yield from tokens
        done = end
    if done < len(text):
        yield _text(text[done:])


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
        _text(text),
        Token("link_close", "a", -1, info=info),
    ]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _paragraph(inline: Token) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, map=inline.map),
        inline,
        Token("paragraph_close", "p", -1),
    ]


def _from_html(html: str, references: _References) -> Iterator[Token]:
    """HTML as text; comments go, images (GitHub pastes them so) and breaks stay."""
    html = _HTML_COMMENT.sub("", html)
    if re.fullmatch(r"<br\s*/?>", html, re.IGNORECASE):
        yield Token("hardbreak", "br", 0)
        return
    done = 0
    for match in _IMAGE.finditer(html):
        image = _image(match[0])
        if image is not None:
            yield from _lines(html[done : match.start()], references)
            yield image
            done = match.end()
    yield from _lines(html[done:], references)


def _lines(text: str, references: _References) -> Iterator[Token]:
    for n, line in enumerate(line for line in text.split("\n") if line.strip()):
        if n:
            yield Token("softbreak", "br", 0)
        yield from _linked(line.strip() if "\n" in text else line, references)


def _image(tag: str) -> Token | None:
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(
            self, _tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            found.update((name, value or "") for name, value in attrs)

    Reader().feed(tag)
    source = found.get("src", "")
    if not _URL.fullmatch(source):
        return None
    alternative = _text(_alternative(found.get("alt", "")))
    return Token(
        "image", "img", 0, attrs={"src": source, "alt": ""}, children=[alternative]
    )


def _alternative(text: str) -> str:
    """The words of an image's alternative text, none of which can be markup."""
    return " ".join(re.sub(r"[^\w\s.,:;?%()'/-]", " ", text).split())
