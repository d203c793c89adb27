"""What is asked for in a repository, and what is remembered of an installation's."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.configuration import Configuration
from bot.core.models import Repository
from bot.core.neighbours import Neighbour
from bot.core.repository_models import LabelledThread, Surveyed
from bot.github.repo_config import Loaded


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


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look showed: the repositories, and what is in force in each.

    `by_ours` is by `team-compass.yml` alone, `by_all` also by old files.
    """

    began: datetime
    known: dict[str, Repository]
    by_ours: dict[str, Loaded]
    by_all: dict[str, Loaded]


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a look for a label showed."""

    began: datetime
    neighbours: tuple[Neighbour, ...]


@dataclass(slots=True)
class Memory:
    """What is remembered of one installation, and its weight in `kilobytes`."""

    seen: Seen | None = None
    swept: tuple[datetime, tuple[Ground, ...]] | None = None
    read: dict[str, tuple[datetime, Loaded]] = field(default_factory=dict)
    labelled: dict[str, Labelled] = field(default_factory=dict)
    known: dict[str, Configuration] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    kilobytes: int = 1


Trace = tuple[int, datetime | None]
"""What tells the files, what is wrong with those that they extend, and what is proposed
beside ours, from others."""


def trace_of(one: Surveyed, ground: Ground) -> Trace | None:
    """The repository's; None where it has no file."""
    if one.unreadable:
        return 0, one.stirred
    wrong = str(ground.loaded.error) if ground.loaded and one.old_support else ""
    if one.configuration is None:
        return (
            None if one.old_support is None else (hash((one.old_support, wrong)), None)
        )
    return hash((one.configuration, one.old_support, wrong)), one.stirred


def in_force(grounds: Iterable[Ground]) -> dict[str, Loaded]:
    """By the repository's name in lower case, where anything is."""
    return {
        name_of(ground): ground.loaded
        for ground in grounds
        if ground.loaded and ground.loaded.configuration
    }


def kilobytes_of(grounds: Iterable[Ground]) -> int:
    """How much they take up, where each file says all that there is to say."""
    return sum(61 if ground.has_file else 2 for ground in grounds)


def name_of(ground: Ground) -> str:
    """The repository's, in lower case."""
    return ground.repository.full_name.lower()
