"""Looks at everything once, whether or not anything was heard.

This is what makes lost deliveries harmless: GitHub is asked what there is, and every
feature what it wants to look at there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Installation
from bot.feature import Feature
from bot.github.app import App
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
    installations: tuple[Installation, ...] = ()
    with _noting("installations", failures):
        installations = await app.installations()
    for installation in installations:
        if not _concerned(installation, only):
            continue
        owner = installation.account.login
        with _noting(owner, failures):
            names = await _names(app, installation, only)
            keys: list[Key] = []
            for feature in features:
                with _noting(f"{feature.name} at {owner}", failures):
                    keys += [key for name in names for key in feature.sweep(name)]
            await todo.add(
                [Wake(key, installation.id, due=now, news=False) for key in keys]
            )
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


@contextmanager
def _noting(what: str, failures: list[str]) -> Iterator[None]:
    """What goes wrong in here is told and noted, and ends nothing but this block."""
    try:
        yield
    except (Gone, Refused, RetryLater, StoreUnavailable) as error:
        log.warning("not swept", what=what, why=str(error))
        failures.append(f"{what}: {error}")
    except Exception as error:
        log.exception("not swept", what=what)
        failures.append(f"{what}: {type(error).__name__}: {error}")
