"""HackMD's notes, and what is asked for, as the API has them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.core.errors import Refused
from bot.core.markdown import BREAK
from bot.core.notes_server import MOST_CONTENT, CreateNote, Note

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HOST = re.compile(r"[\w.-]+(:[0-9]+)?|\[[0-9a-fA-F:.]+\](:[0-9]+)?", re.ASCII)


def is_id(text: str) -> bool:
    """Whether a note may have this id, so that it is one part of a path."""
    return _ID.fullmatch(text) is not None


def body_for(action: CreateNote) -> dict[str, object]:
    """The body of the request; `Refused` where HackMD takes no content so long.

    People write in the note together, so everybody who has signed in may.
    """
    if len(action.content) > MOST_CONTENT:
        raise Refused(
            f"{action.operation}: HackMD takes {MOST_CONTENT} characters,"
            f" this has {len(action.content)}"
        )
    return {
        "title": action.title,
        "content": action.content,
        "readPermission": "signed_in" if action.private else "guest",
        "writePermission": "signed_in",
        "commentPermission": "signed_in_users",
    }


def name_of(title: str) -> str:
    """By what a note is known: some HackMDs take the title from its first heading.

    There it stands quoted, with invisible breaks in `@` and `#12`.
    """
    return " ".join(title.replace(BREAK, "").split())


def find_in(notes: Iterable[Mapping[str, Any]], title: str, known: str) -> Note | None:
    """Of a list the oldest note of that title, or the one with the id `known`."""
    wanted = name_of(title)
    found = [
        note
        for note in notes
        if name_of(str(note.get("title") or "")) == wanted or note["id"] == known
    ]
    return parse_note(min(found, key=_age)) if found else None


def _age(note: Mapping[str, Any]) -> tuple[float, str]:
    created = note.get("createdAt")
    return (created if isinstance(created, int | float) else 0, str(note["id"]))


def parse_note(data: Mapping[str, Any]) -> Note:
    """A note; `publishLink` leads to where it is shown, its id to where it is written.

    Raises ValueError where these do not make a plain address.
    """
    note_id = str(data["id"])
    server = urlsplit(str(data["publishLink"]))
    if (
        not is_id(note_id)
        or server.scheme not in ("http", "https")
        or not _HOST.fullmatch(server.netloc)
    ):
        raise ValueError("neither id nor address of a note")
    return Note(
        id=note_id,
        title=str(data.get("title") or ""),
        link=f"{server.scheme}://{server.netloc}/{note_id}",
        content=str(data.get("content") or ""),
    )
