"""Looks at everything once, whether or not anything was heard.

This is what makes lost deliveries harmless: GitHub is asked what there is, and every
feature what it wants to look at there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Installation
from bot.feature import Feature
from bot.github.api import App
from bot.todo.job import Key, StoreUnavailable, Todo, Wake

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many repositories were looked at and jobs woken, and what went wrong."""

    repositories: int
    jobs: int
    failures: tuple[str, ...] = ()


async def sweep(
    app: App,
    todo: Todo,
    features: Sequence[Feature],
    now: datetime,
    only: str | None = None,
) -> SweepResult:
    """Wake the features' keys in every repository that they can work in.

    That is each one of an installation that is not suspended, unless it is archived or
    has no issues; with `only`, the one with that `full_name`. What goes wrong with one
    installation or feature keeps none of the others waiting; nothing is raised.
    """
    repositories, jobs = 0, 0
    failures: list[str] = []
    try:
        installations = await app.installations()
    except Exception as error:  # noqa: BLE001  the next sweep comes
        return SweepResult(0, 0, (_failure("installations", error),))
    for installation in installations:
        if not _concerned(installation, only):
            continue
        try:
            names = await _names(app, installation, only)
            keys = [
                key
                for feature in features
                for key in _keys(feature, installation, names, failures)
            ]
            await todo.add(
                [Wake(key, installation.id, due=now, news=False) for key in keys]
            )
        except Exception as error:  # noqa: BLE001  the others must not wait for it
            failures.append(_failure(installation.account.login, error))
            continue
        repositories += len(names)
        jobs += len(keys)
    if only is not None and not (repositories or failures):
        failures.append(f"{only}: {_why_not(installations, only)}")
    result = SweepResult(repositories, jobs, tuple(failures))
    log.info("swept", repositories=repositories, jobs=jobs, failures=len(failures))
    return result


def _concerned(installation: Installation, only: str | None) -> bool:
    return not installation.suspended and (only is None or _owns(installation, only))


def _owns(installation: Installation, full_name: str) -> bool:
    return full_name.lower().startswith(f"{installation.account.login.lower()}/")


def _why_not(installations: Sequence[Installation], only: str) -> str:
    its_owners = [one for one in installations if _owns(one, only)]
    if its_owners and all(one.suspended for one in its_owners):
        return (
            "the App's installation is suspended: unsuspend it in its owner's settings"
            " on GitHub"
        )
    return "no installation of the App was given it, or it is archived or has no issues"


async def _names(
    app: App, installation: Installation, only: str | None
) -> tuple[str, ...]:
    return tuple(
        repository.full_name
        for repository in await app.installation(installation.id).list_repositories()
        if repository.has_issues
        and not repository.archived
        and (only is None or repository.full_name.lower() == only.lower())
    )


def _keys(
    feature: Feature,
    installation: Installation,
    names: Sequence[str],
    failures: list[str],
) -> list[Key]:
    try:
        return [key for name in names for key in feature.sweep(name)]
    except Exception as error:  # noqa: BLE001  the other features must not suffer for it
        owner = installation.account.login
        failures.append(_failure(f"{feature.name} at {owner}", error))
        return []


def _failure(what: str, error: Exception) -> str:
    if isinstance(error, Gone | Refused | RetryLater | StoreUnavailable):
        log.warning("not swept", what=what, why=str(error))
        return f"{what}: {error}"
    log.error("not swept", what=what, exc_info=error)
    return f"{what}: {type(error).__name__}: {error}"
