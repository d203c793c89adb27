"""What the next version of a project may be called, and why.

    1.2.3        + enhancement      1.3.0        minor: enhancement
    0.4.1        + breaking         0.5.0        minor: breaking, before 1.0
    2026.04.0    in May             2026.05.0    calendar: a new month
    20260401     on 2 May           20260502     calendar: a new day
    1.0.0b3      + anything         1.0.0b4      prerelease: something new since the last
    1.0.0b3                         1.0.0        final: nothing new since the prerelease

Labels decide, as github-activity reads them, and so does JupyterHub: each change gets one
before the changelog is written. What may still change is not final: after a beta comes
another, and the version that it stood for once nothing has changed since; also where
versions are dates, as a beta of April is tried out in March. A suggestion is always newer
than the last version, but where that needs no more than to be called stable.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.core.projects import Change, Line, Release
from bot.projects.tally import Tally, tally
from bot.projects.version_order import Version, parse_version

Level = Literal["major", "minor", "patch"]


@dataclass(frozen=True, slots=True)
class NextVersion:
    """A suggestion; `why` is in words of ours only."""

    version: str
    why: str


_LEVELS: dict[Level, tuple[str, ...]] = {
    "major": (
        "breaking",
        "breaking change",
        "breaking changes",
        "breaks",
        "api change",
        "api break",
        "apichange",
        "backwards incompatible",
        "backward incompatible",
        "incompatible",
        "major",
        "major change",
    ),
    "minor": (
        "enhancement",
        "enhancements",
        "feature",
        "features",
        "feat",
        "feature request",
        "new",
        "new feature",
        "new features",
        "deprecation",
        "deprecate",
        "minor",
        "minor change",
    ),
    "patch": (
        "bug",
        "bugs",
        "bugfix",
        "bug fix",
        "fix",
        "security",
        "performance",
        "maintenance",
        "maint",
        "refactor",
        "documentation",
        "docs",
        "dependencies",
        "ci",
        "patch",
    ),
}
_MEANINGS: dict[str, Level] = {
    words: level for level, labels in _LEVELS.items() for words in labels
}
_SAID_BEFORE = frozenset(
    "bump category change cat impact kind release semver type version".split()
)
_LONGEST_LABEL = 50  # GitHub's own limit

_YEARS = range(1990, 2200)
_MONTHS, _DAYS = range(1, 13), range(1, 32)
_DIGITS = "0123456789"
_PHASES = frozenset("a alpha b beta c rc pre preview dev next canary m ea".split())


@dataclass(frozen=True, slots=True)
class _Labelled:
    """How much changed by the labels; `words` are those of the one that decides."""

    level: Level
    words: str


def next_on(line: Line, waiting: Tally, today: date) -> NextVersion:
    """What may be released next from a branch, with what waits there.

    What could not be read may be newer than the prerelease that is in flight.
    """
    flight = line.in_flight
    if flight is not None and flight != line.since and line.complete:
        waiting = tally(
            change
            for change in line.changes
            if change.at > flight.at and change.sha != flight.sha
        )
    return next_version(flight or line.since, waiting.shipping, today)


def next_version(last: Release, shipping: Sequence[Change], today: date) -> NextVersion:
    """What a project may be released as, with these changes since the last release."""
    version = parse_version(last.version)
    if version is None:
        raise ValueError(f"{last.version!r} is no version")
    if last.prerelease and not version.prerelease:
        return NextVersion(
            last.version, "final: its release is flagged as a prerelease"
        )
    fields = version.written
    if _is_before_its_final(version):
        found = _after_prerelease(version, bool(shipping))
    elif _is_dated(version):
        found = _by_calendar(version, today)
    elif len(fields) == 1:
        found = NextVersion(_counted(fields[0], 1), "the next number")
    else:
        found = _by_labels(fields, _labelled(shipping))
    if version.epoch:
        return NextVersion(f"{version.epoch}!{found.version}", found.why)
    return found


def _labelled(changes: Iterable[Change]) -> _Labelled:
    found: dict[Level, str] = {}
    for change in changes:
        for label in change.labels:
            words = _words(label)
            if words in _MEANINGS:
                found.setdefault(_MEANINGS[words], words)
    for level in _LEVELS:
        if level in found:
            return _Labelled(level, found[level])
    return _Labelled("patch", "no label says more")


def _words(label: str) -> str:
    """A label without case, signs, and what kind of label it is: `Type: Bug` is bug."""
    plain = (one if one.isalnum() else " " for one in label[:_LONGEST_LABEL].lower())
    words = "".join(plain).split()
    while len(words) > 1 and words[0] in _SAID_BEFORE:
        words = words[1:]
    return " ".join(words)


def _by_labels(fields: tuple[str, ...], labelled: _Labelled) -> NextVersion:
    level, why = labelled.level, labelled.words
    if level == "major" and int(fields[0]) == 0:
        level, why = "minor", f"{why}, before 1.0"
    if level == "patch" and len(fields) == 2:
        fields = (*fields, "1")
    else:
        place = {"major": 0, "minor": 1, "patch": len(fields) - 1}[level]
        zeros = (_like(field, 0) for field in fields[place + 1 :])
        fields = (*fields[:place], _counted(fields[place], 1), *zeros)
    return NextVersion(".".join(fields), f"{level}: {why}")


def _is_before_its_final(version: Version) -> bool:
    """So is any prerelease, but for those of a post release."""
    return version.prerelease and _comes_after(version, ".".join(version.written))


def _comes_after(version: Version, text: str) -> bool:
    other = parse_version(text)  # without the epoch, which stays what it is
    return other is not None and other.order[1:] > version.order[1:]


def _after_prerelease(version: Version, is_changed: bool) -> NextVersion:
    again = _next_of_its_phase(version) if is_changed else None
    if again is not None:
        return NextVersion(again, "prerelease: something new since the last")
    since = "after" if is_changed else "nothing new since"
    return NextVersion(".".join(version.written), f"final: {since} the prerelease")


def _next_of_its_phase(version: Version) -> str | None:
    """`1.0.0b4` after `1.0.0b3`; None for what has no such number, as `1.0.0-beta`."""
    text = version.text.rpartition("!")[2]
    before = text.rstrip(_DIGITS)
    phase = before[len(".".join(version.written)) :].strip(".-_").lower()
    if phase not in _PHASES or before == text:
        return None
    following = before + _counted(text[len(before) :], 1)
    # by SemVer beta10 comes before beta9, as its letters do
    return following if _comes_after(version, following) else None


def _is_dated(version: Version) -> bool:
    numbers = version.numbers
    if _is_packed(version.written[0]):
        return True
    return numbers[0] in _YEARS and (len(numbers) == 1 or numbers[1] in _MONTHS)


def _is_packed(field: str) -> bool:
    """Whether a number is a whole day or month, as 20260401 and 202604 are."""
    year, month, day = field[:4], field[4:6], field[6:]
    if len(field) not in (6, 8) or int(year) not in _YEARS or int(month) not in _MONTHS:
        return False
    return not day or int(day) in _DAYS


def _by_calendar(version: Version, today: date) -> NextVersion:
    """This month in the shape of the last version, or what comes next within the month."""
    fields = version.written
    now, unit = _today_like(fields, today)
    rest = fields[len(now) :]
    if [int(field) for field in now] > [int(field) for field in fields[: len(now)]]:
        if unit == "day" and any(int(field) for field in rest):
            rest = ()  # it counted within that day
        zeros = (_like(field, 0) for field in rest)
        return NextVersion(".".join((*now, *zeros)), f"calendar: a new {unit}")
    fields = (*fields[:-1], _counted(fields[-1], 1)) if rest else (*fields, "1")
    return NextVersion(".".join(fields), "calendar: once more")


def _today_like(fields: tuple[str, ...], today: date) -> tuple[list[str], str]:
    """Today as it would be at the beginning of such a version, and what that is: a day?"""
    if _is_packed(fields[0]):
        size = len(fields[0])
        return [f"{today:%Y%m%d}"[:size]], "day" if size > 6 else "month"
    size = min(len(fields), 3 if _has_day(fields) else 2)
    calendar = (today.year, today.month, today.day)
    now = [_like(*pair) for pair in zip(fields[:size], calendar, strict=False)]
    return now, ("year", "month", "day")[size - 1]


def _has_day(fields: tuple[str, ...]) -> bool:
    """Whether the third number is a day, as in 2025.10.22 and 2024.07.04.

    Nobody counts so far in a month, or with zeros.
    """
    if len(fields) < 3 or int(fields[2]) not in _DAYS:
        return False
    return int(fields[2]) > 9 or fields[2].startswith("0")


def _counted(field: str, more: int) -> str:
    return _like(field, int(field) + more)


def _like(field: str, number: int) -> str:
    """A number with zeros before it if the former one has them."""
    return str(number).zfill(len(field)) if field.startswith("0") else str(number)
