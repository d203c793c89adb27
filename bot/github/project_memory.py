"""What looks at projects have learnt, so that the next one asks only for what is new.

Hardly anything here can grow old: a comparison is kept by the two commits that it is of,
the files of a change by its commit, manifests by what they are. What people may change
later, the title and labels of a pull request, is renewed at each look.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from cachetools import LRUCache

from bot.core.projects import Change, Manifests, Project, Tag
from bot.core.releases import ProjectConfig
from bot.github.project_commits import Updated, renewed
from bot.github.project_trees import Entry

K = TypeVar("K")
V = TypeVar("V")

_Changes = tuple[Change, ...]

Refs = tuple[tuple[str, Tag | None], ...]
"""Tags by their names, newest first; None for one that leads to no commit."""


@dataclass(frozen=True, slots=True)
class Tags:
    """A repository's tags as far as they were read, and how many there are in all."""

    refs: Refs
    total: int

    def with_newest(self, newest: "Tags") -> "Tags | None":
        """All of them now that these are the newest; None where that cannot be told.

        It can where these go before the others, or where new ones take the places of as
        many old ones at the end of a page.
        """
        named = {name for name, _ in newest.refs}
        known = {name for name, _ in self.refs}
        rest = tuple(ref for ref in self.refs if ref[0] not in named)
        follows = rest == self.refs[len(self.refs) - len(rest) :]
        grown = newest.total - self.total
        if not follows or grown != len(named - known):
            return None
        return Tags((*newest.refs, *rest), newest.total)


@dataclass(frozen=True, slots=True)
class Apart:
    """How many commits only a head has, and how many only the base has.

    Of two that are not `related`, as one was begun anew, nobody counts them.
    """

    ahead: int
    behind: int
    related: bool = True


STRANGERS = Apart(0, 1, related=False)
"""Two that have no history in common: the head lacks the base."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came to a branch since a commit, oldest first.

    Not `complete` where there is more. It is `settled` unless something may be told of it
    in a while that GitHub does not tell yet.
    """

    changes: tuple[Change, ...]
    complete: bool = True
    settled: bool = True


@dataclass(frozen=True, slots=True)
class _Known:
    at: datetime
    project: Project


class _Kept(LRUCache[K, V], Generic[K, V]):
    """What was used last, as much of it as weighs `most` in all."""

    def __init__(self, most: int, weight: Callable[[V], int] = lambda _: 1) -> None:
        super().__init__(most, getsizeof=lambda value: 1 + weight(value))

    def keep(self, key: K, value: V) -> None:
        """Keep it; not what is heavier than all together may be."""
        if self.getsizeof(value) <= self.maxsize:
            self[key] = value


class Memory:
    """What one installation has learnt; one look at a time holds the `lock`.

    Repositories are keyed in lower case, by the name that they had last. `forgettings`
    counts how often something was forgotten.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.forgettings = 0
        self.tags = _Kept[str, Tags](100_000, lambda tags: len(tags.refs))
        self.last_tags = _Kept[str, str](2_000)
        self.numbers = _Kept[str, str](2_000)
        self.pages = _Kept[str, int](2_000)
        self.apart = _Kept[tuple[str, str], Apart](10_000)
        self.came = _Kept[tuple[str, str, str], Came](
            50_000, lambda came: len(came.changes)
        )
        self.paths = _Kept[tuple[str, str], tuple[str, ...] | None](
            200_000, lambda paths: len(paths or ())
        )
        self.lines = _Kept[tuple[str, str], tuple[_Changes, _Changes]](
            100_000, lambda known: len(known[0])
        )
        self.folders = _Kept[tuple[str, str], tuple[Entry, ...]](50_000, len)
        self.manifests = _Kept[str, tuple[tuple[Entry, ...], Manifests]](
            50_000, lambda known: len(known[0]) + len(known[1].requirements)
        )
        self._updated = _Kept[str, datetime](2_000)
        self._forgotten = _Kept[str, int](2_000)
        self._projects = _Kept[tuple[str, ProjectConfig, bool], _Known](
            100_000, lambda known: sum(len(one.changes) for one in known.project.lines)
        )

    def recall(
        self, name: str, config: ProjectConfig, since: datetime, *, versions_only: bool
    ) -> Project | None:
        """The project as a look has shown it that was not before that, if there was one."""
        for partly in (False, True) if versions_only else (False,):
            known = self._projects.get((name, config, partly))
            if known and known.at >= since:
                return known.project
        return None

    def note(
        self,
        config: ProjectConfig,
        project: Project,
        at: datetime,
        *,
        versions_only: bool,
        forgettings: int,
    ) -> None:
        """Remember the project as the look that began then has shown it.

        Not if it was to be forgotten since there were so many `forgettings`.
        """
        names = project.name.lower(), project.full_name.lower()
        if all(self._forgotten.get(name, 0) <= forgettings for name in names):
            key = project.name, config, versions_only
            self._projects.keep(key, _Known(at, project))

    def forget(self, full_name: str) -> None:
        """Let the next look ask of the project, under whatever name it is known."""
        forgotten = full_name.lower()
        self.forgettings += 1
        self._forgotten.keep(forgotten, self.forgettings)
        for key in list(self._projects):
            names = key[0], self._projects[key].project.full_name
            if forgotten in map(str.lower, names):
                del self._projects[key]

    def renew(self, repository: str, updated: Updated) -> None:
        """Take over what pull requests of the repository are called now.

        Where there may be others that have changed since the last look, what is known of
        its changes is forgotten.
        """
        before = self._updated.get(repository)
        missed = before and updated.oldest and updated.oldest > before
        merged = {one.number: one for one in updated.merged}
        for key in [key for key in self.came if key[0] == repository]:
            if missed:
                del self.came[key]
                continue
            changes = tuple(renewed(one, merged) for one in self.came[key].changes)
            self.came[key] = replace(self.came[key], changes=changes)
        if updated.newest:
            self._updated.keep(repository, updated.newest)
