"""What each repository of an installation asks for, and whether it can be done."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.core.configuration import Configuration
from bot.core.errors import Gone, Refused, RetryLater
from bot.core.old_support import OLD_PATH, OldSupport
from bot.doctor.facts import RepositoryFacts
from bot.doctor.look_named import Seen, look_for
from bot.doctor.named import Named, named_in
from bot.features.configuration.findings import findings_of
from bot.github.api import GitHub
from bot.github.grounds import Ground
from bot.github.old_files import SUPPORT
from bot.github.overview import Overview
from bot.github.repo_config import PATH, Loaded

AT_ONCE = 4
"""Repositories of one installation that are looked at closer at the same time."""


async def look_at_repositories(
    github: GitHub, overview: Overview
) -> tuple[tuple[RepositoryFacts, ...], tuple[Configuration, ...]]:
    """The repositories of the installation, and what is in force in any of them.

    Few requests tell of all; a wrong file costs some more, for what is in force instead.
    """
    grounds = await overview.look(github)
    closer = asyncio.Semaphore(AT_ONCE)
    looked = await asyncio.gather(
        *(_look_at(github, overview, ground, closer) for ground in grounds)
    )
    configurations = {
        facts.repository.full_name: configuration
        for facts, configuration in looked
        if configuration is not None
    }
    named = [
        named_in(facts.repository.full_name, configuration)
        for facts, configuration in looked
        if configuration is not None and facts.has_file and _is_used(facts)
    ]
    seen = await look_for(github.connect(None), named)
    by_name = {one.full_name: one for one in named}
    told = tuple(
        _with_lacks(facts, configuration, by_name, seen)
        for facts, configuration in looked
    )
    return told, tuple(configurations.values())


async def _look_at(
    github: GitHub, overview: Overview, ground: Ground, closer: asyncio.Semaphore
) -> tuple[RepositoryFacts, Configuration | None]:
    name, loaded = ground.repository.full_name, ground.loaded
    facts = RepositoryFacts(ground.repository, has_file=ground.has_file)
    if loaded is None:
        try:
            async with closer:
                loaded = await overview.load(github, name)
        except (Gone, Refused, RetryLater) as error:
            return replace(facts, unread=str(error)), None
    return _facts(facts, loaded), loaded.configuration


def _facts(facts: RepositoryFacts, loaded: Loaded) -> RepositoryFacts:
    configuration = loaded.configuration
    sections = configuration.sections if configuration else {}
    return replace(
        facts,
        is_configured=bool(sections),
        by_old=isinstance(sections.get(SUPPORT), OldSupport),
        mistakes=_mistakes(facts.repository.full_name, loaded),
    )


def _mistakes(full_name: str, loaded: Loaded) -> tuple[str, ...]:
    """As `compass-bot check` says them, with the repository that each file is in."""
    if loaded.error is None:
        return ()
    before = f"{full_name}/" if loaded.error.file in (PATH, OLD_PATH) else ""
    return tuple(f"{before}{line}" for line in str(loaded.error).splitlines())


def _is_used(facts: RepositoryFacts) -> bool:
    return facts.repository.has_issues and not facts.repository.archived


def _with_lacks(
    facts: RepositoryFacts,
    configuration: Configuration | None,
    named: dict[str, Named],
    seen: dict[str, Seen],
) -> RepositoryFacts:
    """With what its file names and is not there."""
    name = facts.repository.full_name
    if configuration is None or name not in seen:
        return facts
    there = seen[name]
    labels = [one for one in named[name].labels if one not in there.labels]
    return replace(
        facts, labels=tuple(labels), templates=_useless(configuration, there)
    )


def _useless(configuration: Configuration, seen: Seen) -> tuple[str, ...]:
    """What is to be said of templates, by the words of the check on GitHub."""
    if not seen.templates:
        return ()
    said: Sequence[str] = [
        f"{finding.key}: {finding.message}"
        for finding in findings_of(configuration, "", seen.templates)
        if finding.level == "warning"
    ]
    return tuple(said)
