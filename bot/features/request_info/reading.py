"""What the author of an issue said: answers under headings, and words of their own.

The body has an answer under the heading that a form gave it. In a comment people write

    ### When?                     **When?** 18 March           When?: 18 March
    18 March

What they quote, commands, and a mere `+1` are no words of theirs; boxes of which none is
ticked are no answer. However long a comment is, what is read of it has an end.
"""

import re
from collections.abc import Iterable, Mapping

from bot.core.remembered import remembered
from bot.features.request_info.unfilled import has_words, shown

LONGEST = 10_000
"""Characters of a comment that are read, once quotes and commands are left out."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_FORM_LEVEL = "###"
"""Of the headings that a form makes; others in a body are part of what people answer."""

_LEAD = re.compile(r"^[ \t*_+-]*(?:\d{1,2}[.)][ \t*_]*)?")
_BEFORE, _BEHIND = " \t*_", " \t?!:.*_#"
"""What may stand around a heading and is none of its words."""

_AFTER = re.compile(r"\s*(?:[?!:*_]+|[–—.-]+(?=\s))[\s*_:]*|\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ASIDES = re.compile(
    r"^(?:(?: {0,3}>.*| {0,3}/[a-z-]+(?:[ \t].*)?|[ \t]*[+-]1[ \t.!]*)(?:\n|\Z))++",
    re.MULTILINE | re.IGNORECASE,
)
"""As many lines as there are in a row: a quote may have thousands."""

_BLANKS = re.compile(r"\n\s*\n")
_EMPTY_BOX = re.compile(
    r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[ \](?:[ \t].*)?$", re.MULTILINE
)
_EMOJI = re.compile(r":[a-z0-9_+-]+:")


def heading_key(heading: str) -> str:
    """A heading without what people change about it: case, blanks and signs around."""
    words = heading.lstrip(_BEFORE).rstrip(_BEHIND) or heading
    return " ".join(words.casefold().split())


def own_words(comment: str) -> str:
    """A comment without quotes, commands, HTML comments and emoji; "" if that is all.

    The first `LONGEST` characters of that.
    """
    text = _EMOJI.sub(" ", _said(comment)).strip()
    return text if has_words(text) else ""


def body_answers(body: str, keys: Iterable[str]) -> Mapping[str, str]:
    """What stands in a body under the headings with these keys; only what says something.

    The first of several answers under one heading that says something. Blank lines that
    follow each other are one.
    """
    return dict(_answers(_BLANKS.sub("\n\n", shown(body)), _sorted(keys), loose=False))


def comment_answers(comment: str, keys: Iterable[str]) -> Mapping[str, str]:
    """The same of what `own_words` reads, where a heading may also begin a line."""
    return dict(_comment_answers(_said(comment), _sorted(keys)))


def _said(comment: str) -> str:
    text = _ASIDES.sub("\n", _BLANKS.sub("\n\n", shown(comment)))
    return _BLANKS.sub("\n\n", text)[:LONGEST]


def _sorted(keys: Iterable[str]) -> tuple[str, ...]:
    """The longest first: `When` may begin `When does it end`."""
    return tuple(sorted(set(keys), key=lambda key: (-len(key), key)))


_Answers = tuple[tuple[str, str], ...]


@remembered(characters=300_000)  # one plan asks several times for the same ones
def _comment_answers(text: str, keys: tuple[str, ...]) -> _Answers:
    return _answers(text, keys, loose=True)


def _answers(text: str, keys: tuple[str, ...], *, loose: bool) -> _Answers:
    found: dict[str, str] = {}
    key, lines, fence = "", list[str](), ""

    def end() -> None:
        if key and key not in found:
            answer = "\n".join(lines).strip()
            if has_words(_EMPTY_BOX.sub("", answer)):
                found[key] = answer
        lines.clear()

    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        begun = None if fence else _begins(line, keys, loose=loose)
        if begun is None:
            lines.append(line)
        else:
            end()
            key, words = begun
            lines.append(words)
    end()
    return tuple(found.items())


def _begins(line: str, keys: tuple[str, ...], *, loose: bool) -> tuple[str, str] | None:
    """The key of the answer that a line begins ("": another's), and its first words."""
    heading = _HEADING.match(line)
    if heading:
        key = heading_key(heading[2])
        if key in keys:
            return key, ""
        return ("", "") if loose or heading[1] == _FORM_LEVEL else None
    if not loose:
        return None
    text = _LEAD.sub("", line, count=1)
    folded = text.casefold()
    if not folded.startswith(keys):
        return None
    text = text if len(text) == len(folded) else folded
    for key in keys:
        rest = _AFTER.match(text, len(key)) if folded.startswith(key) else None
        if rest:
            return key, text[rest.end() :]
    return None
