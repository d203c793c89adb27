"""`/support` and `/not-support`: what a comment says about its issue.

Whatever follows on their line is a remark for people: `/not-support it crashes`.
"""

from dataclasses import dataclass
from typing import Literal

from bot.core.commands import (
    SUPPORT_COMMANDS,
    Usage,
    find_commands,
    is_for_others,
    may_hold_command,
)
from bot.core.remembered import remembered

NAMES = SUPPORT_COMMANDS

USAGES = (
    Usage(
        "/support",
        "any issue",
        "triage and above",
        "it is a support question: the author is pointed to the forum",
        "/support",
    ),
    Usage(
        "/not-support",
        "any issue",
        "the issue's author, or triage and above",
        "it is none: what the bot did is undone, and it never does it again there",
        "/not-support it crashes with the defaults, too",
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One command: whether it calls its issue a support question; the line as written."""

    is_support: bool
    source: str

    @property
    def name(self) -> Literal["/support", "/not-support"]:
        """The command without a remark."""
        return "/support" if self.is_support else "/not-support"


MOST = 20
"""Lines of a comment that are looked at: its last command is what it says."""


def parse_commands(body: str) -> tuple[Said, ...]:
    """What a comment says, from top to bottom."""
    return _parsed(body) if may_hold_command(body, NAMES) else ()


@remembered(characters=500_000)  # a thread is read again and again
def _parsed(body: str) -> tuple[Said, ...]:
    return tuple(
        Said(found.name == "support", f"/{found.name} {found.rest}"[:_LONGEST].rstrip())
        for found in find_commands(body, NAMES, most=MOST, with_links=False)
    )


_LONGEST = 300  # characters of a line that are kept, to be shown to its author


def may_be_answered_elsewhere(body: str) -> bool:
    """Whether the reaction to the comment is another feature's."""
    return is_for_others(body, NAMES)
