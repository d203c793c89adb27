"""Which comments were asked to be pinned in vain lately, and where none can be."""

from collections.abc import Awaitable, Callable

from cachetools import TTLCache

from bot.core.actions import PinComment
from bot.core.errors import Gone
from bot.github.refusals import Denied, Missing

REST = 3600.0
"""Seconds after which it is tried again: a server is upgraded, a right is given."""

_EVERY = 0
_NO_SUCH_METHOD = 405


class Pins:
    """What was refused, for an hour.

    A server that knows nothing of pins answers 404, as every server does of a comment
    that somebody has just deleted: only a look at the comment tells.
    """

    def __init__(self) -> None:
        self._refused: TTLCache[tuple[str, int], None] = TTLCache(1000, REST)

    def may(self, action: PinComment) -> bool:
        """Whether it is worth asking for."""
        ids = (_EVERY, action.comment_id)
        return not any((action.repository, id_) in self._refused for id_ in ids)

    async def learn(
        self,
        action: PinComment,
        error: Missing | Denied,
        read: Callable[[str, int], Awaitable[object]],
    ) -> None:
        """Learn from a refusal; `read` reads a comment, or raises `Gone`."""
        about = action.comment_id
        if isinstance(error, Missing):
            try:
                await read(action.repository, action.comment_id)
            except Gone:
                return
            about = _EVERY
        elif error.status == _NO_SUCH_METHOD:
            about = _EVERY
        self._refused[action.repository, about] = None
