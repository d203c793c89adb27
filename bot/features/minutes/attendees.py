"""Who was there: one line of a roll call, as teams write it.

Sarah Gibson / The Alan Turing Institute / @sgibson91
Kien Dang/ National University of Singapore / \\@kiendang
Tim Head (@betatim), Wild Tree Tech
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.markdown import BREAK, is_visible, plain_text
from bot.features.minutes.addresses import without_addresses

_LOGIN = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_HANDLE = re.compile(
    rf"[\[(]?(?:(?<![\w/])@(?P<login>{_LOGIN})(?:\[bot\])?"
    rf"|https?://github\.com/(?P<linked>{_LOGIN})/?)(?![\w@/])[\])]?"
)
_SLASH = re.compile(r"\s+/\s*|\s*/\s+")
_COMMA = re.compile(r"\s*[,;|]\s+|\s+[-–—]\s+|\s*[()]\s*")
_ANY_SLASH = re.compile(r"/")
_TEMPLATE = re.compile(
    r"\W*(?:(?:your |full )?names?\s*[/,|]\s*(?:institution|affiliation|organi[sz]ation)\b"
    r"|\(?(?:please )?add yours(?:elf|elves)?\b)",
    re.IGNORECASE,
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was there; `handle` is a login. All plain text, "" if not said."""

    name: str
    institution: str = ""
    handle: str = ""


def parse_attendee(source: str, *, login_last: bool = False) -> Attendee | None:
    """Who a line of a roll call names; None for its heading and for nothing.

    `login_last`: its last word is a login for certain, as in an agenda comment.
    """
    plain = plain_text(source[: 4 * _LONGEST]).replace(BREAK, "")
    text = " ".join(without_addresses(plain).split())[:_LONGEST]
    if is_heading(text) or not is_visible(text):
        return None
    handle = ""
    if found := _HANDLE.search(text):
        handle = found["login"] or found["linked"]
        text = f"{text[: found.start()]} / {text[found.end() :]}"
    parts = [part for part in map(_tidy, _parts(text)) if part]
    if not handle and parts and (login_last or len(parts) > 2):
        *others, last = parts[-1].split()
        if re.fullmatch(_LOGIN, last) and (login_last or not others):
            handle = last
            parts[-1:] = [" ".join(others)] if others else []
    if not parts:
        return Attendee(handle, "", handle) if handle else None
    return Attendee(parts[0], " / ".join(parts[1:]), handle)


def is_heading(text: str) -> bool:
    """Whether a line says how to sign in, and names nobody."""
    return _TEMPLATE.match(text) is not None


def each_once(people: Iterable[Attendee]) -> tuple[Attendee, ...]:
    """Who signed in twice was there once; two people may give one handle, though."""
    return tuple({(who.name.casefold(), who.handle): who for who in people}.values())


def _parts(text: str) -> list[str]:
    for apart in (_SLASH, _COMMA, _ANY_SLASH):
        parts = apart.split(text)
        if len([part for part in parts if _tidy(part)]) > 1:
            return parts
    return [text]


def _tidy(part: str) -> str:
    return part.strip(" \t,;:|/-–—")
