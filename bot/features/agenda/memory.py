"""What the agenda must remember, and where: in the mark of the bot's own comment.

Everything else is worked out anew from the comments as they stand. Only this cannot be:

- `t`: which topic has which id (`3.1617.a1b2c3.1613556000.0`: A3, from comment 1617, the
  fingerprint of its words, when it came and, if its words are gone, when that was seen;
  comment 0: no comment proposes it, and the fingerprint is that of where it comes from);
- `k`: what a command was answered that another day would answer otherwise
  (`1620.a1b2c3.+`): allowed, refused, or about an id that its author cannot have seen;
  refused with the comment's time then (`1620.a1b2c3.-.1613556000`), for an edit after
  it is a new try;
- `r`: the reactions given (`1620.+`), so that nobody has to ask GitHub again;
- `next`: the next id, since none is ever used twice.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

from bot.core.mark import Mark

Verdict = Literal["+", "-", "?"]
"""Allowed, refused, about something unseen."""

Ruling = tuple[Verdict, int]
"""A verdict and, of a refusal, when its comment had last been edited then."""

KEPT_GONE = 100
"""Topics whose words are gone that are still remembered, the newest ones."""

KEPT_REACTIONS = 500
"""Comments whose reaction is remembered, the newest ones; older ones have theirs."""


@dataclass(frozen=True, slots=True)
class Given:
    """An id that was given; times are seconds since the epoch, `gone` 0 while present.

    `comment` is 0 for a topic that no comment proposes: it is known by its fingerprint.
    """

    number: int
    comment: int
    fingerprint: str
    arrived: int
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last text of the agenda comment remembers."""

    next: int = 1
    topics: tuple[Given, ...] = ()
    rulings: Mapping[tuple[int, str], Ruling] = field(
        default_factory=lambda: MappingProxyType({})
    )
    reactions: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    salvaged: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic as it is proposed now, before it has an id; `comment` as in `Given`."""

    comment: int
    fingerprint: str
    created: int
    updated: int


def fingerprint(words: str) -> str:
    """Six hexadecimal digits that tell the words of one comment apart."""
    return blake2b(words.encode(), digest_size=3).hexdigest()


def render_memory(memory: Memory) -> dict[str, str]:
    """The fields of the mark, in a fixed order; empty ones are left out."""
    fields = {
        "next": str(memory.next),
        "t": ",".join(
            f"{t.number}.{t.comment}.{t.fingerprint}.{t.arrived}.{t.gone}"
            for t in memory.topics
        ),
        "k": ",".join(
            f"{c}.{f}.{verdict}{f'.{at}' if at else ''}"
            for (c, f), (verdict, at) in sorted(memory.rulings.items())
        ),
        "r": ",".join(
            f"{comment}.{'+' if content == '+1' else 'c'}"
            for comment, content in sorted(memory.reactions.items())[-KEPT_REACTIONS:]
        ),
    }
    return {name: value for name, value in fields.items() if value}


_T = re.compile(
    r"([0-9]{1,6})\.([0-9]{1,18})\.([0-9a-f]{6})\.([0-9]{1,12})\.([0-9]{1,12})"
)
_K = re.compile(r"([0-9]{1,18})\.([0-9a-f]{6})\.([+?-])(?:\.([0-9]{1,12}))?")
_R = re.compile(r"([0-9]{1,18})\.([+c])")


def parse_memory(mark: Mark | None, text: str) -> Memory:
    """What the mark remembers; from a text whose mark is broken, what its list shows."""
    if mark is None:
        return _salvaged(text)
    fields = mark.fields
    written = fields["t"].split(",") if "t" in fields else []
    readable = [m for item in written if (m := _T.fullmatch(item))]
    if len(readable) < len(written):
        return _salvaged(text)
    topics = {
        int(m[1]): Given(int(m[1]), int(m[2]), m[3], int(m[4]), int(m[5]))
        for m in readable
    }
    rulings: dict[tuple[int, str], Ruling] = {}
    for m in _K.finditer(fields.get("k", "")):
        verdict: Verdict = "+" if m[3] == "+" else "-" if m[3] == "-" else "?"
        rulings[int(m[1]), m[2]] = verdict, int(m[4] or 0)
    reactions = {
        int(m[1]): "+1" if m[2] == "+" else "confused"
        for m in _R.finditer(fields.get("r", ""))
    }
    number = fields.get("next", "")
    least = max(topics, default=0) + 1
    return Memory(
        next=max(int(number) if re.fullmatch("[0-9]{1,6}", number) else 1, least),
        topics=tuple(topics.values()),
        rulings=MappingProxyType(rulings),
        reactions=MappingProxyType(reactions),
    )


_ENTRY = re.compile(
    r"^[0-9]+\. .*?(?:#issuecomment-(?P<comment>[0-9]{1,18})\)(?: · [0-9]+[a-z]+ time)?)?"
    r" · `A(?P<id>[0-9]{1,6})`$",
    re.MULTILINE,
)


def _salvaged(text: str) -> Memory:
    """A person broke the mark; the entries still say which comment has which id.

    Only whole entry lines are read; what people wrote stands before the link or, as
    details, indented.
    """
    numbers = [int(n) for n in re.findall(r"\bnext=([0-9]{1,6})\b", text[:200])]
    entries = [*_ENTRY.finditer(text.replace("\r\n", "\n"))]
    topics = {
        int(m["id"]): Given(int(m["id"]), int(m["comment"]), "000000", 0)
        for m in entries
        if m["comment"]
    }
    return Memory(
        next=max([1, *numbers, *(int(m["id"]) + 1 for m in entries)]),
        topics=tuple(topics[n] for n in sorted(topics)),
        salvaged=True,
    )


def _belongs_to(given: Given) -> int | str:
    """The comment that proposes a topic or, where none does, where it comes from."""
    return given.comment or given.fingerprint


def recovered(memory: Memory, proposals: Sequence[Proposal], *, broken: int) -> Memory:
    """What was salvaged, or better: what a first look at the comments would remember.

    That knows all words and times, so it is taken where each id that is known belongs
    to what it belonged to: a comment, a thread or a topic of another meeting. What came
    after the mark was `broken` is new.
    """
    known = [proposal for proposal in proposals if proposal.created <= broken]
    afresh, _ = give_ids(Memory(), known, now=broken)
    owners = {given.number: _belongs_to(given) for given in afresh.topics}
    if any(owners.get(given.number) != _belongs_to(given) for given in memory.topics):
        return memory
    return replace(afresh, next=max(afresh.next, memory.next))


def give_ids(
    memory: Memory, proposals: Sequence[Proposal], *, now: int
) -> tuple[Memory, tuple[int, ...]]:
    """Remember the proposals of today; the ids, in the order of `proposals`.

    A topic keeps its id while its comment is edited: the same words keep it wherever
    they stand in the comment, as many other words in the same places inherit theirs,
    and words that come back get theirs back. Where lines were both changed and taken
    away nobody can tell which is which: those are new topics, since a command must not
    come to mean another one. New ones are numbered in order of arrival.
    """
    known: dict[int, list[Given]] = defaultdict(list)
    for given in memory.topics:
        known[given.comment].append(given)
    numbers: dict[int, int] = {}
    by_comment: dict[int, list[int]] = defaultdict(list)
    for n, proposal in enumerate(proposals):
        by_comment[proposal.comment].append(n)
    kept: dict[int, Given] = {}
    for comment, places in by_comment.items():
        for place, given in _matched(
            known[comment], [(n, proposals[n]) for n in places]
        ):
            numbers[place] = given.number
            proposal = proposals[place]
            arrived = given.arrived or proposal.created
            kept[given.number] = replace(
                given,
                fingerprint=proposal.fingerprint,
                arrived=arrived if comment else max(arrived, proposal.created),
                gone=0,
            )
    next_number = memory.next
    new = [n for n in range(len(proposals)) if n not in numbers]
    # Words came with their comment, so that a late look gives the same ids as an early
    # one; but those of a comment that was seen without them came with its edit.
    newest = max((g.arrived for g in memory.topics if g.comment), default=0)
    arrival = {
        n: proposal.updated
        if proposal.comment and (known[proposal.comment] or proposal.created < newest)
        else proposal.created
        for n, proposal in ((n, proposals[n]) for n in new)
    }
    for n in sorted(new, key=lambda n: (arrival[n], proposals[n].comment, n)):
        numbers[n] = next_number
        kept[next_number] = Given(
            next_number, proposals[n].comment, proposals[n].fingerprint, arrival[n]
        )
        next_number += 1
    gone = [
        given if given.gone else replace(given, gone=now)
        for given in memory.topics
        if given.number not in kept
    ]
    gone.sort(key=lambda given: given.number)
    # In the order of the comments and their lines, by which the next look tells what an
    # edit has changed.
    topics = [kept[numbers[n]] for n in range(len(proposals))]
    topics += gone[-KEPT_GONE:]
    remembered = replace(memory, next=next_number, topics=tuple(topics))
    return remembered, tuple(numbers[n] for n in range(len(proposals)))


def _matched(
    given: Sequence[Given], places: Sequence[tuple[int, Proposal]]
) -> Iterable[tuple[int, Given]]:
    """Which proposal of one comment is which known topic."""
    left = list(given)
    matched: dict[int, Given] = {}
    for (
        n,
        proposal,
    ) in places:  # the same words, present ones before those that are gone
        same = [g for g in left if g.fingerprint == proposal.fingerprint]
        if same:
            found = min(same, key=lambda g: (bool(g.gone), g.number))
            matched[n] = found
            left.remove(found)
    # other words in the same place between words that stayed
    old = [g for g in given if not g.gone and g.comment]
    here = {g.number: n for n, g in matched.items()}
    names_old: list[int] = [here.get(g.number, -1) for g in old]
    names_new: list[int] = [n if n in matched else -2 for n, _ in places]
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, names_old, names_new, autojunk=False
    ).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            was = [g for g in old[i1:i2] if g.number not in here]
            now = [n for n, _ in places[j1:j2] if n not in matched]
            matched.update(zip(now, was, strict=False))
    return matched.items()
