"""An issue's text as a newcomer may post it on a Discourse.

Discourse lets newcomers post two links, one image and two mentions, and counts what its
Markdown made of the text (`PostAnalyzer`): links in Markdown, HTML and BBCode, bare
addresses, also without a scheme (`hub.example.org`, as linkify-it finds them), mail
addresses and hashtags. So here nothing is one: what would be becomes inline code, where
it can be read and copied and does nothing. Tags go, every `[` and `<` is escaped.

This is done line by line, and not with a Markdown parser, whose idea of a text may differ
from Discourse's: a code span that does not end on its line is none afterwards, and a fence
that was opened is closed, so that each line means there what it means here.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, unquote

from bot.core.html_words import from_html
from bot.core.markdown import visible
from bot.core.whole_characters import whole

PLAIN = "/:,"
"""What stays as it is in the value of a query beside letters, digits and `_.-~`."""

_FRONT = re.compile(
    r"\A\s{0,20}---[ \t]*\n"
    r"(?:[ \t]*(?:[\w-]++:[^\n]*|- [^\n]*|\#[^\n]*)?\n){1,50}?"
    r"---[ \t]*(?:\n|\Z)"
)
_MOST_LINES = 2_000
"""Looked at: one that has more of them, and so little in each, is no question."""

_PREFIX = r"(?:[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t])*+"
_FENCE = re.compile(rf"{_PREFIX}(?P<fence>`{{3,}}|~{{3,}})(?P<info>[^\n]*)")
_TILDES = re.compile(rf"({_PREFIX})(?=~~~)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_UNFILLED = re.compile(
    r"\s*_No response_\s*|\s*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+\[[ xX]?\])?[ \t]*"
)
_INFO = re.compile(r"[\w+#.-]{0,40}")
_ANYTHING_ASCII = "".join(map(chr, range(33, 127)))

_TICKS = re.compile(r"`+")
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s?<?([^()\s<>]*)>?(?:\s[^()]*)?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(\s?<?([^()\s<>]*)>?(?:\s[^()]*)?\)")
_ADDRESSED = re.compile(r"<(?:a|img)\b([^<>]*)>", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:href|src)\s?=\s?[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\s|]+")
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


def own_words(body: str, most: int) -> tuple[str, bool]:
    """What the author wrote, up to some `most` characters, and whether there is more.

    Without front matter, HTML comments, headings with nothing below them, and answers
    that were not given (`_No response_`, entries of lists that were left empty).
    """
    text = _FRONT.sub("", visible(body))
    kept: list[str] = []
    headings: list[tuple[int, str]] = []
    at, size, lines, fence = 0, 0, 0, ""
    while at < len(text) and size <= most and lines < _MOST_LINES:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if fence:
            line = text[at:end]
            fence = "" if _closes(line, fence) else fence
        elif opened := _opened(text[at:end]):
            line, fence = text[at:end], opened["fence"]
        else:
            line, end = _without_comments(text, at, end)
            heading = _HEADING.match(line)
            if heading:
                level = len(heading[1])
                headings = [one for one in headings if one[0] < level]
                headings.append((level, line))
            if heading or _UNFILLED.fullmatch(line):
                line = ""
        lines += 1
        at = end + 1
        if line.strip() or fence:
            kept += [part for _, above in headings for part in (above, "")]
            headings = []
            kept.append(line[: most + 1])
            size += len(kept[-1]) + 1
        elif kept and kept[-1]:
            kept.append("")
    words = "\n".join(kept).strip("\n")
    if len(words) <= most:
        return words, at < len(text)
    # The last word may be half of a token, which nobody would know for one.
    return words[:most].rstrip(_ANYTHING_ASCII) or words[:most], True


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


def for_forum(source: str, most: int) -> tuple[str, bool]:
    """The text without links, mentions and tags, and whether it had to be cut.

    It takes no more than `most` of the link (`carried`), and ends between whole
    characters.
    """
    written: list[str] = []
    fence, left = "", most
    for whole_line in source.split("\n"):
        line, was, opened = whole_line[: max(0, left)], fence, None
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif opened := _opened(line):
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
    for start, close in _code_in(out):
        if start < end < close and (out.startswith("``", start) or end == start + 1):
            end = start
        elif start < end < close:
            return f"{out[:end].rstrip()}`…"
    return f"{_HALF_ESCAPE.sub('', out[:end]).rstrip()}…"


def _opened(line: str) -> re.Match[str] | None:
    """The start of a fence; one of backticks has none of them beside it."""
    found = _FENCE.match(line)
    if found and found["fence"][0] == "`" and "`" in found["info"]:
        return None
    return found


def _closes(line: str, fence: str) -> bool:
    """Whether a fence ends here: at least wherever it would in CommonMark."""
    text = line.strip(" \t>")
    return len(text) >= len(fence) and not text.strip(fence[0])


def _inert(line: str) -> str:
    """A line in which nothing is a link, an image, a mention or HTML."""
    if not _NOTABLE.search(line):
        return line
    out = ""
    for text, code in _spans(line):
        for part in (_words(text), code):
            # Two spans side by side would be one, and a backslash would undo the next.
            gap = " " if part.startswith("`") and out.endswith(("`", "\\")) else ""
            out += gap + part
    return _TILDES.sub(r"\1\\", out)  # a tag may have hidden a fence


def _spans(line: str) -> Iterator[tuple[str, str]]:
    """Texts without any backtick, each with the code span after it (or nothing)."""
    done = 0
    for start, end in _code_in(line):
        text, code = line[done:start].replace("`", "'"), line[start:end]
        if "|" in code and _HAZARD.search(code):
            # A table would split it, and show its address as one.
            yield text + code.replace("`", "'"), ""
        else:
            yield text, code
        done = end
    yield line[done:].replace("`", "'"), ""


def _code_in(line: str) -> Iterator[tuple[int, int]]:
    """Where the code spans of a line begin and end, backticks included."""
    runs = list(_TICKS.finditer(line))
    next_of: dict[int, int] = {}  # the nearest run behind, by its length
    closing: list[int] = []
    for n in range(len(runs) - 1, -1, -1):
        closing.append(next_of.get(len(runs[n][0]), -1))
        next_of[len(runs[n][0])] = n
    closing.reverse()
    at = 0
    while at < len(runs):
        # a backslash keeps code from beginning, and not from ending
        if closing[at] >= 0 and not line.endswith("\\", 0, runs[at].start()):
            yield runs[at].start(), runs[closing[at]].end()
            at = closing[at]
        at += 1


def _words(text: str) -> str:
    """Text of one line without backticks, made harmless."""
    if "](" in text:
        text = _LINK.sub(_link, _IMAGE.sub(r"\1 \2", text))
    if "<" in text:
        text = _ADDRESSED.sub(_address, text).replace("<!--", "&lt;!--")
        text = "".join(token.content or " " for token in from_html(text))
    if "&" in text:
        text = visible(unescape(text)).replace("\n", " ").replace("`", "'")
    return _WORD.sub(_word, text)


def _link(found: re.Match[str]) -> str:
    words, address = found[1], found[2]
    return address if words.strip() in ("", address) else f"{words} ({address})"


def _address(tag: re.Match[str]) -> str:
    found = _ADDRESS.search(tag[1])
    return f"{found[1]} " if found else ""


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if not _HAZARD.search(word.replace("\\", "")):
        return _escaped(word)
    core = word.lstrip(_AROUND)
    before, core = word[: len(word) - len(core)], core.rstrip(_BEHIND)
    behind = word[len(before) + len(core) :]
    return f"{_escaped(before)}`{core}`{_escaped(behind)}"


def _escaped(text: str) -> str:
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    return _BRACKET.sub(lambda m: m[0] if len(m[1]) % 2 else rf"{m[1]}\[", text)
