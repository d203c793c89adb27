"""The head of a meeting issue's body: what the bot may rewrite, and what it says.

    <!-- team-compass:meeting id=team date=2021-03-18 -->
    **Thursday 18 March 2021, 17:00 UTC** · 60 min · …
    …
    <!-- team-compass:head starts=2021-03-18T17:00Z -->

Everything below the end mark is people's. A body without one, as a repository's template
makes it, has a head of one line: the first rewriting puts its lines below that.

The end mark says when the meeting takes place after all, in UTC, and what commands have
made of it: `sequence` counts the rewritings, `status=cancelled` with `why=empty` where
nobody proposed a topic, `facilitator` and `zone` where somebody named them. It is to be
trusted only in an issue that this App wrote, and says nothing that the meeting's comments
and configuration do not: who breaks it loses nothing for good.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from bot.core.mark import Mark, find_mark
from bot.core.remembered import remembered
from bot.core.rrule import FIRST, LAST
from bot.core.series import Occurrence
from bot.core.zones import parse_zone

Status = Literal["confirmed", "cancelled"]

_FORMAT = "%Y-%m-%dT%H:%MZ"
_END = re.compile(
    r"^<!-- team-compass:head(?: [a-z]+=[^\s<>]*)* -->[ \t]*(?:\r?\n|$)", re.MULTILINE
)
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}")
_LATEST = 100_000
"""Rewritings that are believed: a larger number is no count of ours."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a body says: `starts` is aware and in UTC."""

    starts: datetime
    sequence: int = 0
    status: Status = "confirmed"
    reason: str = ""
    facilitator: str = ""
    zone: str = ""

    def __str__(self) -> str:
        fields = {"starts": self.starts.astimezone(UTC).strftime(_FORMAT)}
        if self.sequence:
            fields["sequence"] = str(self.sequence)
        if self.status == "cancelled":
            fields["status"] = "cancelled"
        said = {
            "why": self.reason,
            "facilitator": self.facilitator,
            "zone": self.zone,
        }
        return str(Mark("head", fields | {k: v for k, v in said.items() if v}))


def first_head(occurrence: Occurrence) -> Head:
    """What the head of a meeting's issue says when it is opened."""
    return Head(occurrence.starts.astimezone(UTC))


@remembered(characters=200_000)
def find_head(body: str) -> Head | None:
    """What the first end mark in a body says; None where there is none to be read."""
    found = _END.search(body)
    mark = find_mark(found[0], "head") if found else None
    if mark is None:
        return None
    fields = mark.fields
    try:
        starts = datetime.strptime(fields.get("starts", ""), _FORMAT).replace(
            tzinfo=UTC
        )
    except ValueError:
        return None
    if not FIRST <= starts.date() <= LAST:
        return None  # no calendar has room for a day before and after it
    sequence = fields.get("sequence", "")
    count = int(sequence) if re.fullmatch("[0-9]{1,6}", sequence) else 0
    facilitator = fields.get("facilitator", "")
    return Head(
        starts,
        sequence=min(count, _LATEST),
        status="cancelled" if fields.get("status") == "cancelled" else "confirmed",
        reason=fields.get("why", ""),
        facilitator=facilitator if _LOGIN.fullmatch(facilitator) else "",
        zone=fields.get("zone", ""),
    )


def as_it_stands(occurrence: Occurrence, head: Head | None) -> Occurrence:
    """The meeting as its issue's head has it; without a head, as the rule has it.

    A head that only repeats an earlier rule (nobody moved the meeting, and since then
    the configuration changed) does not hold against the configuration.
    """
    if head is None:
        return occurrence
    changed = replace(
        occurrence,
        cancelled=head.status == "cancelled",
        facilitator=head.facilitator or occurrence.facilitator,
    )
    if not head.sequence:
        return changed
    try:
        zone = parse_zone(head.zone) if head.zone else occurrence.starts.tzinfo
    except ValueError:
        zone = occurrence.starts.tzinfo
    return replace(changed, starts=head.starts.astimezone(zone))


def replace_head(body: str, lines: str, head: Head) -> str:
    """The body with another head; what stands below the end mark stays as it is.

    `lines` are the head's words, without the first line's mark and the end mark.
    """
    first, newline, rest = body.partition("\n")
    ending = "\r\n" if first.endswith("\r") else "\n"
    first = first.rstrip("\r") if newline else first
    found = _END.search(rest)
    below = rest[found.end() :] if found else rest
    words = lines.strip("\n").replace("\n", ending)
    return f"{first}{ending}{words}{ending}{head}{ending}{below}"
