"""A repository's configuration: its own file, and its owner's for what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from cachetools import LRUCache
from pydantic import BaseModel

from bot.core.configuration import (
    Configuration,
    ConfigurationError,
    Problem,
    parse_configuration,
)
from bot.core.errors import Gone
from bot.core.models import File
from bot.github.api import GitHub

log = structlog.get_logger(__name__)

PATH = ".github/team-compass.yml"
HISTORY = 10
"""Commits that are looked at for the last good file."""

Sections = Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration in force, if any, and what is wrong with the newest file."""

    configuration: Configuration | None
    error: ConfigurationError | None = None


async def load(github: GitHub, repository: str, sections: Sections) -> Loaded:
    """What is in force in the repository now.

    Top-level sections that its own file lacks come from the same path in the owner's
    `.github` repository. A wrong file changes nothing: the last good one of its history
    stays in force, and `error` says what is wrong (the repository's own error first).
    """
    own = await _load_one(github, repository, PATH, sections)
    owners = f"{repository.partition('/')[0]}/.github"
    if repository.lower() == owners.lower():
        return own
    try:
        shared = await _load_one(github, owners, f"{owners}/{PATH}", sections)
    except Gone:
        return own  # the installation was not given that repository
    error = own.error or shared.error
    if own.configuration is None or shared.configuration is None:
        return Loaded(own.configuration or shared.configuration, error)
    return Loaded(own.configuration.with_fallback(shared.configuration), error)


async def _load_one(
    github: GitHub, repository: str, name: str, sections: Sections
) -> Loaded:
    file = await github.get_file(repository, PATH)
    if file is None:
        return Loaded(None)
    parsed = _parse(file, name, sections)
    if not isinstance(parsed, ConfigurationError):
        return Loaded(parsed)
    return Loaded(await _last_good(github, repository, name, sections), parsed)


async def _last_good(
    github: GitHub, repository: str, name: str, sections: Sections
) -> Configuration | None:
    # Files of a commit never change: after the first time each is a 304.
    for commit in await github.list_commits(repository, PATH, HISTORY):
        file = await github.get_file(repository, PATH, ref=commit)
        if file is None:
            return None  # it was deleted then: nothing was in force
        parsed = _parse(file, name, sections)
        if not isinstance(parsed, ConfigurationError):
            return parsed
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
    file: File, name: str, sections: Sections
) -> Configuration | ConfigurationError:
    key = (name, file.text, tuple(sections.items()))
    known = _parsed.get(key)
    if known is not None:
        return known
    result: Configuration | ConfigurationError
    try:
        result = parse_configuration(file.text, file=name, sections=sections)
    except ConfigurationError as error:
        result = error
    except Exception:  # a fault of ours must not undo the last good file
        log.exception("configuration not understood", file=name)
        why = "cannot be understood by the bot, which is a fault of its own"
        result = ConfigurationError(name, [Problem(1, 1, "", why)])
    if len(file.text) <= _LONGEST_KEPT:
        _parsed[key] = result
    return result
