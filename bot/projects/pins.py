"""Which projects need which, by their manifests: what is pinned lower, and what `after`
does not say.

Whom a requirement means is never guessed:

- a package or chart is the one project whose manifests give it that name; two that do
  are none,
- an image is the project whose `owner/name` its name ends with, and so is what git has
  and nobody names,
- a package of Python or npm that no project's manifest claims is the one project whose
  repository is called so, and whose manifests give it no name in that ecosystem.

What is not needed at run time does not count, and nobody needs themselves. Projects that
are private are in here as any other: whoever shows this hides them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.projects import Project, Projects, Release, Requirement
from bot.core.release_order import waits_for
from bot.core.releases import Releases
from bot.projects.manifests.names import GIT, IMAGE, NPM, PYTHON, npm_name, python_name
from bot.projects.ranges import Numbers, highest, numbers

MOST_PINS = 20
"""Requirements of one project, in one file, that are looked at."""


@dataclass(frozen=True, slots=True)
class Lag:
    """What was released `upstream` and `downstream`'s requirement does not let in."""

    upstream: str
    downstream: str
    requirement: Requirement
    release: Release


@dataclass(frozen=True, slots=True)
class Drift:
    """A requirement of `downstream` that its `after` says nothing of."""

    upstream: str
    downstream: str
    requirement: Requirement


def lags(projects: Projects, config: Releases) -> tuple[Lag, ...]:
    """Last stable releases that are pinned or capped lower downstream.

    One for each file that does so: its strictest requirement. What allows nothing that
    can be compared (a branch, an address, a digest, a prerelease) says nothing, and what
    asks for more than was released is no lag. A requirement under a condition counts
    only where all of the file are under one, and none of them lets the release in.
    Projects of which nothing is ever released (`channel: none`) cannot be picked up.
    """
    found: list[Lag] = []
    for downstream, upstream, needs in _needs(projects, config):
        release = _released(upstream, projects, config)
        version = numbers(release.version) if release else None
        pin = _strictest(needs, version) if version else None
        if release and pin:
            found.append(Lag(upstream, downstream, pin, release))
    return tuple(found)


def drifts(projects: Projects, config: Releases) -> tuple[Drift, ...]:
    """What manifests need and `after` does not name, be it by way of others.

    One for each two projects: what the file nearest to the root says first.
    """
    found: dict[tuple[str, str], Drift] = {}
    waits = {name: waits_for(config, name) for name in config.names}
    for downstream, upstream, needs in _needs(projects, config):
        if upstream not in waits[downstream]:
            drift = Drift(upstream, downstream, needs[0])
            found.setdefault((downstream, upstream), drift)
    return tuple(found.values())


def _needs(
    projects: Projects, config: Releases
) -> Iterator[tuple[str, str, Sequence[Requirement]]]:
    """Downstream, upstream, and what one file of the former needs of the latter."""
    known = {name: projects[name] for name in config.names if name in projects}
    meant = _Names(known)
    for downstream, project in known.items():
        files: dict[tuple[str, str], list[Requirement]] = {}
        for need in project.manifests.requirements:
            upstream = meant.by(need) if need.runtime else None
            if upstream is not None and upstream != downstream:
                files.setdefault((upstream, need.path), []).append(need)
        for (upstream, _), needs in files.items():
            yield downstream, upstream, needs[:MOST_PINS]


def _released(name: str, projects: Projects, config: Releases) -> Release | None:
    """The last stable release that others can pick up."""
    last, how = projects[name].last, config.project(name)
    if last is None or last.prerelease or how is None or how.channel == "none":
        return None
    return last


def _strictest(needs: Sequence[Requirement], version: Numbers) -> Requirement | None:
    """The requirement that allows least, if the version is more than that."""
    firm = [need for need in needs if not need.condition]
    allowed = [(highest(need), need) for need in firm or needs]
    lower = [(most, need) for most, need in allowed if most and most < version]
    if not lower or (not firm and len(lower) < len(allowed)):
        return None
    return min(lower, key=lambda pin: (pin[0], pin[1].line))[1]


class _Names:
    """Projects by what they are called."""

    def __init__(self, projects: Mapping[str, Project]) -> None:
        self.claimed: dict[tuple[str, str], set[str]] = {}
        self.repositories: dict[tuple[str, str], set[str]] = {}
        self.full_names: dict[str, set[str]] = {}
        for name, project in projects.items():
            for claim in project.manifests.names:
                self.claimed.setdefault(claim, set()).add(name)
            for full_name in {name.lower(), project.full_name.lower()} - {""}:
                self.full_names.setdefault(full_name, set()).add(name)
            for claim in _by_repository(project):
                self.repositories.setdefault(claim, set()).add(name)

    def by(self, need: Requirement) -> str | None:
        """The one project that is meant; None where there is none, or more than one."""
        if need.ecosystem in (IMAGE, GIT):
            owner_and_name = "/".join(need.name.split("/")[-2:])
            found = self.full_names.get(owner_and_name, set())
        else:
            key = (need.ecosystem, need.name)
            found = self.claimed.get(key) or self.repositories.get(key, set())
        return next(iter(found)) if len(found) == 1 else None


def _by_repository(project: Project) -> Iterator[tuple[str, str]]:
    """What its repository's name would be where no manifest says any."""
    said = {ecosystem for ecosystem, _ in project.manifests.names}
    repository = (project.full_name or project.name).rpartition("/")[2]
    forms = ((PYTHON, python_name(repository)), (NPM, npm_name(repository)))
    for ecosystem, name in forms:
        if name is not None and ecosystem not in said:
            yield ecosystem, name
