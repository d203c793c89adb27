"""The notes of a stand-in HackMD, and how they come by their titles."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal

from markdown_it import MarkdownIt

from bot.core.markdown import plain_text
from bot.playground.clock import Clock

Role = Literal["owner", "signed_in", "guest"]

UNTITLED = "Untitled"
_FRONT = re.compile(r"\A---\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"""^title:\s*["']?(.+?)["']?\s*$""", re.MULTILINE)
_parser = MarkdownIt("commonmark")


@dataclass(slots=True, kw_only=True)
class StoredNote:
    """One note; `team` is the path of the workspace that it belongs to, if any."""

    id: str
    short_id: str
    title: str
    content: str
    created_at: datetime
    changed_at: datetime
    titled_at: datetime | None = None
    tags: list[str] = field(default_factory=list)
    description: str = ""
    read_permission: Role = "owner"
    write_permission: Role = "owner"
    permalink: str | None = None
    team: str | None = None


def title_in(content: str) -> str:
    """The title in the front matter, else the first heading of the first level.

    As CodiMD has it, which HackMD came from (`Note.extractNoteTitle`).
    """
    front = _FRONT.match(content)
    if front and (found := _TITLE.search(front[1])):
        return found[1]
    tokens = _parser.parse(content[front.end() :] if front else content)
    for opened, inline in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h1":
            return plain_text(inline.content) or UNTITLED
    return UNTITLED


class Notes:
    """All notes, by their ids, in the order in which they were made.

    Since January 2026 HackMD keeps the title that it is given. With `titles_in_content`
    it does as before, and as HackMDs of one's own may: a title is what the note says.
    """

    def __init__(self, clock: Clock, *, titles_in_content: bool = False) -> None:
        self._clock = clock
        self._titles_in_content = titles_in_content
        self._notes: dict[str, StoredNote] = {}

    def __iter__(self) -> Iterator[StoredNote]:
        return iter(self._notes.values())

    def __len__(self) -> int:
        return len(self._notes)

    def find(self, name: str) -> StoredNote:
        """The note with that id or short id; KeyError where there is none."""
        for note in self:
            if name in (note.id, note.short_id):
                return note
        raise KeyError(name)

    def create(
        self, content: str = "", *, title: str | None = None, team: str | None = None
    ) -> StoredNote:
        """Make a note, as people do on the page, or the API does for them."""
        now = self._clock.now()
        seed = hashlib.sha256(f"note {len(self._notes) + 1}".encode()).digest()
        name = base64.urlsafe_b64encode(seed).decode()
        note = StoredNote(
            id=name[:22],
            short_id=name[22:31],
            title=UNTITLED,
            content="",
            created_at=now,
            changed_at=now,
            team=team,
        )
        self.write(note, content, title=title)
        self._notes[note.id] = note
        return note

    def write(
        self, note: StoredNote, content: str | None = None, *, title: str | None = None
    ) -> None:
        """Replace what is given; a note that was given a title keeps it."""
        note.changed_at = self._clock.now()
        if content is not None:
            note.content = content.replace("\r\n", "\n")
        if title is not None and not self._titles_in_content:
            note.title, note.titled_at = title, note.changed_at
        elif note.titled_at is None:
            note.title = title_in(note.content)

    def delete(self, note: StoredNote) -> None:
        """Put it into the trash, where nobody finds it."""
        del self._notes[note.id]
