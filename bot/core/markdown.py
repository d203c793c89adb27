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
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from cachetools import LRUCache, cached
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode

from bot.core.commands import normalized
from bot.core.references import URL, References, linked, text_token

BREAK = "\u200b"  # a zero-width space: invisible, and the end of a mention

# C0 controls, line separators, and the bidirectional controls by which text can show
# itself outside its place (https://trojansource.codes)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_MENTION = re.compile(r"(?<![A-Za-z0-9])@(?=[A-Za-z0-9]|$)")
_ANY_REFERENCE = re.compile(r"#(?=[0-9])|\b(?i:gh)-(?=[0-9])")
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

_REMEMBERED = 1_000_000  # characters quoted last: an agenda changes a little


@cached(LRUCache(_REMEMBERED, getsizeof=len))
def quote_blocks(source: str, repository_url: str) -> str:
    """Blocks of Markdown, safe to stand in text of ours at any indentation.

    `#12` and `owner/name#12` become links into `repository_url`'s server.
    """
    tokens = _parser.parse(_visible(source))
    return _write(_blocks(tokens, References(repository_url)))


@cached(LRUCache(_REMEMBERED, getsizeof=len))
def quote_line(source: str, repository_url: str) -> str:
    """One line of inline Markdown, safe at the start of a list entry of ours.

    Never empty, since what follows an empty start would be no part of the entry.
    """
    line = " ".join(_visible(source).split())
    children = _parser.parseInline(line)[0].children or []
    inline = Token("inline", "", 0, content=line, children=children, map=[0, 1])
    written = _write(_blocks(_paragraph(inline), References(repository_url)))
    return re.sub(r"\s*\\?\n\s*", " ", written).strip() or "(untitled)"


@cached(LRUCache(_REMEMBERED, getsizeof=len))
def quote_text(text: str) -> str:
    """Plain text as inline Markdown that shows just this text."""
    line = " ".join(_visible(text).split())
    inline = Token("inline", "", 0, children=[text_token(line)], map=[0, 1])
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


def _blocks(tokens: Iterable[Token], references: References) -> Iterator[Token]:
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


def _inlines(inline: Token, references: References) -> Iterator[Token]:
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
            token.children = [text_token(_alternative(token.content))]
            yield token
        elif token.type == "code_inline":
            if in_table:  # GitHub splits cells before it looks for code
                token.content = token.content.replace("|", r"\|")
            yield token
        elif token.type == "html_inline":
            yield from _from_html(token.content, references)
        elif token.type == "text" and not links:
            yield from linked(token.content, references)
        else:
            yield token


def _paragraph(inline: Token) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, map=inline.map),
        inline,
        Token("paragraph_close", "p", -1),
    ]


def _from_html(html: str, references: References) -> Iterator[Token]:
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


def _lines(text: str, references: References) -> Iterator[Token]:
    for n, line in enumerate(line for line in text.split("\n") if line.strip()):
        if n:
            yield Token("softbreak", "br", 0)
        yield from linked(line.strip() if "\n" in text else line, references)


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
    alternative = text_token(_alternative(found.get("alt", "")))
    return Token(
        "image", "img", 0, attrs={"src": source, "alt": ""}, children=[alternative]
    )


def _alternative(text: str) -> str:
    """The words of an image's alternative text, none of which can be markup."""
    return " ".join(re.sub(r"[^\w\s.,:;?%()'/-]", " ", text).split())
