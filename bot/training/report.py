"""What training found, for a maintainer to decide by with open eyes.

    imaginary: 512 issues of imaginary/hub were read.

    People have said what they are: 480
         120  labelled as support
         …

    imaginary/hub, for a precision of 0.95: the model is on

                        taken  right  precision  at least  found of 120
      the rules alone      31     30       0.97      0.90          0.25
      …

Each figure was measured, on issues that the model had not seen when it judged them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from bot.training.lessons import CORRECTION, Lesson, Said
from bot.training.reading import Reading, Source
from bot.training.tally import Tally, tally
from bot.training.trial import Judged

LAST = 200
"""So many issues are told of one by one."""

_TITLE = 60
"""Characters of a title that are shown."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that training found.

    `judged` are the issues that the bot would have been asked about, newest first;
    `scored` is how many the model was trained on (0: there is none). `off` tells for
    each repository why no model speaks there, and `rules_off` why the rules do not
    (empty: they do).
    """

    owner: str
    reading: Reading
    judged: tuple[Judged, ...]
    scored: int
    off: Mapping[str, str]
    rules_off: Mapping[str, str]

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """Rules, model and both, on every issue that people spoke of."""
        return _tallies(self.judged)

    @property
    def last(self) -> tuple[Judged, ...]:
        """The newest issues, whether or not people spoke of them."""
        return self.judged[:LAST]

    def of(self, source: Source) -> Mapping[str, Tally]:
        """The same for one repository."""
        return _tallies(one for one in self.judged if one.past.source == source)

    def json(self) -> Mapping[str, Any]:
        """As `train --json` prints it."""
        spoken_of, left_out = _parted(self.reading.counts())
        return {
            "owner": self.owner,
            "read": len(self.reading.past),
            "spoken_of": spoken_of,
            "trained_on": self.scored,
            "left_out": left_out,
            "measured": {way: one.json() for way, one in self.tallies.items()},
            "repositories": [
                {
                    "repository": source.full_name,
                    "labels": sorted(source.labels.support),
                    "precision": source.precision,
                    "model_off": self.off[source.full_name] or None,
                    "rules_off": self.rules_off[source.full_name] or None,
                    "measured": {w: one.json() for w, one in self.of(source).items()},
                }
                for source in self.reading.sources
            ],
            "last": [
                {
                    "repository": one.past.source.full_name,
                    "number": one.past.issue.number,
                    "title": shown(one.past.issue.title),
                    "taken_for_support": one.verdict.is_support,
                    "people_said": _said(one),
                    "is_support": one.is_support,
                    "why": list(one.verdict.why),
                }
                for one in self.last
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        sources, read = self.reading.sources, len(self.reading.past)
        names = ", ".join(source.full_name for source in sources)
        yield f"{self.owner}: {read:,} issues of {names} were read."
        spoken_of, left_out = _parted(self.reading.counts())
        yield from _kinds("People have said what they are", spoken_of)
        if self.scored:
            yield f"  The model learned from {self.scored:,} of them. The others hold next"
            yield "  to no words, or say themselves that they are something else."
        yield from _kinds("Left out", left_out)
        for source in sources:
            name = source.full_name
            yield from ("", f"{name}, for a precision of {source.precision}", "")
            yield from _table(self.of(source))
            yield from ("", f"  The model is {_switch(self.off[name])}")
            yield f"  The rules are {_switch(self.rules_off[name])}"
        if len(sources) > 1:
            yield from ("", "All together", "", *_table(self.tallies))
        yield ""
        yield "Each issue was judged by a model that was trained without it. At least: the"
        yield "lower bound of the precision, at 90 % confidence."
        yield from _one_by_one(self.last)


_SAID = frozenset(get_args(Said))


def _parted(counts: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """What was learned from and what was left out, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return (
        {kind: many for kind, many in ordered if kind in _SAID},
        {kind: many for kind, many in ordered if kind not in _SAID},
    )


def _kinds(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    yield from ("", f"{title}: {sum(counts.values()):,}")
    for kind, many in counts.items():
        corrected = kind == "corrected: no support"
        weight = f" (each counts for {CORRECTION})" if corrected else ""
        yield f"  {many:6,}  {kind}{weight}"


def _tallies(judged: Iterable[Judged]) -> Mapping[str, Tally]:
    known = [one for one in judged if one.is_support is not None]
    return {
        "rules": tally((one.rules, one.is_support is True) for one in known),
        "model": tally((one.model, one.is_support is True) for one in known),
        "both": tally(
            (one.verdict.is_support, one.is_support is True) for one in known
        ),
    }


_WAYS = {
    "rules": "the rules alone",
    "model": "the model alone",
    "both": "as the bot judges",
}


def _table(tallies: Mapping[str, Tally]) -> Iterator[str]:
    found = f"found of {tallies['both'].support:,}"
    yield f"  {'':19}taken  right  precision  at least  {found}"
    for way, one in tallies.items():
        least = one.at_least if one.taken else None
        yield (
            f"  {_WAYS[way]:17}{one.taken:7,}{one.right:7,}{_share(one.precision):>11}"
            f"{_share(least):>10}{_share(one.recall):>{len(found) + 2}}"
        )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}"


def _switch(off: str) -> str:
    return f"off: {off}." if off else "on."


def _one_by_one(last: tuple[Judged, ...]) -> Iterator[str]:
    outcomes = [_outcome(one) for one in last]
    yield from ("", f"What it would have done to the last {len(last)} issues")
    for outcome, meaning in _OUTCOMES.items():
        yield f"  {outcomes.count(outcome):6}  {meaning}"
    yield ""
    places = [f"{one.past.source.full_name}#{one.past.issue.number}" for one in last]
    widest = max(map(len, places), default=0)
    for one, outcome, place in zip(last, outcomes, places, strict=True):
        taken = "support" if one.verdict.is_support else ""
        title = shown(one.past.issue.title)
        yield f"  {place:{widest}}  {taken:7}  {outcome:10}  {_said(one):29}  {title}"
        if outcome != "left alone":
            yield f"  {'':{widest}}  {'; '.join(one.verdict.why)}"


_OUTCOMES = {
    "right": "taken for support, rightly",
    "WRONG": "taken for support, WRONGLY",
    "?": "taken for support, and nobody has said what they are",
    "missed": "support questions that were missed",
    "left alone": "left alone, rightly or for all that people have said",
}


def _outcome(one: Judged) -> str:
    if one.verdict.is_support:
        return {True: "right", False: "WRONG", None: "?"}[one.is_support]
    return "missed" if one.is_support else "left alone"


def _said(one: Judged) -> str:
    said = one.past.said
    return said.said if isinstance(said, Lesson) else said


def shown(title: str) -> str:
    """A title as data: its beginning, on one line, without what a terminal would obey."""
    text = "".join(c if c.isprintable() else " " for c in title[: 5 * _TITLE])
    words = " ".join(text.split())
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1].rstrip()}…"
