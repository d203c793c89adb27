"""What a configuration means: the dates that come next, and how they are printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    Problem,
    Sections,
    decode,
    parse_configuration,
)
from bot.core.old_support import is_old_support, parse_old_support
from bot.core.problems import place_of
from bot.core.pulses import pulses
from bot.core.releases import releases_in
from bot.core.support_migration import render_as_ours
from bot.core.text_format import render_date
from bot.core.yaml_source import compose

MOST = 12
"""How many dates of everything are told."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that will take place at `at` (aware, in its own zone)."""

    what: str
    at: datetime

    @property
    def local(self) -> str:
        """`Thursday 18 March 2021, 17:00 Europe/London`."""
        return (
            f"{render_date(self.at, '%A %e %B %Y')}, {self.at:%H:%M} {self.at.tzinfo}"
        )


def upcoming(configuration: Configuration, now: datetime) -> tuple[Upcoming, ...]:
    """The next dates of each thing in the configuration, all in order of time."""
    found = [
        Upcoming(f"meeting {series.id}", occurrence.starts)
        for series in configuration.series.values()
        for occurrence in islice(series.occurrences(now), MOST)
    ]
    if releases := releases_in(configuration):
        found += (
            Upcoming("release pulse", pulse.opens)
            for pulse in islice(pulses(releases, configuration.timezone, now), MOST)
        )
    return tuple(sorted(found, key=lambda u: (u.at.astimezone(UTC), u.what)))


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` says of one file: its mistakes, or the dates that it means.

    `notes` are on what in it has no effect. `ours` is how an old `support.yml` reads in
    `team-compass.yml`; "" for other files.
    """

    file: str
    error: ConfigurationError | None = None
    notes: tuple[Problem, ...] = ()
    next: tuple[Upcoming, ...] = ()
    ours: str = ""

    def json(self) -> Mapping[str, Any]:
        """As `check --json` prints it."""
        problems = self.error.problems if self.error else ()
        return {
            "file": self.file,
            "ok": self.error is None,
            "errors": [problem.json() for problem in problems],
            **({"notes": [note.json() for note in self.notes]} if self.notes else {}),
            "next": [
                {
                    "what": entry.what,
                    "at": entry.at.astimezone(UTC).isoformat(),
                    "local": entry.local,
                }
                for entry in self.next
            ],
            **({"in_team_compass_yml": self.ours} if self.ours else {}),
        }

    def __str__(self) -> str:
        if self.error:
            return str(self.error)
        lines = [note.told(self.file) for note in self.notes]
        lines.append(f"{self.file}: ok")
        if self.ours:
            return "\n".join((*lines, _IN_OURS, "", self.ours.rstrip("\n")))
        width = max((len(entry.what) for entry in self.next), default=0)
        for entry in self.next:
            at = entry.at.astimezone(UTC)
            lines.append(f"  {entry.what:{width}}  {at:%Y-%m-%d %H:%M}Z  {entry.local}")
        if not self.next:
            lines.append("  nothing is going to happen")
        return "\n".join(lines)


_IN_OURS = (
    "It works as it is where team-compass.yml says nothing of support. There it reads:"
)


def check(data: bytes, *, file: str, sections: Sections, now: datetime) -> Report:
    """The report on a file's bytes; `now` is from when on dates are told."""
    try:
        text = decode(data, file=file)
        if is_old_support(text, file=file):
            return _old_support(text, file)
        configuration = parse_configuration(text, file=file, sections=sections)
    except ConfigurationError as error:
        return Report(file, error)
    notes = _notes(configuration.notices, text)
    return Report(file, None, notes, upcoming(configuration, now))


def _notes(notices: Sequence[str], text: str) -> tuple[Problem, ...]:
    """Each, which begins with its key, with its place in the text."""
    if not notices:
        return ()
    root, _ = compose(text)
    said = (notice.partition(": ") for notice in notices)
    return tuple(Problem(*place_of(root, key), key, told) for key, _, told in said)


def _old_support(text: str, file: str) -> Report:
    old = parse_old_support(text, file=file)
    notices: tuple[str, ...] = ()
    if old.extends:
        notices = (
            f"_extends: what {old.extends.written} says besides is not read offline",
        )
    return Report(file, notes=_notes(notices, text), ours=render_as_ours(old))


def unreadable(file: str, why: str) -> Report:
    """The report on a file that cannot be read at all."""
    problem = Problem(1, 1, "", f"cannot be read: {why}")
    return Report(file, ConfigurationError(file, [problem]))
