"""What is asked for in every repository, from one look over all of an installation."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from cachetools import LRUCache

from bot.core.configuration import Sections
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.neighbours import Neighbour
from bot.core.repository_models import Surveyed
from bot.github.api import GitHub
from bot.github.grounds import (
    Ground,
    Labelled,
    Memory,
    Seen,
    Trace,
    in_force,
    kilobytes_of,
    name_of,
    trace_of,
)
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

MOST_KILOBYTES = 64 * 1024
"""What is remembered of all installations, by `kilobytes_of`: several hundred of them,
and all that a sweep has looked at while it is `FRESH`."""


class Overview:
    """The last look over each installation; `now` is the time by which it ages.

    Of many installations those are remembered that were used last; to learn of another
    one anew costs its next jobs a request or two.
    """

    def __init__(
        self,
        sections: Sections,
        now: Callable[[], datetime],
        *,
        most_kilobytes: int = MOST_KILOBYTES,
    ) -> None:
        self.sections = sections
        self._now = now
        self._traces: dict[GitHub, dict[str, Trace]] = {}
        self._memories: LRUCache[GitHub, Memory] = LRUCache(
            most_kilobytes, getsizeof=lambda one: min(one.kilobytes, most_kilobytes)
        )

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
            memory = self._memory(github)
            memory.labelled.clear()
            memory.swept = began, grounds
            self._traces[github] = traces
        return grounds

    async def _look(
        self, github: GitHub, label: str | None
    ) -> tuple[tuple[Ground, ...], dict[str, Trace], datetime]:
        began = self._now()
        surveyed = await github.survey(label)
        shared = await self._shared(github, surveyed)
        by_ours = [
            replace(self._ground(one, shared), threads=one.threads) for one in surveyed
        ]
        old = self._old(github, surveyed)
        by_all = [await _with_old(ground, old) for ground in by_ours]
        traces = {
            ground.repository.full_name: trace
            for one, ground in zip(surveyed, by_all, strict=True)
            if (trace := trace_of(one, ground)) is not None
        }
        before = self._traces.get(github, {})
        grounds = tuple(
            replace(ground, changed=before.get(name) != traces.get(name))
            for ground in by_all
            for name in [ground.repository.full_name]
        )
        memory = self._memory(github)
        memory.read.clear()
        memory.seen = Seen(
            began,
            known={name_of(ground): ground.repository for ground in grounds},
            by_ours=in_force(by_ours),
            by_all=in_force(grounds),
        )
        memory.kilobytes = 1 + kilobytes_of(grounds)
        self._memories[github] = memory  # others may have to go
        return grounds, traces, began

    def _memory(self, github: GitHub) -> Memory:
        """Of this installation, which is the one used last from now on."""
        memory = self._memories.get(github)
        if memory is None:
            memory = self._memories[github] = Memory()
        return memory

    async def load(self, github: GitHub, repository: str) -> Loaded:
        """What is in force there now, an old `support.yml` included.

        Where ours speaks of support this asks no more than `repo_config.load`; else, as
        the last look has shown it, one request tells of all four files.
        """
        memory, name = self._memory(github), repository.lower()
        seen = memory.seen
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
        grounds = {name_of(g): g for g in (self._ground(s, shared) for s in surveyed)}
        ground = grounds.get(name)
        loaded = (ground and ground.loaded) or await load(
            github, repository, self.sections
        )
        old = self._old(github, surveyed)
        loaded = await old.below(loaded, repository)
        memory.read[name] = began, loaded
        return loaded

    async def neighbours(
        self, github: GitHub, label: str, *, anew: bool
    ) -> tuple[Neighbour, ...]:
        """Every repository in use, with its open threads that have the label, if any.

        One look serves all who ask within `FRESH` of each other, until the next sweep
        or somebody who wants it `anew`. Without a label the sweep's own look serves.
        """
        memory = self._memory(github)
        async with memory.lock:
            known = memory.labelled.get(label)
            now = self._now()
            if anew or known is None or not self._is_fresh(known.began):
                swept = memory.swept if not (label or anew) else None
                if swept and self._is_fresh(swept[0]):
                    now, grounds = swept
                else:
                    grounds, _, _ = await self._look(github, label or None)
                found = [await self._neighbour(github, ground) for ground in grounds]
                usable = (one for one in found if not one.repository.archived)
                known = Labelled(now, tuple(usable))
                memory.labelled.pop(label, None)
                if not any(one.unknown for one in found):  # else whoever asks next asks
                    memory.labelled[label] = known
            return known.neighbours

    async def _neighbour(self, github: GitHub, ground: Ground) -> Neighbour:
        name, loaded, unknown = ground.repository.full_name, ground.loaded, ""
        if loaded is None:
            try:
                loaded = await self.load(github, name)
            except (Gone, Refused, RetryLater) as error:
                log.warning("not read", repository=name, why=str(error))
                loaded = Loaded(None)
                unknown = str(error) if isinstance(error, RetryLater) else ""
        return Neighbour(
            ground.repository, loaded.configuration, ground.threads, unknown
        )

    def recall(
        self, github: GitHub, repository: str, *, old: bool = False
    ) -> Loaded | None:
        """What is in force there, as the last look showed it.

        With `old`, as in `load`, which may have been asked since. None where that was
        long ago or has shown nothing: ask GitHub.
        """
        memory, name = self._memory(github), repository.lower()
        seen, read = memory.seen, memory.read.get(name)
        if old and read and self._is_fresh(read[0]):
            return read[1]
        if seen is None or not self._is_fresh(seen.began):
            return None
        return (seen.by_all if old else seen.by_ours).get(name)

    def _old(self, github: GitHub, surveyed: Iterable[Surveyed]) -> OldFiles:
        known = self._memory(github).known
        return OldFiles(github, surveyed, self.sections, known)

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


def _is_owners(one: Surveyed) -> bool:
    name = one.repository.full_name
    return name.lower() == owners_of(name).lower()
