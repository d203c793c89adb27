"""Whom a visitor may play, and what there is to try."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a visitor may play; `about` is what they are to the team."""

    login: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Example:
    """A comment to try: what it shows, who writes it, and its text.

    It is for an issue with a pinned comment or, `elsewhere`, for one without.
    """

    label: str
    person: str
    text: str
    elsewhere: bool = False
