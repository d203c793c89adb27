"""What lies between two commits of a repository: how many others, and which.

    at0: repository(…) { ref(qualifiedName: $ref_0) { compare(headRef: $head_0) { … } } }

GitHub compares from a branch or tag, the base, to anything that it can find, the head: a
commit's own name is never mistaken for a branch, nor has it moved meanwhile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.github.project_commits import (
    COMMIT,
    PULLS,
    PULLS_BESIDE,
    Commit,
    Merged,
    Updated,
    changes_of,
    parse_commit,
)
from bot.github.project_memory import STRANGERS, Apart, Came, Memory
from bot.github.project_parts import GONE, Asking, Part, Untold

MEASURED_AT_ONCE = 25
"""Comparisons in a request that only counts."""

COMMITS_AT_ONCE = 150
"""Commits in a request, each with its pull request."""

PAGE, LEAST = 50, 10
"""Commits of one span in a request: at first, and where that takes GitHub too long.

A hundred are too many in some repositories (ossf/scorecard#3680), and even half of that
(release-drafter/release-drafter#1470).
"""

MOST = 1_000
"""Commits that are read of one span."""

LAG = timedelta(hours=1)
"""So long GitHub may not tell which pull request a new commit came with."""

_MEASURE = """    ref(qualifiedName: $ref#) {
      compare(headRef: $head#) { aheadBy behindBy }
    }
    head: object(expression: $head#) { oid }
"""
_READ = f"""    ref(qualifiedName: $ref#) {{ compare(headRef: $head#) {{
      commits(first: $first#, after: $after#) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{ {COMMIT} }}
    }} }} }}
"""


@dataclass(frozen=True, slots=True)
class Span:
    """From the commit `base`, to which a branch or tag (`ref`) leads, to the commit `head`.

    Of a tag that was not read `base` is "". Commits that are not on the default branch
    (`beside`) may be told of with pull requests that are still open.
    """

    full_name: str
    ref: str
    base: str
    head: str
    beside: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.full_name.lower(), self.base, self.head

    @property
    def is_lasting(self) -> bool:
        """Whether both ends are commits, so that it stays what it is."""
        return bool(self.base) and not self.head.startswith("refs/")

    def variables(self) -> dict[str, tuple[str, object]]:
        """Its two ends, as a query names them."""
        return {"ref#": ("String!", self.ref), "head#": ("String!", self.head)}


async def measure(
    asking: Asking, memory: Memory, spans: Iterable[Span]
) -> dict[Span, Apart | Untold]:
    """How far apart the two ends of each are."""
    found: dict[Span, Apart | Untold] = {}
    new: list[Span] = []
    for span in dict.fromkeys(spans):
        known = memory.apart.get((span.base, span.head))
        if span.base == span.head:
            found[span] = Apart(0, 0)
        elif known and span.is_lasting:
            found[span] = known
        else:
            new.append(span)
    parts = [Part(s.full_name, _MEASURE, _apart, s.variables()) for s in new]
    async for at, apart in asking.told(parts, MEASURED_AT_ONCE):
        span = new[at]
        found[span] = apart
        if isinstance(apart, Apart) and span.is_lasting:
            memory.apart.keep((span.base, span.head), apart)
    return found


def _apart(node: Mapping[str, Any]) -> Apart | Untold:
    compared = _compared(node)
    if compared is None:
        return STRANGERS if node["ref"] and node["head"] else GONE
    return Apart(int(compared["aheadBy"]), int(compared["behindBy"]))


def _compared(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The comparison; None where one of the ends is not there, or both are strangers."""
    compared: Mapping[str, Any] | None = (node["ref"] or {}).get("compare")
    return compared


@dataclass(frozen=True, slots=True)
class _Read:
    """The commits of a span as far as they were read, or why they were not.

    They go on from `end`; "" is the beginning of them all, and None their end.
    """

    commits: tuple[Commit, ...] = ()
    end: str | None = ""
    untold: Untold | None = None

    @property
    def goes_on(self) -> bool:
        """Whether there are others to be read."""
        return self.end is not None and not self.untold and len(self.commits) < MOST

    def then(self, page: "_Read | Untold") -> "_Read":
        """It with a further part."""
        if isinstance(page, Untold):
            return replace(self, untold=page)
        return _Read(self.commits + page.commits, page.end)

    def came(
        self, ahead: int, merges: Mapping[str, Merged], now: datetime
    ) -> Came | Untold:
        """What came with the commits, of which there are so many in all."""
        if self.untold and not self.commits:
            return self.untold
        lagging = any(not one.merged and one.at > now - LAG for one in self.commits)
        return Came(
            changes_of(self.commits, merges),
            complete=len(self.commits) >= ahead,
            settled=not lagging and not self.untold,
        )


async def read(
    asking: Asking,
    memory: Memory,
    spans: Mapping[Span, int],
    updated: Mapping[str, Updated],
    now: datetime,
) -> dict[Span, Came | Untold]:
    """What came with the commits that only the head has, of which there are so many.

    `updated` has the pull requests that were updated last, by the repository's name.
    """
    found: dict[Span, Came | Untold] = {}
    reads: dict[Span, _Read] = {}
    for span, ahead in spans.items():
        known = memory.came.get(span.key) if span.is_lasting else None
        if known or not ahead:
            found[span] = known or Came(())
        else:
            reads[span] = _Read()
    while waiting := [span for span, one in reads.items() if one.goes_on]:
        parts = [_part(memory, one, reads[one], spans[one]) for one in waiting]
        async for at, page in asking.told(parts, COMMITS_AT_ONCE):
            span = waiting[at]
            reads[span] = one = reads[span].then(page)
            if one.goes_on:
                continue
            merges = updated[span.full_name].merges
            found[span] = came = one.came(spans[span], merges, now)
            if isinstance(came, Came) and came.settled and span.is_lasting:
                memory.came.keep(span.key, came)
    return found


def _part(
    memory: Memory, span: Span, before: _Read, ahead: int
) -> Part[_Read | Untold]:
    """The next page of it, as long as those that GitHub could tell in this repository."""
    key = span.full_name.lower()
    page = memory.pages.get(key, PAGE)
    first = max(1, min(page, ahead - len(before.commits)))
    variables: dict[str, tuple[str, object]] = {
        **span.variables(),
        "first#": ("Int!", first),
        "after#": ("String", before.end or None),
        "pulls#": ("Int!", PULLS_BESIDE if span.beside else PULLS),
    }

    def less() -> Part[_Read | Untold]:
        memory.pages.keep(key, max(LEAST, first // 2))
        return _part(memory, span, before, ahead)

    return Part(
        span.full_name,
        _READ,
        partial(_commits, span.full_name),
        variables,
        weight=first * PAGE // page,
        less=less if first > LEAST else None,
        once=page < PAGE,
    )


def _commits(full_name: str, node: Mapping[str, Any]) -> _Read | Untold:
    compared = _compared(node)
    if compared is None:
        return GONE
    more, nodes = compared["commits"]["pageInfo"], compared["commits"]["nodes"]
    return _Read(
        tuple(parse_commit(full_name, one) for one in nodes if one),
        more["endCursor"] if more["hasNextPage"] and nodes else None,
    )
