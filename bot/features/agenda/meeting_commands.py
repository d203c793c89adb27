"""The `/meeting` commands: what they ask for, as values.

/meeting cancel too few of us are there
/meeting move 2026-10-22             the same time of day
/meeting move to Oct 22, 5pm UTC
/meeting facilitator @minrk
/meeting close
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.core.commands import Found, Links
from bot.core.errors import UserError
from bot.core.markdown import is_visible
from bot.features.agenda.meeting_dates import FORM as MOVE
from bot.features.agenda.meeting_dates import When, parse_when

LONGEST_WHY = 500
"""Characters of a reason that are read."""

CLOSE = "/meeting close"
"""What every closing is remembered by, however it was written."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The meeting does not take place; `why` is a line of Markdown, not yet quoted."""

    source: str
    why: str = ""
    links: Links = ()


@dataclass(frozen=True, slots=True)
class Move:
    """The meeting takes place at another time, or all the same."""

    source: str
    when: When


@dataclass(frozen=True, slots=True)
class Appoint:
    """Somebody else is the facilitator; `login` is without its `@`."""

    source: str
    login: str


@dataclass(frozen=True, slots=True)
class Close:
    """The issue has served its purpose."""

    source: str = CLOSE


MeetingCommand = Cancel | Move | Appoint | Close

_FORMS = {
    "cancel": "/meeting cancel why",
    "move": MOVE,
    "facilitator": "/meeting facilitator @name",
    "close": CLOSE,
}
_LOGIN = re.compile(
    r"(?:(?:to|is)\s+)?(?:@(?P<login>[a-z0-9](?:-?[a-z0-9_]){0,98})|(?P<me>me))",
    re.IGNORECASE,
)
_DRESS = " \t:`*_.,;"


def parse_meeting(found: Found, author: str) -> MeetingCommand:
    """The command of a `/meeting` line; `author` is the login of who wrote it.

    UserError tells what is wrong with it, and the right form.
    """
    word, *others = found.rest.split(maxsplit=1) or [""]
    verb, rest = word.lower().rstrip(":,."), "".join(others).strip()
    source = f"/meeting {found.rest}".rstrip()
    if verb == "cancel":
        why = rest[:LONGEST_WHY]
        return Cancel(source, why if is_visible(why) else "", found.links)
    if verb == "move":
        return Move(source, parse_when(rest[:LONGEST_WHY]))
    if verb == "facilitator":
        # A first name alone might be a stranger's login, and it gives rights.
        name = _LOGIN.fullmatch(rest.strip(_DRESS))
        if name is None:
            raise UserError("it names no person by @login", _FORMS[verb])
        return Appoint(source, author if name["me"] else name["login"])
    if verb == "close":
        if rest.strip(_DRESS):
            raise UserError("nothing may follow it", CLOSE)
        return Close()
    close = get_close_matches(verb, _FORMS, n=1)
    raise UserError(
        "a meeting can be cancelled (`cancel`), moved (`move`) and closed (`close`),"
        " and get a `facilitator`",
        _FORMS[close[0]] if close else MOVE,
    )
