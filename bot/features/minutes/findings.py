"""Decisions, results and actions in notes, in the ways a team writes them.

    Decision: …     Decison: …      **Result:** …      TODO: …       TODO @tim …
    Action: …       Action item: …  **Chris:** TODO: … - [ ] …       - [x] …

at any depth, and what is listed below `Next actions (team)` or `Decisions:`. A word in
running text is none, nor is anything in code or quotes, nor a decision that is needed
or an action that is possible: what is not said to be one is left alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.markdown import plain_text
from bot.core.owners import is_name, take_owner
from bot.features.minutes.outline import MARKER, Block, Entry, Listing, Paragraph
from bot.features.minutes.said import Finding, Kind, said

_HEADING = re.compile(
    r"(?:(?:open|next|new|our|team|follow-?up)\s+)*"
    r"(?:(?P<decision>decisions?(?:\s+made)?)|(?P<result>results?|outcomes?|conclusions?)"
    r"|(?P<action>to[- ]?dos?|action[- ](?:items?|points?)|actions?|steps))"
    r"(?:\s*\([^()]*\))?\s*:?",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:(?:concrete |next |team )*(?:actions?|decisions?|results?|to-?dos?)"
    r"|none(?: yet)?|nothing(?: yet)?|n/?a|tb[da]|[\W_]*)\.?",
    re.IGNORECASE,
)
_NO_ACTION = re.compile(
    r"(?:heads[- ]?up|fyi|for information|note|question)\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+")
_QUESTION = re.compile(r"\?(?:[\s)\"'*_]|$)")
_NAME = r"[^\W\d_][\w'’.-]*"
_PROMISE = re.compile(
    r"(?!(?:it|he|she|they|this|that|there|we|you|i|who|nobody|no one)\b)(?-i:"
    rf"(?P<who>{_NAME}(?:(?:\s?/\s?|,\s|\sand\s|\s){_NAME}){{0,3}}?)\s+will\s+\w)",
    re.IGNORECASE,
)
_LOGIN = r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_ADDRESSED = re.compile(
    rf"(?P<who>{_LOGIN}(?:\s*(?:[/&,+]|\band\b)\s*{_LOGIN}){{0,4}})"
    r"(?:\s*[:,–—-]\s*|\s+)(?:to\s+)?(?=\S)"
)
_SENTENCE = re.compile(
    r"(?:will|should|can|could|is|are|has|have|wants?|would|and|or|may|might)\b"
)


def find_in(blocks: Iterable[Block], topic: str = "") -> tuple[Finding, ...]:
    """What these blocks hold, in order; `topic` is the title that they stand under."""
    return tuple(_in_blocks(blocks, topic, None))


def find_below(title: str, blocks: Iterable[Block]) -> tuple[Finding, ...]:
    """What a section holds, whose heading may tell what its entries are."""
    return tuple(_in_blocks(blocks, "", heading_kind(title)))


def find_in_entry(entry: Entry, topic: str) -> tuple[Finding, ...]:
    """What an entry holds, itself or below it."""
    return tuple(_in_entry(entry, topic, None))


def heading_kind(title: str) -> Kind | None:
    """What is listed below a heading such as `Next actions (team)`, or None."""
    words = _HEADING.fullmatch(plain_text(title).strip())
    if words is None:
        return None
    if words["decision"]:
        return "decision"
    return "result" if words["result"] else "action"


def _in_blocks(
    blocks: Iterable[Block], topic: str, listed: Kind | None
) -> Iterator[Finding]:
    kind = listed
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from _in_lines(block.lines, topic)
            kind = heading_kind(block.lines[-1]) or listed
        elif isinstance(block, Listing):
            for entry in block.entries:
                yield from _in_entry(entry, topic, kind)
            kind = listed


def _in_entry(entry: Entry, topic: str, listed: Kind | None) -> Iterator[Finding]:
    first, *below = entry.blocks
    if not isinstance(first, Paragraph):
        yield from _in_blocks(entry.blocks, topic, None)
        return
    words, others = _own(first.lines)
    heading = heading_kind(words) if below and entry.done is None else None
    found = said(words)
    if heading:
        yield from _in_blocks(below, topic, heading)
        return
    if found is None and entry.done is not None:
        found = Finding("action", words)
    if found is None and listed:
        if _is_none(words):
            yield from _promises(below, topic)
        else:
            found = Finding(listed, words)
    if found is not None:
        yield from _kept(found, topic, done=entry.done is True)
    yield from _in_lines(others, topic)
    yield from _in_blocks(below, topic, None)


def _own(lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """An entry's own words, which may go on for lines, and the lines after them."""
    ends = (
        n for n, line in enumerate(lines) if n and (said(line) or MARKER.match(line))
    )
    end = next(ends, len(lines))
    return " ".join(" ".join(lines[:end]).split()), lines[end:]


def _in_lines(lines: Iterable[str], topic: str) -> Iterator[Finding]:
    """What the lines of a paragraph hold; the lines after one belong to it."""
    going_on: Finding | None = None
    for line in lines:
        found = said(line)
        if found is None and going_on is not None and not MARKER.match(line):
            going_on = replace(going_on, text=f"{going_on.text} {line.strip()}")
            continue
        if going_on is not None:
            yield from _kept(going_on, topic)
        going_on = found
    if going_on is not None:
        yield from _kept(going_on, topic)


def _is_none(words: str) -> bool:
    """Whether an entry below a heading is none of what the heading says."""
    plain = _ADDRESS.sub("", plain_text(words)).strip()
    return _NO_ACTION.match(plain) is not None or _QUESTION.search(plain) is not None


def _promises(blocks: Iterable[Block], topic: str) -> Iterator[Finding]:
    """`Tim will ask Brian`, below what is no action itself."""
    for block in blocks:
        for entry in block.entries if isinstance(block, Listing) else ():
            promise = _PROMISE.match(plain_text(entry.text))
            if promise and is_name(promise["who"], ""):
                yield Finding("action", entry.text, promise["who"], topic=topic)


def _kept(found: Finding, topic: str, *, done: bool = False) -> Iterator[Finding]:
    """The finding with who is to do it, unless it says nothing or was struck out."""
    text, owner = found.text.strip(), found.owner
    if found.kind == "action":
        if not owner:
            text, owner = _addressed(text)
    else:
        done = False
    if not _NOTHING.fullmatch(plain_text(text).strip()) and not text.startswith("~~"):
        yield Finding(found.kind, text, owner, done, topic)


def _addressed(text: str) -> tuple[str, str]:
    """What is to be done, and by whom: `@tim to ask`, `Tim: ask`, `ask [Tim]`."""
    match = _ADDRESSED.match(text)
    if match is None:
        rest, name = take_owner(text, "")
        return rest, (name or "").replace("@", "")
    who = match["who"].replace("@", "")
    rest = text[match.end() :]
    return (text if _SENTENCE.match(rest) else rest), who
