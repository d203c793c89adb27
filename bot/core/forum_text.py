"""An issue's text as a newcomer may post it on a Discourse.

Discourse lets newcomers post two links, one image and two mentions, and counts what its
Markdown made of the text (`PostAnalyzer`): links in Markdown, HTML and BBCode, bare
addresses, also without a scheme (`hub.example.org`, as linkify-it finds them), mail
addresses and hashtags. So here nothing is one: what would be becomes inline code, where
it can be read and copied and does nothing. Every `[` and `<` is escaped: what is HTML has
gone before (`own_words`).

This is done line by line, and not with a Markdown parser, whose idea of a text may differ
from Discourse's: a code span that does not end on its line is none afterwards, and a fence
that was opened is closed, so that each line means there what it means here.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from bot.core.markdown_lines import (
    closes_fence,
    code_in,
    opened_fence,
    put_together,
    spans,
)
from bot.core.whole_characters import whole

PLAIN = "/:,"
"""What stays as it is in the value of a query beside letters, digits and `_.-~`."""

_INFO = re.compile(r"[\w+#.-]{0,40}")
_REMOVED = re.compile(r"\[removed: [a-zA-Z ]{1,30}\]")
_WORD = re.compile(rf"(?:{_REMOVED.pattern}|[^\s|])++")
"""One with `[removed: a password]` in it is one all the same."""

_HAZARD = re.compile(
    r"//|\bwww\.|@\w|#[\w:-]|(?:\w|[^\x00-\x7f])\.[^\W\d_]{2}", re.IGNORECASE
)
_NOTABLE = re.compile(r"[@#<&\[`]|//|www|\.[^\W\d_]{2}", re.IGNORECASE)
_BRACKET = re.compile(r"(\\*)\[")
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_ENCODED_AGAIN = "%/:,?&="
_HALF = re.compile(r"%(?:25[0-9A-F]?|[0-9A-F])?\Z")
_HALF_ESCAPE = re.compile(r"\\+\Z|&[a-z]{0,3}\Z")  # of `\[`, `&lt;`, `&amp;`
_AROUND = "([{\"'*_~<>"
_BEHIND = ")]}\"'*_~<>.,;:!?"


def encoded(text: str) -> str:
    """The text percent-encoded, as it stands in the link."""
    return quote(text, safe=PLAIN, errors="replace")


def carried(encoded_text: str) -> int:
    """How many characters this part of a link takes in a cookie.

    Who has to sign in first is led back by Discourse's cookie `destination_url`, in
    which each `%`, `/` and the like of the link is encoded once more.
    """
    plain = sum(map(encoded_text.count, _ENCODED_AGAIN))
    return len(encoded_text) + 2 * plain


def for_forum(source: str, most: int) -> tuple[str, bool]:
    """The text without links and mentions, and whether it had to be cut.

    It takes no more than `most` of the link (`carried`), and ends between whole
    characters.
    """
    written: list[str] = []
    fence, left = "", most
    for whole_line in source.split("\n"):
        line, was, opened = whole_line[: max(0, left)], fence, None
        if fence:
            fence = "" if closes_fence(line, fence) else fence
        elif opened := opened_fence(line):
            fence = opened["fence"]
        if opened:
            language = opened["info"].strip()
            out = fence + (language if _INFO.fullmatch(language) else "")
        elif was:
            out = line if fence else was
        else:
            out = _inert(line)
        cost = _cost(f"{out}\n")
        reserved = _cost(f"{fence}\n") if fence else 0
        if cost + reserved > left or len(line) < len(whole_line):
            closing = was and f"{was}\n"
            part = "" if opened else _cut(out, left - _cost(closing), code=was)
            return "\n".join((*written, part, was)).rstrip(), True
        written.append(out)
        left -= cost
    return "\n".join((*written, fence)).rstrip(), False


def _cost(text: str) -> int:
    return carried(encoded(text))


def _cut(out: str, most: int, *, code: str) -> str:
    """As much of a harmless line as fits, with an ellipsis; in itself as harmless.

    `code` is the fence that it stands in, if any.
    """
    room = most - _cost("`…\n")
    if room <= 0:
        return ""
    # neither half of what is encoded, nor half of a character
    fits = _HALF.sub("", quote(encoded(out), safe="")[:room])
    end = whole(out, len(unquote(unquote(fits), errors="ignore")))
    if code:
        return f"{out[:end].rstrip()}…"
    for start, close in code_in(out):
        if start < end < close and (out.startswith("``", start) or end == start + 1):
            end = start
        elif start < end < close:
            return f"{out[:end].rstrip()}`…"
    return f"{_HALF_ESCAPE.sub('', out[:end]).rstrip()}…"


def _inert(line: str) -> str:
    """A line in which nothing is a link, an image, a mention or HTML."""
    if not _NOTABLE.search(line):
        return line
    return put_together(_harmless(line))


def _harmless(line: str) -> Iterator[str]:
    for text, code in spans(line):
        if "|" in code and _HAZARD.search(code):
            # A table would split it, and show its address as one.
            yield _WORD.sub(_word, text + code.replace("`", "'"))
        else:
            yield _WORD.sub(_word, text)
            yield code


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if not _HAZARD.search(word.replace("\\", "")):
        return _escaped(word)
    start = len(word) - len(word.lstrip(_AROUND))
    end = max(start, len(word.rstrip(_BEHIND)))
    for removed in _REMOVED.finditer(word):  # at either end, it stays whole
        start, end = min(start, removed.start()), max(end, removed.end())
    return f"{_escaped(word[:start])}`{word[start:end]}`{_escaped(word[end:])}"


def _escaped(text: str) -> str:
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return _BRACKET.sub(lambda m: m[0] if len(m[1]) % 2 else rf"{m[1]}\[", text)
