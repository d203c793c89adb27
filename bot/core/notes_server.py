"""Notes on a server where people write together: what a feature may ask of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Protocol

from bot.core.actions import Action

MOST_CONTENT = 100_000
"""Characters of a note: HackMD takes no more."""


NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Note:
    """A note; `link` is where people write in it. Content is empty where it was not read.

    `id` and `link` are empty of one that was only planned.
    """

    id: str
    title: str
    link: str
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNote(Action):
    """Make a note, known by its title: there is one of that title afterwards.

    So the title has to tell one meeting from all others, and the content begins with it
    as its first heading: some HackMDs name a note after that, whatever title was asked
    for. A `private` one can be read by those only who have an account there; in every
    one those who have may write.
    """

    operation: ClassVar[str] = "create_note"
    title: str
    content: str
    private: bool = False


class NotesServer(Protocol):
    """A server of notes, HackMD.

    Everything raises `Gone` for what is not there, `Refused` for what only a person can
    mend, and `RetryLater` for everything that may pass.
    """

    async def create_note(self, action: CreateNote) -> Note:
        """The note of that title, made unless it was there already.

        `Refused` also for content of more than `MOST_CONTENT` characters. `RetryLater`
        leaves open whether it was made: the next try looks for it first.
        """
        ...

    async def get_note(self, note_id: str, *, lately: timedelta = NOW) -> Note:
        """The note with its content, as it is now, or was no longer ago than `lately`.

        A server of notes may count its calls by the month.
        """
        ...
