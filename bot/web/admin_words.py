"""How things are said on `/admin`: texts of strangers, places and times."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.core.text_format import render_date
from bot.core.whole_characters import whole
from bot.redaction import redact
from bot.todo.job import Key

LONGEST = 300
"""Characters of one text that are shown."""

LOOKED_AT = 10_000
"""Characters that are looked through for what must not be shown."""

_NAME = (
    r"(?P<repo>[A-Za-z0-9][\w-]{0,99}"
    r"/(?!\.{1,2}(?![\w.-]))[\w.-]{1,100})"  # no name is one or two dots alone
)
_NUMBER = r"(?P<number>[0-9]{1,12})"
_PLACE = re.compile(rf"{_NAME}(?:#{_NUMBER}|@(?P<sha>[0-9a-f]{{40}}))?", re.ASCII)
_THREAD = re.compile(rf"/{_NAME}(?:/(?:issues|pull)/{_NUMBER})?(?:/|$)", re.ASCII)
_LOGIN = re.compile(r"[A-Za-z0-9-]{1,100}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Link:
    """A text, and where on GitHub it leads to; "" where it leads nowhere."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A repository, or one of its threads (0: none in particular)."""

    repository: str
    number: int = 0

    def has(self, key: Key) -> bool:
        """Whether a job of that key may have to do with what is here.

        A job for the repository as a whole, or for its account's, may.
        """
        name, place = self.repository.lower(), key.place.lower()
        if place in (name, name.partition("/")[0]):
            return True
        if key.repository.lower() != name:
            return False
        return not self.number or place == f"{name}#{self.number}"

    def is_of(self, repository: str, number: int) -> bool:
        """Whether that thread (0: the repository) is here."""
        same = repository.lower() == self.repository.lower()
        return same and self.number in (0, number)

    def __str__(self) -> str:
        return f"{self.repository}#{self.number}" if self.number else self.repository


def parse_place(text: str) -> Place | None:
    """`owner/name`, `owner/name#12`, or the address of either; None for all else."""
    text = text.strip()[:LONGEST]
    found = _PLACE.fullmatch(text)
    if found is None and "://" in text:
        try:
            found = _THREAD.match(urlsplit(text).path)
        except ValueError:
            return None
    if found is None:
        return None
    return Place(found["repo"], int(found["number"] or 0))


class Words:
    """Says things as of `now`; `secrets` are never said, `server_url` is GitHub's."""

    def __init__(
        self, now: datetime, *, secrets: Iterable[str], server_url: str
    ) -> None:
        self.now = now
        self._secrets = sorted(
            (secret for secret in secrets if len(secret) >= 4), key=len, reverse=True
        )
        self._server_url = server_url

    def text(self, said: str, most: int = LONGEST) -> str:
        """In one line, cut, without secrets; what cannot be seen is told by its number.

        So nothing in it turns the rest of the page around, or looks like something else.
        """
        line = " ".join(redact(said[:LOOKED_AT], self._secrets).split())
        if len(line) > most:
            line = f"{line[: whole(line, most)]}…"
        return "".join(
            f"\\u{ord(char):04x}" if unicodedata.category(char) in _UNSEEN else char
            for char in line
        )

    def place(self, place: str) -> Link:
        """Where a job looks, or a delivery came from."""
        text, base = self.text(place), self._server_url
        if text != place:  # something in it is not to be shown, nor to be linked
            return Link(text)
        if _LOGIN.fullmatch(place):
            return Link(text, f"{base}/{place}")
        found = _PLACE.fullmatch(place)
        if found is None:
            return Link(text)
        url = f"{base}/{found['repo']}"
        if found["number"]:
            return Link(text, f"{url}/issues/{found['number']}")
        if found["sha"]:
            short = f"{found['repo']}@{found['sha'][:7]}"
            return Link(short, f"{url}/commit/{found['sha']}")
        return Link(text, url)

    def ago(self, at: datetime) -> str:
        """`just now`, `12 minutes ago`, `in 3 hours`."""
        length = self.now - at
        if abs(length) < _A_MOMENT:
            return "just now"
        return f"{span(length)} ago" if length > timedelta() else f"in {span(-length)}"


_A_MOMENT = timedelta(seconds=2)
_UNITS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)


def span(length: timedelta) -> str:
    """In whole days, hours, minutes or seconds, of the greatest of which there are two."""
    for name, unit in _UNITS:
        if length >= 2 * unit:
            return f"{length // unit} {name}s"
    seconds = max(round(length / timedelta(seconds=1)), 1)
    return f"{seconds} second{'s' if seconds > 1 else ''}"


def exactly(at: datetime) -> str:
    """`Thursday 4 March 2021, 12:00:05 UTC`."""
    at = at.astimezone(UTC)
    return f"{render_date(at, '%A %e %B %Y')}, {at:%H:%M:%S} UTC"


def shortly(at: datetime) -> str:
    """`Thu 4 Mar, 12:00`, in UTC."""
    at = at.astimezone(UTC)
    return f"{render_date(at, '%a %e %b')}, {at:%H:%M}"


def number_of(count: int, what: str, many: str = "") -> str:
    """`1 job`, `2 jobs`, `no job`."""
    shown = f"{count:,}" if count else "no"
    return f"{shown} {what if count in (0, 1) else many or what + 's'}"
