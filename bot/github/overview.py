"""What is asked for in every repository, from one look over all of an installation."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core.configuration import Configuration, Sections
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Repository
from bot.core.neighbours import Neighbour
from bot.core.repository_models import LabelledThread, Surveyed
from bot.github.api import GitHub
from bot.github.old_files import OldFiles, says
from bot.github.repo_config import (
    Loaded,
    at_a_glance,
    load,
    load_shared,
    owners_of,
    with_shared,
)
from bot.github.survey import survey

log = structlog.get_logger(__name__)

FRESH = timedelta(minutes=5)
"""So long a look is good enough for a job that nothing new has woken."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A repository and what is asked for there.

    `has_file` tells of its own file; `loaded` is None where only a closer look can tell
    what is in force: the newest file is wrong, or GitHub did not give it. `changed` tells
    that it is another file than at the last sweep's look, or wrong for another reason, or
    that something has happened since then to a pull request beside it.
    """

    repository: Repository
    has_file: bool
    loaded: Loaded | None
    changed: bool = True
    threads: tuple[LabelledThread, ...] = ()

    def may_have(self, section: str) -> bool:
        """Whether that section is in force, or may be for all that is seen from here."""
        if self.loaded is None:
            return True
        configuration = self.loaded.configuration
        return configuration is not None and section in configuration.sections


class Overview:
    """The last look over each installation; `now` is the time by which it ages."""

    def __init__(self, sections: Sections, now: Callable[[], datetime]) -> None:
        self.sections = sections
        self._now = now
        self._seen: dict[GitHub, _Seen] = {}
        self._read: dict[tuple[GitHub, str], tuple[datetime, Loaded]] = {}
        self._traces: dict[GitHub, dict[str, _Trace]] = {}
        self._swept: dict[GitHub, tuple[datetime, tuple[Ground, ...]]] = {}
        self._labelled: dict[tuple[GitHub, str], _Labelled] = {}
        self._known: dict[GitHub, dict[str, Configuration]] = defaultdict(dict)
        self._locks: dict[GitHub, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def look(
        self, github: GitHub, label: str | None = None
    ) -> tuple[Ground, ...]:
        """Every repository of the installation; from now on this is the last look.

        With `label` also their open threads that have it.

        One request for a hundred repositories and one for their list, and a few more
        where the owner's own `.github` file is wrong, or an old file anywhere.
        """
        grounds, traces, began = await self._look(github, label)
        if label is None:  # a sweep: whoever asks next wants to see what it saw
            for known in [key for key in self._labelled if key[0] is github]:
                del self._labelled[known]
            self._traces[github] = traces
            self._swept[github] = (began, grounds)
        return grounds

    async def _look(
        self, github: GitHub, label: str | None
    ) -> tuple[tuple[Ground, ...], "dict[str, _Trace]", datetime]:
        began = self._now()
        surveyed = await github.survey(label)
        shared = await self._shared(github, surveyed)
        by_ours = [
            replace(self._ground(one, shared), threads=one.threads) for one in surveyed
        ]
        old = self._old(github, surveyed)
        by_all = [await _with_old(ground, old) for ground in by_ours]
        traces = {
            ground.repository.full_name: _trace(one, ground)
            for one, ground in zip(surveyed, by_all, strict=True)
        }
        before = self._traces.get(github, {})
        grounds = tuple(
            replace(ground, changed=before.get(name) != traces[name])
            for ground in by_all
            for name in [ground.repository.full_name]
        )
        for read in [key for key in self._read if key[0] is github]:
            del self._read[read]
        self._seen[github] = _Seen(
            began,
            known={_name(ground): ground.repository for ground in grounds},
            by_ours=_in_force(by_ours),
            by_all=_in_force(grounds),
        )
        return grounds, traces, began

    async def load(self, github: GitHub, repository: str) -> Loaded:
        """What is in force there now, an old `support.yml` included.

        Where ours speaks of support this asks no more than `repo_config.load`; else, as
        the last look has shown it, one request tells of all four files.
        """
        name, seen = repository.lower(), self._seen.get(github)
        known = seen.known if seen else {}
        ours = seen.by_ours.get(name) if seen else None
        if name not in known or (ours and says(ours.configuration)):
            loaded = await load(github, repository, self.sections)
            if says(loaded.configuration):
                return loaded
        began, wanted = self._now(), dict.fromkeys((name, owners_of(name)))
        if name not in known:
            listed = await github.list_repositories()
            known = {one.full_name.lower(): one for one in listed}
        asked = [known[name] for name in wanted if name in known]
        surveyed = await survey(github.connect(None), asked, None)
        shared = await self._shared(github, surveyed)
        grounds = {_name(g): g for g in (self._ground(s, shared) for s in surveyed)}
        ground = grounds.get(name)
        loaded = (ground and ground.loaded) or await load(
            github, repository, self.sections
        )
        old = self._old(github, surveyed)
        loaded = await old.below(loaded, repository)
        self._read[github, name] = began, loaded
        return loaded

    async def neighbours(
        self, github: GitHub, label: str, *, anew: bool
    ) -> tuple[Neighbour, ...]:
        """Every repository in use, with its open threads that have the label, if any.

        One look serves all who ask within `FRESH` of each other, until the next sweep
        or somebody who wants it `anew`. Without a label the sweep's own look serves.
        """
        async with self._locks[github]:
            known = self._labelled.get((github, label))
            now = self._now()
            if anew or known is None or not self._is_fresh(known.began):
                swept = self._swept.get(github) if not (label or anew) else None
                if swept and self._is_fresh(swept[0]):
                    now, grounds = swept
                else:
                    grounds, _, _ = await self._look(github, label or None)
                found = [await self._neighbour(github, ground) for ground in grounds]
                usable = (one for one in found if not one.repository.archived)
                known = _Labelled(now, tuple(usable))
                self._labelled[github, label] = known
            return known.neighbours

    async def _neighbour(self, github: GitHub, ground: Ground) -> Neighbour:
        name, loaded = ground.repository.full_name, ground.loaded
        if loaded is None:
            try:
                loaded = await self.load(github, name)
            except (Gone, Refused, RetryLater) as error:
                log.warning("not read", repository=name, why=str(error))
                loaded = Loaded(None)
        return Neighbour(ground.repository, loaded.configuration, ground.threads)

    def recall(
        self, github: GitHub, repository: str, *, old: bool = False
    ) -> Loaded | None:
        """What is in force there, as the last look showed it.

        With `old`, as in `load`, which may have been asked since. None where that was
        long ago or has shown nothing: ask GitHub.
        """
        name, seen = repository.lower(), self._seen.get(github)
        if old and (read := self._read.get((github, name))) and self._is_fresh(read[0]):
            return read[1]
        if seen is None or not self._is_fresh(seen.began):
            return None
        return (seen.by_all if old else seen.by_ours).get(name)

    def _old(self, github: GitHub, surveyed: Iterable[Surveyed]) -> OldFiles:
        return OldFiles(github, surveyed, self.sections, self._known[github])

    def _is_fresh(self, began: datetime) -> bool:
        return began <= self._now() <= began + FRESH

    async def _shared(
        self, github: GitHub, surveyed: Iterable[Surveyed]
    ) -> Loaded | None:
        """What holds where a repository's own file lacks a section; None: unknown."""
        one = next((one for one in surveyed if _is_owners(one)), None)
        if one is None:
            return Loaded(None)
        seen, name = self._at_a_glance(one), one.repository.full_name
        try:
            return seen or await load_shared(github, name, self.sections)
        except Gone:
            return Loaded(None)
        except (Refused, RetryLater) as error:
            log.warning("not read", repository=name, why=str(error))
            return None

    def _ground(self, one: Surveyed, shared: Loaded | None) -> Ground:
        has_file = one.unreadable or one.configuration is not None
        if _is_owners(one):
            return Ground(one.repository, has_file, shared)
        own = self._at_a_glance(one)
        loaded = with_shared(own, shared) if own and shared else None
        return Ground(one.repository, has_file, loaded)

    def _at_a_glance(self, one: Surveyed) -> Loaded | None:
        if one.unreadable:
            return None
        return at_a_glance(one.configuration, self.sections)


async def _with_old(ground: Ground, old: OldFiles) -> Ground:
    """With what its old files say; `loaded` is None where they cannot be read now."""
    name = ground.repository.full_name
    try:
        loaded = ground.loaded and await old.below(ground.loaded, name)
    except (Gone, Refused, RetryLater) as error:
        log.warning("not read", repository=name, why=str(error))
        loaded = None
    return replace(ground, loaded=loaded)


def _in_force(grounds: Iterable[Ground]) -> dict[str, Loaded]:
    """By the repository's name in lower case, where anything is."""
    return {
        _name(ground): ground.loaded
        for ground in grounds
        if ground.loaded and ground.loaded.configuration
    }


def _name(ground: Ground) -> str:
    return ground.repository.full_name.lower()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a look showed: the repositories, and what is in force in each.

    `by_ours` is by `team-compass.yml` alone, `by_all` also by old files.
    """

    began: datetime
    known: dict[str, Repository]
    by_ours: dict[str, Loaded]
    by_all: dict[str, Loaded]


@dataclass(frozen=True, slots=True)
class _Labelled:
    began: datetime
    neighbours: tuple[Neighbour, ...]


_Trace = tuple[int, datetime | None] | None
"""What tells the files, what is wrong with those that they extend, and what is proposed
beside ours, from others; None: no file."""


def _trace(one: Surveyed, ground: Ground) -> _Trace:
    if one.unreadable:
        return 0, one.stirred
    wrong = str(ground.loaded.error) if ground.loaded and one.old_support else ""
    if one.configuration is None:
        return (
            None if one.old_support is None else (hash((one.old_support, wrong)), None)
        )
    return hash((one.configuration, one.old_support, wrong)), one.stirred


def _is_owners(one: Surveyed) -> bool:
    name = one.repository.full_name
    return name.lower() == owners_of(name).lower()
