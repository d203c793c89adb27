"""Words and pictures that the pages use for what GitHub has codes for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zlib import crc32

from bot.playground.people import Where
from bot.playground.reactions import REACTIONS, Reaction
from bot.playground.threads import Issue

EMOJI: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "+1": ("👍", "thumbs up"),
        "-1": ("👎", "thumbs down"),
        "laugh": ("😄", "laugh"),
        "confused": ("😕", "confused"),
        "heart": ("❤️", "heart"),
        "hooray": ("🎉", "hooray"),
        "rocket": ("🚀", "rocket"),
        "eyes": ("👀", "eyes"),
    }
)
"""GitHub's picture of each reaction, and what a screen reader says."""

ASSOCIATIONS: Mapping[str, str] = MappingProxyType(
    {
        "OWNER": "Owner",
        "MEMBER": "Member",
        "COLLABORATOR": "Collaborator",
        "CONTRIBUTOR": "Contributor",
    }
)
"""What GitHub's badge says; there is none for NONE."""

HUES = 8
"""Colours of avatars in the style sheet."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One kind of reaction: how many, and whose."""

    picture: str
    name: str
    count: int
    people: str


def tallies(reactions: list[Reaction]) -> list[Tally]:
    """The reactions counted, in GitHub's order."""
    found = []
    for content in REACTIONS:
        people = [r.user.login for r in reactions if r.content == content]
        if people:
            found.append(Tally(*EMOJI[content], len(people), ", ".join(people)))
    return found


def moment(time: datetime) -> str:
    """A time in short, in UTC."""
    return f"{time.day} {time:%b %Y, %H:%M}"


def clock_face(time: datetime) -> str:
    """The present time in full, in UTC."""
    return f"{day(time)}, {time:%H:%M} UTC"


def day(time: datetime) -> str:
    """A day in full, in UTC."""
    return f"{time:%A} {time.day} {time:%B %Y}"


def split_title(title: str) -> tuple[str, str]:
    """A title in two: where there is no room the first part is cut short.

    Issues of a series differ at their ends: `JupyterHub Team Meeting - March 2021`.
    """
    found = re.search(r"\s\S.{0,15}$", title)
    at = found.start() if found else len(title)
    return title[:at], title[at:]


def address(issue: Issue) -> str:
    """Where the page of an issue or pull request is, from the server's root on."""
    kind = "pull" if issue.pull else "issues"
    return f"/{issue.repository.full_name}/{kind}/{issue.number}"


def is_pulse(issue: Issue) -> bool:
    """Whether the App opened it for a release pulse, be its list pinned yet or not."""
    return issue.via_app and (issue.body or "").startswith("<!-- team-compass:pulse ")


def places_of(issue: Issue) -> tuple[Where, ...]:
    """Which examples can be tried in a comment on it."""
    if is_pulse(issue):
        return ("pulse",)
    if issue.pinned_comment:
        return ("meeting",)
    return ("thread",) if issue.pull else ("thread", "issue")


def diff_lines(patch: str) -> list[tuple[str, str]]:
    """The lines of a diff, each with what it is: `plus`, `minus`, `place` or nothing."""
    kinds = {"+": "plus", "-": "minus", "@": "place"}
    return [(kinds.get(line[:1], ""), line) for line in patch.split("\n")]


def hue(login: str) -> int:
    """The colour of someone's avatar, the same on every day."""
    return crc32(login.lower().encode()) % HUES


def initials(login: str) -> str:
    """One or two letters for an avatar: `consideRatio` is CR, `newcomer-ada` is NA."""
    words = login.removesuffix("[bot]").replace("_", "-").split("-")
    if len(words) > 1 and words[1]:
        return (words[0][:1] + words[1][:1]).upper()
    inner = [letter for letter in words[0][1:] if letter.isupper()]
    return (words[0][:1] + (inner[0] if inner else "")).upper()
