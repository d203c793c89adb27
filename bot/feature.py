"""What a feature is: one folder, one line in `app.py`, one test folder."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel

from bot.core.commands import Usage
from bot.core.configuration import Configuration
from bot.core.delivery import Delivery
from bot.core.models import Identity
from bot.todo.job import Job, Key

if TYPE_CHECKING:  # as a feature's data are asked for without any HTTP
    from bot.github.api import GitHub

GROUND = frozenset({"push", "repository"})
"""Events that are asked for whatever the features are: the ground under a repository."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may use: GitHub as one installation, and the time as a value.

    `configuration(full_name)` is the one in force, or None where there is none;
    `wake` adds jobs of the same installation; `superseded` tells whether the key at
    work waits again, so that what is left may be left to that job.
    """

    github: "GitHub"
    me: Identity
    now: datetime
    job: Job
    configuration: Callable[[str], Awaitable[Configuration | None]]
    wake: Callable[[Iterable[Key]], Awaitable[None]]
    superseded: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Feature:
    """One capability of the bot.

    - `section`: its key in `team-compass.yml`, with the model of what is under it;
    - `commands`: its slash commands, for help and docs;
    - `wakes`: which keys a delivery makes it look at (pure);
    - `sweep`: which keys it looks at in a repository though nothing was heard (pure);
    - `handle`: read, plan, apply;
    - `permissions`, `events`: what `app.yml` must ask GitHub for.
    """

    name: str
    handle: Callable[[Context], Awaitable[None]]
    section: tuple[str, type[BaseModel]] | None = None
    commands: tuple[Usage, ...] = ()
    wakes: Callable[[Delivery], Iterable[Key]] = lambda _delivery: ()
    sweep: Callable[[str], Iterable[Key]] = lambda _repository: ()
    permissions: Mapping[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
