"""The same work without a note made: what would be, and what would follow from it."""

from datetime import timedelta

from bot.core.actions import Action
from bot.core.notes_server import NOW, CreateNote, Note
from bot.hackmd.client import HackMD
from bot.hackmd.notes import body_for, name_of


class DryRunNotes:
    """HackMD as it is, with the notes that were to be made; a `NotesServer`.

    `asked` gets each action that would make one, in order.
    """

    def __init__(self, hackmd: HackMD, asked: list[Action]) -> None:
        self._hackmd = hackmd
        self._asked = asked
        self._planned: dict[str, Note] = {}

    async def create_note(self, action: CreateNote) -> Note:
        """The note of that title, also one that this dry run was to make."""
        body_for(action)  # refuses what is too long
        name = name_of(action.title)
        if name in self._planned:
            return self._planned[name]
        found = await self._hackmd.find_note(action.title)
        if found is None:
            self._asked.append(action)
            found = Note(id="", title=action.title, link="", content=action.content)
            self._planned[name] = found
        return found

    async def get_note(self, note_id: str, *, lately: timedelta = NOW) -> Note:
        """The note as it is; `Gone` for one that was only planned."""
        return await self._hackmd.get_note(note_id, lately=lately)
