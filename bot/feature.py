"""What a feature is: one folder, one line in `app.py`, one test folder."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel

from bot.core.commands import Usage
from bot.core.configuration import Configuration, Sections
from bot.core.delivery import Delivery
from bot.core.detector import Detector
from bot.core.forum import Forum
from bot.core.models import Identity
from bot.core.neighbours import Neighbour
from bot.core.notes_server import NotesServer
from bot.todo.job import Job, Key

if TYPE_CHECKING:  # as a feature's data are asked for without any HTTP
    from bot.github.api import GitHub

GROUND = frozenset({"push", "repository"})
"""Events that are asked for whatever the features are: the ground under a repository."""


class Waking(Protocol):
    """Adds jobs: now, or with `due` each as a timer for then."""

    async def __call__(self, keys: Iterable[Key], due: datetime | None = None) -> None:
        """Every key waits, durably."""
        ...


class Neighbours(Protocol):
    """Looks over all repositories of the installation."""

    async def __call__(
        self, label: str, *, anew: bool = False
    ) -> tuple[Neighbour, ...]:
        """Each that is in use, with its open threads that have the label ("": none).

        As some minutes ago, unless `anew`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may use: GitHub as one installation, and the time as a value.

    `configuration(full_name)` is the one in force, or None where there is none.

    `wake(keys)` adds jobs of the same installation, which are as much news as this one:
    what follows from a mere look keeps no failing job from being buried.
    `wake(keys, due)` sets timers: each key is looked at then, or when something wakes it
    before, and forgets its timer with that. A job that wants to run at a later moment
    therefore says so, for its own key, each time that it runs. A moment that is not
    after `now` is a mistake there, and means a minute from now: at the same time with
    nothing new the same job comes to the same end.

    `superseded` tells whether the key at work waits again (a timer for later does not
    count), so that what is left may be left to that job. `sections` are those that a
    configuration may have, for whoever reads another one than that in force.
    `neighbours(label)` looks over all repositories of the installation.
    `detector` tells which issues are support questions.
    `public_url` is the bot's own address, without a slash at its end, where that is known.
    `notes` is where notes are made, or None where the bot was given none; `forum` knows
    of similar topics, or is None where no forum is to be asked.
    """

    github: "GitHub"
    me: Identity
    now: datetime
    job: Job
    configuration: Callable[[str], Awaitable[Configuration | None]]
    wake: Waking
    superseded: Callable[[], bool]
    neighbours: Neighbours
    detector: Detector
    sections: Sections = field(default_factory=dict)
    public_url: str | None = None
    notes: NotesServer | None = None
    forum: Forum | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One capability of the bot.

    - `section`: its key in `team-compass.yml`, with the model of what is under it;
    - `commands`: its slash commands, for help and docs;
    - `wakes`: which keys a delivery makes it look at (pure);
    - `sweep`: which keys it looks at in a repository though nothing was heard (pure);
    - `sweep_account`: the same, once for all repositories of an account, and then instead;
    - `needs`: the section of the configuration without which the sweep passes by, its
      own by default (one without any looks everywhere); `heeds` are others that it
      follows also where an old file says them; `needs_file` lets it pass by
      where a repository's own file is missing, or right as it was an hour ago, and
      nothing has happened to a pull request since;
    - `handle`: read, plan, apply; what only a job needs is imported with the first one,
      as most bots never use all that they can;
    - `permissions`, `events`: what `app.yml` must ask GitHub for, and not more; its
      writes are made with what of it is to write.
    """

    name: str
    handle: Callable[[Context], Awaitable[None]]
    section: tuple[str, type[BaseModel]] | None = None
    commands: tuple[Usage, ...] = ()
    wakes: Callable[[Delivery], Iterable[Key]] = lambda _delivery: ()
    sweep: Callable[[str], Iterable[Key]] = lambda _repository: ()
    sweep_account: Callable[[str], Iterable[Key]] = lambda _login: ()
    needs: str = ""
    heeds: tuple[str, ...] = ()
    needs_file: bool = False
    permissions: Mapping[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()

    @property
    def needed(self) -> str:
        """The section without which the sweep passes by; "" where there is none."""
        return self.needs or (self.section[0] if self.section else "")

    def reads(self, section: str) -> bool:
        """Whether it follows that section, also where an old file says it."""
        return section == self.needed or section in self.heeds
