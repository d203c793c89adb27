"""Release pulses on an agenda: the rows that nobody has taken, or that nothing waits.

    3. Who releases jupyterhub/kubespawner? · nobody yet · 2 min · 17:25 · [pulse #12](…)
       · `A5`

    ## Quick updates

    - Release pulse of 1 April 2021: nothing waits to be released

A row is a topic of the next meeting as long as it can be taken. Of a pulse for which no
issue was opened the agenda remembers that nothing waited:

    quiet=2021-04-01,2021-04-01.jupyter-server/team-compass
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bot.core.markdown import quote_text
from bot.core.models import Comment, Issue
from bot.core.pulse_text import parse_memory
from bot.core.text_format import render_date
from bot.features.agenda.memory import fingerprint
from bot.features.agenda.rights import seconds
from bot.features.agenda.values import Source

if TYPE_CHECKING:
    from bot.core.releases import Releases

MINUTES = 2
"""How long it takes to find somebody, or nobody."""

NOBODY = "nobody yet"
"""Stands where other topics have their owner; no login has a blank."""

_ROW = re.compile(r"(?:[A-Za-z0-9-]+/[\w.-]+ )?pulse #[0-9]{1,9}")
_QUIET = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([\w.-]{1,100}/[\w.-]{1,100}))?", re.ASCII
)


def is_row_link(link_text: str) -> bool:
    """Whether the link of a topic is to a pulse."""
    return _ROW.fullmatch(link_text) is not None


def link_text(where: str, issue: Issue) -> str:
    """The text of links to a pulse; `where` is as in `rows_to_take`."""
    pulse = f"pulse #{issue.number}"
    return f"{where} {pulse}" if where else pulse


def rows_to_take(
    config: "Releases", where: str, pulses: Iterable[tuple[Issue, Comment]]
) -> Iterator[Source]:
    """The topics that open pulses of one repository make, these with their live comments.

    They come newest first: a project that is in several is asked about in the newest
    alone. `where` names the repository; it is "" for that of the meeting.
    """
    known: set[str] = set()
    for issue, live in pulses:
        memory = parse_memory(live.body)
        for written in memory.unclaimed:
            name = config.spelled(written)
            if name is not None and name.lower() not in known:
                yield _topic(name, where, issue, live)
        known.update(row.name.lower() for row in memory.rows)


def _topic(name: str, where: str, issue: Issue, live: Comment) -> Source:
    return Source(
        fingerprint=fingerprint(f"{where} pulse #{issue.number} {name}".lower()),
        arrived=seconds(live.created_at),
        title=quote_text(f"Who releases {name}?"),
        owner=NOBODY,
        link=live.html_url,
        link_text=link_text(where, issue),
        minutes=MINUTES,
        is_row=True,
    )


@dataclass(frozen=True, slots=True, order=True)
class Quiet:
    """A pulse at whose time nothing waited; `where` is as in `rows_to_take`."""

    date: date
    where: str = ""


def render_quiet(quiet: Iterable[Quiet]) -> Iterator[str]:
    """What is told of them, each in one entry of a list."""
    for one in sorted(quiet):
        where = f" in {quote_text(one.where)}" if one.where else ""
        day = render_date(one.date, "%e %B %Y")
        yield f"- Release pulse of {day}{where}: nothing waits to be released"


def mark_quiet(quiet: Iterable[Quiet]) -> str:
    """The same in the mark of the agenda comment."""
    return ",".join(
        # two dashes in a row would end the HTML comment of a mark
        f"{one.date}{f'.{one.where}' if one.where else ''}".replace("--", "%2D%2D")
        for one in sorted(quiet)
    )


def parse_quiet(text: str) -> frozenset[Quiet]:
    """What the mark remembers; what people broke in it is forgotten."""
    found = set()
    for item in text.split(","):
        if matched := _QUIET.fullmatch(unquote(item)):
            with suppress(ValueError):  # as no calendar has it
                found.add(Quiet(date.fromisoformat(matched[1]), matched[2] or ""))
    return frozenset(found)
