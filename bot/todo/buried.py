"""All that is buried, however much that is: gone through a part at a time."""

from collections.abc import AsyncIterator, Sequence

from bot.todo.job import Failed, Todo

AT_A_TIME = 500
"""As many as are read, or retried, while nobody else gets at the list."""


async def all_failed(
    todo: Todo, at_a_time: int = AT_A_TIME
) -> AsyncIterator[Sequence[Failed]]:
    """The buried jobs in parts, newest first; what is buried meanwhile is not among them.

    Raises `StoreUnavailable`.
    """
    after: Failed | None = None
    while some := await todo.failed(at_a_time, after=after):
        yield some
        after = some[-1]
