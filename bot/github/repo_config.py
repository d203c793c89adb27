"""A repository's configuration: its own file, and its owner's for what it lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from cachetools import LRUCache
from pydantic import BaseModel

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    Problem,
    parse_configuration,
)
from bot.core.errors import Gone, Unreadable

if TYPE_CHECKING:  # as features name the file without any HTTP
    from bot.github.api import GitHub

log = structlog.get_logger(__name__)

PATH = ".github/team-compass.yml"
HISTORY = 10
"""Commits that are looked at for the last good file."""

Sections = Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Version:
    """The repository's own file at one commit; `html_url` is its page there."""

    parsed: Configuration | ConfigurationError
    text: str = ""
    html_url: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration in force, if any, and what is wrong with the newest file."""

    configuration: Configuration | None
    error: ConfigurationError | None = None


async def load(github: "GitHub", repository: str, sections: Sections) -> Loaded:
    """What is in force in the repository now.

    Top-level sections that its own file lacks come from the same path in the owner's
    `.github` repository. A wrong file changes nothing: the last good one of its history
    stays in force, and `error` says what is wrong (the repository's own error first).
    """
    own = await _load_one(github, repository, PATH, sections)
    owners = owners_of(repository)
    if repository.lower() == owners.lower():
        return own
    try:
        shared = await load_shared(github, owners, sections)
    except Gone:
        return own  # the installation was not given that repository
    return with_shared(own, shared)


async def load_shared(github: "GitHub", owners: str, sections: Sections) -> Loaded:
    """What the owner's file puts in force; `Gone` where it is out of reach."""
    return await _load_one(github, owners, f"{owners}/{PATH}", sections)


def owners_of(repository: str) -> str:
    """The repository whose file holds where this one's lacks a section."""
    return f"{repository.partition('/')[0]}/.github"


def with_shared(own: Loaded, shared: Loaded) -> Loaded:
    """What is in force where a repository's own file and its owner's say this."""
    error = own.error or shared.error
    if shared.configuration is None:
        return Loaded(own.configuration, error)
    configuration = own.configuration or Configuration()
    return Loaded(configuration.with_fallback(shared.configuration), error)


def at_a_glance(text: str | None, sections: Sections) -> Loaded | None:
    """What a file's newest text (None: no file) puts in force.

    None where it is wrong: what is in force then, only its history tells.
    """
    if text is None:
        return Loaded(None)
    parsed = _parse(text, PATH, sections)
    return None if isinstance(parsed, ConfigurationError) else Loaded(parsed)


async def _load_one(
    github: "GitHub", repository: str, name: str, sections: Sections
) -> Loaded:
    version = await read_version(github, repository, sections, name=name)
    if version is None:
        return Loaded(None)
    if not isinstance(version.parsed, ConfigurationError):
        return Loaded(version.parsed)
    commits = await github.list_commits(repository, PATH, HISTORY)
    good = await last_good(github, repository, commits, sections)
    return Loaded(good[1] if good else None, version.parsed)


async def read_version(
    github: "GitHub",
    repository: str,
    sections: Sections,
    *,
    ref: str | None = None,
    name: str = PATH,
) -> Version | None:
    """The file at a commit (None: the default branch); None where there is none.

    `name` is what its mistakes call it.
    """
    try:
        file = await github.get_file(repository, PATH, ref=ref)
    except Unreadable as error:
        problem = Problem(1, 1, "", error.why)
        return Version(ConfigurationError(name, [problem]))
    if file is None:
        return None
    return Version(_parse(file.text, name, sections), file.text, file.html_url)


async def last_good(
    github: "GitHub", repository: str, commits: Iterable[str], sections: Sections
) -> tuple[str, Configuration] | None:
    """The newest of these commits (newest first) whose file is right, and that file.

    None where there is none, or where the file was deleted since.
    """
    # Files of a commit never change: after the first time each is a 304.
    for commit in commits:
        version = await read_version(github, repository, sections, ref=commit)
        if version is None:
            return None  # it was deleted then: nothing was in force
        if not isinstance(version.parsed, ConfigurationError):
            return commit, version.parsed
    return None


_Key = tuple[str, str, tuple[tuple[str, type[BaseModel]], ...]]
_parsed: LRUCache[_Key, Configuration | ConfigurationError] = LRUCache(
    200, getsizeof=lambda result: 1 + _weight(result)
)
"""The files read last, so that one that has not changed is not parsed again. Each weighs
as much as it has series: those remember their dates, a quarter of a megabyte at worst."""

_LONGEST_KEPT = 32 * 1024
"""Characters; real files have some three thousand."""


def _weight(result: Configuration | ConfigurationError) -> int:
    return len(result.series) if isinstance(result, Configuration) else 0


def _parse(
    text: str, name: str, sections: Sections
) -> Configuration | ConfigurationError:
    key = (name, text, tuple(sections.items()))
    known = _parsed.get(key)
    if known is not None:
        return known
    result: Configuration | ConfigurationError
    try:
        result = parse_configuration(text, file=name, sections=sections)
    except ConfigurationError as error:
        result = error
    except Exception:  # a fault of ours must not undo the last good file
        log.exception("configuration not understood", file=name)
        why = "cannot be understood by the bot, which is a fault of its own"
        result = ConfigurationError(name, [Problem(1, 1, "", why)])
    if len(text) <= _LONGEST_KEPT:
        _parsed[key] = result
    return result
