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
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.commands import Links, normalized
from bot.core.html_words import alternative, from_html
from bot.core.references import References, linked, text_token
from bot.core.remembered import remembered

if TYPE_CHECKING:
    from mdformat.renderer import RenderContext, RenderTreeNode

BREAK = "\u200b"  # a zero-width space: invisible, and the end of a mention

# C0 and C1 controls, line separators, and the bidirectional controls by which text can show
# itself outside its place (https://trojansource.codes)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_MENTION = re.compile(r"(?<![A-Za-z0-9])@(?=[A-Za-z0-9]|$)")
_ANY_REFERENCE = re.compile(r"#(?=[0-9])|\b(?i:gh)-(?=[0-9])")
_BRACKET = re.compile(r"(?<!\\)((?:\\\\)*)\[")
_CLOSING = re.compile(r"(?<!\\)((?:\\\\)*)\]")
_DOT = re.compile(r"(?<!\S)·(?!\S)")  # alone it stands between the parts of an entry
# GitHub's bare links swallow a backslash, and what it escaped would be HTML again
_LESS_THAN = re.compile(r"(?<!\\)((?:\\\\)*)\\?<")
# what GitHub would make a link of, up to the next blank and with it the start of any code
_TILDE = "\ue0f2"  # private use: it stands for one that is to be shown
_BARE_LINK = re.compile(rf"(?i:https?|ftp)(?=://)|(?<![^\s*_~({_TILDE}])(?i:www)(?=\.)")
_TILDES = re.compile(r"^([ \t]*)(?=~~~)", re.MULTILINE)
_TABLE_RULE = re.compile(
    r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$", re.MULTILINE
)
_INFO = re.compile(r"[\w+#.-]{0,40}")
_MOST_TICKS = "`" * 50  # GitHub counts 80 in a line, 255 at a fence: more end the code
_TICKS = re.compile(f"{_MOST_TICKS}`+")

_parser = MarkdownIt("commonmark")
_NOTHING = "&#8203;"  # shows nothing and is something
_BREAKS = ("hardbreak", "softbreak")
_REMEMBERED = 1_000_000  # characters: an agenda changes a little, and is made anew


@remembered(characters=_REMEMBERED)
def quote_blocks(source: str, repository_url: str, links: Links = ()) -> str:
    """Blocks of Markdown, safe to stand in text of ours at any indentation.

    `#12` and `owner/name#12` become links into `repository_url`'s server; `links` are
    definitions that stand elsewhere in the same comment.
    """
    tokens = _parser.parse(visible(source), _defining(links))
    return _write(_blocks(tokens, References(repository_url)))


@remembered(characters=_REMEMBERED)
def quote_line(source: str, repository_url: str, links: Links = ()) -> str:
    """One line of inline Markdown, safe at the start of a list entry of ours.

    Never empty, since what follows an empty start would be no part of the entry.
    """
    line = " ".join(visible(source).split())
    children = _parser.parseInline(line, _defining(links))[0].children or []
    children = [
        text_token(" ") if child.type in _BREAKS else child
        for child in _simple(children)
    ]
    inline = Token("inline", "", 0, content=line, children=children, map=[0, 1])
    written = _write(_blocks(_paragraph(inline), References(repository_url)))
    return written.strip() or "(untitled)"


@remembered(characters=_REMEMBERED)
def quote_text(text: str) -> str:
    """Plain text as inline Markdown that shows just this text."""
    return quote_inline([text_token(" ".join(visible(text).split()))])


def quote_inline(children: list[Token]) -> str:
    """Text, and code that is not too long, as inline Markdown that shows just this."""
    for text in (child for child in children if child.type == "text"):
        text.content = text.content.replace("~", _TILDE)  # two would strike out a text
    inline = Token("inline", "", 0, children=children, map=[0, 1])
    return _write(_paragraph(inline)).replace(_TILDE, r"\~")


def plain_text(source: str) -> str:
    """The words of one line of Markdown, without its markup."""
    line = " ".join(visible(source).split())
    children = _parser.parseInline(line)[0].children or []
    return "".join(child.content for child in children if child.type != "html_inline")


def is_visible(source: str) -> bool:
    """Whether a line of Markdown shows anything: blanks and controls do not."""
    return any(unicodedata.category(char)[0] not in "CZ" for char in plain_text(source))


def visible(source: str) -> str:
    """Without control characters, line breaks and tabs aside."""
    return _INVISIBLE.sub("", normalized(source))


def _defining(links: Links) -> dict[str, Any]:
    return {"references": {k: {"href": href, "title": ""} for k, href in links}}


def _write(tokens: Iterable[Token]) -> str:
    from mdformat.renderer import MDRenderer  # 3 MB, until something is written

    options: Mapping[str, Any] = {
        "parser_extension": [_Quoting],
        "mdformat": {"number": True},
    }
    return MDRenderer().render(list(tokens), options, {}).strip("\n")


def _unspoken(text: str, node: "RenderTreeNode", _context: "RenderContext") -> str:
    """Text that mentions nobody, refers to nothing and defines no link or footnote."""
    text = _MENTION.sub("@" + BREAK, text)
    if _in_link(node):
        text = _CLOSING.sub(r"\1\\]", text)
    else:
        text = _ANY_REFERENCE.sub(rf"\g<0>{BREAK}", text)
        text = _BARE_LINK.sub(rf"\g<0>{BREAK}", text)
    text = _LESS_THAN.sub(r"\1&lt;", text)
    return _DOT.sub("&middot;", _BRACKET.sub(r"\1\\[", text))


def _in_link(node: "RenderTreeNode") -> bool:
    parent = node.parent
    return parent is not None and (parent.type == "link" or _in_link(parent))


def _no_fence(text: str, _node: "RenderTreeNode", _context: "RenderContext") -> str:
    return _TILDES.sub(r"\1\\", text)


def _list_item(node: "RenderTreeNode", context: "RenderContext") -> str:
    """As mdformat's, which asks anew for each item whether its list is tight."""
    tight = context.env.setdefault("tight", {})
    parent = node.parent
    if id(parent) not in tight:
        paragraphs = [
            block
            for item in (parent.children if parent else ())
            for block in item.children
            if block.type == "paragraph"
        ]
        tight[id(parent)] = all(paragraph.hidden for paragraph in paragraphs)
    separator = "\n" if tight[id(parent)] else "\n\n"
    rendered = (child.render(context) for child in node.children)
    text = separator.join(text for text in rendered if text).rstrip()
    # "-" alone below a paragraph would make it a heading
    return text or _NOTHING


_Quoting = SimpleNamespace(
    RENDERERS={"list_item": _list_item},
    POSTPROCESSORS={"text": _unspoken, "paragraph": _no_fence},
)


def without_long_ticks(code: str) -> str:
    """Code that GitHub's parser takes for code, whatever fence stands around it."""
    return _TICKS.sub(_MOST_TICKS, code)


def _blocks(tokens: Iterable[Token], references: References) -> Iterator[Token]:
    in_heading = False
    for token in tokens:
        if token.type in ("fence", "code_block"):
            token.content = without_long_ticks(token.content)
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.nesting == 1
            yield Token(
                token.type.replace("heading", "paragraph"),
                "p",
                token.nesting,
                map=token.map,
            )
        elif token.type == "html_block":
            words = _merged(from_html(token.content.strip()))
            children = _stripped(_with_links(words, references))
            if children:
                yield from _paragraph(
                    Token("inline", "", 0, children=children, map=token.map)
                )
        elif token.type == "fence":
            language = token.info.strip().partition(" ")[0]
            token.info = language if _INFO.fullmatch(language) else ""
            if not token.content.endswith("\n"):  # it was never closed
                token.content += "\n"
            yield token
        elif token.type == "inline":
            children = _stripped(_inlines(token, references))
            dressed = any(child.tag == "strong" for child in children)
            if in_heading and children and not dressed:
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
    """Without the blanks at both ends: Markdown has no words for those."""
    kept = list(children)
    for end in (0, -1):
        while kept and (kept[end].type in _BREAKS or _is_blank(kept[end])):
            kept.pop(end)
    if kept and kept[-1].type == "text":
        kept[-1].content = kept[-1].content.rstrip()
    if kept and kept[0].type == "text":
        kept[0].content = kept[0].content.lstrip()
    return kept


def _is_blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()


def _inlines(inline: Token, references: References) -> Iterator[Token]:
    in_table = _TABLE_RULE.search(inline.content) is not None
    for token in _with_links(_merged(_simple(inline.children or ())), references):
        if token.type == "code_inline":
            token.content = without_long_ticks(token.content)
        if token.type == "code_inline" and in_table:
            # GitHub splits cells before it looks for code
            token.content = token.content.replace("|", r"\|")
        yield token


def _simple(children: Iterable[Token]) -> Iterator[Token]:
    """Without titles and HTML; what entities hid in a text becomes visible or goes."""
    for token in children:
        token.content = _INVISIBLE.sub(" ", token.content.replace("\n", " "))
        if token.type == "html_inline":
            yield from from_html(token.content)
            continue
        if token.type in ("link_open", "image"):
            token.attrs.pop("title", None)
        if token.type == "image":
            token.children = [text_token(alternative(token.content))]
        yield token


def _merged(children: Iterable[Token]) -> Iterator[Token]:
    """Neighbouring texts as one: what was between them must not hide a reference."""
    text = ""
    for token in children:
        if token.type == "text":
            text += token.content
            continue
        if text:
            yield text_token(text)
            text = ""
        yield token
    if text:
        yield text_token(text)


def _with_links(children: Iterable[Token], references: References) -> Iterator[Token]:
    links = 0
    for token in children:
        if token.type in ("link_open", "link_close"):
            links += token.nesting
        if token.type == "text" and not links:
            yield from linked(token.content, references)
        else:
            yield token


def _paragraph(inline: Token) -> list[Token]:
    return [
        Token("paragraph_open", "p", 1, map=inline.map),
        inline,
        Token("paragraph_close", "p", -1),
    ]
