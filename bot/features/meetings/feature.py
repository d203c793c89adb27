"""The meetings feature: what it is, and what wakes it."""

from collections.abc import Iterable

from bot.feature import Context, Feature
from bot.features.meetings.config import SECTION
from bot.todo.job import Key


def sweep(repository: str) -> Iterable[Key]:
    """The repository's meetings, all in one job."""
    yield Key("meetings", repository)


async def handle(context: Context) -> None:
    """Meeting issues are opened, pinned and closed as their time has come."""
    from bot.features.meetings.handler import handle as at_work

    await at_work(context)


FEATURE = Feature(
    name="meetings",
    section=SECTION,
    handle=handle,
    sweep=sweep,
    permissions={"contents": "read", "issues": "write", "metadata": "read"},
)
