"""What `/admin` shows, as plain values: the page is made of them, and so is the JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.web.admin_words import Link

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lines(Generic[T]):
    """Some lines of a list, and how many there are in all."""

    shown: tuple[T, ...]
    of: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.of - len(self.shown)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job; `at` is when it failed, or is or was due. `retry` goes with its button."""

    feature: str
    place: Link
    account: str
    at: datetime
    attempts: int
    why: str
    retry: str = ""


@dataclass(frozen=True, slots=True)
class CameLine:
    """What came of one key, and when; without a time it is not known when."""

    feature: str
    place: Link
    fate: str
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery that was heard; `more` counts keys that are not among `came`."""

    guid: str
    name: str
    place: Link
    at: datetime
    status: int
    came: tuple[CameLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class FailureLine:
    """A delivery that did not arrive, and what has made up for that `since`, if any."""

    guid: str
    name: str
    account: str
    at: datetime
    status: str
    since: str


@dataclass(frozen=True, slots=True)
class DeedLine:
    """Something that will be done."""

    at: datetime
    does: str
    about: str


@dataclass(frozen=True, slots=True)
class RepositoryLine:
    """A repository, the sections in force there, and what will be done."""

    place: Link
    sections: tuple[str, ...]
    deeds: Lines[DeedLine]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """Requests that GitHub allows an account's installation at least for this hour."""

    account: str
    left: int


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """What is not well, and what to do about it."""

    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class AboutLine:
    """What somebody looks for, and what is known of it in general."""

    place: Link
    says: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """When GitHub told something (None: it has not yet), and why that is not newer."""

    at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything on the page.

    `this_process` are the sections that only this process knows of, since `started`.
    """

    well: bool
    says: str
    troubles: tuple[TroubleLine, ...]
    about: AboutLine | None
    failed: Lines[JobLine]
    running: Lines[JobLine]
    waiting: Lines[JobLine]
    timers: Lines[JobLine]
    ended: Lines[CameLine]
    deliveries: Lines[DeliveryLine]
    not_delivered: Lines[FailureLine]
    log: AsOf
    next: Lines[RepositoryLine]
    not_configured: int
    next_as_of: AsOf
    next_lacks: tuple[str, ...]
    limits: Lines[LimitLine]
    version: str
    started: datetime
    at: datetime
    retry_all: str
    this_process: tuple[str, ...] = ("deliveries", "limits")
