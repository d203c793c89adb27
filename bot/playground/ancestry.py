"""Which commits came before which, told in time that grows with what is asked about.

A commit never changes, nor do its parents: what was found out once stays true.
"""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

from cachetools import LRUCache

from bot.playground.commits import Commit

REMEMBERED = 2000
"""Pairs of commits of a repository whose comparison is kept."""

_ONE, _OTHER = 1, 2
_BOTH = _ONE | _OTHER


class Ancestry:
    """The family of `known` commits, by their names, parents before their children."""

    def __init__(self, known: Mapping[str, Commit]) -> None:
        self._known = known
        self._places: dict[str, int] = {}
        self._brought: LRUCache[tuple[str, str], tuple[Commit, ...]] = LRUCache(
            REMEMBERED
        )

    def place(self, sha: str) -> int:
        """Where a commit stands in the order in which commits became known here."""
        if len(self._places) < len(self._known):
            self._places = {name: place for place, name in enumerate(self._known)}
        return self._places[sha]

    def brought(self, head: Commit, base: Commit) -> tuple[Commit, ...]:
        """What `head` has and `base` has not, oldest first."""
        pair = head.sha, base.sha
        if (found := self._brought.get(pair)) is None:
            found = tuple(one for one, side in self._walk(head, base) if side == _ONE)[
                ::-1
            ]
            self._brought[pair] = found
        return found

    def merge_base(self, one: Commit, other: Commit) -> Commit | None:
        """The newest commit that both have."""
        walk = self._walk(one, other)
        return next((commit for commit, side in walk if side == _BOTH), None)

    def _walk(self, one: Commit, other: Commit) -> Iterator[tuple[Commit, int]]:
        """Commits of the two, newest first, each with whose it is.

        It ends where all that comes before is of both, after the first such one.
        """
        sides: dict[str, int] = {}
        waiting: list[tuple[int, str]] = []
        apart = 0

        def reach(sha: str, side: int) -> None:
            nonlocal apart
            before = sides.get(sha, 0)
            after = sides[sha] = before | side
            if not before:
                heappush(waiting, (-self.place(sha), sha))
            apart += (after != _BOTH) - (before in {_ONE, _OTHER})

        reach(one.sha, _ONE)
        reach(other.sha, _OTHER)
        shared = False
        while waiting and (apart or not shared):
            _, sha = heappop(waiting)
            commit, side = self._known[sha], sides[sha]
            apart -= side != _BOTH
            shared = shared or side == _BOTH
            yield commit, side
            for parent in commit.parents:
                reach(parent, side)
