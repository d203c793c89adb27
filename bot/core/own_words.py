"""What the author of an issue wrote, as words: without HTML, comments, empty answers.

What a reader sees is what stands here, so that whoever looks for something in it, such as
a password, finds it: `<b>pass</b>word` is one word, and `&#103;hp_` are four letters.
Code stays as it is.
"""

import re
from html import unescape

from bot.core.html_words import from_html
from bot.core.markdown import visible
from bot.core.markdown_lines import (
    closes_fence,
    opened_fence,
    put_together,
    spans,
    without_fence,
)

_FRONT = re.compile(
    r"\A\s{0,20}---[ \t]*\n"
    r"(?:[ \t]*(?:[\w-]++:[^\n]*|- [^\n]*|\#[^\n]*)?\n){1,50}?"
    r"---[ \t]*(?:\n|\Z)"
)
_MOST_LINES = 2_000
"""Looked at: one that has more of them, and so little in each, is no question."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_UNFILLED = re.compile(
    r"\s*_No response_\s*|\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]?\])?[ \t]*"
)
_ANYTHING_ASCII = "".join(map(chr, range(33, 127)))

_MARKUP = re.compile(r"[<&`~\\]|\]\(")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s?<?([^()\s<>]*)>?(?:\s[^()]*)?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(\s?<?([^()\s<>]*)>?(?:\s[^()]*)?\)")
_ADDRESSED = re.compile(r"<(?:a|img)\b([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:href|src)\s?=\s?[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_CELLS = re.compile(r"</t[dh]>\s{0,9}<t[dh]\b[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"(?<=[A-Za-z0-9])\\_(?=\w)")  # within a word it means nothing
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+(?=[!-~])")


def own_words(body: str, most: int) -> tuple[str, bool]:
    """What the author wrote, up to some `most` characters, and whether there is more.

    Without front matter, HTML comments, headings with nothing below them, and answers
    that were not given (`_No response_`, entries of lists that were left empty); of HTML
    and links the words and addresses. What is `<b>` in it was written as `&lt;b>`, or is
    no tag of HTML.
    """
    text = _FRONT.sub("", visible(body))
    kept: list[str] = []
    headings: list[tuple[int, str]] = []
    at, size, lines, fence, halved = 0, 0, 0, "", False
    while at < len(text) and size <= most and lines < _MOST_LINES and not halved:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        opened = None if fence else opened_fence(text[at:end])
        if fence or opened:
            line = text[at:end]
        else:
            line, end = _without_comments(text, at, end)
        line, halved = _first_part(line, most)
        if opened:
            fence = opened["fence"]
        elif fence:
            fence = "" if closes_fence(line, fence) else fence
        elif heading := _HEADING.match(line):
            level = len(heading[1])
            headings = [one for one in headings if one[0] < level]
            headings.append((level, _plain(line)))
            line = ""
        else:
            line = "" if _UNFILLED.fullmatch(line) else _plain(line)
        lines += 1
        at = end + 1
        if line.strip() or fence:
            kept += [part for _, above in headings for part in (above, "")]
            headings = []
            kept.append(line)
            size += len(line) + 1
        elif kept and kept[-1]:
            kept.append("")
    words = _HIDDEN.sub("", "\n".join(kept).strip("\n"))
    if len(words) <= most:
        return words, halved or at < len(text)
    return _first_part(words, most)[0], True


def _first_part(text: str, most: int) -> tuple[str, bool]:
    """At most so many characters, and whether there are more.

    The last word may be half of a token, which nobody would know for one: it goes.
    """
    if len(text) <= most:
        return text, False
    return text[:most].rstrip(_ANYTHING_ASCII) or text[:most], True


def _without_comments(text: str, at: int, end: int) -> tuple[str, int]:
    """The line from `at` to `end` without its comments, and where it ends after them."""
    parts = []
    while (start := text.find("<!--", at, end)) >= 0:
        closed = text.find("-->", start + 4)
        if closed < 0 and text[at:start].strip():
            break  # in the middle of a line it is none, unless it ends
        parts.append(text[at:start])
        at = len(text) if closed < 0 else closed + 3
        if at > end:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
    return "".join((*parts, text[at:end])), end


def _plain(line: str) -> str:
    """A line outside of fences without its HTML, which opens none afterwards either."""
    if not _MARKUP.search(line):
        return line
    parts = (part for text, code in spans(line) for part in (_words(text), code))
    return without_fence(put_together(parts))


def _words(text: str) -> str:
    """Text of one line without backticks, as words."""
    if "](" in text:
        text = _LINK.sub(_link, _IMAGE.sub(r"\1 \2", text))
    if "<" in text:
        text = _CELLS.sub(" | ", _ADDRESSED.sub(_address, text))
        text = text.replace("<!--", "&lt;!--")
        text = "".join(token.content or " " for token in from_html(text))
    if "&" in text:
        text = visible(unescape(text)).replace("\n", " ").replace("`", "'")
    return _ESCAPED.sub("_", text)


def _link(found: re.Match[str]) -> str:
    words, address = found[1], found[2]
    return address if words.strip() in ("", address) else f"{words} ({address})"


def _address(tag: re.Match[str]) -> str:
    found = _ADDRESS.search(tag[1])
    return f"{found[1]} " if found else ""
