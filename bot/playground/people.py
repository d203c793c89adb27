"""Whom a visitor may play, and what there is to try."""

from dataclasses import dataclass
from typing import Literal

Where = Literal["meeting", "pulse", "thread", "issue", "new"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a visitor may play; `about` is what they are to the team."""

    login: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Example:
    """Something to try: what it shows, who writes it, and its text.

    `where` it is tried: as a comment on the issue of a `meeting` or a `pulse`, on any
    other `thread`, or only on such an `issue`; or as a `new` issue of that title, which
    comes with its labels, separated by commas.
    """

    label: str
    person: str
    text: str
    where: Where = "meeting"
    title: str = ""
    labels: str = ""
