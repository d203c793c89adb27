"""Markdown that shows what it did, and mentions nobody any more."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from bot.core.markdown import BREAK

_parser = MarkdownIt("commonmark")
_AT = r"(?:@|&(?:#0{0,5}64|#[xX]0{0,5}40|commat);)"
_MENTION = re.compile(rf"(?<![A-Za-z0-9])({_AT})(?=[A-Za-z0-9])")
_CODE = re.compile(r"\\`|(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_IN_ADDRESS = re.compile(r"(?:://|\]\(<?)(?:[^\s<>()]|\([^\s<>()]*\))*\Z")
_LONGEST_ADDRESS = 300


def unmentioned(source: str) -> str:
    """The source with an invisible break behind each `@` that would call somebody.

    Nothing else is touched: code, links and their addresses stay as they are.
    """
    if not _MENTION.search(source):
        return source
    lines = source.split("\n")
    for start, end in _texts(source):
        lines[start:end] = _broken("\n".join(lines[start:end])).split("\n")
    return "\n".join(lines)


def _texts(source: str) -> Iterator[tuple[int, int]]:
    """The lines of each paragraph, heading and piece of HTML: code is none of them."""
    for token in _parser.parse(source):
        if token.type in ("inline", "html_block") and token.map:
            yield token.map[0], token.map[1]


def _broken(text: str) -> str:
    pieces, at = [], 0
    for code in _CODE.finditer(text):
        pieces += [_called(text, at, code.start()), code[0]]
        at = code.end()
    return "".join((*pieces, _called(text, at, len(text))))


def _called(text: str, start: int, end: int) -> str:
    def replaced(found: re.Match[str]) -> str:
        before = text[max(0, found.start() - _LONGEST_ADDRESS) : found.start()]
        return found[0] if _IN_ADDRESS.search(before) else f"{found[0]}{BREAK}"

    pieces, at = [], start
    for found in _MENTION.finditer(text, start, end):
        pieces += [text[at : found.start()], replaced(found)]
        at = found.end()
    return "".join((*pieces, text[at:end]))
