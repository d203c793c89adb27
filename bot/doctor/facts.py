"""What the doctor has found out, as values; it is judged elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.core.models import Repository
from bot.todo.job import Counts, Failed

Kind = Literal[
    "no name",
    "no way",
    "no trust",
    "silent",
    "cut",
    "no API",
    "failing",
    "limited",
    "no App",
    "no key",
    "refused",
]
"""Why GitHub gave no answer that can be used.

In this order: its host has no address; cannot be connected to; shows a certificate that
is not trusted; does not answer in time; breaks off; is something else; fails; asks to
wait; knows no such App; takes no token signed with this key; refuses something else.
"""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be asked; `why` in the words of whoever said so."""

    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class AppFacts:
    """The App as GitHub has it registered."""

    id: int
    client_id: str
    slug: str
    name: str
    owner: str
    owner_type: str
    permissions: Mapping[str, str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hook:
    """Where and how GitHub delivers; `url` is "" where it does not."""

    url: str = ""
    content_type: str = "json"
    insecure_ssl: bool = False
    has_secret: bool = True


@dataclass(frozen=True, slots=True)
class Installed:
    """An installation, with what its owner has granted; `html_url` is its page."""

    id: int
    account: str
    html_url: str
    suspended: bool
    permissions: Mapping[str, str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Window:
    """What is left of one of GitHub's limits until `reset`."""

    resource: str
    limit: int
    remaining: int
    reset: datetime


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """A repository and what its configuration says.

    `has_file` tells of its own file; `is_configured` whether anything is in force, by
    whichever file; `by_old` whether what becomes of support questions is read from an
    old `support.yml`. `mistakes` are as `compass-bot check` says them. `lacks` is what
    the file names and is not there. `unread` says why nobody can tell.
    """

    repository: Repository
    has_file: bool = False
    is_configured: bool = False
    by_old: bool = False
    mistakes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The to-do list as it is found, and what holds it.

    `where` and `variable` name it; `wrong` says what keeps it from being used, with the
    cure. `workers` are those that are at work on it, `free` the bytes left on its disk.
    `swept` is when everything was last looked at, as the list remembers it, `has_rounds`
    whether it is to be looked at again.
    """

    where: str
    variable: str
    there: bool = True
    wrong: tuple[str, str] | None = None
    details: tuple[str, ...] = ()
    counts: Counts | None = None
    failed: tuple[Failed, ...] = ()
    workers: int = 0
    swept: str = ""
    has_rounds: bool = False
    free: int | None = None
    warnings: tuple[tuple[str, str], ...] = field(default=())
