"""The highest version that a requirement allows, whatever its ecosystem.

    python >=5.1.0,<6    5.∞          image 5.4         5.4.∞
    npm    ^4.2.0        4.∞          image 2024.07.0   2024.7
    chart  4.2.0         4.2          chart 1.0.0-0.dev.git.3983.h383374d   unknown
    git    v7.0.0        7            git   @ git+https://github.com/o/r    unknown

The libraries tell whether a version fits, and not where a range ends. So they are asked
about the versions at which it can end: those that it names, the last before each, and
the last of each series.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from bot.core.projects import Requirement

Numbers = tuple[int, ...]
"""A stable version without zeros at its end: 5.5.0 is (5, 5)."""

Fits = Callable[[Numbers], bool]

BEYOND = 10**9
"""Stands for the last there may ever be: no version counts so far."""

MOST_CHARACTERS = 200
MOST_NAMED = 12

_STABLE = re.compile(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,5})")
_NAMED = re.compile(r"(?<![\w.+-])v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,5})")
_ONE_PRERELEASE = re.compile(r"[=v]*[0-9.]+-[^\s|,]+")
_SPACE_BEHIND_SIGN = re.compile(r"(?<=[<>=~^])\s+")
_LEADING_ZERO = re.compile(r"(?<![0-9])0+(?=[0-9])")


def numbers(version: str) -> Numbers | None:
    """What a stable version counts; None where it is none, or not made of numbers."""
    found = _STABLE.fullmatch(version)
    return _without_zeros(_parts(found[1])) if found else None


def highest(requirement: Requirement) -> Numbers | None:
    """The highest stable version allowed; None where that cannot be told.

    That is so for branches, addresses, digests, names such as `latest`, and where only
    a prerelease is allowed.
    """
    specifier = requirement.specifier.strip()
    if len(specifier) > MOST_CHARACTERS:
        return None
    if requirement.ecosystem in ("image", "git"):
        return _of_tag(specifier)
    if specifier in ("", "*"):
        return (BEYOND,)
    named = [_parts(found[1]) for found in _NAMED.finditer(specifier)]
    fits = _python(specifier) if requirement.ecosystem == "python" else None
    fits = fits or _npm(specifier)  # Poetry's `^4.2` is npm's
    if fits is None or len(named) > MOST_NAMED:
        return None
    ends = {(BEYOND,), *(end for version in named for end in _ends(version))}
    return max((_without_zeros(end) for end in ends if fits(end)), default=None)


def _of_tag(text: str) -> Numbers | None:
    """A tag with fewer parts than a version (`5.4`) moves on with its series."""
    tag = text.partition("@")[0]
    found = _STABLE.fullmatch(tag)
    if not found or (tag.isdigit() and len(tag) > 4):  # a day, or a commit's digits
        return None
    parts = _parts(found[1])
    return (*parts, BEYOND) if len(parts) < 3 else _without_zeros(parts)


def _ends(version: Numbers) -> Iterator[Numbers]:
    """Where a range can end that names the version."""
    yield version
    for count in range(1, max(len(version), 2) + 1):
        series = (*version, 0)[:count]
        yield (*series, BEYOND)
        if series[-1]:
            before = (*series[:-1], series[-1] - 1)
            yield before
            yield (*before, BEYOND)


def _python(specifier: str) -> Fits | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(specifier.replace("===", "=="))
    except InvalidSpecifier:
        return None
    return lambda version: allowed.contains(".".join(map(str, version)))


def _npm(specifier: str) -> Fits | None:
    """npm's ranges, and Helm's, which are written more freely."""
    from semantic_version import NpmSpec, Version

    if _ONE_PRERELEASE.fullmatch(specifier):  # which lets that very version in, too
        return None
    text = " ".join(specifier.replace(",", " ").replace("~>", "~").split())
    try:
        allowed = NpmSpec(_NAMED.sub(_plain, _SPACE_BEHIND_SIGN.sub("", text)))
    except (ValueError, AttributeError):  # the latter where a side of ` - ` is none
        return None

    def fits(version: Numbers) -> bool:
        parts = (*version, 0, 0)
        found: bool = allowed.match(Version("{}.{}.{}".format(*parts)))
        return found and not any(parts[3:])

    return fits


def _plain(found: re.Match[str]) -> str:
    return _LEADING_ZERO.sub("", found[1])


def _parts(version: str) -> Numbers:
    return tuple(map(int, version.split(".")))


def _without_zeros(version: Iterable[int]) -> Numbers:
    parts = list(version)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)
