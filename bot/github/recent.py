"""What was created here lately: GitHub's lists may lack it for some seconds.

A list that is read from a replica that lags would otherwise make the bot create a
second time what it created just now.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from cachetools import TTLCache

from bot.core.actions import Action, CreateComment, DeleteComment
from bot.core.errors import Gone
from bot.core.models import Comment, Issue

KEPT = 600.0
"""Seconds; GitHub's replicas lag by far less."""

T = TypeVar("T")


class Recent:
    """The issues and comments of the last minutes, by repository and thread.

    Thread 0 is the list of the repository's issues.
    """

    def __init__(self) -> None:
        self._made: TTLCache[tuple[str, int, int], None] = TTLCache(1000, KEPT)

    def note(self, action: Action, written: Issue | Comment | None) -> None:
        """Learn from an action that was done."""
        repository = action.repository
        if isinstance(action, DeleteComment):
            for key in list(self._made):
                if (key[0], key[2]) == (repository, action.comment_id) and key[1]:
                    self._made.pop(key, None)
        elif isinstance(written, Issue):
            self._made[repository, 0, written.number] = None
        elif isinstance(action, CreateComment) and isinstance(written, Comment):
            self._made[repository, action.issue_number, written.id] = None

    async def lacking(
        self,
        repository: str,
        thread: int,
        listed: Iterable[int],
        read: Callable[[int], Awaitable[T]],
    ) -> tuple[T, ...]:
        """What the list lacks though it is there: it is asked for by itself."""
        found: list[T] = []
        there = set(listed)
        for key in list(self._made):
            if key[:2] == (repository, thread) and key[2] not in there:
                try:
                    found.append(await read(key[2]))
                except Gone:
                    self._made.pop(key, None)
        return tuple(found)
