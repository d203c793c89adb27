"""What the author of an issue said: answers under headings, and words of their own.

The body has an answer under the heading that a form gave it. In a comment people write

    ### When?                     **When?** 18 March           When?: 18 March
    18 March

What they quote, commands, and a mere `+1` are no words of theirs; boxes of which none is
ticked are no answer.
"""

import re
from collections.abc import Iterable, Mapping

from bot.features.request_info.unfilled import has_words, shown

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_FORM_LEVEL = "###"
"""Of the headings that a form makes; others in a body are part of what people answer."""

_LEAD = re.compile(r"^[ \t*_+-]*(?:\d{1,2}[.)][ \t*_]*)?")
_BEFORE, _BEHIND = " \t*_", " \t?!:.*_#"
"""What may stand around a heading and is none of its words."""

_AFTER = re.compile(r"\s*(?:[?!:*_]+|[–—.-]+(?=\s))[\s*_:]*|\s*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ASIDE = re.compile(
    r"^(?: {0,3}>.*| {0,3}/[a-z-]+(?:[ \t].*)?|[ \t]*[+-]1[ \t.!]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_EMPTY_BOX = re.compile(
    r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[ \](?:[ \t].*)?$", re.MULTILINE
)
_EMOJI = re.compile(r":[a-z0-9_+-]+:")


def heading_key(heading: str) -> str:
    """A heading without what people change about it: case, blanks and signs around."""
    words = heading.lstrip(_BEFORE).rstrip(_BEHIND) or heading
    return " ".join(words.casefold().split())


def own_words(comment: str) -> str:
    """A comment without quotes, commands, HTML comments and emoji; "" if that is all."""
    text = _EMOJI.sub(" ", _ASIDE.sub("", shown(comment))).strip()
    return text if has_words(text) else ""


def body_answers(body: str, keys: Iterable[str]) -> Mapping[str, str]:
    """What stands in a body under the headings with these keys; only what says something.

    The first of several answers under one heading that says something.
    """
    return _answers(shown(body), frozenset(keys), loose=False)


def comment_answers(comment: str, keys: Iterable[str]) -> Mapping[str, str]:
    """The same of a comment, where a heading may also begin a line."""
    return _answers(_ASIDE.sub("", shown(comment)), frozenset(keys), loose=True)


def _answers(text: str, keys: frozenset[str], *, loose: bool) -> Mapping[str, str]:
    found: dict[str, str] = {}
    key, lines, fence = "", list[str](), ""

    def end() -> None:
        answer = "\n".join(lines).strip()
        if key and key not in found and has_words(_EMPTY_BOX.sub("", answer)):
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
    return found


def _begins(line: str, keys: frozenset[str], *, loose: bool) -> tuple[str, str] | None:
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
    text = text if len(text) == len(folded) else folded
    # the longest first: `When` may begin `When does it end`
    for key in sorted(keys, key=len, reverse=True):
        rest = _AFTER.match(text, len(key)) if folded.startswith(key) else None
        if rest:
            return key, text[rest.end() :]
    return None
