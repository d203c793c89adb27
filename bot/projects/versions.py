"""Which versions a project released, by its tags, and on which branches they may be.

    1.2.3 · v1.2.3 · 2026.04.0 · 6.0.0b2        versions
    jhub-0.3 · v0.4-doc · latest                junk
    1.0.1-alpine · 1.2.3-doc                    junk where there are other versions
    jupyterhub-1.2.3                            one where `tags` says so

By version and never by date: what was tagged late on an old commit is not the last.

A version is as old as the commit of its tag. A lightweight tag has no date of its own, and
an annotated one that of the day on which it was made, maybe anew as a repository moved; a
release on GitHub may be made for it years later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.git_names import VERSION
from bot.core.projects import Ground, Release, Tag
from bot.core.releases import ProjectConfig
from bot.projects.version_order import Version, parse_version

MOST_BRANCHES, MOST_FLIGHTS = 10, 3

_EARLIEST_YEAR = 1900


def version_in(tag: str, pattern: str | None = None) -> Version | None:
    """The version that a tag stands for; without a pattern it may begin with a `v`."""
    if pattern is None:
        return parse_version(tag[1:] if tag.startswith(("v", "V")) else tag)
    before, _, after = pattern.partition(VERSION)
    end = len(tag) - len(after)
    if end <= len(before) or not (tag.startswith(before) and tag.endswith(after)):
        return None
    return parse_version(tag[len(before) : end])


def is_newer(version: str, than: str) -> bool:
    """Whether one version comes after another; never where either is none."""
    this, other = parse_version(version), parse_version(than)
    return this is not None and other is not None and this > other


@dataclass(frozen=True, slots=True)
class _Found:
    version: Version
    release: Release
    is_published: bool

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """Which of several tags of one version is looked at.

        `v5`, which is moved along, gives way to `v5.0.0`.
        """
        name = self.release.tag
        return self.is_published, len(self.version.numbers), -len(name), name


def releases_of(ground: Ground, config: ProjectConfig) -> tuple[Release, ...]:
    """Every version that was released, the best first, each once.

    Stable ones come first, then prereleases, and the highest first among either. Which
    they are is said by the version, or by a release on GitHub that is flagged one.
    """
    if config.channel == "none":
        return ()
    found = list(_versions(ground, config))
    found = [it for it in found if not it.version.variant] or found
    if not config.tags:
        found = list(_without_numbers(found))
    best: dict[object, _Found] = {}
    for it in found:
        other = best.get(it.version.order)
        if other is None or it.rank > other.rank:
            best[it.version.order] = it
    kept = sorted(
        best.values(),
        key=lambda it: (not it.release.prerelease, it.version.order),
        reverse=True,
    )
    return tuple(it.release for it in kept)


def _versions(ground: Ground, config: ProjectConfig) -> Iterator[_Found]:
    """Each tag that is a version, as the channel has it."""
    by_release = config.channel == "release"
    published = {release.tag_name: release for release in ground.releases}
    for tag in _tags(ground):
        version, release = version_in(tag.name, config.tags), published.get(tag.name)
        if version is None or (release is None and by_release):
            continue
        yield _Found(
            version,
            Release(
                tag=tag.name,
                version=version.text,
                at=release.published_at if release and by_release else tag.committed_at,
                sha=tag.sha,
                prerelease=version.prerelease or bool(release and release.prerelease),
            ),
            is_published=release is not None,
        )


def _tags(ground: Ground) -> Iterator[Tag]:
    """All tags; releases stand for those that could not be read."""
    yield from ground.tags
    if ground.tags_left:
        read = {tag.name for tag in ground.tags}
        for one in ground.releases:
            if one.tag_name not in read:
                yield Tag(one.tag_name, "", one.published_at)


def _without_numbers(found: Sequence[_Found]) -> Iterator[_Found]:
    """Drop `99` beside versions such as 1.2.3; `2020` and `20200401` beside 1.2, too."""
    several = [it.version.numbers for it in found if len(it.version.numbers) > 1]
    three = any(len(numbers) > 2 for numbers in several)
    small = any(numbers[0] < _EARLIEST_YEAR for numbers in several)
    for it in found:
        first, *others = it.version.numbers
        if others or not (three or (small and first >= _EARLIEST_YEAR)):
            yield it


def newer_prereleases(
    releases: Iterable[Release], last: Release
) -> tuple[Release, ...]:
    """Those after the last release, of which one may be in flight, best first.

    Of each version to come only the highest, and of at most three of these.
    """
    found: dict[object, Release] = {}
    for one in releases:
        version = parse_version(one.version)
        if version and one.prerelease and is_newer(one.version, last.version):
            found.setdefault(version.order[:2], one)
    return tuple(found.values())[:MOST_FLIGHTS]


_LINE_WORDS = frozenset(
    """
    branch line lts maint maintenance rel release releases series stable support version
    versions
    """.split()
)
_TOPIC_WORDS = frozenset(
    """
    bump cherry changelog dependabot feature fix meeseeksdev patch pr prepare revert
    renovate
    """.split()
)
_LONGEST_NAME = 100
_SEPARATORS = str.maketrans("/_", "--")


def first_number(version: str) -> str:
    """The number that a branch for it has in its name; "" of what is no version."""
    found = parse_version(version)
    return str(found.numbers[0]) if found else ""


def maintenance_branches(ground: Ground, release: Release) -> tuple[str, ...]:
    """Branches that may have the release, by the numbers in their names, likeliest first.

    For 5.5.1: `5.5.x`, `5.x`, `5.5`, `release/5.5`, `stable-5`, but never the default one.
    """
    version = parse_version(release.version)
    if version is None:
        return ()
    first = first_number(release.version)
    ranked = [
        (rank, name)
        for name in ground.branches
        if first in name  # few have any numbers at all
        and name != ground.default_branch
        and (rank := _rank(name, version.numbers))
    ]
    return tuple(name for _, name in sorted(ranked)[:MOST_BRANCHES])


Rank = tuple[int, int, bool]
"""How many words say something else, how broad it is, whether nothing says it goes on."""


def _rank(name: str, of: tuple[int, ...]) -> Rank | None:
    """How unlikely it is that a branch has a version; None where its name tells nothing.

    A branch with the whole number is about that one version, as `release-5.5.1`.
    """
    if len(name) > _LONGEST_NAME:
        return None
    numbers: list[int] = []
    others, goes_on, ended = 0, False, False
    for part in name.lower().translate(_SEPARATORS).split("-"):
        counted = _counted(part)
        if counted is not None and not ended:
            numbers += counted[0]
            goes_on = ended = counted[1]
            continue
        ended = bool(numbers)
        if part in _TOPIC_WORDS or counted is not None:
            return None
        others += part not in _LINE_WORDS
    if not numbers or others > 1 or tuple(numbers) != of[: len(numbers)]:
        return None
    if others and not goes_on and len(numbers) in (1, len(of)):
        return None  # such as `issue-5`, or what somebody does for that one version
    breadth = 0 if len(numbers) == len(of) and not goes_on else -len(numbers)
    return others, breadth, not goes_on


def _counted(part: str) -> tuple[list[int], bool] | None:
    """The numbers that a part of a name is made of, and whether an `x` follows."""
    numbers = part.removeprefix("v").split(".")
    goes_on = False
    while numbers and numbers[-1] == "x":
        goes_on = True
        numbers.pop()
    if all(number.isdigit() and number.isascii() for number in numbers):
        return [int(number) for number in numbers], goes_on
    return None
