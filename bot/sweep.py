"""Looks at everything once, whether or not anything was heard.

This is what makes lost deliveries harmless: GitHub is asked what there is, and every
feature what it wants to look at there. Where nothing is configured, nothing is done.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.core.errors import Gone, Refused, RetryLater
from bot.core.models import Installation, Repository
from bot.feature import Feature
from bot.github.app import App
from bot.github.grounds import Ground
from bot.github.overview import Overview
from bot.todo.buried import all_failed
from bot.todo.job import Key, StoreUnavailable, Todo, Wake
from bot.todo.order import retried_later

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many repositories were looked at and jobs woken, and what went wrong.

    `wait` is how long GitHub asks to wait, where nothing else went wrong.
    """

    repositories: int
    jobs: int
    failures: tuple[str, ...] = ()
    wait: timedelta | None = None

    def figures(self) -> dict[str, int]:
        """As the log tells it."""
        return {
            "repositories": self.repositories,
            "jobs": self.jobs,
            "failures": len(self.failures),
        }


async def sweep(
    app: App,
    todo: Todo,
    features: Sequence[Feature],
    overview: Overview,
    now: datetime,
    *,
    only: str | None = None,
) -> SweepResult:
    """Wake the features' keys in every repository that asks for them.

    That is none of an installation that is suspended, and none that is archived or has
    no issues; with `only`, the one with that `full_name`, and no account's keys. What
    goes wrong with one installation or feature keeps none of the others waiting;
    nothing is raised. `overview` has seen all of it afterwards. What was given up there is
    tried once more.
    """
    repositories, jobs = 0, 0
    failures = _Failures()
    installations: tuple[Installation, ...] = ()
    with _noting("installations", failures):
        installations = await app.installations()
    for installation in installations:
        if not _concerned(installation, only):
            continue
        owner = installation.account.login
        try:
            result = await sweep_installation(
                app,
                todo,
                features,
                overview,
                now,
                number=installation.id,
                owner=owner,
                only=only,
            )
        except Gone as gone:
            log.info("gone", what=owner, why=str(gone))
            continue
        repositories += result.repositories
        jobs += result.jobs
        for failure in result.failures:
            failures.note(failure)
    with _noting("what was given up", failures):
        await try_again(todo, now, installations, only=only)
    if only is not None and not (repositories or failures):
        failures.note(f"{only}: {_why_not(installations, only)}")
    result = SweepResult(repositories, jobs, tuple(failures))
    log.info("swept", **result.figures())
    return result


async def sweep_installation(
    app: App,
    todo: Todo,
    features: Sequence[Feature],
    overview: Overview,
    now: datetime,
    *,
    number: int,
    owner: str,
    only: str | None = None,
) -> SweepResult:
    """The same in one installation, by its id, and the login of its account.

    Raises `Gone` where the App has been uninstalled there.
    """
    repositories, jobs = 0, 0
    failures = _Failures()
    with _noting(owner, failures):
        seen = await overview.look(app.installation(number))
        grounds = [ground for ground in seen if _usable(ground.repository, only)]
        keys: list[Key] = []
        for feature in features:
            with _noting(f"{feature.name} at {owner}", failures):
                keys += _keys(feature, grounds, None if only else owner)
        await todo.add([Wake(key, number, due=now, news=False) for key in keys])
        repositories, jobs = len(grounds), len(keys)
    return SweepResult(repositories, jobs, tuple(failures), failures.wait)


async def try_again(
    todo: Todo,
    now: datetime,
    installations: Iterable[Installation],
    *,
    only: str | None = None,
) -> None:
    """What was given up is tried once more, a part of it at a time.

    Where nothing has changed since, no look would find it again. Of an installation that
    is suspended nothing is tried.
    """
    suspended = {one.id for one in installations if one.suspended}
    place = itertools.count()
    async for some in all_failed(todo):
        wakes = [
            Wake(
                job.key,
                job.installation,
                due=now + retried_later(next(place)),
                news=False,
            )
            for job in some
            if _is_of(job.key, only) and job.installation not in suspended
        ]
        await todo.add(wakes)


class _Failures(list[str]):
    """What went wrong, and how long GitHub asks to wait because of each."""

    def __init__(self) -> None:
        super().__init__()
        self._waits: list[timedelta | None] = []

    def note(self, what: str, wait: timedelta | None = None) -> None:
        """Another one."""
        self.append(what)
        self._waits.append(wait)

    @property
    def wait(self) -> timedelta | None:
        """The longest, where each failure is such a wish."""
        waits = [wait for wait in self._waits if wait is not None]
        return max(waits) if waits and len(waits) == len(self) else None


def _concerned(installation: Installation, only: str | None) -> bool:
    return not installation.suspended and (only is None or _owns(installation, only))


def _is_of(key: Key, only: str | None) -> bool:
    return only is None or key.repository.lower() == only.lower()


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


def _usable(repository: Repository, only: str | None) -> bool:
    return (
        repository.has_issues
        and not repository.archived
        and (only is None or repository.full_name.lower() == only.lower())
    )


def _keys(
    feature: Feature, grounds: Iterable[Ground], account: str | None
) -> list[Key]:
    """What the feature looks at: at their account, if named, or in each repository."""
    names = [g.repository.full_name for g in grounds if _asks_for(feature, g)]
    together = [*feature.sweep_account(account)] if account and names else []
    return together or [key for name in names for key in feature.sweep(name)]


def _asks_for(feature: Feature, ground: Ground) -> bool:
    if feature.needs_file and not ground.changed and ground.loaded is not None:
        return False  # what is right was right an hour ago
    return not feature.needed or ground.may_have(feature.needed)


@contextmanager
def _noting(what: str, failures: _Failures) -> Iterator[None]:
    """What goes wrong in here is told and noted, and ends nothing but this block.

    `Gone` ends more: nothing is left to look at.
    """
    try:
        yield
    except Gone:
        raise
    except RetryLater as error:
        log.warning("not swept", what=what, why=str(error))
        failures.note(f"{what}: {error}", error.after if error.patience else None)
    except (Refused, StoreUnavailable) as error:
        log.warning("not swept", what=what, why=str(error))
        failures.note(f"{what}: {error}")
    except Exception as error:
        log.exception("not swept", what=what)
        failures.note(f"{what}: {type(error).__name__}: {error}")
